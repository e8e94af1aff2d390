import { onceFor } from '../../collections.js';
import type { ContainerFact, EnvFact, Fact, MutableInventory, PodFact } from '../inventory.js';
import { type Node, unknown } from '../node.js';
import {
  entryOf,
  fieldOf,
  itemsOf,
  known,
  knownBoolean,
  knownString,
  nodeAt,
  present,
} from '../node-access.js';
import { type ManifestObject, textField } from './objects.js';

/** Turns one object into facts: always an object, and a service account or pod where it is one. */
export function readKubernetesObject(
  object: ManifestObject,
  scope: string,
  inventory: MutableInventory,
): void {
  const { node, origin } = object;
  const kind = textField(node, 'kind') ?? 'unknown kind';
  const metadata = fieldOf(node, 'metadata');
  const name = knownString(fieldOf(metadata, 'name'));
  const fact: Fact = {
    id: `kubernetes:${scope}:${origin}`,
    tool: 'kubernetes',
    kind,
    scope,
    place: node.place,
    ...(isLive(node) ? { observed: true } : {}),
  };
  inventory.kubernetesObjects.push({
    ...fact,
    apiVersion: knownString(fieldOf(node, 'apiVersion')) ?? unknown('no apiVersion', node.place),
    objectKind: knownString(fieldOf(node, 'kind')) ?? unknown('no kind', node.place),
    name,
    namespace: knownString(fieldOf(metadata, 'namespace')),
    node,
  });
  if (kind === 'ServiceAccount') readServiceAccount(fact, node, inventory);
  const pod = readPod(fact, node);
  if (pod !== undefined) inventory.pods.push(pod);
}

/** Whether an object is as a cluster has it: the API server alone says when it was made. */
const isLive = (node: Node) => textField(node, 'metadata', 'creationTimestamp') !== undefined;

function readServiceAccount(fact: Fact, node: Node, inventory: MutableInventory): void {
  const metadata = fieldOf(node, 'metadata');
  const automount = knownBoolean(fieldOf(node, 'automountServiceAccountToken'));
  inventory.serviceAccounts.push({
    ...fact,
    ...named(node),
    annotations: present(fieldOf(metadata, 'annotations')),
    labels: present(fieldOf(metadata, 'labels')),
    created: known(true, node.place),
    node,
    ...(automount === undefined ? {} : { automount }),
  });
}

/** The pod, or the template of a controller: of any kind that has one where the usual ones have it. */
export function readPod(fact: Fact, node: Node): PodFact | undefined {
  const template = podTemplate(node);
  const spec = fieldOf(template, 'spec');
  if (spec === undefined || fieldOf(spec, 'containers') === undefined) return undefined;
  const account = knownString(fieldOf(spec, 'serviceAccountName') ?? fieldOf(spec, 'serviceAccount'));
  const automount = knownBoolean(fieldOf(spec, 'automountServiceAccountToken'));
  return withContainers({
    ...fact,
    ...named(node),
    serviceAccountName: account ?? known('default', spec.place),
    serviceAccountStated: account !== undefined,
    labels: present(nodeAt(template, ['metadata', 'labels'])),
    annotations: present(nodeAt(template, ['metadata', 'annotations'])),
    ...(automount === undefined ? {} : { automount }),
    ...{ node, spec },
  });
}

const containersOf = onceFor(({ spec }: PodFact) => readContainers(spec));

/** Of thousands of pods, few are looked at in detail. */
const CONTAINERS_OF = {
  enumerable: true,
  get(this: PodFact) {
    return containersOf(this);
  },
};

const withContainers = (pod: Omit<PodFact, 'containers'>): PodFact =>
  Object.defineProperty(pod, 'containers', CONTAINERS_OF) as PodFact;

function podTemplate(node: Node): Node | undefined {
  const kind = textField(node, 'kind');
  if (kind === 'Pod') return node;
  return nodeAt(node, ['spec', 'jobTemplate', 'spec', 'template']) ?? nodeAt(node, ['spec', 'template']);
}

function named(node: Node): Pick<PodFact, 'name' | 'namespace' | 'namespaceStated'> {
  const metadata = fieldOf(node, 'metadata');
  const generated = fieldOf(metadata, 'generateName') !== undefined;
  const reason = generated ? 'Kubernetes makes up the name' : 'the object has no name';
  const namespace = knownString(fieldOf(metadata, 'namespace'));
  return {
    name: knownString(fieldOf(metadata, 'name')) ?? unknown(reason, node.place),
    namespace: namespace ?? known('default', metadata?.place ?? node.place),
    namespaceStated: namespace !== undefined,
  };
}

const CONTAINERS: readonly (readonly [string, ContainerFact['role']])[] = [
  ['initContainers', 'init'],
  ['containers', 'main'],
  ['ephemeralContainers', 'ephemeral'],
];

function readContainers(spec: Node): readonly ContainerFact[] {
  return CONTAINERS.flatMap(([field, role]) =>
    itemsOf(fieldOf(spec, field)).map((node) => ({
      role,
      name: knownString(fieldOf(node, 'name')),
      image: knownString(fieldOf(node, 'image')),
      env: itemsOf(fieldOf(node, 'env')).map(readEnv),
      node,
    })),
  );
}

function readEnv(node: Node): EnvFact {
  const name = knownString(fieldOf(node, 'name')) ?? unknown('the variable has no name', node.place);
  const value = knownString(fieldOf(node, 'value'));
  const place = entryOf(node, 'name')?.value.place ?? node.place;
  const optionalFrom = optionalIn(node, 'Secret') ?? optionalIn(node, 'ConfigMap');
  return {
    ...{ name, place },
    ...(value === undefined ? {} : { value }),
    ...(optionalFrom === undefined ? {} : { optionalFrom }),
  };
}

function optionalIn(variable: Node, kind: 'Secret' | 'ConfigMap'): EnvFact['optionalFrom'] {
  const reference = nodeAt(variable, ['valueFrom', kind === 'Secret' ? 'secretKeyRef' : 'configMapKeyRef']);
  const [name, optional] = [knownString(fieldOf(reference, 'name')), fieldOf(reference, 'optional')];
  return name?.known && optional?.kind === 'scalar' && optional.value === true
    ? { kind, name: name.value, key: knownString(fieldOf(reference, 'key')) }
    : undefined;
}
