import { ARN_FIELDS, splitArn } from '../../aws/arns.js';
import type { ValueComparison } from './compare-string.js';
import { matchesPattern, type Pattern } from './pattern.js';
import { patternOf } from './variables.js';

/**
 * `ArnLike`, and `ArnEquals` alike: each of the six segments by itself, so that no wildcard leaves its own.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export const arnLike: ValueComparison = (policyValue, requested) => {
  const segments = splitArn(requested);
  if (segments.length < ARN_FIELDS) return undefined;
  const pattern = patternOf(policyValue);
  if (isAnything(pattern)) return true;
  const patterns = splitPattern(pattern);
  if (patterns.length < ARN_FIELDS) return undefined;
  return patterns.every((part, index) => matchesPattern(part, segments[index] ?? ''));
};

/** Whether a pattern is nothing but asterisks. */
export function isAnything(pattern: Pattern): boolean {
  return pattern.length > 0 && pattern.every((token) => token.kind === 'any');
}

/** The segments of a pattern of ARNs, as `splitArn` has those of an ARN. */
export function splitPattern(pattern: Pattern): readonly Pattern[] {
  const parts: Pattern[] = [];
  let from = 0;
  pattern.forEach((token, at) => {
    if (token.kind !== 'character' || token.character !== ':' || parts.length === ARN_FIELDS - 1) return;
    parts.push(pattern.slice(from, at));
    from = at + 1;
  });
  return [...parts, pattern.slice(from)];
}
