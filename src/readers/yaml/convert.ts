import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
  type Node as YamlNode,
} from 'yaml';
import { quote } from '../../text/quote.js';
import { list, type MapEntry, map, type Node, scalar, text, unknown } from '../node.js';
import type { SourceText, Span } from '../text/source-text.js';
import { scalarPieces } from './scalar-pieces.js';
import { resolvePlain } from './scalars.js';

const STRING_TAGS = new Set(['!', '!!str', 'tag:yaml.org,2002:str']);
const MAX_DEPTH = 300;

/** Turns a document of the YAML library into nodes; aliases share the node that they stand for. */
export class NodeConverter {
  private readonly anchors = new Map<string, Node>();
  private depth = 0;

  /** `readTag` tells what a value with a tag of its own stands for; without an answer, that is unknown. */
  constructor(
    private readonly source: SourceText,
    private readonly readTag: (tag: string, value: Node) => Node | undefined = () => undefined,
    private readonly plain: PlainScalar = plainScalar,
  ) {}

  convert(node: unknown): Node {
    const at = node as YamlNode;
    if (isAlias(at)) return this.anchors.get(at.source) ?? unknown(`no anchor ${at.source}`, this.place(at));
    if (this.depth >= MAX_DEPTH) return unknown('nested too deeply', this.place(at));
    this.depth += 1;
    const converted = this.convertOwn(at);
    this.depth -= 1;
    const anchor = isScalar(at) || isMap(at) || isSeq(at) ? at.anchor : undefined;
    if (anchor !== undefined) this.anchors.set(anchor, converted);
    return converted;
  }

  private convertOwn(node: YamlNode): Node {
    const place = this.place(node);
    if (isMap(node)) return this.tagged(node, this.map(node, place));
    if (isSeq(node)) {
      const items = node.items.map((item) => this.convert(item));
      return this.tagged(node, list(items, place));
    }
    return isScalar(node) ? this.scalar(node, place) : unknown('not a value', place);
  }

  private tagged(node: YAMLMap | YAMLSeq, value: Node): Node {
    return (node.tag === undefined ? undefined : this.readTag(node.tag, value)) ?? value;
  }

  private map(node: YAMLMap, place: Span): Node {
    const entries: MapEntry[] = [];
    const inherited: MapEntry[] = [];
    for (const pair of node.items) {
      const key = this.convert(pair.key);
      const value = this.pairValue(pair, key);
      if (!isMergeKey(pair)) {
        entries.push(keyed(key, value, this.source));
        continue;
      }
      const merged = mergedEntries(value);
      contest(entries, merged);
      inherited.push(...merged);
    }
    const own = new Set(entries.map((item) => item.key));
    return map([...entries, ...inherited.filter((item) => !own.has(item.key))], place);
  }

  private pairValue(pair: Pair, key: Node): Node {
    if (pair.value !== null && pair.value !== undefined) return this.convert(pair.value);
    return scalar(null, { ...key.place, start: key.place.end });
  }

  private scalar(node: Scalar, place: Span): Node {
    const value = String(node.value ?? '');
    const tag = node.tag;
    if (tag !== undefined && !STRING_TAGS.has(tag))
      return this.readTag(tag, this.text(node, value, place)) ?? unknown(`the tag ${tag} is not read`, place);
    return node.type === 'PLAIN' && tag === undefined
      ? this.plain(value, place)
      : this.text(node, value, place);
  }

  private text(node: Scalar, value: string, place: Span): Node {
    const pieces = scalarPieces(node, value, place, this.source);
    return pieces === undefined ? text(value, place, true) : { ...text(value, place, true), pieces };
  }

  private place(node: YamlNode): Span {
    const range = node.range ?? [0, 0, 0];
    return this.source.span(range[0], Math.max(range[0], range[1]));
  }
}

/** What a parser makes of what is written without quotes, and without a tag. */
export type PlainScalar = (written: string, place: Span) => Node;

/** The same for the parsers of kubectl and eksctl. */
export function plainScalar(written: string, place: Span): Node {
  const value = resolvePlain(written);
  return typeof value === 'string'
    ? text(value, place, true)
    : { ...scalar(value, place, true), raw: written };
}

const isMergeKey = (pair: Pair) => isScalar(pair.key) && pair.key.type === 'PLAIN' && pair.key.value === '<<';

/** A key before `<<` wins by the specification and for kustomize; kubectl and Helm let what is merged in take its place. */
function contest(before: MapEntry[], merged: readonly MapEntry[]): void {
  const rivals = new Map(merged.map(({ key, value }) => [key, value]));
  for (const [index, item] of before.entries()) {
    const rival = item.key === undefined ? undefined : rivals.get(item.key);
    const isSame =
      rival?.kind === 'scalar' && item.value.kind === 'scalar' && rival.value === item.value.value;
    if (rival === undefined || isSame) continue;
    const reason = `kubectl takes ${quote(item.key)} from << below it, kustomize does not`;
    before[index] = { ...item, value: unknown(reason, item.value.place) };
  }
}

function mergedEntries(value: Node): readonly MapEntry[] {
  if (value.kind === 'map') return value.entries;
  if (value.kind !== 'list') return [];
  const seen = new Set<string | undefined>();
  return value.items.flatMap((item) => {
    const fresh = item.kind === 'map' ? item.entries.filter((each) => !seen.has(each.key)) : [];
    for (const each of fresh) seen.add(each.key);
    return fresh;
  });
}

function keyed(key: Node, value: Node, source: SourceText): MapEntry {
  if (key.kind === 'unknown') return { key: undefined, keyNode: key, value };
  if (key.kind !== 'scalar')
    return { key: undefined, keyNode: unknown('a key must be text', key.place), value };
  const word =
    typeof key.value === 'string'
      ? key.value
      : (key.raw ?? source.text.slice(key.place.start, key.place.end));
  return { key: word, keyNode: { ...key, value: word }, value };
}
