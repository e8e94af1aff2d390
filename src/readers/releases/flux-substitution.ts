import { groupBy } from '../../collections.js';
import type { Inventory, KubernetesObjectFact } from '../inventory.js';
import { ifKnown, type Node, type StringNode } from '../node.js';
import { fieldOf, isMap, isString, itemsOf, nodeAt } from '../node-access.js';
import { folderOf, joinPath } from '../paths.js';

/** What a variable is: a text, nothing at all (null), or something that no file tells (undefined). */
type Value = string | null | undefined;

interface Variables {
  /** The folder whose manifests they are put into. */
  readonly folder: string;
  valueOf(name: string): Value;
}

/** Where values come from: a map, none (null), or something that no file has (undefined). */
type Source = Node | null | undefined;

/** Fills in a text; the same node where nothing of it is known. */
export type Fill = (node: StringNode) => StringNode;

/**
 * What Flux puts in place of `${name}` in the manifests of a Kustomization with `postBuild`: of a folder that several of them
 * deploy, or of a base outside of it, nothing is certain.
 * https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution (2026-11)
 */
export function fluxSubstitution(inventory: Inventory): Fill | undefined {
  const all = inventory.kubernetesObjects.flatMap((object) => variablesOf(inventory, object));
  if (all.length === 0) return undefined;
  const byFolder = groupBy(all, ({ folder }) => folder);
  return (node) => {
    if (!node.value.includes('${')) return node;
    const found = deepest(byFolder, node.place.file);
    const value = found === undefined ? node.value : filled(node.value, found);
    return value === node.value ? node : { ...node, value, literal: false };
  };
}

/** The variables of the innermost folder that a file is in, unless it is deployed several times. */
function deepest(byFolder: ReadonlyMap<string, readonly Variables[]>, file: string): Variables | undefined {
  for (let folder = folderOf(file); ; folder = folderOf(folder)) {
    const found = byFolder.get(folder);
    if (found !== undefined) return found.length === 1 ? found[0] : undefined;
    if (folder === '' || folder === '/') return undefined;
  }
}

/** `$$` spares a variable. */
const VARIABLE = /(?<!\$)\$\{([A-Za-z_]\w*)(?::?[-=]([^}]*))?\}/g;

function filled(text: string, variables: Variables): string {
  return text.replace(VARIABLE, (whole, name: string, usual: string | undefined) => {
    const value = variables.valueOf(name);
    return value === undefined ? whole : (value ?? usual ?? whole);
  });
}

function variablesOf(inventory: Inventory, object: KubernetesObjectFact): readonly Variables[] {
  const { node, apiVersion, kind } = object;
  if (
    kind !== 'Kustomization' ||
    !apiVersion.known ||
    !apiVersion.value.startsWith('kustomize.toolkit.fluxcd.io/')
  )
    return [];
  const folder = folderIn(inventory, object);
  const build = nodeAt(node, ['spec', 'postBuild']);
  if (folder === undefined || build === undefined) return [];
  const own = fieldOf(build, 'substitute') ?? null;
  const others = itemsOf(fieldOf(build, 'substituteFrom')).map((from) => dataOf(inventory, object, from));
  const sources = [own, ...others.reverse()];
  return [{ folder, valueOf: (name) => firstOf(name, sources) }];
}

/** Values in the Kustomization win over those of what it refers to, and of these the later ones. */
function firstOf(name: string, sources: readonly Source[]): Value {
  for (const source of sources) {
    if (source === null) continue;
    if (!isMap(source) || source.rest.length > 0) return undefined;
    const value = fieldOf(source, name);
    if (value !== undefined) return isString(value) ? value.value : undefined;
  }
  return null;
}

/** The data of a ConfigMap among the files; what else there is, no file tells. */
function dataOf({ kubernetesObjects }: Inventory, by: KubernetesObjectFact, from: Node): Source {
  const [kind, name] = [fieldOf(from, 'kind'), fieldOf(from, 'name')];
  const found = kubernetesObjects.filter(
    (object) =>
      object.kind === 'ConfigMap' &&
      isString(kind) &&
      kind.value === 'ConfigMap' &&
      isString(name) &&
      ifKnown(object.name) === name.value &&
      ifKnown(object.namespace) === ifKnown(by.namespace),
  );
  return found.length === 1 ? fieldOf(found[0]?.node, 'data') : undefined;
}

/** The folder of `spec.path`, in the innermost folder around the Kustomization that has it. */
function folderIn({ files }: Inventory, { node, place }: KubernetesObjectFact): string | undefined {
  const path = nodeAt(node, ['spec', 'path']);
  if (!isString(path)) return undefined;
  for (let root = folderOf(place.file); ; root = folderOf(root)) {
    const folder = joinPath(root, path.value.replace(/^\/+/, ''));
    if (folder !== undefined && folder !== '' && files.some((file) => file.path.startsWith(`${folder}/`)))
      return folder;
    if (root === '' || root === '/') return undefined;
  }
}
