import { type Node, scalar, unknownLike } from '../node.js';
import { isNull, scalarText } from '../node-access.js';
import type { Span } from '../text/source-text.js';
import { asNumber, isExact } from './functions/arguments.js';
import { symbolFrom } from './symbols.js';
import { sameValue, truth } from './values.js';

/** `!` and unary minus. */
export function unary(operator: string, operand: Node, place: Span): Node {
  const value = truth(operand);
  if (operator === '!' && value !== undefined) return scalar(!value, place);
  if (operator === '-' && operand.kind === 'scalar' && typeof operand.value === 'number') {
    return { ...scalar(-operand.value, place, true), raw: `-${scalarText(operand)}`.replace(/^--/, '') };
  }
  return undecided(operator, [operand], place);
}

/** Arithmetic, comparison and logic; `&&` and `||` look at the right side only when they need it. */
export function binary(operator: string, left: Node, rightSide: () => Node, place: Span): Node {
  const leftTruth = truth(left);
  if (operator === '&&' && leftTruth === false) return scalar(false, place);
  if (operator === '||' && leftTruth === true) return scalar(true, place);
  const right = rightSide();
  if (operator === '&&' || operator === '||')
    return logic(operator, leftTruth, truth(right), [left, right], place);
  if (operator === '==' || operator === '!=') {
    const same = equal(left, right);
    return same === undefined
      ? undecided(operator, [left, right], place)
      : scalar(same === (operator === '=='), place);
  }
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a === undefined || b === undefined) return undecided(operator, [left, right], place);
  const compared = COMPARISONS[operator]?.(a, b);
  if (compared !== undefined) return scalar(compared, place);
  const result = ARITHMETIC[operator]?.(a, b);
  return result !== undefined && [a, b, result].every(isExact)
    ? scalar(result, place)
    : undecided(operator, [left, right], place);
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number | undefined>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => ((a / b) * b === a ? a / b : undefined),
  '%': (a, b) => a % b,
};

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
};

function logic(
  operator: '&&' | '||',
  left: boolean | undefined,
  right: boolean | undefined,
  operands: readonly Node[],
  place: Span,
): Node {
  const decisive = operator === '||';
  if (left === decisive || right === decisive) return scalar(decisive, place);
  return left === undefined || right === undefined
    ? undecided(operator, operands, place)
    : scalar(!decisive, place);
}

/** A value that exists, though unknown in part, is never null. */
function equal(left: Node, right: Node): boolean | undefined {
  if (isNull(right) && left.kind !== 'unknown') return isNull(left);
  if (isNull(left) && right.kind !== 'unknown') return isNull(right);
  return sameValue(left, right);
}

function undecided(operator: string, operands: readonly Node[], place: Span): Node {
  const cause = operands.find((node) => node.kind === 'unknown');
  const spell = (a: string, b?: string) => (b === undefined ? `${operator}${a}` : `(${a} ${operator} ${b})`);
  return unknownLike(
    `"${operator}" has no value for these operands`,
    cause,
    place,
    symbolFrom(operands, (a = '', b) => spell(a, b)),
  );
}
