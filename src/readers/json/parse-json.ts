import type { Diagnostic } from '../../diagnostics.js';
import { quote } from '../../text/quote.js';
import { entry, list, type MapEntry, map, type Node, scalar, text, unknown } from '../node.js';
import { mergeProblem, problem } from '../problems.js';
import { type EmbeddedText, LARGE_TEXT } from '../text/embedded-text.js';
import { deferred, endIfDeferred, faultsOf, Opened, repeatedKeys, type ValueReader } from './deferred.js';
import { readJsonString } from './json-string.js';

/** What was read of a JSON text: the tree as far as it could be read, and what is wrong with the text. */
export interface ParsedJson {
  readonly root: Node | undefined;
  readonly problems: readonly Diagnostic[];
}

const MAX_DEPTH = 200;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_]\w*/y;
const SPACE = /[ \t\r\n\uFEFF]*/y;

/** Parses RFC 8259 JSON with places and duplicate keys; goes on after an error where it can. */
export function parseJson(input: EmbeddedText): ParsedJson {
  return new JsonParser(input).parse();
}

/** Parses documents that follow each other, as programs print them one after the other. */
export function parseJsonDocuments(input: EmbeddedText): readonly ParsedJson[] {
  return new JsonParser(input).parseAll();
}

function withFaults(node: Node, faults: readonly string[]): Node {
  if (node.kind !== 'map' || faults.length === 0) return node;
  return { ...node, faults: [...(node.faults ?? []), ...faults] };
}

class JsonParser implements ValueReader {
  private at = 0;
  private readonly problems: Diagnostic[] = [];
  /** Whether it is said that the text ends too early: what is open there is open for one reason. */
  private hasEnded = false;
  readonly text: string;
  readonly keys = new Map<string, string>();
  readonly ends = new Map<number, number>();
  readonly waiting = new Map<number, Node>();
  readonly opened = new Opened();

  constructor(private readonly input: EmbeddedText) {
    this.text = input.text;
  }

  parse(): ParsedJson {
    this.space();
    if (this.at >= this.text.length) {
      this.complain('the document is empty');
      return { root: undefined, problems: this.problems };
    }
    const root = this.value(0);
    this.space();
    if (this.at < this.text.length && root.kind !== 'unknown')
      this.complain('more text after the end of the document');
    const merge = this.problems.length > 0 ? mergeProblem('read/json-syntax', this.input) : undefined;
    // What stands around the markers reads like a document that lacks half of what it has.
    if (merge !== undefined)
      return { root: unknown('not valid JSON', this.input.span(0, this.text.length)), problems: [merge] };
    return { root: withFaults(root, this.syntaxFaults()), problems: this.problems };
  }

  parseAll(): readonly ParsedJson[] {
    const documents: ParsedJson[] = [];
    for (this.space(); this.at < this.text.length; this.space()) {
      const before = this.problems.length;
      const start = this.at;
      const root = this.value(0);
      documents.push({ root, problems: this.problems.slice(before) });
      if (this.at === start || this.problems.length > before) break;
    }
    return documents;
  }

  /** What is unknown of a text may be just what is missing in it. */
  private syntaxFaults(): readonly string[] {
    if (this.input.holes.size > 0) return [];
    const faults = this.problems.filter(({ code }) => code === 'read/json-syntax');
    return faults.map(({ message }) => `the text is not JSON: ${message}`);
  }

  private value(depth: number): Node {
    this.space();
    const start = this.at;
    const hole = this.input.holes.get(start);
    if (hole !== undefined) {
      this.at += 1;
      return hole;
    }
    switch (this.text[start]) {
      case '{':
      case '[':
        return depth > MAX_DEPTH ? this.skipNested() : (this.later(depth) ?? this.nested(depth));
      case '"':
        return this.string();
      default:
        return this.word(start);
    }
  }

  /** What a large text holds is made into nodes where somebody looks at it. */
  private later(depth: number): Node | undefined {
    if (this.text.length < LARGE_TEXT) return undefined;
    const start = this.at;
    const end = endIfDeferred(this, start);
    if (end === undefined) return undefined;
    this.at = end;
    return this.waiting.get(start) ?? deferred(this, start, depth, this.input.span(start, end));
  }

  valueAt(start: number, depth: number): Node {
    this.at = start;
    return this.value(depth);
  }

  itemsAt(start: number, depth: number): readonly Node[] {
    this.at = start;
    const list = this.array(depth);
    return list.kind === 'list' ? list.items : [list];
  }

