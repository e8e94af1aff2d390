import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import type { MutableInventory, ServiceAccountFact } from '../inventory.js';
import { type Known, type Node, unknown } from '../node.js';
import { fieldOf, isMap, knownBoolean, knownString } from '../node-access.js';
import { folderOf } from '../paths.js';
import { problem } from '../problems.js';
import type { SourceText } from '../text/source-text.js';
import { type ChartAccount, chartValuesIn, namesRole, type StrayAnnotation } from './chart-accounts.js';

/** A file of values, and what it says of service accounts. */
export interface ValuesFile {
  readonly path: string;
  readonly accounts: readonly ChartAccount[];
  readonly stray: readonly StrayAnnotation[];
}

const VALUES_NAME = /(^|\/)[^/]*values[^/]*\.ya?ml$/i;
const CHART = /(^|\/)Chart\.ya?ml$/;

/** Whether a document is one of values for a chart: by its name, or by an annotation that no object around it has. */
export function isValues(root: Node, { file, text, format }: SourceText): boolean {
  if (!isMap(root) || fieldOf(root, 'apiVersion') !== undefined) return false;
  // A suite of the plugin helm-unittest, whose values only its tests use.
  if (fieldOf(root, 'suite') !== undefined && fieldOf(root, 'tests') !== undefined) return false;
  if (format !== 'yaml' || /(^|\/)\.github\//.test(file)) return false;
  return VALUES_NAME.test(file) || text.includes(ROLE_ARN);
}

/** The folders of charts. */
export function chartFolders(sources: readonly SourceText[]): ReadonlySet<string> {
  return new Set(sources.filter(({ file }) => CHART.test(file)).map(({ file }) => folderOf(file)));
}

/** What a document says that is one of values; undefined when it is none, or says nothing that is understood. */
export function valuesFile(
  root: Node,
  source: SourceText,
  charts: ReadonlySet<string>,
): ValuesFile | undefined {
  const { file, format } = source;
  const isBesideChart = charts.has(folderOf(file)) && !CHART.test(file) && format === 'yaml';
  if (!isBesideChart && !isValues(root, source)) return undefined;
  const values = chartValuesIn(root);
  return values.accounts.length + values.stray.length === 0 ? undefined : { path: file, ...values };
}

/**
 * The service accounts that charts make by values which give them a role. Those in the folder of a chart have its own
 * `values.yaml` below them, as Helm lays them over each other. What `released` names is read with its releases.
 */
export function readValues(
  files: readonly ValuesFile[],
  { charts, released }: { readonly charts: ReadonlySet<string>; readonly released: ReadonlySet<string> },
  inventory: MutableInventory,
): void {
  const own = new Map(files.map((file) => [file.path, file]));
  for (const file of files.filter(({ path }) => !released.has(path))) {
    const folder = folderOf(file.path);
    const base = charts.has(folder) ? own.get(`${folder === '' ? '' : `${folder}/`}values.yaml`) : undefined;
    for (const account of file.accounts) {
      const below = base?.accounts.find(({ path }) => path === account.path);
      if (namesRole(account.annotations))
        inventory.serviceAccounts.push(accountOf({ ...below, ...account }, file.path));
    }
    for (const { path, place } of file.stray) {
      const reason = `which service account gets the annotation at ${path} is not known`;
      inventory.diagnostics.push(problem('read/not-checked', reason, place));
    }
  }
}

function accountOf(account: ChartAccount, file: string): ServiceAccountFact {
  const { path, place, create, annotations } = account;
  const noNamespace = 'the values of a chart do not tell the namespace of its release';
  return {
    ...{ id: `helm:${file}#${path}`, tool: 'helm', kind: 'serviceAccount', scope: folderOf(file), place },
    name: nameOf(account),
    namespace: unknown(noNamespace, place),
    namespaceStated: false,
    annotations,
    labels: undefined,
    created: knownBoolean(create) ?? unknown('the chart decides whether it makes it', place),
    node: annotations ?? unknown('it has no annotations', place),
  };
}

/** Charts make a name of the release's where they are given none. */
function nameOf({ name, place }: ChartAccount): Known<string> {
  const found = knownString(name);
  if (found === undefined || (found.known && found.value === ''))
    return unknown("the chart makes up the service account's name", place);
  return found;
}
