import type { Piece } from '../node.js';
import type { SourceText, Span } from '../text/source-text.js';
import type { CstNode } from './cst-node.js';
import type { HclExpression, HclTemplatePart } from './syntax.js';
import { readHeredocText, readQuotedText } from './template-text.js';

/** How the text between interpolations is read: with escapes, or with indentation to be removed. */
type ReadText = (source: SourceText, start: number, end: number, trim: Trim) => readonly Piece[];

/** Which sides of a text a strip marker (`~`) next to it trims. */
interface Trim {
  readonly left: boolean;
  readonly right: boolean;
}

/** Reads what stands between the texts of a template; `CstReader` does, which reads templates by this module. */
interface ExpressionReader {
  readonly source: SourceText;
  optional(node: CstNode | undefined, around: CstNode): HclExpression;
  expression(node: CstNode): HclExpression;
  place(node: CstNode): Span;
  text(node: CstNode): string;
  unreadable(node: CstNode): HclExpression;
}

/** A quoted template; one without interpolations is a literal. */
export function readQuoted(reader: ExpressionReader, node: CstNode): HclExpression {
  const place = reader.place(node);
  const closed =
    node.children.at(-1)?.type === 'quoted_template_end' && node.children.at(-1)?.missing !== true;
  const inner = node.children.filter((child) => !child.type.startsWith('quoted_template_'));
  const end = closed ? node.end - 1 : node.end;
  const parts = readParts(reader, inner, node.start + 1, end, readQuotedText);
  return { kind: 'template', parts, quoted: true, place };
}

/** A heredoc; `<<-` takes the common indentation away. */
export function readHeredoc(reader: ExpressionReader, node: CstNode): HclExpression {
  const [start, opening, ...rest] = node.children;
  const closing = rest.at(-1);
  if (start === undefined || opening === undefined || closing === undefined) return reader.unreadable(node);
  const source = reader.source;
  const from = source.text.indexOf('\n', opening.end) + 1;
  const lineStart = source.text.lastIndexOf('\n', closing.start - 1) + 1;
  const to = Math.max(from, lineStart);
  const inner = rest.filter((child) => child.type !== 'heredoc_identifier');
  const indent = reader.text(start) === '<<-' ? commonIndent(source.text.slice(from, to)) : 0;
  const readText: ReadText = (text, begin, end, trim) => readHeredocText(text, begin, end, indent, trim);
  const parts = readParts(reader, inner, from, to, readText);
  return { kind: 'template', parts, quoted: false, place: reader.place(node) };
}

function commonIndent(content: string): number {
  let indent = Number.POSITIVE_INFINITY;
  for (const line of content.split('\n')) {
    if (line.trim() !== '') indent = Math.min(indent, line.length - line.trimStart().length);
  }
  return Number.isFinite(indent) ? indent : 0;
}

function readParts(
  reader: ExpressionReader,
  nodes: readonly CstNode[],
  from: number,
  to: number,
  readText: ReadText,
  edges: Trim = { left: false, right: false },
): HclTemplatePart[] {
  const parts: HclTemplatePart[] = [];
  let at = from;
  let trimLeft = edges.left;
  for (const node of nodes) {
    if (node.type === 'template_literal') continue;
    const trim = { left: trimLeft, right: strips(reader, node, 'left') };
    parts.push({ kind: 'text', pieces: readText(reader.source, at, node.start, trim) });
    parts.push(readPart(reader, node, readText));
    at = node.end;
    trimLeft = strips(reader, node, 'right');
  }
  parts.push({
    kind: 'text',
    pieces: readText(reader.source, at, to, { left: trimLeft, right: edges.right }),
  });
  return parts.filter((part) => part.kind !== 'text' || part.pieces.length > 0);
}

function strips(reader: ExpressionReader, node: CstNode, side: 'left' | 'right'): boolean {
  const text = reader.source.text;
  return side === 'left' ? text[node.start + 2] === '~' : text[node.end - 2] === '~';
}

function readPart(reader: ExpressionReader, node: CstNode, readText: ReadText): HclTemplatePart {
  const inner = node.children[0];
  if (node.type === 'template_directive' && inner?.type === 'template_if')
    return readIf(reader, inner, readText);
  if (node.type === 'template_directive' && inner?.type === 'template_for')
    return readFor(reader, inner, readText);
  const value = node.children.find((child) => child.type === 'expression');
  return { kind: 'interpolation', value: reader.optional(value, node) };
}

function readIf(reader: ExpressionReader, node: CstNode, readText: ReadText): HclTemplatePart {
  const intro = node.children.find((child) => child.type === 'template_if_intro');
  const end = node.children.find((child) => child.type === 'template_if_end');
  const middle = node.children.findIndex((child) => child.type === 'template_else_intro');
  const condition = intro?.children.find((child) => child.type === 'expression');
  const otherwise = node.children[middle];
  const place = reader.place(node);
  const isPart = (child: CstNode) =>
    child.type === 'template_interpolation' || child.type === 'template_directive';
  const before = node.children.slice(0, middle === -1 ? undefined : middle).filter(isPart);
  const after = middle === -1 ? [] : node.children.slice(middle).filter(isPart);
  const last = end?.start ?? node.end;
  const edge = (before: CstNode | undefined, after: CstNode | undefined): Trim => ({
    left: before !== undefined && strips(reader, before, 'right'),
    right: after !== undefined && strips(reader, after, 'left'),
  });
  return {
    kind: 'if',
    condition: reader.optional(condition, node),
    whenTrue: readParts(
      reader,
      before,
      intro?.end ?? node.start,
      otherwise?.start ?? last,
      readText,
      edge(intro, otherwise ?? end),
    ),
    otherwise:
      otherwise === undefined
        ? []
        : readParts(reader, after, otherwise.end, last, readText, edge(otherwise, end)),
    place,
  };
}

function readFor(reader: ExpressionReader, node: CstNode, readText: ReadText): HclTemplatePart {
  const start = node.children.find((child) => child.type === 'template_for_start');
  const end = node.children.find((child) => child.type === 'template_for_end');
  const over = start?.children.find((child) => child.type === 'expression');
  const names = (start?.children ?? []).filter((child) => child.type === 'identifier');
  const inner = node.children.filter(
    (child) => child.type === 'template_interpolation' || child.type === 'template_directive',
  );
  return {
    kind: 'for',
    names: names.map((name) => reader.text(name)),
    over: reader.optional(over, node),
    body: readParts(reader, inner, start?.end ?? node.start, end?.start ?? node.end, readText, {
      left: start !== undefined && strips(reader, start, 'right'),
      right: end !== undefined && strips(reader, end, 'left'),
    }),
    place: reader.place(node),
  };
}
