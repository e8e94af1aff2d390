import { type Node, text } from '../node.js';
import { entryOf, fieldOf, isMap, isString, itemsOf } from '../node-access.js';
import { merged, patched, withText, withValue } from './edit.js';
import { type ManifestObject, textField } from './objects.js';
import { documentIn } from './patch-text.js';

type ReadPatch = (path: string) => readonly Node[];

const CLUSTER_KINDS = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'StorageClass',
  'PersistentVolume',
  'PriorityClass',
  'IngressClass',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
  'APIService',
  'ClusterIssuer',
]);

/** What a kustomization does to its objects, in kustomize's own order: patches, namespace, names, labels, annotations. */
export function transformed(
  objects: readonly ManifestObject[],
  kustomization: Node,
  readPatch: ReadPatch,
): readonly ManifestObject[] {
  const after = applyPatches(objects, kustomization, readPatch).map((object) => ({
    ...object,
    node: withAnnotations(inNamespace(object.node, kustomization), kustomization),
  }));
  return renamed(after, kustomization);
}

interface Patch {
  readonly node: Node;
  readonly target: Node | undefined;
}

function applyPatches(
  objects: readonly ManifestObject[],
  kustomization: Node,
  readPatch: ReadPatch,
): readonly ManifestObject[] {
  let current = objects;
  for (const patch of patchesOf(kustomization, readPatch)) {
    current = current.flatMap((object) => {
      if (!matches(object.node, patch)) return [object];
      const node = applied(object.node, patch.node);
      return node === undefined ? [] : [{ ...object, node }];
    });
  }
  return current;
}

function patchesOf(kustomization: Node, readPatch: ReadPatch): readonly Patch[] {
  const strategic = itemsOf(fieldOf(kustomization, 'patchesStrategicMerge')).flatMap((item) => {
    if (!isString(item)) return [];
    const nodes = item.value.includes('\n') ? documentIn(item) : readPatch(item.value);
    return nodes.map((node) => ({ node, target: undefined }));
  });
  const targeted = ['patches', 'patchesJson6902']
    .flatMap((field) => itemsOf(fieldOf(kustomization, field)))
    .flatMap((item) => {
      const target = fieldOf(item, 'target');
      const inline = fieldOf(item, 'patch');
      const path = fieldOf(item, 'path');
      const nodes = isString(inline) ? documentIn(inline) : isString(path) ? readPatch(path.value) : [];
      return nodes.map((node) => ({ node, target }));
    });
  return [...strategic, ...targeted];
}

/** With a target, its kind, name and namespace (name as a whole pattern); else the patch's own identity. */
function matches(object: Node, { node, target }: Patch): boolean {
  if (target === undefined) {
    if (node.kind !== 'map') return false;
    const namespace = textField(node, 'metadata', 'namespace');
    return (
      textField(node, 'kind') === textField(object, 'kind') &&
      textField(node, 'metadata', 'name') === textField(object, 'metadata', 'name') &&
      (namespace === undefined || namespace === textField(object, 'metadata', 'namespace'))
    );
  }
  const selects = (field: string, actual: string | undefined) => {
    const wanted = textField(target, field);
    return wanted === undefined || matchesPattern(wanted, actual ?? '');
  };
  return (
    selects('kind', textField(object, 'kind')) &&
    selects('name', textField(object, 'metadata', 'name')) &&
    selects('namespace', textField(object, 'metadata', 'namespace')) &&
    fieldOf(target, 'labelSelector') === undefined &&
    fieldOf(target, 'annotationSelector') === undefined
  );
}

/** Patterns are regular expressions in kustomize; only `.*` and `|` are read here. */
function matchesPattern(pattern: string, actual: string): boolean {
  return pattern.split('|').some((each) => {
    if (!each.includes('.*')) return each === actual;
    const [start = '', ...rest] = each.split('.*');
    const end = rest.at(-1) ?? '';
    return actual.length >= start.length + end.length && actual.startsWith(start) && actual.endsWith(end);
  });
}

function applied(object: Node, patch: Node): Node | undefined {
  if (patch.kind === 'list') {
    return patch.items.reduce((node: Node, item) => {
      const [operation, pointer] = [textField(item, 'op'), textField(item, 'path')];
      if (operation === undefined || pointer === undefined) return node;
      return patched(node, operation, pointer, fieldOf(item, 'value'));
    }, object);
  }
  return textField(patch, '$patch') === 'delete' ? undefined : merged(object, patch);
}

function inNamespace(node: Node, kustomization: Node): Node {
  const namespace = fieldOf(kustomization, 'namespace');
  if (namespace === undefined || CLUSTER_KINDS.has(textField(node, 'kind') ?? '')) return node;
  return withValue(node, ['metadata', 'namespace'], namespace);
}

function withAnnotations(node: Node, kustomization: Node): Node {
  let changed = node;
  for (const [field, key] of [
    ['commonLabels', 'labels'],
    ['commonAnnotations', 'annotations'],
  ] as const) {
    const common = fieldOf(kustomization, field);
    for (const item of isMap(common) ? common.entries : []) {
      if (item.key === undefined) continue;
      changed = withValue(changed, ['metadata', key, item.key], item.value);
      const template = ['spec', 'template', 'metadata'];
      if (fieldOf(fieldOf(fieldOf(changed, 'spec'), 'template'), 'metadata') === undefined) continue;
      changed = withValue(changed, [...template, key, item.key], item.value);
    }
  }
  return changed;
}

const ACCOUNT_PATHS: readonly (readonly string[])[] = [
  ['spec'],
  ['spec', 'template', 'spec'],
  ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
];

/** Prefix and suffix on every name, and on the service account names that point to a renamed one. */
function renamed(objects: readonly ManifestObject[], kustomization: Node): readonly ManifestObject[] {
  const prefix = textField(kustomization, 'namePrefix') ?? '';
  const suffix = textField(kustomization, 'nameSuffix') ?? '';
  if (prefix === '' && suffix === '') return objects;
  const accounts = new Set(
    objects
      .filter((object) => textField(object.node, 'kind') === 'ServiceAccount')
      .map((object) => textField(object.node, 'metadata', 'name')),
  );
  return objects.map((object) => {
    let node = object.node;
    const name = fieldOf(fieldOf(node, 'metadata'), 'name');
    const kind = textField(node, 'kind') ?? '';
    if (isString(name) && kind !== 'Namespace' && kind !== 'CustomResourceDefinition') {
      node = withText(node, ['metadata', 'name'], `${prefix}${name.value}${suffix}`, name.place);
    }
    for (const path of ACCOUNT_PATHS) node = withAccount(node, path, accounts, prefix, suffix);
    return { ...object, node };
  });
}

function withAccount(
  node: Node,
  path: readonly string[],
  accounts: ReadonlySet<string | undefined>,
  prefix: string,
  suffix: string,
): Node {
  const spec = path.reduce((at: Node | undefined, key) => fieldOf(at, key), node);
  const found = entryOf(spec, 'serviceAccountName')?.value;
  if (!isString(found) || !accounts.has(found.value)) return node;
  return withValue(
    node,
    [...path, 'serviceAccountName'],
    text(`${prefix}${found.value}${suffix}`, found.place),
  );
}
