import { matchesPattern, parsePattern } from '../iam/evaluate/pattern.js';
import { nearest } from '../spec/nearest.js';
import { SERVICE_ACTIONS, SERVICE_PREFIXES } from './data/service-actions.js';
import type { ListElement } from './policies.js';
import type { Text } from './text.js';

/** An action that is written out: `s3:Get*` as service and name. */
export interface Action {
  readonly text: Text;
  /** In lower case. */
  readonly service: string;
  readonly name: string;
}

/** What an S3 action takes: a bucket's ARN, an object's, nothing but `*`, or something else. */
export type ActionKind = 'bucket' | 'object' | 'key' | 'none' | 'other';

interface KnownAction {
  readonly name: string;
  readonly lower: string;
  readonly kind: ActionKind;
}

const KNOWN: ReadonlyMap<string, readonly KnownAction[]> = new Map(
  Object.entries(SERVICE_ACTIONS).map(([service, kinds]) => [service, knownActions(kinds)]),
);

function knownActions(kinds: Readonly<Record<string, string>>): readonly KnownAction[] {
  return Object.entries(kinds).flatMap(([kind, names]) =>
    names.split(' ').map((name) => ({ name, lower: name.toLowerCase(), kind: kind as ActionKind })),
  );
}

/** The actions of an element that are known in whole and well formed. */
export function actionsIn(element: ListElement | undefined): readonly Action[] {
  return (element?.values ?? []).flatMap((text) => {
    const match = text.known ? /^([a-z0-9-]+):([A-Za-z0-9*?]+)$/i.exec(text.text) : null;
    const [, service = '', name = ''] = match ?? [];
    return match === null ? [] : [{ text, service: service.toLowerCase(), name }];
  });
}

/** The actions of a service that a pattern covers; undefined for a service whose actions are not listed here. */
export function matchingActions({ service, name }: Pick<Action, 'service' | 'name'>) {
  const known = KNOWN.get(service);
  if (known === undefined) return undefined;
  const wanted = name.toLowerCase();
  if (!/[*?]/.test(wanted)) return known.filter(({ lower }) => lower === wanted);
  const pattern = parsePattern(wanted);
  return known.filter(({ lower }) => matchesPattern(pattern, lower));
}

/** Whether everything that an S3 action covers takes this kind of resource. */
export function takesOnly(action: Action, kind: ActionKind): boolean {
  const found = matchingActions(action) ?? [];
  return found.length > 0 && found.every((each) => each.kind === kind);
}

/** Whether an element's actions include one, wildcards counted. */
export function covers(element: ListElement | undefined, service: string, name: string): boolean {
  const texts = element?.values ?? [];
  if (texts.some(({ text }) => text === '*')) return true;
  return actionsIn(element)
    .filter((action) => action.service === service)
    .some((action) => matchingActions(action)?.some((each) => each.name === name) === true);
}

/** The action of a service that was probably meant. */
export function nearestAction(service: string, name: string): string | undefined {
  const names = KNOWN.get(service)?.map((each) => each.name) ?? [];
  return nearest(name, names);
}

/** The services, of those whose actions are listed, that have an action of this name. */
export function servicesWith(name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return [...KNOWN]
    .filter(([, list]) => list.some(({ lower }) => lower === wanted))
    .map(([service]) => service);
}

/** Whether AWS has a service of this prefix. */
export const isService = (prefix: string): boolean => SERVICE_PREFIXES.has(prefix.toLowerCase());

/** The service prefix that was probably meant. */
export const nearestService = (prefix: string): string | undefined => nearest(prefix, [...SERVICE_PREFIXES]);
