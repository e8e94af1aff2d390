import { type Node, plainValue } from '../readers/index.js';

/** Characters of a document as IAM counts them, without white space; undefined when some of it is unknown. */
export function sizeOf(root: Node): number | undefined {
  const plain = plainValue(root);
  return plain === undefined ? undefined : JSON.stringify(plain.value).replace(/\s/g, '').length;
}
