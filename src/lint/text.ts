import { isString, type Node, type Span, type UnknownNode } from '../readers/index.js';
import { quote } from '../text/quote.js';

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
  if (node.kind !== 'unknown') return undefined;
  const text = (node.parts ?? [node])
    .map((part) => (typeof part === 'string' ? part : shapeOf(part)))
    .join('');
  return text === HOLE ? undefined : { text, known: false, node, place: node.place };
}

/** What is certain of values that only AWS knows. */
const SHAPES: readonly (readonly [symbol: RegExp, shape: string])[] = [
  [/^(?:data\.)?aws_eks_cluster\.[\w.[\]"-]+\.issuer$/, `https://${HOLE}`],
  [/^(?:data\.)?aws_s3_bucket\.[\w[\]"-]+\.arn$/, `arn:${HOLE}:s3:::${HOLE}`],
];

function shapeOf({ symbol }: UnknownNode): string {
  const found = symbol === undefined ? undefined : SHAPES.find(([pattern]) => pattern.test(symbol));
  return found?.[1] ?? HOLE;
}

/** Whether every unknown stretch of a text is the name of a bucket, which holds neither colon nor slash. */
export function hasOnlyBucketNames({ node, text }: Text): boolean {
  if (!text.includes(HOLE) || node.kind !== 'unknown') return false;
  return (node.parts ?? [node]).every(
    (part) =>
      typeof part === 'string' ||
      /^(?:data\.)?aws_s3_bucket\.[\w[\]"-]+\.(?:id|bucket)$/.test(part.symbol ?? ''),
  );
}

/** What is known of a text for sure from its start: up to the first unknown stretch. */
export function knownStart({ text }: Text): string {
  const hole = text.indexOf(HOLE);
  return hole === -1 ? text : text.slice(0, hole);
}

/** A text for a message, quoted, with unknown stretches as `…`. */
export function quoted(text: Text | string): string {
  const whole = typeof text === 'string' ? text : text.text;
  const shown = whole.length > 120 ? `${whole.slice(0, 119)}${HOLE}` : whole;
  const pieces = shown.split(HOLE).map((piece) => quote(piece, Number.POSITIVE_INFINITY).slice(1, -1));
  return `"${pieces.join('…')}"`;
}
