import type { Fact, MutableInventory } from '../inventory.js';
import { entry, list, map, type Node, text } from '../node.js';
import { problem } from '../problems.js';
import { withAttributes } from '../resources/computed.js';
import { readHelmRelease } from '../resources/helm.js';
import { unstatedProvider } from '../resources/provider.js';
import type { Span } from '../text/source-text.js';

/** One release of a chart, as a controller or a program of its own is asked for it. */
export interface Release {
  /** What asks for it. */
  readonly of: Fact;
  /** For people, and unique beside others of the same: `Application web`. */
  readonly address: string;
  readonly name?: Node | undefined;
  readonly namespace?: Node | undefined;
  readonly chart?: Node | undefined;
  /** Documents, or text that holds them, the weakest first. */
  readonly values: readonly Node[];
  /** What wins over them: `{ name, value }`, the name as `helm --set` takes it. */
  readonly set?: readonly Node[];
  /** Set where nobody knows how many of it there are. */
  readonly conditional?: true;
  readonly unread: readonly Unread[];
}

/** What of a release is not read, in words that follow its name. */
export interface Unread {
  readonly what: string;
  readonly place: Span;
}

/** A release says what Terraform's `helm_release` says. */
export function readRelease(release: Release, inventory: MutableInventory): void {
  const { of, address, name, namespace, chart, values, set = [], unread } = release;
  const { place, id, tool, kind, scope } = of;
  const given = { name, namespace, chart, values: list(values, place), set: list(set, place) };
  const entries = Object.entries(given).flatMap(([key, value]) =>
    value === undefined ? [] : [entry(key, place, value)],
  );
  const declared = {
    ...{ mode: 'resource' as const, type: 'helm_release', address, place, fact: `${id}#${address}` },
    ...{ body: map(entries, place), provider: unstatedProvider(place) },
  };
  const value = withAttributes(declared, `only the cluster knows it of ${address}`);
  readHelmRelease(
    { ...declared, tool, kind, value, conditional: release.conditional === true },
    { inventory, scope },
  );
  for (const { what, place: at } of unread)
    inventory.diagnostics.push(problem('read/not-checked', `${address}: ${what}`, at));
}

/** A setting of a release. */
export const setting = (name: string, value: Node): Node =>
  map([entry('name', value.place, text(name, value.place)), entry('value', value.place, value)], value.place);
