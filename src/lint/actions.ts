import type { Catalog, CatalogAction } from '../iam/catalog/types.js';
import { nearest } from '../text/nearest.js';
import type { ListElement } from './policies.js';
import type { Text } from './text.js';

/** An action that is written out: `s3:Get*` as service and name. */
export interface Action {
  readonly text: Text;
  /** In lower case. */
  readonly service: string;
  readonly name: string;
}

/** What an action takes: a bucket's ARN, an object's, a KMS key's, nothing but `*`, or something else. */
export type ActionKind = 'bucket' | 'object' | 'key' | 'none' | 'other';

/** The actions of an element that are known in whole and well formed. */
export function actionsIn(element: ListElement | undefined): readonly Action[] {
  return (element?.values ?? []).flatMap((text) => {
    const match = text.known ? /^([a-z0-9-]+):([A-Za-z0-9*?]+)$/i.exec(text.text) : null;
    const [, service = '', name = ''] = match ?? [];
    return match === null ? [] : [{ text, service: service.toLowerCase(), name }];
  });
}

/** The actions that a pattern covers; undefined when AWS has no such service. */
export function matchingActions(
  catalog: Catalog,
  { service, name }: Pick<Action, 'service' | 'name'>,
): readonly CatalogAction[] | undefined {
  return catalog.actions(service, name);
}

/** The types of resource that make an action one of a kind, the first of which it must take. */
const KINDS: readonly (readonly [kind: ActionKind, service: string, types: readonly string[]])[] = [
  ['bucket', 's3', ['bucket', 'accesspoint']],
  ['object', 's3', ['object', 'accesspointobject']],
  ['key', 'kms', ['key']],
];

/** What an action takes, all its types of resource together. */
export function kindOf({ service, resources }: CatalogAction): ActionKind {
  if (resources.length === 0) return 'none';
  const names = resources.map(({ type }) => type.name);
  const found = KINDS.find(
    ([, of, [first = '', ...others]]) =>
      service === of &&
      names.includes(first) &&
      names.every((name) => name === first || others.includes(name)),
  );
  return found?.[0] ?? 'other';
}

/** Whether everything that an action covers takes this kind of resource. */
export function takesOnly(catalog: Catalog, action: Action, kind: ActionKind): boolean {
  const found = matchingActions(catalog, action) ?? [];
  return found.length > 0 && found.every((each) => kindOf(each) === kind);
}

/** Whether an element's actions include one, wildcards counted. */
export function covers(
  catalog: Catalog,
  element: ListElement | undefined,
  service: string,
  name: string,
): boolean {
  const texts = element?.values ?? [];
  if (texts.some(({ text }) => text === '*')) return true;
  return actionsIn(element)
    .filter((action) => action.service === service)
    .some((action) => matchingActions(catalog, action)?.some((each) => each.name === name) === true);
}

/** The action of a service that was probably meant. */
export function nearestAction(catalog: Catalog, service: string, name: string): string | undefined {
  const names = catalog.service(service)?.actions.map((each) => each.name) ?? [];
  return nearest(name, names);
}

/** The services that have an action of this name. */
export function servicesWith(catalog: Catalog, name: string): readonly string[] {
  return catalog.services.filter((service) => (catalog.actions(service, name) ?? []).length > 0);
}

/** Whether AWS has a service of this prefix. */
export const isService = (catalog: Catalog, prefix: string): boolean => catalog.service(prefix) !== undefined;

/** The service prefix that was probably meant. */
export const nearestService = (catalog: Catalog, prefix: string): string | undefined =>
  nearest(prefix, catalog.services);
