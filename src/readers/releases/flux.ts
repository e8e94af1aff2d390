import type { KubernetesObjectFact } from '../inventory.js';
import { textField } from '../kubernetes/objects.js';
import type { Node } from '../node.js';
import { fieldOf, isMap, isString, itemsOf, nodeAt } from '../node-access.js';
import { type Release, setting, type Unread } from './release.js';
import { missingFile, type Repository } from './repository.js';

/** The release of a `HelmRelease` of Flux; `valuesFrom` is taken from ConfigMaps among the objects. */
export function releasesOfFlux(
  fact: KubernetesObjectFact,
  repository: Repository,
  objects: readonly KubernetesObjectFact[],
): readonly Release[] {
  const { node } = fact;
  const [spec, metadata] = [fieldOf(node, 'spec'), fieldOf(node, 'metadata')];
  if (spec === undefined) return [];
  const chart = nodeAt(spec, ['chart', 'spec', 'chart']);
  const folder = isString(chart) ? repository.chart(chart.value, fact.place.file) : undefined;
  const files = itemsOf(nodeAt(spec, ['chart', 'spec', 'valuesFiles'])).map((named) => {
    const path = isString(named) ? repository.file(named.value, fact.place.file) : undefined;
    const values = path === undefined ? undefined : repository.values(path);
    const what = isString(named) ? missingFile(named.value) : 'a file of values is not known';
    return values === undefined ? { unread: { what, place: named.place } } : { values };
  });
  const references = itemsOf(fieldOf(spec, 'valuesFrom')).map((each) => referred(each, fact, objects));
  repository.use(references.flatMap(({ values }) => values ?? []));
  const own = folder === undefined || files.length > 0 ? [] : repository.ownValues(folder);
  const inline = fieldOf(spec, 'values');
  const rendered = fieldOf(spec, 'postRenderers');
  const told = [...files, ...references];
  return [
    {
      of: fact,
      address: `HelmRelease ${textField(metadata, 'name') ?? ''}`,
      name: fieldOf(spec, 'releaseName') ?? fieldOf(metadata, 'name'),
      namespace: fieldOf(spec, 'targetNamespace') ?? fieldOf(metadata, 'namespace'),
      chart,
      values: [
        ...own,
        ...told.flatMap((each) => ('values' in each && each.values !== undefined ? [each.values] : [])),
        ...(inline === undefined ? [] : [inline]),
      ],
      set: references.flatMap(({ set }) => set ?? []),
      unread: [
        ...told.flatMap(({ unread }) => unread ?? []),
        ...(rendered === undefined ? [] : [{ what: 'postRenderers are not read', place: rendered.place }]),
      ],
    },
  ];
}

interface Referred {
  readonly values?: Node;
  readonly set?: readonly Node[];
  readonly unread?: Unread;
}

/** https://fluxcd.io/flux/components/helm/helmreleases/#values-references */
function referred(
  reference: Node,
  { node: release }: KubernetesObjectFact,
  objects: readonly KubernetesObjectFact[],
): Referred {
  const { place } = reference;
  const [kind = '', name = ''] = [textField(reference, 'kind'), textField(reference, 'name')];
  const key = textField(reference, 'valuesKey') ?? 'values.yaml';
  const path = textField(reference, 'targetPath');
  const namespace = textField(release, 'metadata', 'namespace');
  const [only, ...others] = objects.filter(
    ({ node, objectKind }) =>
      objectKind.known &&
      objectKind.value === kind &&
      textField(node, 'metadata', 'name') === name &&
      isSame(textField(node, 'metadata', 'namespace'), namespace),
  );
  const value = others.length > 0 ? undefined : nodeAt(only?.node, ['data', key]);
  const isOne = kind === 'ConfigMap' && only !== undefined && others.length === 0 && isMap(only.node);
  if (!isOne || value === undefined)
    return { unread: { what: `the values from ${kind} ${name} are not known`, place } };
  return path === undefined ? { values: value } : { set: [setting(path, value)] };
}

const isSame = (a: string | undefined, b: string | undefined) =>
  a === undefined || b === undefined || a === b;

/** The release of a `HelmChart` of k3s and RKE2, with what `HelmChartConfig`s of its name add. */
export function releasesOfHelmController(
  fact: KubernetesObjectFact,
  objects: readonly KubernetesObjectFact[],
): readonly Release[] {
  const { node } = fact;
  const [spec, metadata] = [fieldOf(node, 'spec'), fieldOf(node, 'metadata')];
  const name = textField(metadata, 'name');
  const configs = objects.filter(
    (object) =>
      object.objectKind.known &&
      object.objectKind.value === 'HelmChartConfig' &&
      textField(object.node, 'metadata', 'name') === name,
  );
  const set = fieldOf(spec, 'set');
  return [
    {
      of: fact,
      address: `HelmChart ${name ?? ''}`,
      name: fieldOf(metadata, 'name'),
      namespace: fieldOf(spec, 'targetNamespace') ?? fieldOf(metadata, 'namespace'),
      chart: fieldOf(spec, 'chart'),
      values: [fact, ...configs].flatMap((each) => nodeAt(each.node, ['spec', 'valuesContent']) ?? []),
      set: (isMap(set) ? set.entries : []).flatMap(({ key, value }) =>
        key === undefined ? [] : [setting(key, value)],
      ),
      unread: [],
    },
  ];
}
