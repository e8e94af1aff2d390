/** The condition operators of IAM, without set operator and `IfExists`. */
export const OPERATOR_NAMES = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'Null',
] as const;

export type OperatorName = (typeof OPERATOR_NAMES)[number];

/** How a condition treats a key with several values. */
export type SetOperator = 'ForAllValues' | 'ForAnyValue';

/** A condition operator taken apart, such as `ForAllValues:StringLikeIfExists`. */
export interface ConditionOperator {
  /** As the policy spells it. */
  readonly text: string;
  readonly name: OperatorName;
  readonly setOperator?: SetOperator;
  readonly ifExists: boolean;
}

const SET_OPERATORS: readonly SetOperator[] = ['ForAllValues', 'ForAnyValue'];

/**
 * Takes an operator's spelling apart; undefined when IAM knows no such operator (`Null` takes neither
 * set operator nor `IfExists`).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function parseConditionOperator(text: string): ConditionOperator | undefined {
  const match = /^(?:([a-z]+):)?([a-z]+?)(ifexists)?$/i.exec(text);
  if (match === null) return undefined;
  const name = findIgnoringCase(OPERATOR_NAMES, match[2]);
  const setOperator = findIgnoringCase(SET_OPERATORS, match[1]);
  const ifExists = match[3] !== undefined;
  if (name === undefined || (match[1] !== undefined && setOperator === undefined)) return undefined;
  if (name === 'Null' && (ifExists || setOperator !== undefined)) return undefined;
  return { text, name, ifExists, ...(setOperator === undefined ? {} : { setOperator }) };
}

function findIgnoringCase<T extends string>(names: readonly T[], wanted: string | undefined): T | undefined {
  return names.find((name) => name.toLowerCase() === wanted?.toLowerCase());
}
