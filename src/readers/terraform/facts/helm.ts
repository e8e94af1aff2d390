import type { ServiceAccountFact } from '../../inventory.js';
import { entry, map, type Node, unknown } from '../../node.js';
import { fieldOf, isString, itemsOf, knownBoolean, knownString } from '../../node-access.js';
import { problem } from '../../problems.js';
import { yamlIn } from '../../yaml/embedded-yaml.js';
import type { DeclaredObject } from '../declared-object.js';
import { type FactContext, type FactReader, factOf } from './context.js';

const ROLE_ARN = 'eks.amazonaws.com/role-arn';
const ANNOTATION = /^(?<before>.*?)(?<last>[^.]*annotations)\.eks\\?\.amazonaws\\?\.com\/role-arn$/i;
const MAX_DEPTH = 12;

/** What a release says of one service account of its chart. */
interface ChartAccount {
  annotation?: Node;
  name?: Node;
  create?: Node;
}

/**
 * `helm_release`: the service accounts that its values annotate with a role. The chart makes them; what it calls them
 * otherwise is not known.
 */
export const readHelmRelease: FactReader = (object, context) => {
  const accounts = new Map<string, ChartAccount>();
  for (const values of itemsOf(fieldOf(object.body, 'values')))
    for (const document of yamlIn(values) ?? []) collect(document, '', accounts, 0);
  for (const name of ['set', 'set_sensitive', 'set_list'])
    for (const setting of itemsOf(fieldOf(object.body, name))) assign(setting, accounts, object, context);
  for (const [path, account] of accounts)
    if (account.annotation !== undefined)
      context.inventory.serviceAccounts.push(
        serviceAccountOf(path, account, account.annotation, object, context),
      );
};

/** Values of later documents win, as they do for Helm. */
function collect(node: Node, path: string, accounts: Map<string, ChartAccount>, depth: number): void {
  if (node.kind !== 'map' || depth > MAX_DEPTH) return;
  const annotation = fieldOf(fieldOf(node, 'annotations'), ROLE_ARN);
  if (annotation !== undefined || accounts.has(path)) {
    const [name, create] = [fieldOf(node, 'name'), fieldOf(node, 'create')];
    accounts.set(path, {
      ...accounts.get(path),
      ...(annotation === undefined ? {} : { annotation }),
      ...(name === undefined ? {} : { name }),
      ...(create === undefined ? {} : { create }),
    });
  }
  for (const { key, value } of node.entries)
    if (key !== undefined && key !== 'annotations') collect(value, `${path}${key}.`, accounts, depth + 1);
}

/** A `set` block; those of one service account may come in any order. */
function assign(
  setting: Node,
  accounts: Map<string, ChartAccount>,
  object: DeclaredObject,
  context: FactContext,
): void {
  const [name, value] = [fieldOf(setting, 'name'), fieldOf(setting, 'value')];
  if (!isString(name) || value === undefined) return;
  const found = ANNOTATION.exec(name.value)?.groups;
  if (found !== undefined) {
    const before = found['before'] ?? '';
    if (found['last'] === 'annotations' && /serviceAccount/i.test(before))
      accounts.set(before, { ...accounts.get(before), annotation: value });
    else notRead(name.value, object, context);
    return;
  }
  const [, path = '', field] = /^(.*serviceAccount[^.]*\.(?:.*\.)?)(name|create)$/i.exec(name.value) ?? [];
  if (field === 'name' || field === 'create') accounts.set(path, { ...accounts.get(path), [field]: value });
}

function notRead(path: string, { address, block }: DeclaredObject, { inventory }: FactContext): void {
  const reason = `${address}: which service account gets the annotation at ${path} is not known`;
  inventory.diagnostics.push(problem('read/not-checked', reason, block.place));
}

function serviceAccountOf(
  path: string,
  { name, create }: ChartAccount,
  annotation: Node,
  object: DeclaredObject,
  context: FactContext,
): ServiceAccountFact {
  const { body, address, block } = object;
  const { place } = block;
  const fact = factOf(object, context);
  const namespace = knownString(fieldOf(body, 'namespace'));
  const annotations = map([entry(ROLE_ARN, annotation.place, annotation)], annotation.place);
  const byChart = unknown(`${address}: the chart decides the service account's name`, place);
  return {
    ...fact,
    id: `${fact.id}#${path}`,
    place: annotation.place,
    name: knownString(name) ?? byChart,
    namespace: namespace ?? { known: true, value: 'default', place },
    namespaceStated: namespace !== undefined,
    annotations,
    labels: undefined,
    created: knownBoolean(create) ?? unknown(`${address}: the chart decides`, place),
    node: annotations,
  };
}
