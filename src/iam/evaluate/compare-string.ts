import { matchesPattern } from './pattern.js';
import { type ExpandedText, patternOf, textOf } from './variables.js';

/**
 * Whether a policy's value (variables filled in) and a request's value agree; undefined when one of them is
 * nothing that the operator compares, which AWS says nothing about.
 */
export type ValueComparison = (policyValue: ExpandedText, requested: string) => boolean | undefined;

/**
 * `StringEquals`: exact, wildcards are plain characters.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_String
 */
export const stringEquals: ValueComparison = (policyValue, requested) => textOf(policyValue) === requested;

/** `StringEqualsIgnoreCase`, on the same page. */
export const stringEqualsIgnoreCase: ValueComparison = (policyValue, requested) =>
  textOf(policyValue).toLowerCase() === requested.toLowerCase();

/** `StringLike`, on the same page: the whole value, case and all, with `*` and `?`. */
export const stringLike: ValueComparison = (policyValue, requested) =>
  matchesPattern(patternOf(policyValue), requested);

/** `Bool`, on the same page: `true` or `false` in any case, nothing else. */
export const bool: ValueComparison = (policyValue, requested) =>
  isBoolean(requested) && isBoolean(textOf(policyValue))
    ? stringEqualsIgnoreCase(policyValue, requested)
    : undefined;

/** `true` or `false`, in any case. */
export const isBoolean = (text: string): boolean => /^(?:true|false)$/i.test(text);
