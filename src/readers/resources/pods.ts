import { readKubernetesObject, readPod } from '../kubernetes/facts.js';
import { isKubernetesObject } from '../kubernetes/objects.js';
import { entry, map, type Node, text } from '../node.js';
import { fieldOf, isNull } from '../node-access.js';
import { problem } from '../problems.js';
import { yamlIn } from '../yaml/embedded-yaml.js';
import { type FactReader, factOf } from './context.js';

/** The resource types that make pods. */
export const POD_TYPES: readonly string[] = [
  ...['pod', 'deployment', 'stateful_set', 'replication_controller', 'job', 'cron_job'].flatMap((name) => [
    `kubernetes_${name}`,
    `kubernetes_${name}_v1`,
  ]),
  ...['kubernetes_daemonset', 'kubernetes_daemon_set_v1'],
];

/** Blocks that Kubernetes spells otherwise than by camel case. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['container', 'containers'],
  ['init_container', 'initContainers'],
  ['volume', 'volumes'],
  ['port', 'ports'],
  ['toleration', 'tolerations'],
  ['volume_mount', 'volumeMounts'],
  ['node_selector_term', 'nodeSelectorTerms'],
]);

const LISTS: ReadonlySet<string> = new Set([...NAMES.values(), 'env', 'envFrom']);

/** `kubernetes_deployment` and its kind, as the manifests that they stand for. */
export const readTerraformPod: FactReader = (object, context) => {
  const place = object.place;
  const body = manifestOf(object.body);
  if (body.kind !== 'map') return;
  const bare = object.type.startsWith('kubernetes_pod') ? [entry('kind', place, text('Pod', place))] : [];
  const node = map([...bare, ...body.entries], place, body.rest);
  const pod = readPod(factOf(object, context), node);
  if (pod !== undefined) context.inventory.pods.push(pod);
};

/** `kubernetes_network_policy`, as the manifest that it stands for. */
export const readNetworkPolicy: FactReader = ({ address, place, body }, context) => {
  const manifest = manifestOf(body);
  if (manifest.kind !== 'map') return;
  const says = (key: string, value: string) => entry(key, place, text(value, place));
  const named = [says('apiVersion', 'networking.k8s.io/v1'), says('kind', 'NetworkPolicy')];
  const node = map([...named, ...manifest.entries], place, manifest.rest);
  readKubernetesObject({ origin: address, node }, context.scope, context.inventory);
};

/** `kubernetes_manifest`, whose argument is the object itself. */
export const readManifest: FactReader = (object, context) => {
  const node = fieldOf(object.body, 'manifest');
  if (node?.kind !== 'map') return;
  readKubernetesObject({ origin: object.address, node }, context.scope, context.inventory);
};

/** `kubectl_manifest`, whose argument is the object as YAML. */
export const readYamlManifest: FactReader = (object, context) => {
  const text = fieldOf(object.body, 'yaml_body');
  const documents = text === undefined ? [] : yamlIn(text);
  if (documents === undefined) {
    const reason = `${object.address}: the YAML of yaml_body cannot be told from the files`;
    context.inventory.diagnostics.push(problem('read/not-checked', reason, object.place));
  }
  for (const [index, node] of (documents ?? []).entries())
    if (isKubernetesObject(node))
      readKubernetesObject(
        { origin: index === 0 ? object.address : `${object.address}#${index}`, node },
        context.scope,
        context.inventory,
      );
};

/** A body with Kubernetes' names; blocks that stand once are plain objects there. */
function manifestOf(node: Node): Node {
  if (node.kind !== 'map') return node;
  const entries = node.entries.flatMap((item) => {
    if (item.key === undefined || isNull(item.value)) return [];
    const block = item.value.kind === 'list' ? NAMES.get(item.key) : undefined;
    const name = block ?? item.key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return [entry(name, item.keyNode.place, valueFor(name, item.value))];
  });
  return map(entries, node.place, node.rest);
}

function valueFor(name: string, value: Node): Node {
  if (name === 'labels' || name === 'annotations' || value.kind !== 'list') return value;
  const items = value.items.map(manifestOf);
  const [only] = items;
  const isBlock = only?.kind === 'map' && !LISTS.has(name) && items.length === 1 && value.rest.length === 0;
  return isBlock ? only : { ...value, items };
}
