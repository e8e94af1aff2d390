import { fieldOf, type SourceDocument } from '../readers/index.js';
import { valueText } from './canonical.js';

/** `apps/v1 Deployment`. */
export function typeOf({ root }: SourceDocument): string {
  return `${valueText(fieldOf(root, 'apiVersion'))} ${valueText(fieldOf(root, 'kind'))}`;
}

/** `Deployment web`, as people are told. */
export function nameOf({ kind, root, file }: SourceDocument): string {
  if (kind === 'eksctl') return 'ClusterConfig';
  if (kind === 'helm-values') return file;
  const name = fieldOf(fieldOf(root, 'metadata'), 'name');
  return `${valueText(fieldOf(root, 'kind'))}${name === undefined ? '' : ` ${valueText(name)}`}`;
}

/** Where a document stands, and what it is. */
export const placeKey = (document: SourceDocument) =>
  `${document.file}#${document.index} ${typeOf(document)}`;

/** Group, kind, namespace and name of an object, by which the cluster knows it. */
export function objectKey({ root }: SourceDocument, isAnywhere = false): string {
  const metadata = fieldOf(root, 'metadata');
  const namespace = isAnywhere ? undefined : fieldOf(metadata, 'namespace');
  const group = /^(?:(.*)\/)?/.exec(valueText(fieldOf(root, 'apiVersion')))?.[1];
  return [group, fieldOf(root, 'kind'), namespace, fieldOf(metadata, 'name')]
    .map((part) => (typeof part === 'string' ? part : valueText(part)))
    .join(' ');
}

/** The files of objects that stay; an object without a namespace may go into that of any of them. */
export function takenNames(
  objects: readonly SourceDocument[],
  gone: ReadonlySet<string>,
): ReadonlyMap<string, string> {
  const left = objects.filter((object) => object.kind === 'kubernetes' && !gone.has(placeKey(object)));
  return new Map(
    left.flatMap((object) => [true, false].map((anywhere) => [objectKey(object, anywhere), object.file])),
  );
}
