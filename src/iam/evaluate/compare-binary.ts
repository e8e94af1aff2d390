import type { ValueComparison } from './compare-string.js';
import { textOf } from './variables.js';

/**
 * `BinaryEquals`: the policy's value is base64. The request's bytes arrive here as text, which is taken for
 * base64 too (as IAM's own policy simulator takes it) or else for the bytes themselves.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals
 */
export const binaryEquals: ValueComparison = (policyValue, requested) => {
  const wanted = decodeBase64(textOf(policyValue));
  if (wanted === undefined) return undefined;
  return wanted === decodeBase64(requested) || wanted === bytesOf(requested);
};

/** One character a byte; undefined for what is not base64. */
function decodeBase64(text: string): string | undefined {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return undefined;
  return atob(text);
}

function bytesOf(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
