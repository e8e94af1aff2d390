import { addressOf, type ResourceFact } from '../readers/index.js';
import type { Text } from './text.js';

/** Whether the resource of a statement covers objects of a bucket; `maybe` where it is not known which one it names. */
export function coversObjects({ text, node }: Text, bucket: ResourceFact): 'yes' | 'no' | 'maybe' {
  if (text === '*') return 'maybe';
  const named = /^arn:[^:]*:s3:::([^/*?\uFFFC]+)\//.exec(text)?.[1];
  if (named !== undefined && bucket.name.known) return named === bucket.name.value ? 'yes' : 'no';
  if (node.kind !== 'unknown') return named === undefined ? 'maybe' : 'no';
  const arn = bucket.arn.known ? undefined : bucket.arn.symbol;
  const isOwn = [arn, `\${${addressOf(bucket)}.arn}`].some(
    (symbol) => symbol !== undefined && node.symbol?.startsWith(`${symbol}/`) === true,
  );
  return isOwn ? 'yes' : 'maybe';
}

/** Whether the resource of a statement may be a key: false only for another key, or for what is no key. */
export function mayBeKey({ text, node, known }: Text, key: ResourceFact): boolean {
  const reference = node.kind === 'scalar' || node.kind === 'unknown' ? node.reference : undefined;
  if (reference !== undefined) return reference.fact === key.id || !/\baws_kms_key\./.test(reference.fact);
  if (node.kind === 'unknown') {
    const other = /^aws_kms_key\.[\w-]+/.exec(node.symbol ?? '')?.[0];
    return other === undefined || other === addressOf(key);
  }
  if (!known || /[*?]/.test(text)) return true;
  return !key.arn.known || key.arn.value === text;
}
