import { entry, list, type MapEntry, map, type Node, type UnknownNode } from '../node.js';
import { isString } from '../node-access.js';
import { joinParts } from '../parts.js';
import { type EmbeddedText, joinPieces } from '../text/embedded-text.js';
import { SourceText, type Span } from '../text/source-text.js';
import type { PlainScalar } from './convert.js';
import { parseYaml } from './parse-yaml.js';

/** Private characters, one for each unknown value in the text. */
const FIRST_MARK = 0xe100;
const MAX_MARKS = 0xf8ff - FIRST_MARK;
const MARKS = /[\uE100-\uF8FF]/;

/** The YAML documents in a string, with unknown values where the text has them; undefined when it is no YAML. */
export function yamlIn(node: Node, plain?: PlainScalar): readonly Node[] | undefined {
  if (node.kind === 'list' || node.kind === 'map') return [node];
  if (node.json !== undefined) return [node.json];
  const whole = isString(node) ? [{ text: node.value, place: node.place }] : undefined;
  const pieces = node.pieces ?? whole;
  if (pieces === undefined) return undefined;
  const embedded = joinPieces(pieces);
  const holes = [...embedded.holes];
  if (holes.length > MAX_MARKS) return undefined;
  const source = new EmbeddedSource(embedded, marked(embedded.text, holes));
  const { documents, problems } = parseYaml(source, plain);
  if (problems.length > 0) return undefined;
  const values = holes.map(([, hole]) => hole);
  return documents.flatMap(({ root }) => (root === undefined ? [] : [filled(root, values, embedded.exact)]));
}

/** A text whose places are those of the files that it was put together from. */
class EmbeddedSource extends SourceText {
  constructor(
    private readonly embedded: EmbeddedText,
    text: string,
  ) {
    super('', text);
  }

  override span(start: number, end: number): Span {
    return this.embedded.span(start, end);
  }
}

function marked(text: string, holes: readonly (readonly [number, UnknownNode])[]): string {
  let result = '';
  let from = 0;
  for (const [index, [offset]] of holes.entries()) {
    result += text.slice(from, offset) + String.fromCharCode(FIRST_MARK + index);
    from = offset + 1;
  }
  return result + text.slice(from);
}

function filled(node: Node, holes: readonly UnknownNode[], exact: boolean): Node {
  if (node.kind === 'list')
    return list(
      node.items.map((item) => filled(item, holes, exact)),
      node.place,
      node.rest,
    );
  if (node.kind === 'map') {
    const entries = node.entries.map((item) => filledEntry(item, holes, exact));
    return map(entries, node.place, node.rest);
  }
  if (node.kind === 'unknown') return node;
  if (isString(node) && MARKS.test(node.value)) return joinParts(partsIn(node.value, holes), node.place);
  return exact ? node : { ...node, literal: false };
}

function filledEntry(item: MapEntry, holes: readonly UnknownNode[], exact: boolean): MapEntry {
  const value = filled(item.value, holes, exact);
  const key = filled(item.keyNode, holes, exact);
  if (isString(key)) return entry(key.value, key.place, value, key.literal);
  return key.kind === 'unknown' ? { key: undefined, keyNode: key, value } : { ...item, value };
}

function partsIn(text: string, holes: readonly UnknownNode[]): (string | UnknownNode)[] {
  return [...text.matchAll(/[\uE100-\uF8FF]|[^\uE100-\uF8FF]+/g)].map(
    ([part]) => holes[part.charCodeAt(0) - FIRST_MARK] ?? part,
  );
}
