import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { type ChartAccount, chartValuesIn, namesRole, withAnnotation } from '../helm/chart-accounts.js';
import type { ServiceAccountFact } from '../inventory.js';
import { type Node, unknown } from '../node.js';
import { fieldOf, isString, itemsOf, knownBoolean, knownString } from '../node-access.js';
import { problem } from '../problems.js';
import { yamlIn } from '../yaml/embedded-yaml.js';
import { type FactContext, type FactReader, factOf } from './context.js';
import type { ResourceObject } from './object.js';

const ANNOTATION = /^(?<path>.*?)\.?(?<last>[^.]*annotations)\.eks\\?\.amazonaws\\?\.com\/role-arn$/i;
const FIELD = /^(?<path>.*serviceAccount[^.]*(?:\..*)?)\.(?<field>name|create)$/i;

/**
 * `helm_release`: the service accounts that its values annotate with a role. The chart makes them; what it calls them
 * otherwise is not known.
 */
export const readHelmRelease: FactReader = (object, context) => {
  const accounts = new Map<string, ChartAccount>();
  // Values of later documents win, as they do for Helm.
  for (const values of itemsOf(fieldOf(object.body, 'values')))
    for (const document of yamlIn(values) ?? []) {
      const { accounts: said, stray } = chartValuesIn(document);
      for (const account of said) accounts.set(account.path, { ...accounts.get(account.path), ...account });
      for (const { path } of stray) notRead(path, object, context);
    }
  for (const name of ['set', 'set_sensitive', 'set_list'])
    for (const setting of itemsOf(fieldOf(object.body, name))) assign(setting, accounts, object, context);
  for (const account of accounts.values())
    if (namesRole(account.annotations))
      context.inventory.serviceAccounts.push(serviceAccountOf(account, object, context));
};

/** A `set` block; those of one service account may come in any order. */
function assign(
  setting: Node,
  accounts: Map<string, ChartAccount>,
  object: ResourceObject,
  context: FactContext,
): void {
  const [name, value] = [fieldOf(setting, 'name'), fieldOf(setting, 'value')];
  if (!isString(name) || value === undefined) return;
  const { path = '', last, field } = (ANNOTATION.exec(name.value) ?? FIELD.exec(name.value))?.groups ?? {};
  const before = accounts.get(path) ?? { path, place: value.place };
  if (last === 'annotations' && /serviceAccount/i.test(path))
    accounts.set(path, { ...before, annotations: withAnnotation(before.annotations, ROLE_ARN, value) });
  else if (last !== undefined) notRead(name.value, object, context);
  else if (field !== undefined) accounts.set(path, { ...before, [field]: value });
}

function notRead(path: string, { address, place }: ResourceObject, { inventory }: FactContext): void {
  const reason = `${address}: which service account gets the annotation at ${path} is not known`;
  inventory.diagnostics.push(problem('read/not-checked', reason, place));
}

function serviceAccountOf(
  { path, name, create, annotations }: ChartAccount,
  object: ResourceObject,
  context: FactContext,
): ServiceAccountFact {
  const { body, address, place } = object;
  const fact = factOf(object, context);
  const namespace = knownString(fieldOf(body, 'namespace'));
  const byChart = unknown(`${address}: the chart decides the service account's name`, place);
  return {
    ...fact,
    id: `${fact.id}#${path}`,
    place: annotations?.place ?? place,
    name: knownString(name) ?? byChart,
    namespace: namespace ?? { known: true, value: 'default', place },
    namespaceStated: namespace !== undefined,
    annotations,
    labels: undefined,
    created: knownBoolean(create) ?? unknown(`${address}: the chart decides`, place),
    node: annotations ?? body,
  };
}
