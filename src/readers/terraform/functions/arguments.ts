import { type Node, type StringNode, text, type UnknownNode } from '../../node.js';
import { isNull, scalarText } from '../../node-access.js';
import { LONGEST_NUMBER } from '../../numbers.js';

/** The argument as text: numbers and booleans are converted, as Terraform does. */
export function asText(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? scalarText(node) : undefined;
}

/** The argument as text that may be unknown in part. */
export function asPart(node: Node | undefined): StringNode | UnknownNode | undefined {
  if (node?.kind === 'unknown') return node;
  const value = asText(node);
  return node === undefined || value === undefined ? undefined : text(value, node.place);
}

/** The argument as a number. */
export function asNumber(node: Node | undefined): number | undefined {
  const value = asText(node) ?? '';
  return value.length <= LONGEST_NUMBER && /^-?\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** Whether nothing is rounded in JavaScript's sums and products of such numbers either; Terraform's are longer. */
export const isExact = (value: number) => Number.isInteger(value * 64) && Math.abs(value) < 2 ** 41;

/** The items of a list that is known as a list, though its items may not be. */
export function asItems(node: Node | undefined): readonly Node[] | undefined {
  return node?.kind === 'list' ? node.items : undefined;
}

/** The texts of a list whose items are all known. */
export function asTexts(node: Node | undefined): readonly string[] | undefined {
  if (node?.kind !== 'list' || node.rest.length > 0) return undefined;
  const texts: string[] = [];
  for (const item of node.items) {
    const value = asText(item);
    if (value === undefined) return undefined;
    texts.push(value);
  }
  return texts;
}

/** What a list or map cannot show of itself; an unknown argument stands for all of it. */
export function restOf(node: Node): readonly UnknownNode[] {
  if (node.kind === 'unknown') return [node];
  return node.kind === 'scalar' ? [] : node.rest;
}

export const isKnownNonNull = (node: Node) => node.kind !== 'unknown' && !isNull(node);
