import { arnLike } from './compare-arn.js';
import { binaryEquals } from './compare-binary.js';
import { ipAddress } from './compare-ip.js';
import { date, numeric } from './compare-order.js';
import {
  bool,
  stringEquals,
  stringEqualsIgnoreCase,
  stringLike,
  type ValueComparison,
} from './compare-string.js';
import type { OperatorName } from './operator.js';

/** What an operator does with one value; the negated ones turn the outcome over all values round. */
export interface OperatorRule {
  readonly compare: ValueComparison;
  readonly negated: boolean;
  /** Whether the guide lets its values hold policy variables; elsewhere `${…}` is plain text. */
  readonly variables: boolean;
}

const equal = (order: number) => order === 0;
const text = (compare: ValueComparison, negated = false) => ({ compare, negated, variables: true });
const plain = (compare: ValueComparison, negated = false) => ({ compare, negated, variables: false });

/**
 * Every operator but `Null`, which looks at no value.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const OPERATOR_RULES: Readonly<Record<Exclude<OperatorName, 'Null'>, OperatorRule>> = {
  StringEquals: text(stringEquals),
  StringNotEquals: text(stringEquals, true),
  StringEqualsIgnoreCase: text(stringEqualsIgnoreCase),
  StringNotEqualsIgnoreCase: text(stringEqualsIgnoreCase, true),
  StringLike: text(stringLike),
  StringNotLike: text(stringLike, true),
  NumericEquals: plain(numeric(equal)),
  NumericNotEquals: plain(numeric(equal), true),
  NumericLessThan: plain(numeric((order) => order < 0)),
  NumericLessThanEquals: plain(numeric((order) => order <= 0)),
  NumericGreaterThan: plain(numeric((order) => order > 0)),
  NumericGreaterThanEquals: plain(numeric((order) => order >= 0)),
  DateEquals: plain(date(equal)),
  DateNotEquals: plain(date(equal), true),
  DateLessThan: plain(date((order) => order < 0)),
  DateLessThanEquals: plain(date((order) => order <= 0)),
  DateGreaterThan: plain(date((order) => order > 0)),
  DateGreaterThanEquals: plain(date((order) => order >= 0)),
  Bool: text(bool),
  BinaryEquals: plain(binaryEquals),
  IpAddress: plain(ipAddress),
  NotIpAddress: plain(ipAddress, true),
  ArnEquals: text(arnLike),
  ArnLike: text(arnLike),
  ArnNotEquals: text(arnLike, true),
  ArnNotLike: text(arnLike, true),
};
