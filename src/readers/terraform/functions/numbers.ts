import { type Node, scalar } from '../../node.js';
import { asNumber, asText } from './arguments.js';
import type { TerraformFunction } from './function.js';

/** Functions on numbers and conversions to plain values. */
export const numberFunctions: Readonly<Record<string, TerraformFunction>> = {
  abs: onNumbers(Math.abs),
  ceil: onNumbers(Math.ceil),
  floor: onNumbers(Math.floor),
  max: onNumbers(Math.max),
  min: onNumbers(Math.min),
  tonumber: onNumbers((value) => value),
  parseint: ({ args: [value, base], place }) => {
    const [word, radix] = [asText(value)?.toLowerCase(), asNumber(base)];
    const number = word === undefined || radix === undefined ? Number.NaN : Number.parseInt(word, radix);
    const isWhole =
      Number.isSafeInteger(number) && number.toString(radix) === word?.replace(/^(-?)0+(?=.)/, '$1');
    return isWhole ? scalar(number, place) : undefined;
  },
  tobool: ({ args: [value], place }): Node | undefined => {
    if (value?.kind !== 'scalar') return undefined;
    if (typeof value.value === 'boolean' || value.value === null) return value;
    if (value.value !== 'true' && value.value !== 'false') return undefined;
    return scalar(value.value === 'true', place);
  },
};

function onNumbers(compute: (...values: number[]) => number): TerraformFunction {
  return ({ args, place }) => {
    const numbers = args.map(asNumber);
    if (numbers.length === 0 || numbers.some((value) => value === undefined)) return undefined;
    return scalar(compute(...numbers.flatMap((value) => (value === undefined ? [] : [value]))), place);
  };
}
