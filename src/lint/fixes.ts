import type { MapEntry, Node, Span } from '../readers/index.js';
import type { Fix, TextEdit } from './finding.js';
import type { RuleContext } from './rule.js';

type Sources = Pick<RuleContext, 'source'>;

/** Replaces a piece of a value as it is written; undefined where the file does not show that piece exactly once. */
export function replaceIn(
  context: Sources,
  node: Node,
  [from, to]: readonly [string, string],
  title: string,
): Fix | undefined {
  const written = writtenText(context, node);
  if (written === undefined) return undefined;
  const at = written.indexOf(from);
  if (at === -1 || written.indexOf(from, at + 1) !== -1) return undefined;
  return fix(title, edit(node.place, at, at + from.length, to));
}

/** Replaces a whole value, quoted as it was; undefined where it is not written out in the file. */
export function replaceValue(context: Sources, node: Node, to: string, title: string): Fix | undefined {
  const written = writtenText(context, node);
  if (written === undefined || node.kind !== 'scalar' || !node.literal) return undefined;
  const quote = written[0] === '"' || written[0] === "'" ? written[0] : '';
  if (written !== `${quote}${String(node.raw ?? node.value)}${quote}`) return undefined;
  return fix(title, edit(node.place, quote.length, written.length - quote.length, to));
}

/** Writes text at the end of a value; undefined where it is not written out in the file. */
export function appendTo(context: Sources, node: Node, suffix: string, title: string): Fix | undefined {
  const written = writtenText(context, node);
  if (written === undefined) return undefined;
  const end = /["']$/.test(written) ? written.length - 1 : written.length;
  return fix(title, edit(node.place, end, end, suffix));
}

/** Puts a second value behind a quoted one: into its list, or making one of the two. */
export function addSibling(
  context: Sources,
  node: Node,
  list: Node,
  value: string,
  title: string,
): Fix | undefined {
  const written = writtenText(context, node);
  if (written?.startsWith('"') !== true) return undefined;
  const both = `${written}, ${JSON.stringify(value)}`;
  const text = list.kind === 'list' ? both : `[${both}]`;
  return fix(title, edit(node.place, 0, written.length, text));
}

/** Whether a value is written out behind its key, alone or in a list there: elsewhere, others may use it too. */
export function isWrittenAt(context: Sources, { keyNode, value }: MapEntry, node: Node): boolean {
  const key = keyNode.place;
  const { file, start, end } = value.place;
  const between = key.file === file && context.source(file)?.text.slice(key.end, start);
  if (typeof between !== 'string' || start < key.end || !/^\s*[:=]\s*(?:-\s*)?$/.test(between)) return false;
  return node.place.file === file && node.place.start >= start && node.place.end <= end;
}

/** Whether a value is written out in the same block as another one: then it is the same wherever the other is used. */
export function isWrittenBeside(context: Sources, other: Node, node: Node): boolean {
  const { file, start, end } = node.place;
  const text = context.source(file)?.text;
  if (text === undefined || other.place.file !== file || node.kind !== 'scalar') return false;
  const between = text.slice(Math.min(end, other.place.end), Math.max(start, other.place.start));
  const written = text.slice(start, end).replace(/^(["'])(.*)\1$/s, '$2');
  return written === String(node.value) && !/^\}/m.test(between);
}

/** Several fixes as one; undefined when one of them is. */
export function together(title: string, fixes: readonly (Fix | undefined)[]): Fix | undefined {
  const edits: TextEdit[] = [];
  for (const each of fixes) {
    if (each === undefined) return undefined;
    edits.push(...each.edits);
  }
  return edits.length === 0 ? undefined : { title, edits };
}

/** A value as the file spells it, quotes included; undefined where the place shows something else. */
function writtenText(context: Sources, node: Node): string | undefined {
  const { file, start, end } = node.place;
  const written = context.source(file)?.text.slice(start, end);
  if (written === undefined || written.includes('\n')) return undefined;
  const literal = (node.kind === 'scalar' || node.kind === 'unknown') && node.literal === true;
  return literal || /^".*"$/.test(written) ? written : undefined;
}

function edit(place: Span, from: number, to: number, text: string): TextEdit {
  return { file: place.file, start: place.start + from, end: place.start + to, text };
}

const fix = (title: string, ...edits: TextEdit[]): Fix => ({ title, edits });
