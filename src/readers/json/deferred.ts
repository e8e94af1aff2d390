import { entry, type ListNode, type MapEntry, type MapNode, type Node, type UnknownNode } from '../node.js';
import type { Span } from '../text/source-text.js';

/** Characters of a value that waits until somebody looks at it: less is made at once, more is looked at in any case. */
const WAITING = { least: 200, most: 500_000 };

/** How many of these values have what they hold at a time: to all others it is made again when somebody comes back. */
const OPEN = 200;

/** What a value that waits holds, as long as few others were looked at since: who goes over thousands needs one after the other. */
export class Opened {
  readonly #ring: { close(): void }[] = [];
  #next = 0;

  add(value: { close(): void }): void {
    this.#ring[this.#next]?.close();
    this.#ring[this.#next] = value;
    this.#next = (this.#next + 1) % OPEN;
  }
}

/** Makes the values of a text that is known to be JSON. */
export interface ValueReader {
  readonly text: string;
  /** The keys of its maps, which are the same few ones in all of them. */
  readonly keys: Map<string, string>;
  /** Where values end that may wait, by where they begin. */
  readonly ends: Map<number, number>;
  /** The values that wait, by where they begin: each is one object, however often what holds it is made. */
  readonly waiting: Map<number, Node>;
  readonly opened: Opened;
  /** The value that begins at an offset; it may hold others that wait. */
  valueAt(start: number, depth: number): Node;
  /** The items of the list that begins there. */
  itemsAt(start: number, depth: number): readonly Node[];
}

/**
 * The offset after the value that begins with the bracket at `start`, where it may wait: it is of the right size, and nothing
 * is wrong with it.
 */
export function endIfDeferred({ text, ends }: ValueReader, start: number): number | undefined {
  const known = ends.get(start);
  if (known !== undefined) return known;
  const found: (readonly [start: number, end: number])[] = [];
  const end = endOfValue(text, start, found);
  if (end === undefined || end - start < WAITING.least || !isJson(text.slice(start, end))) return undefined;
  for (const [from, to] of found) ends.set(from, to);
  return end;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A map or list of a text whose content is made when it is looked at; of a map only the entries that are asked for. */
export function deferred(reader: ValueReader, start: number, depth: number, place: Span): Node {
  const Kind = reader.text[start] === '{' ? DeferredMap : DeferredList;
  const node = new Kind(reader, start, depth, place);
  reader.waiting.set(start, node);
  return node;
}

/** Whether a node is made only when somebody looks at it. */
export const isDeferred = (node: Node): boolean =>
  node instanceof DeferredMap || node instanceof DeferredList;

const NOTHING: readonly UnknownNode[] = [];

// Accessors are the object's own: whoever copies a node by `{ ...node }` copies what it holds.
const accessor = <T>(get: (this: T) => unknown) => ({ get, enumerable: true });

/** A map whose entries are made when they are asked for. */
export class DeferredMap implements MapNode {
  readonly kind = 'map';
  readonly rest = NOTHING;
  readonly weight = 1;
  declare readonly entries: readonly MapEntry[];
  declare readonly faults: readonly string[];
  readonly place: Span;
  readonly #reader: ValueReader;
  readonly #start: number;
  readonly #depth: number;
  #members: readonly Member[] | undefined;
  #entries: readonly MapEntry[] | undefined;

  constructor(reader: ValueReader, start: number, depth: number, place: Span) {
    this.place = place;
    this.#reader = reader;
    this.#start = start;
    this.#depth = depth;
    Object.defineProperty(this, 'entries', DeferredMap.#ENTRIES);
    Object.defineProperty(this, 'faults', DeferredMap.#FAULTS);
  }

  static readonly #ENTRIES = accessor(function (this: DeferredMap) {
    this.#entries ??= this.#all().map((member) => this.#entryOf(member));
    return this.#entries;
  });

  static readonly #FAULTS = accessor(function (this: DeferredMap) {
    return faultsOf(repeatedKeys(this.#all().map(({ key }) => key)));
  });

  /** The last entry with a key, without the others. */
  entryOf(key: string): MapEntry | undefined {
    const member = this.#all().findLast((each) => each.key === key);
    return member === undefined ? undefined : this.#entryOf(member);
  }

  #all(): readonly Member[] {
    if (this.#members !== undefined) return this.#members;
    this.#reader.opened.add(this);
    this.#members = membersOf(this.#reader, this.#start);
    return this.#members;
  }

  close(): void {
    this.#members = undefined;
    this.#entries = undefined;
  }

  /** Keys stand where their values do: nobody looks for where they begin. */
  #entryOf(member: Member): MapEntry {
    if (member.entry === undefined) {
      const value = this.#reader.valueAt(member.start, this.#depth + 1);
      member.entry = entry(member.key, value.place, value);
    }
    return member.entry;
  }
}

