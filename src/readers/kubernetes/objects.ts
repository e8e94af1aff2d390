import type { Node } from '../node.js';
import { fieldOf, isString, itemsOf, nodeAt } from '../node-access.js';
import type { SourceText } from '../text/source-text.js';

/** One Kubernetes object in a file, before or after kustomize. */
export interface ManifestObject {
  /** `file#2.items[0]`: the file, the document's number and the element of a list. */
  readonly origin: string;
  readonly node: Node;
}

/** The documents of one YAML or JSON file. */
export interface ParsedFile {
  readonly source: SourceText;
  readonly documents: readonly { readonly index: number; readonly root: Node }[];
}

/** Whether a document is a Kubernetes object by its two first fields. */
export function isKubernetesObject(root: Node | undefined): root is Node {
  return fieldOf(root, 'apiVersion') !== undefined && fieldOf(root, 'kind') !== undefined;
}

/** The objects of a document: itself, or the items of a list kind. */
export function objectsIn(root: Node, origin: string): readonly ManifestObject[] {
  const kind = textField(root, 'kind') ?? '';
  const items = fieldOf(root, 'items');
  if (!kind.endsWith('List') || items?.kind !== 'list') return [{ origin, node: root }];
  return itemsOf(items).flatMap((item, index) => objectsIn(item, `${origin}.items[${index}]`));
}

/** A field as text, if it is known. */
export function textField(node: Node | undefined, ...path: readonly string[]): string | undefined {
  const found = nodeAt(node, path);
  return isString(found) ? found.value : undefined;
}
