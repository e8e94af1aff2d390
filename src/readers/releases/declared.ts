import type { Fact, MutableInventory, SourceDocument } from '../inventory.js';
import { textField } from '../kubernetes/objects.js';
import type { Node } from '../node.js';
import { fieldOf, isMap, isString, itemsOf } from '../node-access.js';
import { folderOf, joinPath } from '../paths.js';
import type { Release, Unread } from './release.js';
import { missingFile, type Repository } from './repository.js';

/** Whether a document is a configuration of helmfile. */
export function isHelmfile(root: Node): boolean {
  const [first] = itemsOf(fieldOf(root, 'releases'));
  return fieldOf(root, 'apiVersion') === undefined && isString(fieldOf(first, 'chart')) && isMap(root);
}

/** The releases that files of programs ask for: those of helmfile, and `helmCharts` of kustomize. */
export function releasesOfFiles({ documents }: MutableInventory, repository: Repository): readonly Release[] {
  return documents.flatMap((document): readonly Release[] => {
    if (document.kind === 'helmfile')
      return itemsOf(fieldOf(document.root, 'releases')).map((each, index) =>
        ofHelmfile(each, factOf(document, 'releases', each, index), repository),
      );
    if (document.kind !== 'kustomization') return [];
    return itemsOf(fieldOf(document.root, 'helmCharts')).map((each, index) =>
      ofKustomize(each, document, factOf(document, 'helmCharts', each, index), repository),
    );
  });
}

function factOf({ file }: SourceDocument, field: string, node: Node, index: number): Fact {
  const scope = folderOf(file);
  return {
    ...{ id: `kubernetes:${scope}:${file}#${field}[${index}]`, tool: 'kubernetes', scope },
    ...{ kind: field, place: node.place },
  };
}

/** https://helmfile.readthedocs.io/en/latest/#configuration */
function ofHelmfile(release: Node, of: Fact, repository: Repository): Release {
  const chart = fieldOf(release, 'chart');
  const folder = isString(chart) ? localChart(chart.value, of, repository) : undefined;
  const layers = [...itemsOf(fieldOf(release, 'values')), ...itemsOf(fieldOf(release, 'secrets'))].map(
    (each) => (isString(each) ? fileOf(each, of, repository) : { values: each }),
  );
  return {
    ...{ of, chart, name: fieldOf(release, 'name'), namespace: fieldOf(release, 'namespace') },
    address: `release ${textField(release, 'name') ?? ''}`,
    values: [...(folder === undefined ? [] : repository.ownValues(folder)), ...valuesIn(layers)],
    set: itemsOf(fieldOf(release, 'set')),
    unread: layers.flatMap(({ unread }) => unread ?? []),
  };
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/builtins/#_helmchartinflationgenerator_ */
function ofKustomize(chart: Node, { root }: SourceDocument, of: Fact, repository: Repository): Release {
  const named = [fieldOf(chart, 'valuesFile'), ...itemsOf(fieldOf(chart, 'additionalValuesFiles'))];
  const layers = named.flatMap((each) => (isString(each) ? [fileOf(each, of, repository)] : []));
  const inline = fieldOf(chart, 'valuesInline');
  return {
    ...{ of, chart: fieldOf(chart, 'name') },
    name: fieldOf(chart, 'releaseName') ?? fieldOf(chart, 'name'),
    namespace: fieldOf(root, 'namespace') ?? fieldOf(chart, 'namespace'),
    address: `chart ${textField(chart, 'name') ?? ''}`,
    values: [...valuesIn(layers), ...(inline === undefined ? [] : [inline])],
    unread: layers.flatMap(({ unread }) => unread ?? []),
  };
}

interface Layer {
  readonly values?: Node;
  readonly unread?: Unread;
}

const valuesIn = (layers: readonly Layer[]) => layers.flatMap(({ values }) => values ?? []);

function fileOf(named: Node & { readonly value: string }, { place }: Fact, repository: Repository): Layer {
  const path = repository.beside(named.value, place.file);
  const values = path === undefined ? undefined : repository.values(path);
  return values === undefined
    ? { unread: { what: missingFile(named.value), place: named.place } }
    : { values };
}

function localChart(path: string, { place }: Fact, { charts }: Repository): string | undefined {
  const folder = joinPath(folderOf(place.file), path);
  return folder !== undefined && charts.has(folder) ? folder : undefined;
}
