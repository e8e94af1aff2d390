import {
  type EnvFact,
  fieldOf,
  type Inventory,
  ifKnown,
  isMap,
  isString,
  itemsOf,
  type KubernetesObjectFact,
  mayHave,
  type Node,
  type PodFact,
  present,
  type SourceDocument,
  type TerraformObjectFact,
} from '../readers/index.js';

type Source = NonNullable<EnvFact['optionalFrom']>;

/**
 * The key of a Secret or ConfigMap that sets a variable where there is one, while the container starts without it where there is none;
 * undefined of one that is among the files, by itself or as what something else makes a Secret of.
 */
export function optionalSource(
  { kubernetesObjects, documents, terraformObjects }: Inventory,
  { namespace }: PodFact,
  { optionalFrom: source }: EnvFact,
): string | undefined {
  if (source === undefined) return undefined;
  const own = ifKnown(namespace);
  const isThere =
    kubernetesObjects.some(
      (object) =>
        (own === undefined || [undefined, own].includes(ifKnown(object.namespace))) && makes(object, source),
    ) ||
    documents.some((document) => isGenerated(document, source)) ||
    terraformObjects.some((object) => isOfTerraform(object, source));
  const key = ifKnown(source.key);
  return isThere ? undefined : `${key === undefined ? '' : `key ${key} of `}${source.kind} ${source.name}`;
}

/** Objects of further kinds, such as an ExternalSecret, name what they make by themselves or in a field of their own. */
function makes({ objectKind, name, node }: KubernetesObjectFact, source: Source): boolean {
  const kind = ifKnown(objectKind) ?? '';
  if (kind !== source.kind) return kind.includes(source.kind) && hasText(node, source.name);
  return ifKnown(name) === source.name && mayHold(node, ifKnown(source.key));
}

/** Whether there may be a key; what holds nothing at all is filled in by others. */
function mayHold(node: Node, key: string | undefined): boolean {
  const held = ['data', 'stringData', 'binaryData']
    .flatMap((field) => present(fieldOf(node, field)) ?? [])
    .filter((part) => !isMap(part) || part.entries.length + part.rest.length > 0);
  return held.length === 0 || key === undefined || held.some((part) => mayHave(part, key));
}

const GENERATORS = { Secret: 'secretGenerator', ConfigMap: 'configMapGenerator' } as const;

const isGenerated = ({ kind, root }: SourceDocument, source: Source) =>
  kind === 'kustomization' &&
  itemsOf(fieldOf(root, GENERATORS[source.kind])).some((item) => isText(fieldOf(item, 'name'), source.name));

const RESOURCES = { Secret: 'kubernetes_secret', ConfigMap: 'kubernetes_config_map' } as const;

const isOfTerraform = ({ mode, kind, node }: TerraformObjectFact, source: Source) =>
  mode === 'resource' &&
  kind.startsWith(RESOURCES[source.kind]) &&
  itemsOf(fieldOf(node, 'metadata')).some((item) => isText(fieldOf(item, 'name'), source.name));

const isText = (node: Node | undefined, text: string) => isString(node) && node.value === text;

function hasText(node: Node, text: string): boolean {
  if (node.kind === 'list') return node.items.some((item) => hasText(item, text));
  return isMap(node) ? node.entries.some(({ value }) => hasText(value, text)) : isText(node, text);
}
