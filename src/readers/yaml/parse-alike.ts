import { list, map, type Node, text as textNode } from '../node.js';
import { type Gap, offsetsIn } from '../text/gaps.js';
import type { SourceText, Span } from '../text/source-text.js';
import { plainScalar } from './convert.js';
import { type ParsedYaml, parseYaml, type YamlDocument, type YamlParser } from './parse-yaml.js';

/**
 * Where texts of one form differ: the value that ends a line, behind a key or a dash, and a comment of a line of its own. Brackets count
 * towards how deep a text may be nested, wherever they stand: no gap holds any.
 */
const GAP = /(?<=: |- )(?:"[^"\\[\]{}\n]*"|[\w/](?:[\w./@+=*:-]*[\w./@+=*-])?)$|(?<=^ *)#[^[\]{}\n]*$/gm;
const VALUE = '\0';
const COMMENT = '\x01';

/**
 * A line that is not: the indent, dashes, a key, a value, each at most one token, or a comment. Without flow collections, block scalars,
 * anchors, tags, directives and lines that go on, only the token in a gap depends on what stands there.
 */
const FURTHER_LINE =
  /^(?!(?:---| *(?:\x01|#[ -~]*|(?:- )*(?:(?:[\w/][\w./-]*|"[ !#-[\]-~]*"):(?: (?:\0|\{\}|\[\]))?|(?<=- )\0))?)$)/m;

/** A text that was parsed, as the pattern of those that differ from it in gaps alone. */
interface Form {
  readonly gaps: readonly Gap[];
  readonly documents: readonly YamlDocument[];
}

/**
 * Parses YAML texts of which many differ from others in values alone, as generated manifests do: of each form one is parsed, and the
 * others are that with their own values in it. Says of any text what `parseYaml` says.
 */
export class AlikeParser {
  /** By the text without what stands in its gaps. */
  private readonly forms = new Map<string, Form>();

  constructor(private readonly parseAlone: YamlParser = parseYaml) {}

  readonly parse: YamlParser = (source) =>
    this.parsed(source, (gaps, others) => moved(gaps, others, source.file));

  /** As `parse`, but places are those of the text that gave the form: all that is the same in both is one and the same. */
  readonly parseValues: YamlParser = (source) => this.parsed(source, () => undefined);

  private parsed(source: SourceText, placing: Placing): ParsedYaml {
    if (/[^\n -~]/.test(source.text)) return this.parseAlone(source);
    const gaps: Gap[] = [];
    const pattern = source.text.replace(GAP, (text, start) => {
      gaps.push({ text, start });
      return text.startsWith('#') ? COMMENT : VALUE;
    });
    const form = this.forms.get(pattern);
    const documents = form && filled(form, gaps, placing(form.gaps, gaps));
    if (documents !== undefined) return { documents, problems: [] };
    const parsed = this.parseAlone(source);
    if (form === undefined && parsed.problems.length === 0 && !FURTHER_LINE.test(pattern))
      this.forms.set(pattern, { gaps, documents: parsed.documents });
    return parsed;
  }
}

/** Where a place of one text is in another; undefined where nobody asks. */
type Placing = (gaps: readonly Gap[], others: readonly Gap[]) => ((place: Span) => Span) | undefined;

/** The documents of a form with other values; undefined where one of those is no whole scalar in the form. */
function filled(
  form: Form,
  others: readonly Gap[],
  moved: ReturnType<Placing>,
): readonly YamlDocument[] | undefined {
  const changed = new Map<number, { readonly end: number; readonly text: string }>();
  for (const [index, { text, start }] of form.gaps.entries()) {
    const other = others[index]?.text;
    if (other === undefined) return undefined;
    if (other !== text && !text.startsWith('#'))
      changed.set(start, { end: start + text.length, text: other });
  }
  const place = moved ?? ((span: Span) => span);
  const fill = (node: Node): Node => {
    if (node.kind === 'list') {
      const items = node.items.map(fill);
      const isSame = moved === undefined && items.every((item, index) => item === node.items[index]);
      return isSame ? node : list(items, place(node.place));
    }
    if (node.kind === 'map') {
      const entries = node.entries.map((entry) => {
        const value = fill(entry.value);
        if (moved === undefined) return value === entry.value ? entry : { ...entry, value };
        const { key, keyNode } = entry;
        return { key, keyNode: { ...keyNode, place: moved(keyNode.place) }, value };
      });
      const isSame = moved === undefined && entries.every((entry, index) => entry === node.entries[index]);
      return isSame ? node : map(entries, place(node.place));
    }
    const { start, end } = node.place;
    const value = changed.get(start);
    if (value?.end !== end) return moved === undefined ? node : { ...node, place: moved(node.place) };
    changed.delete(start);
    return scalarOf(value.text, place(node.place));
  };
  const documents = form.documents.map(({ index, root }) => ({ index, root: root && fill(root) }));
  return changed.size === 0 ? documents : undefined;
}

/** Neither form has an escape. */
const scalarOf = (written: string, place: Span): Node =>
  written.startsWith('"') ? textNode(written.slice(1, -1), place, true) : plainScalar(written, place);

/** Places are in the same line and column, since gaps end lines. */
function moved(gaps: readonly Gap[], others: readonly Gap[], file: string): (place: Span) => Span {
  const offset = offsetsIn(gaps, others);
  return ({ line, column, start, end }) => ({ file, line, column, start: offset(start), end: offset(end) });
}