  private nested(depth: number): Node {
    return this.text[this.at] === '{' ? this.object(depth) : this.array(depth);
  }

  private object(depth: number): Node {
    const start = this.at++;
    const entries: MapEntry[] = [];
    for (;;) {
      this.space();
      if (this.closes('}', entries.length > 0)) break;
      const before = this.at;
      const found = this.member(depth);
      if (found !== undefined) entries.push(found);
      if (this.at === before) this.at += 1;
    }
    const node = map(entries, this.input.span(start, this.at));
    return withFaults(node, faultsOf(repeatedKeys(entries.map(({ key }) => key))));
  }

  private member(depth: number): MapEntry | undefined {
    if (this.text[this.at] !== '"') {
      this.complain(`expected a quoted key, found ${this.found()}`);
      this.skipToSeparator();
      return undefined;
    }
    const key = this.string();
    this.space();
    if (this.text[this.at] === ':') this.at += 1;
    else this.complain(`expected ":" after a key, found ${this.found()}`);
    const value = this.value(depth + 1);
    if (key.kind === 'unknown') return { key: undefined, keyNode: key, value };
    return entry(key.value, key.place, value, key.literal);
  }

  private array(depth: number): Node {
    const start = this.at++;
    const items: Node[] = [];
    for (;;) {
      this.space();
      if (this.closes(']', items.length > 0)) break;
      const before = this.at;
      items.push(this.value(depth + 1));
      if (this.at === before) this.at += 1;
    }
    return list(items, this.input.span(start, this.at));
  }

  /** Consumes the separator before the next element, or the closing bracket; true at the end. */
  private closes(bracket: string, needsComma: boolean): boolean {
    const char = this.text[this.at];
    if (char === bracket) {
      this.at += 1;
      return true;
    }
    if (char === undefined || char === '}' || char === ']') {
      this.complain(`expected "${bracket}", found ${this.found()}`);
      return true;
    }
    if (!needsComma) return false;
    if (char !== ',') {
      this.complain(`expected "," or "${bracket}", found ${this.found()}`);
      return false;
    }
    const comma = this.at++;
    this.space();
    if (this.text[this.at] !== bracket) return false;
    this.complain(`no comma is allowed before "${bracket}"`, comma);
    this.at += 1;
    return true;
  }

  private string() {
    const found = readJsonString(this.input, this.at);
    this.at = found.end;
    for (const message of found.problems) this.complain(message.text, message.at);
    return found.node;
  }

  private word(start: number): Node {
    const number = this.match(NUMBER);
    if (number !== '') {
      const node = scalar(Number(number), this.input.span(start, this.at), this.input.exact);
      return { ...node, raw: number };
    }
    const word = this.match(WORD);
    const place = this.input.span(start, this.at);
    if (word === 'true' || word === 'false') return scalar(word === 'true', place, this.input.exact);
    if (word === 'null') return scalar(null, place, this.input.exact);
    if (word !== '') {
      this.complain(`strings need double quotes: ${word}`, start);
      return text(word, place, this.input.exact);
    }
    this.complain(`expected a value, found ${this.found()}`, start);
    return unknown('not valid JSON', this.input.span(start, Math.min(start + 1, this.text.length)));
  }

  private skipNested(): Node {
    const start = this.at;
    let depth = 0;
    do {
      const char = this.text[this.at];
      if (char === '"') this.at = readJsonString(this.input, this.at).end - 1;
      else if (char === '{' || char === '[') depth += 1;
      else if (char === '}' || char === ']') depth -= 1;
      this.at += 1;
    } while (depth > 0 && this.at < this.text.length);
    const place = this.input.span(start, this.at);
    this.problems.push(problem('read/too-deep', `nested more than ${MAX_DEPTH} levels deep`, place));
    return unknown('nested too deeply', place);
  }

  private skipToSeparator(): void {
    while (this.at < this.text.length && !',}]'.includes(this.text[this.at] ?? '')) this.at += 1;
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private space(): void {
    this.match(SPACE);
  }

  private found(): string {
    const char = this.text[this.at];
    return char === undefined ? 'the end of the document' : quote(char);
  }

  /** One report for each place, and few of them: what follows a first error is mostly its echo. */
  private complain(message: string, at = this.at): void {
    const isEnd = at >= this.text.length;
    if (this.problems.length >= 5 || (isEnd && this.hasEnded)) return;
    this.hasEnded ||= isEnd;
    this.problems.push(problem('read/json-syntax', message, this.input.span(at, at)));
  }
}
