import { isString, type Node, type Span } from '../readers/index.js';

/** Stands for an unknown stretch in a text that is known in part; no file may hold it by the input floor of policies. */
export const HOLE = '\uFFFC';

/** Text of a document that is known in whole or in part. */
export interface Text {
  /** With a `HOLE` for each unknown stretch. */
  readonly text: string;
  /** Whether all of it is known. */
  readonly known: boolean;
  readonly node: Node;
  readonly place: Span;
}

/** The text of a node; undefined for what is no text or not known at all. */
export function textOf(node: Node | undefined): Text | undefined {
  if (node === undefined) return undefined;
  if (isString(node)) return { text: node.value, known: true, node, place: node.place };
  if (node.kind !== 'unknown' || node.parts === undefined) return undefined;
  const text = node.parts.map((part) => (typeof part === 'string' ? part : HOLE)).join('');
  return { text, known: false, node, place: node.place };
}

/** What is known of a text for sure from its start: up to the first unknown stretch. */
export function knownStart({ text }: Text): string {
  const hole = text.indexOf(HOLE);
  return hole === -1 ? text : text.slice(0, hole);
}

/** A text for a message, quoted, with unknown stretches as `…`. */
export function quoted(text: Text | string): string {
  const shown = (typeof text === 'string' ? text : text.text).replaceAll(HOLE, '…');
  return JSON.stringify(shown.length > 120 ? `${shown.slice(0, 119)}…` : shown);
}
