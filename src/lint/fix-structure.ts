import type { MapEntry, MapNode, Node, Span } from '../readers/index.js';
import type { Fix, TextEdit } from './finding.js';
import type { RuleContext } from './rule.js';

type Sources = Pick<RuleContext, 'source'>;

/** Takes an entry out of an object in braces; undefined where it is not written so. It is a suggestion alone. */
export function removeEntry(context: Sources, map: MapNode, entry: MapEntry, title: string): Fix | undefined {
  const span = entrySpan(context, map, entry);
  return span === undefined ? undefined : { title, unsafe: true, edits: [cut(context, span)] };
}

/** Takes an item out of a list in brackets with others in it. It is a suggestion alone. */
export function removeItem(context: Sources, list: Node, item: Node, title: string): Fix | undefined {
  if (list.kind !== 'list' || list.items.length < 2 || !isInside(list.place, item.place)) return undefined;
  const source = context.source(list.place.file)?.text;
  if (source?.[list.place.start] !== '[') return undefined;
  return { title, unsafe: true, edits: [cut(context, item.place)] };
}

/** Moves an entry of an object in braces behind that object. */
export function moveEntry(context: Sources, map: MapNode, entry: MapEntry, title: string): Fix | undefined {
  const source = context.source(map.place.file)?.text;
  const span = entrySpan(context, map, entry);
  if (source === undefined || span === undefined) return undefined;
  const text = source.slice(span.start, span.end);
  const isJson = text.startsWith('"');
  const lineStart = source.lastIndexOf('\n', map.place.start) + 1;
  const indent = /^\s*/.exec(source.slice(lineStart))?.[0] ?? '';
  const inserted = `${isJson ? ',' : ''}\n${indent}${text}`;
  const { file, end } = map.place;
  return { title, edits: [cut(context, span), { file, start: end, end, text: inserted }] };
}

/** Adds an entry at the end of an object in braces: in JSON's spelling, or in HCL's where its keys are so. */
export function addEntry(
  context: Sources,
  map: MapNode,
  key: string,
  value: string,
  title: string,
): Fix | undefined {
  const source = context.source(map.place.file)?.text;
  const last = map.entries.at(-1);
  if (source === undefined || last === undefined) return undefined;
  const span = entrySpan(context, map, last);
  if (span === undefined) return undefined;
  const between = source.slice(last.keyNode.place.end, last.value.place.start);
  const lineStart = source.lastIndexOf('\n', span.start) + 1;
  const before = source.slice(lineStart, span.start);
  const ownLine = before.trim() === '';
  const isHcl = between.includes('=');
  const separator = ownLine ? `${isHcl ? '' : ','}\n${before}` : ', ';
  const text = `${separator}${JSON.stringify(key)}${isHcl ? ' = ' : ': '}${JSON.stringify(value)}`;
  return { title, edits: [{ file: span.file, start: span.end, end: span.end, text }] };
}

/** Where `key: value` stands, when it stands in an object in braces as one stretch. */
function entrySpan(context: Sources, map: MapNode, { keyNode, value }: MapEntry): Span | undefined {
  const source = context.source(map.place.file)?.text;
  const key = keyNode.place;
  if (source?.[map.place.start] !== '{' || source[map.place.end - 1] !== '}') return undefined;
  if (!isInside(map.place, key) || !isInside(map.place, value.place)) return undefined;
  if (!/^\)?\s*[:=]\s*$/.test(source.slice(key.end, value.place.start))) return undefined;
  return { ...key, end: value.place.end };
}

const isInside = (outer: Span, inner: Span) =>
  outer.file === inner.file && outer.start < inner.start && inner.end < outer.end;

/** Removes a stretch with one of the separators around it. */
function cut(context: Sources, { file, start, end }: Span): TextEdit {
  const source = context.source(file)?.text ?? '';
  const before = source.slice(0, start).trimEnd();
  if (before.endsWith(',')) return { file, start: before.length - 1, end, text: '' };
  const after = /^\s*,\s*/.exec(source.slice(end));
  if (after !== null) return { file, start, end: end + after[0].length, text: '' };
  return { file, start: before.length, end, text: '' };
}
