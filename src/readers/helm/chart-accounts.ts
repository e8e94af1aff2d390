import { PROGRAMS } from '../../catalog/index.js';
import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { entry, map, type Node } from '../node.js';
import { entryOf, fieldOf, isList, isMap, isString, knownBoolean, nodeAt } from '../node-access.js';
import type { Span } from '../text/source-text.js';

/** What the values of a chart say of one service account. */
export interface ChartAccount {
  /** The keys that lead to it: `controller.serviceAccount`. */
  readonly path: string;
  readonly place: Span;
  readonly name?: Node;
  readonly create?: Node;
  readonly annotations?: Node;
}

/** An annotation with a role that stands where no service account is known to be. */
export interface StrayAnnotation {
  readonly path: string;
  readonly place: Span;
}

/** The service accounts in the values of a chart. */
export interface ChartValues {
  readonly accounts: readonly ChartAccount[];
  readonly stray: readonly StrayAnnotation[];
}

/** Values of charts hold those of other charts, and theirs. */
const MAX_DEPTH = 12;

/** `serviceAccount` as nearly all charts have it, `jobServiceAccount`, `serviceAccounts.server`, `service_account`. */
const ACCOUNT_KEY = /service_?accounts?$/i;

/** The same where the annotations have no map around them: `serviceAccountAnnotations`. */
const ANNOTATIONS_KEY = /service_?account_?annotations$/i;

/** Charts that take the ARN of a role in place of an annotation, by the catalogue. */
const HAND_OVERS = PROGRAMS.flatMap(({ helm }) =>
  helm?.takes === 'role'
    ? [
        {
          arn: helm.path.split('.'),
          name: helm.namePath.split('.'),
          needs: Object.entries(helm.irsa ?? {}).map(([path, value]) => [path.split('.'), value] as const),
        },
      ]
    : [],
);

/**
 * Finds them by the key that charts use, by the catalogue's paths, and by the annotation itself; a chart's values stand at
 * any depth, since those of its dependencies do.
 */
export function chartValuesIn(values: Node): ChartValues {
  const accounts: ChartAccount[] = [];
  const stray: StrayAnnotation[] = [];
  const visit = (node: Node, path: readonly string[]): void => {
    if (path.length > MAX_DEPTH) return;
    if (isList(node)) for (const [index, item] of node.items.entries()) visit(item, [...path, String(index)]);
    if (!isMap(node)) return;
    accounts.push(...handedOver(node, path));
    const account = accountAt(node, path);
    if (account !== undefined) accounts.push(account);
    for (const { key, value } of node.entries) {
      if (key === undefined || key === 'annotations') continue;
      const at = [...path, key];
      if (entryOf(value, ROLE_ARN) === undefined) visit(value, at);
      else if (ANNOTATIONS_KEY.test(key))
        accounts.push({ path: path.join('.'), place: value.place, annotations: value });
      else stray.push({ path: at.join('.'), place: value.place });
    }
  };
  visit(values, []);
  return { accounts, stray };
}

function accountAt(node: Node, path: readonly string[]): ChartAccount | undefined {
  const annotations = fieldOf(node, 'annotations');
  const said = { path: path.join('.'), place: node.place, ...(annotations && { annotations }) };
  if (!path.some((key) => ACCOUNT_KEY.test(key)))
    return entryOf(annotations, ROLE_ARN) === undefined ? undefined : said;
  const [name, create] = [fieldOf(node, 'name'), fieldOf(node, 'create')];
  if (annotations === undefined && name === undefined && create === undefined) return undefined;
  return { ...said, ...(name && { name }), ...(create && { create }) };
}

/** A role that the chart writes into the annotation by itself. */
function handedOver(node: Node, path: readonly string[]): readonly ChartAccount[] {
  return HAND_OVERS.flatMap((chart): readonly ChartAccount[] => {
    const arn = nodeAt(node, chart.arn);
    if (arn === undefined || (isString(arn) && arn.value === '')) return [];
    const isOn = chart.needs.every(([at, value]) => isValue(nodeAt(node, at), value));
    if (!isOn) return [];
    const name = nodeAt(node, chart.name);
    const annotations = map([entry(ROLE_ARN, arn.place, arn)], arn.place);
    const at = [...path, ...chart.arn].join('.');
    return [{ path: at, place: arn.place, annotations, ...(name && { name }) }];
  });
}

function isValue(node: Node | undefined, value: boolean | string): boolean {
  if (typeof value === 'string') return isString(node) && node.value === value;
  const found = knownBoolean(node);
  return found?.known === true && found.value === value;
}

/** Whether annotations name a role, or something that is meant to: other values may add what they lack. */
export function namesRole(annotations: Node | undefined): boolean {
  return isMap(annotations) && annotations.entries.some(({ key }) => MEANT_AS_ROLE.test(key ?? ''));
}

const MEANT_AS_ROLE = /role|\barns?\b/i;
