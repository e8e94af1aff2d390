import type { ValueComparison } from './compare-string.js';
import { textOf } from './variables.js';

/** Orders two values by a scale; undefined where one of them is not on it. */
type Order = (left: string, right: string) => number | undefined;

/**
 * A numeric comparison of the request's value with the policy's; what is no number cannot be compared.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric
 */
export function numeric(accepts: (order: number) => boolean): ValueComparison {
  return inOrder(compareDecimals, accepts);
}

/**
 * A comparison of points in time (W3C profile of ISO 8601, or seconds since 1970).
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
 */
export function date(accepts: (order: number) => boolean): ValueComparison {
  return inOrder(compareInstants, accepts);
}

function inOrder(compare: Order, accepts: (order: number) => boolean): ValueComparison {
  return (policyValue, requested) => {
    const order = compare(requested, textOf(policyValue));
    return order === undefined ? undefined : accepts(order);
  };
}

/** Exact for any number of digits, where floating point would take neighbours for one. */
function compareDecimals(left: string, right: string): number | undefined {
  const [a, b] = [parseDecimal(left), parseDecimal(right)];
  if (a === undefined || b === undefined) return undefined;
  const places = Math.max(a.fraction.length, b.fraction.length);
  const scale = (number: Decimal) =>
    BigInt(number.integer + number.fraction.padEnd(places, '0')) * number.sign;
  return Number(scale(a) > scale(b)) - Number(scale(a) < scale(b));
}

interface Decimal {
  readonly sign: bigint;
  readonly integer: string;
  readonly fraction: string;
}

function parseDecimal(text: string): Decimal | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (match === null) return undefined;
  return { sign: match[1] === '-' ? -1n : 1n, integer: match[2] ?? '', fraction: match[3] ?? '' };
}

function compareInstants(left: string, right: string): number | undefined {
  const [a, b] = [parseInstant(left), parseInstant(right)];
  return a === undefined || b === undefined ? undefined : a - b;
}

const W3C_DATE =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(?:Z|([+-])(\d\d):?(\d\d))?)?)?)?$/i;

/** Seconds since 1970; four digits are a year, any other number seconds; without a zone it is UTC. */
function parseInstant(text: string): number | undefined {
  const match = W3C_DATE.exec(text.trim());
  if (match === null) return /^-?\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined;
  const field = (group: number, absent: number) => Number(match[group] ?? absent);
  const [month, day, hour, minute, second] = [
    field(2, 1) - 1,
    field(3, 1),
    field(4, 0),
    field(5, 0),
    field(6, 0),
  ];
  const utc = new Date(Date.UTC(field(1, 0), month, day, hour, minute, second));
  // Date.UTC carries over what a calendar or a clock does not have, such as 30 February or 25:00.
  if (utc.getUTCMonth() !== month || utc.getUTCDate() !== day || minute > 59 || second > 59) return undefined;
  const offset = (field(9, 0) * 60 + field(10, 0)) * 60;
  return utc.getTime() / 1000 + Number(match[7] ?? 0) - (match[8] === '-' ? -offset : offset);
}