class DeferredList implements ListNode {
  readonly kind = 'list';
  readonly rest = NOTHING;
  readonly weight = 1;
  declare readonly items: readonly Node[];
  readonly place: Span;
  readonly #reader: ValueReader;
  readonly #start: number;
  readonly #depth: number;
  #items: readonly Node[] | undefined;

  constructor(reader: ValueReader, start: number, depth: number, place: Span) {
    this.place = place;
    this.#reader = reader;
    this.#start = start;
    this.#depth = depth;
    Object.defineProperty(this, 'items', DeferredList.#ITEMS);
  }

  static readonly #ITEMS = accessor(function (this: DeferredList) {
    if (this.#items !== undefined) return this.#items;
    this.#reader.opened.add(this);
    this.#items = this.#reader.itemsAt(this.#start, this.#depth);
    return this.#items;
  });

  close(): void {
    this.#items = undefined;
  }
}

/** A key with where its value begins, and its entry once somebody has asked for it. */
interface Member {
  readonly key: string;
  readonly start: number;
  entry?: MapEntry;
}

const KEY_OR_END = /[\s,]*(?:"((?:[^"\\]|\\.)*)"\s*:\s*|\})/y;

function membersOf(reader: ValueReader, start: number): readonly Member[] {
  const { text, keys } = reader;
  const members: Member[] = [];
  let at = start + 1;
  for (;;) {
    KEY_OR_END.lastIndex = at;
    const written = KEY_OR_END.exec(text)?.[1];
    if (written === undefined) return members;
    const from = KEY_OR_END.lastIndex;
    const key = written.includes('\\') ? String(JSON.parse(`"${written}"`)) : written;
    const known = keys.get(key) ?? key;
    keys.set(known, known);
    members.push({ key: known, start: from });
    at = endOfMember(reader, from);
  }
}

const SCALAR = /"(?:[^"\\]|\\.)*"|[^\s,}\]]*/y;

function endOfMember({ text, ends }: ValueReader, start: number): number {
  if (/[{[]/.test(text.charAt(start))) return ends.get(start) ?? endOfValue(text, start) ?? text.length;
  SCALAR.lastIndex = start;
  SCALAR.test(text);
  return SCALAR.lastIndex;
}

const BRACKET_OR_STRING = /[{}[\]]|"(?:[^"\\]|\\.)*"/g;

/**
 * The offset after the value that begins with the bracket at `start`; undefined where it is not whole or too long to wait. Notes
 * the starts and ends of what may wait in it, itself included.
 */
function endOfValue(
  text: string,
  start: number,
  found: (readonly [number, number])[] = [],
): number | undefined {
  const open: number[] = [];
  BRACKET_OR_STRING.lastIndex = start;
  while (BRACKET_OR_STRING.test(text)) {
    const after = BRACKET_OR_STRING.lastIndex;
    if (after - start > WAITING.most) return undefined;
    const char = text[after - 1];
    if (char === '"') continue;
    if (char === '{' || char === '[') open.push(after - 1);
    else {
      const from = open.pop() ?? start;
      if (after - from >= WAITING.least) found.push([from, after]);
      if (open.length === 0) return after;
    }
  }
  return undefined;
}

/** The keys that stand twice. */
export function repeatedKeys(keys: readonly (string | undefined)[]): readonly string[] {
  if (keys.length < 2) return [];
  const seen = new Set<string>();
  return keys.flatMap((key) => {
    if (key === undefined) return [];
    if (seen.has(key)) return [key];
    seen.add(key);
    return [];
  });
}

/** What is wrong with an object in which keys stand twice. */
export const faultsOf = (repeated: readonly string[]): readonly string[] =>
  repeated.map((key) => `${JSON.stringify(key)} stands twice in one object`);
