import type { Fact, Inventory } from './inventory.js';
import { type Known, type KnownValue, type MapEntry, type Node, text } from './node.js';
import { isString } from './node-access.js';
import { type TextUse, withPlaceholders } from './placeholders.js';
import { type Fill, fluxSubstitution } from './releases/flux-substitution.js';

/** How texts are used; under `Condition`, keys are values as well. */
type Use = TextUse | 'condition';

/**
 * The same inventory, in which every text that somebody, or another program, has yet to fill in is unknown, in whole or in part,
 * so that nothing judges it and everything can say why.
 */
export function withoutPlaceholders<T extends Inventory>(inventory: T): T {
  const terraform = new Mender(true);
  const others = new Mender(false, fluxSubstitution(inventory));
  const mended = Object.entries(inventory).map(([name, items]: [string, readonly unknown[]]) => {
    if (name === 'documents') return [name, inventory.documents.map((item) => others.document(item))];
    return [
      name,
      items.map((item) =>
        isFact(item) && !isLive(item)
          ? (item.tool === 'terraform' ? terraform : others).fact(item, name)
          : item,
      ),
    ];
  });
  return Object.fromEntries(mended);
}

/** Facts whose name is one of Kubernetes. */
const NAMED = new Set(['serviceAccounts', 'pods', 'kubernetesObjects']);

/** How the value of a key or field is used, where that differs from what it stands in. */
const USES: Readonly<Record<string, Use>> = {
  ...{ Action: 'word', NotAction: 'word', Sid: 'word', Id: 'word', Effect: 'word', Version: 'word' },
  Condition: 'condition',
  ...{ namespace: 'name', serviceAccount: 'name', serviceAccountName: 'name' },
  ...{ containers: 'container', initContainers: 'container', ephemeralContainers: 'container' },
};

class Mender {
  private readonly done: Record<Use, WeakMap<object, unknown>> = {
    ...{ value: new WeakMap(), word: new WeakMap(), name: new WeakMap() },
    ...{ container: new WeakMap(), condition: new WeakMap(), region: new WeakMap() },
  };

  constructor(
    private readonly isTerraform: boolean,
    private readonly fill: Fill = (node) => node,
  ) {}

  fact(fact: Fact, group: string): Fact {
    const mended = this.mend(fact, 'value');
    if (!NAMED.has(group) || !('name' in fact)) return mended;
    return { ...mended, ...{ name: this.mend(fact.name, 'name') } };
  }

  /** Of raw documents only ClusterConfigs are looked at. */
  document(document: Inventory['documents'][number]): Inventory['documents'][number] {
    return document.kind === 'eksctl' ? this.mend(document, 'value') : document;
  }

  /** What holds no placeholder is handed back as it is: facts share documents, which rules look at once. */
  private mend<T>(value: T, use: Use): T {
    if (typeof value !== 'object' || value === null) return value;
    const found = this.done[use].get(value);
    if (found !== undefined) return found as T;
    const mended = this.anything(value, use);
    this.done[use].set(value, mended);
    return mended as T;
  }

  private anything(value: object, use: Use): unknown {
    if (isNode(value)) return this.node(value, use);
    if (isKnownText(value)) return this.known(value, use);
    if (Array.isArray(value))
      return unlessSame(
        value,
        value.map((item) => this.mend(item, use)),
      );
    const entries = Object.entries(value);
    const mended = entries.map(([key, item]) => (key === 'place' ? item : this.mend(item, within(use, key))));
    if (entries.every(([, item], index) => item === mended[index])) return value;
    return Object.fromEntries(entries.map(([key], index) => [key, mended[index]]));
  }

  private node(node: Node, use: Use): Node {
    if (node.kind === 'unknown' || isString(node)) {
      const filled = isString(node) ? this.fill(node) : node;
      return withPlaceholders(filled, textUse(use), this.isTerraform) ?? filled;
    }
    if (node.kind === 'scalar') return node;
    if (node.kind === 'map') {
      const before = node.entries;
      const entries = unlessSame(
        before,
        before.map((entry) => this.entry(entry, use)),
      );
      return entries === before ? node : { ...node, entries };
    }
    const before = node.items;
    const items = unlessSame(
      before,
      before.map((item) => this.mend(item, use)),
    );
    return items === before ? node : { ...node, items };
  }

  private entry(entry: MapEntry, use: Use): MapEntry {
    const value = this.mend(entry.value, within(use, entry.key ?? ''));
    const keyNode = use === 'condition' ? this.node(entry.keyNode, use) : entry.keyNode;
    if (keyNode !== entry.keyNode && keyNode.kind === 'unknown') return { key: undefined, keyNode, value };
    return value === entry.value ? entry : { ...entry, value };
  }

  private known(value: KnownValue<string>, use: Use): Known<string> {
    const { place } = value;
    const filled = this.fill(text(value.value, place));
    const mended = withPlaceholders(filled, textUse(use), this.isTerraform);
    if (mended?.kind === 'unknown') return mended;
    return filled.value === value.value ? value : { ...value, value: filled.value };
  }
}

function within(use: Use, key: string): Use {
  if (use === 'container') return key === 'name' ? 'word' : use;
  if (use === 'condition' && REGION_KEY.test(key)) return 'region';
  if (use === 'condition' || use === 'word' || use === 'region') return use;
  return Object.hasOwn(USES, key) ? (USES[key] ?? use) : 'value';
}

const REGION_KEY = /^(?:aws:RequestedRegion|ec2:Region)$/i;

const textUse = (use: Use): TextUse => (use === 'condition' ? 'value' : use);

function unlessSame<T>(before: readonly T[], after: readonly T[]): readonly T[] {
  return after.every((item, index) => item === before[index]) ? before : after;
}

const isFact = (item: unknown): item is Fact =>
  typeof item === 'object' && item !== null && 'tool' in item && 'scope' in item;

/** What AWS and a cluster have is in use as it is. */
const isLive = ({ tool, observed }: Fact) => observed === true && (tool === 'aws' || tool === 'kubernetes');

const KINDS: ReadonlySet<unknown> = new Set(['scalar', 'list', 'map', 'unknown']);

const isNode = (value: object): value is Node => 'kind' in value && KINDS.has(value.kind) && 'place' in value;

const isKnownText = (value: object): value is KnownValue<string> =>
  'known' in value && value.known === true && 'value' in value && typeof value.value === 'string';
