import { type ChartAccount, chartValuesIn, namesRole } from '../helm/chart-accounts.js';
import { layered, withSetting } from '../helm/layers.js';
import { usualName } from '../helm/usual-name.js';
import type { ServiceAccountFact } from '../inventory.js';
import { type Node, unknown } from '../node.js';
import { fieldOf, isString, itemsOf, known, knownBoolean, knownString } from '../node-access.js';
import { problem } from '../problems.js';
import { yamlIn } from '../yaml/embedded-yaml.js';
import { type FactContext, type FactReader, factOf } from './context.js';
import type { ResourceObject } from './object.js';

/**
 * `helm_release`, and what others call a release of a chart: the service accounts that its values annotate with a role. The
 * chart makes them; what it calls them otherwise is not known.
 */
export const readHelmRelease: FactReader = (object, context) => {
  const values = valuesOf(object, context);
  const { accounts, stray } = chartValuesIn(values);
  for (const { path } of stray) notRead(path, object, context);
  for (const account of accounts)
    if (namesRole(account.annotations))
      context.inventory.serviceAccounts.push(serviceAccountOf(account, values, object, context));
};

/** All values of a release; `set` wins over documents, of which the later win. */
function valuesOf({ body, place, address }: ResourceObject, { inventory }: FactContext): Node {
  const documents = itemsOf(fieldOf(body, 'values')).flatMap((values) => {
    const found = yamlIn(values);
    const why = values.kind === 'unknown' ? values.reason : 'they are no YAML';
    if (found === undefined)
      inventory.diagnostics.push(
        problem('read/not-checked', `${address}: values are not read: ${why}`, values.place),
      );
    return found ?? [unknown(why, values.place)];
  });
  const settings = ['set', 'set_sensitive', 'set_list'].flatMap((name) => itemsOf(fieldOf(body, name)));
  return settings.reduce(
    (values, setting) => {
      const [name, value] = [fieldOf(setting, 'name'), fieldOf(setting, 'value')];
      return isString(name) && value !== undefined ? withSetting(values, name.value, value) : values;
    },
    layered(documents, place),
  );
}

function notRead(path: string, { address, place }: ResourceObject, { inventory }: FactContext): void {
  const reason = `${address}: which service account gets the annotation at ${path} is not known`;
  inventory.diagnostics.push(problem('read/not-checked', reason, place));
}

function serviceAccountOf(
  { path, name, create, annotations }: ChartAccount,
  values: Node,
  object: ResourceObject,
  context: FactContext,
): ServiceAccountFact {
  const { body, address, place } = object;
  const fact = factOf(object, context);
  const namespace = knownString(fieldOf(body, 'namespace'));
  const given = isString(name) && name.value === '' ? undefined : knownString(name);
  const [chart, release] = ['chart', 'name'].map((key) => fieldOf(body, key));
  const usual = usualName(path, { chart, release, values });
  const byChart =
    usual === undefined
      ? unknown(`${address}: the chart decides the service account's name`, place)
      : known(usual, annotations?.place ?? place);
  return {
    ...fact,
    id: `${fact.id}#${path}`,
    place: annotations?.place ?? place,
    name: given ?? byChart,
    namespace: namespace ?? { known: true, value: 'default', place },
    namespaceStated: namespace !== undefined,
    annotations,
    labels: undefined,
    created: knownBoolean(create) ?? unknown(`${address}: the chart decides`, place),
    node: annotations ?? body,
  };
}
