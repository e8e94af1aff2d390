import { list, type MapEntry, map, type Node, type StringNode, scalar, text } from '../node.js';
import type { SourceText } from '../text/source-text.js';
import { resolvePlain } from './scalars.js';

/** A line: indentation, then a comment, or the dash of an item, a key and a value, each of which may be absent. */
const LINE =
  /^( *)(?:#.*|(- )?(?:([A-Za-z_][\w./-]*):(?: (?=\S)|$))?(\[\]|\{\}|"(?:[ !#-[\]-~]|\\["\\])*"|'[ -&(-~]*'|[\w./](?:[!-"$-9;-~]|(?: |:+)(?=[!-"$-9;-~]))*)?)$/;

/** Parts of a line; what is no comment and not empty has a key or a value. */
interface Line {
  readonly indent: number;
  readonly dash: boolean;
  readonly key: string | undefined;
  readonly value: string | undefined;
  /** Where its parts stand in the text; the end is that of the line, its break included. */
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

const MAX_DEPTH = 50;
const MAX_KEY = 500;

/**
 * Parses the YAML that nearly every manifest keeps to: block mappings and lists with plain keys and with plain or quoted values on one
 * line. Undefined for anything else, which takes the parser of all of YAML, fifteen times as slow; the nodes are the same as by that one.
 */
export function parsePlain(source: SourceText): Node | undefined {
  const lines = linesOf(source.text);
  if (lines?.[0]?.indent !== 0) return undefined;
  const parser = new PlainParser(source, lines);
  const root = parser.block(0, 0);
  return parser.isDone() ? root : undefined;
}

function linesOf(text: string): Line[] | undefined {
  const lines: Line[] = [];
  let start = 0;
  let commentIndent = 0;
  while (start < text.length) {
    const next = text.indexOf('\n', start);
    if (next === -1) return undefined;
    const written = text.slice(start, next);
    const parts = LINE.exec(written);
    if (parts === null) return undefined;
    const [, indent = '', dash, key, value] = parts;
    const isEmpty = key === undefined && value === undefined;
    if (isEmpty && dash !== undefined) return undefined;
    if (isEmpty && indent.length < written.length) commentIndent = Math.max(commentIndent, indent.length);
    if (!isEmpty) {
      // A comment that is indented further belongs to what stands before it, and so counts for where that ends.
      if (commentIndent > indent.length || (key !== undefined && key.length > MAX_KEY)) return undefined;
      commentIndent = 0;
      lines.push({
        indent: indent.length,
        dash: dash !== undefined,
        key,
        value,
        start: start + indent.length,
        valueStart: start + written.length - (value?.length ?? 0),
        end: next + 1,
      });
    }
    start = next + 1;
  }
  return commentIndent > 0 ? undefined : lines;
}

/** Whatever it does not take leaves lines over. */
class PlainParser {
  private at = 0;

  constructor(
    private readonly source: SourceText,
    private readonly lines: Line[],
  ) {}

  isDone(): boolean {
    return this.at === this.lines.length;
  }

  /** The list or map whose lines begin at an indentation; undefined where there is neither. */
  block(indent: number, depth: number): Node | undefined {
    const first = this.lines[this.at];
    if (first === undefined || depth > MAX_DEPTH) return undefined;
    return first.dash ? this.list(first, indent, depth) : this.map(first, indent, depth);
  }

  private list(first: Line, indent: number, depth: number): Node | undefined {
    const items: Node[] = [];
    for (let line = this.lines[this.at]; line?.dash && line.indent === indent; line = this.lines[this.at]) {
      if (line.key !== undefined) {
        // Behind its dash an item is a map like any other.
        this.lines[this.at] = { ...line, dash: false, indent: indent + 2, start: line.start + 2 };
      }
      const item = line.key === undefined ? this.scalar(line) : this.block(indent + 2, depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return list(items, this.source.span(first.start, this.end()));
  }

  private map({ start }: Line, indent: number, depth: number): Node | undefined {
    const entries: MapEntry[] = [];
    for (
      let line = this.lines[this.at];
      line?.dash === false && line.indent === indent;
      line = this.lines[this.at]
    ) {
      if (line.key === undefined) return undefined;
      const value = line.value === undefined ? this.below(indent, depth) : this.scalar(line);
      if (value === undefined) return undefined;
      entries.push({ key: line.key, keyNode: this.key(line.key, line.start), value });
    }
    return map(entries, this.source.span(start, this.end()));
  }

  /** What stands below a key: lists may be indented as the key is. */
  private below(indent: number, depth: number): Node | undefined {
    this.at += 1;
    const next = this.lines[this.at];
    if (next === undefined) return undefined;
    const isBelow = next.indent > indent || (next.dash && next.indent === indent);
    return isBelow ? this.block(next.indent, depth + 1) : undefined;
  }

  private key(word: string, start: number): StringNode {
    const node = text(word, this.source.span(start, start + word.length), true);
    return typeof resolvePlain(word) === 'string' ? node : { ...node, raw: word };
  }

  private scalar({ value = '', valueStart }: Line): Node {
    this.at += 1;
    const place = this.source.span(valueStart, valueStart + value.length);
    if (value === '[]') return list([], place);
    if (value === '{}') return map([], place);
    if (value.startsWith("'")) return text(value.slice(1, -1), place, true);
    if (value.startsWith('"')) return text(value.slice(1, -1).replace(/\\(.)/g, '$1'), place, true);
    const resolved = resolvePlain(value);
    return typeof resolved === 'string'
      ? text(resolved, place, true)
      : { ...scalar(resolved, place, true), raw: value };
  }

  /** Where the line that was read last ends. */
  private end(): number {
    return this.lines[this.at - 1]?.end ?? 0;
  }
}
