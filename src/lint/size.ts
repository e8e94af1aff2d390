import { countCharacters } from '../iam/quotas.js';
import { type Node, plainValue } from '../readers/index.js';

/** Characters of a document as IAM counts them, without white space; undefined when some of it is unknown. */
export function sizeOf(root: Node): number | undefined {
  const plain = plainValue(root);
  return plain === undefined ? undefined : countCharacters(plain.value);
}
