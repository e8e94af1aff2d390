import { groupBy } from '../../collections.js';
import type { MutableInventory } from '../inventory.js';
import type { Node } from '../node.js';
import { fieldOf, isString, itemsOf } from '../node-access.js';
import { folderOf, joinPath } from '../paths.js';
import { hasPlaceholder } from '../placeholders.js';
import { problem } from '../problems.js';
import { withPlaces } from './edit.js';
import { readKubernetesObject } from './facts.js';
import { configMap } from './generated-config-map.js';
import { transformed } from './kustomize-transform.js';
import { isKubernetesObject, type ManifestObject, objectsIn, type ParsedFile } from './objects.js';

/** Whether kustomize reads a file as a folder's kustomization. */
export function isKustomizationFile(path: string): boolean {
  return /(^|\/)(kustomization\.ya?ml|Kustomization)$/.test(path);
}

const MAX_DEPTH = 20;
const MAX_OBJECTS = 20_000;

/** Builds every kustomize folder that no other one includes; returns the files that they use. */
export function readKustomizations(
  files: readonly ParsedFile[],
  inventory: MutableInventory,
): ReadonlySet<string> {
  const builder = new Builder(files, inventory);
  const variants = builder.roots().map((folder) => ({ folder, objects: builder.build(folder, []) }));
  const origins = groupBy(
    variants.flatMap(({ objects }) => objects.map(({ origin }) => origin)),
    (origin) => origin,
  );
  for (const { folder, objects } of variants) {
    for (const object of objects) {
      const isShared = (origins.get(object.origin)?.length ?? 0) > 1;
      readKubernetesObject(isShared ? seenThrough(folder, object) : object, folder, inventory);
    }
  }
  return builder.used;
}

const seenThrough = (variant: string, object: ManifestObject): ManifestObject => ({
  ...object,
  node: withPlaces(object.node, (place) => ({ ...place, variant })),
});

class Builder {
  readonly used = new Set<string>();
  private readonly files = new Map<string, ParsedFile>();
  private readonly kustomizations = new Map<string, Node>();
  private built = 0;

  constructor(
    files: readonly ParsedFile[],
    private readonly inventory: MutableInventory,
  ) {
    for (const file of files) {
      const path = file.source.file;
      this.files.set(path, file);
      const root = isKustomizationFile(path) ? file.documents[0]?.root : undefined;
      if (root !== undefined) this.kustomizations.set(folderOf(path), root);
    }
  }

  /** Folders that nobody includes. */
  roots(): readonly string[] {
    const included = new Set<string>();
    for (const [folder, root] of this.kustomizations) {
      for (const { target } of this.references(folder, root)) {
        if (target !== undefined && target !== folder) included.add(target);
      }
    }
    return [...this.kustomizations.keys()].filter((folder) => !included.has(folder));
  }

  build(folder: string, callers: readonly string[]): readonly ManifestObject[] {
    const root = this.kustomizations.get(folder);
    if (root === undefined || callers.includes(folder) || callers.length > MAX_DEPTH) return [];
    const objects = this.references(folder, root).flatMap(({ node, target }) => {
      const found = target === undefined ? [] : this.resource(target, [...callers, folder], node);
      this.built += found.length;
      return this.built > MAX_OBJECTS ? [] : found;
    });
    const all = [...objects, ...this.generated(folder, root)];
    return transformed(all, root, (path) => this.patchFile(folder, path));
  }

  /** The ConfigMaps of `configMapGenerator`, under the names by which the objects beside them refer to them. */
  private generated(folder: string, root: Node): readonly ManifestObject[] {
    return itemsOf(fieldOf(root, 'configMapGenerator')).map((generator, index) => ({
      origin: `${folder}/kustomization#configMapGenerator[${index}]`,
      node: configMap(generator, (path) => {
        const target = joinPath(folder, path);
        return target === undefined ? undefined : this.files.get(target)?.source;
      }),
    }));
  }

  private references(folder: string, root: Node): readonly { node: Node; target: string | undefined }[] {
    return ['resources', 'bases', 'components']
      .flatMap((field) => itemsOf(fieldOf(root, field)))
      .map((node) => ({ node, target: this.pathOf(folder, node) }));
  }

  private resource(target: string, callers: readonly string[], node: Node): readonly ManifestObject[] {
    if (this.kustomizations.has(target)) return this.build(target, callers);
    const file = this.files.get(target);
    if (file === undefined) {
      const isMeant = this.hasFolder(folderOf(target)) && !hasPlaceholder(target);
      const code = isMeant ? 'read/kustomize' : 'read/not-checked';
      this.inventory.diagnostics.push(problem(code, `"${target}" is not among the files`, node.place));
      return [];
    }
    this.used.add(target);
    return file.documents.flatMap(({ index, root }) =>
      isKubernetesObject(root) ? objectsIn(root, `${target}#${index}`) : [],
    );
  }

  /** What lies in a folder that is not here at all may be fetched or generated before kustomize runs; a placeholder is filled in. */
  private hasFolder(folder: string): boolean {
    return [...this.files.keys()].some((path) => folder === '' || path.startsWith(`${folder}/`));
  }

  private patchFile(folder: string, path: string): readonly Node[] {
    const target = joinPath(folder, path);
    const file = target === undefined ? undefined : this.files.get(target);
    if (file === undefined || target === undefined) return [];
    this.used.add(target);
    return file.documents.map(({ root }) => root);
  }

  /** A path among the files; addresses of other places are left out. */
  private pathOf(folder: string, node: Node): string | undefined {
    if (!isString(node) || /^[a-z+]+:\/\/|^git@|\.git\b|[?]ref=|^github\.com\//.test(node.value))
      return undefined;
    return joinPath(folder, node.value);
  }
}
