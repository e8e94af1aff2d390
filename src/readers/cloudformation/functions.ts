import { list, type MapEntry, map, type Node, type Piece, text, type UnknownNode, unknown } from '../node.js';
import { entryOf, isMap, isNull, isString, itemsOf, knownNumber, scalarText } from '../node-access.js';
import { joinParts, partsOf } from '../parts.js';
import { pieceOf, withPieces } from '../pieces.js';
import type { Span } from '../text/source-text.js';

/** What the functions of a template refer to. */
export interface References {
  /** `Ref`, undefined for `AWS::NoValue`. */
  ref(name: string, place: Span): Node | undefined;
  /** `Fn::GetAtt`. */
  attribute(resource: string, name: string, place: Span): Node;
  /** Whether a condition holds; undefined where that is not certain. */
  condition(name: string): boolean | undefined;
  /** The value of a mapping. */
  mapping(name: string, first: string, second: string): Node | undefined;
  /** What another stack exports under a name. */
  imported(name: Node, place: Span): Node;
}

type Evaluate = (argument: Node, references: References, place: Span) => Node | undefined;

/**
 * A value with its functions filled in as far as that is certain; undefined where it is `AWS::NoValue`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 */
export function evaluate(node: Node, references: References): Node | undefined {
  if (node.kind === 'list') return evaluateList(node.items, references, node);
  if (node.kind !== 'map') return node;
  const [only] = node.entries;
  if (node.entries.length === 1 && only?.key !== undefined && /^(?:Ref$|Fn::)/.test(only.key))
    return call(only.key, only.value, references, node.place);
  const rest = [...node.rest];
  const entries = node.entries.flatMap((item): MapEntry[] => {
    if (item.key?.startsWith('Fn::')) {
      rest.push(unknown(`CloudFormation fills in ${item.key}`, item.keyNode.place));
      return [];
    }
    const value = evaluate(item.value, references);
    return value === undefined ? [] : [{ ...item, value }];
  });
  const evaluated = map(entries, node.place, rest);
  return node.faults === undefined || evaluated.kind !== 'map'
    ? evaluated
    : { ...evaluated, faults: node.faults };
}

/** A choice that is open may leave an item out or stand for none. */
function evaluateList(items: readonly Node[], references: References, { place }: Node): Node {
  const found: Node[] = [];
  const rest: UnknownNode[] = [];
  for (const item of items) {
    const value = evaluate(item, references);
    if (value?.kind === 'unknown' && entryOf(item, 'Fn::If') !== undefined) rest.push(value);
    else if (value !== undefined) found.push(value);
  }
  return list(found, place, rest);
}

const FUNCTIONS: Readonly<Record<string, Evaluate>> = {
  Ref: (argument, references, place) =>
    isString(argument) ? references.ref(argument.value, place) : unknown('Ref takes a name', place),
  'Fn::GetAtt': getAttribute,
  'Fn::Sub': substitute,
  'Fn::Join': join,
  'Fn::Select': select,
  'Fn::Split': split,
  'Fn::If': choose,
  'Fn::FindInMap': findInMap,
  'Fn::ImportValue': (argument, references, place) => {
    const name = evaluate(argument, references);
    return references.imported(name ?? unknown('no name', place), place);
  },
  'Fn::ToJsonString': (argument, references, place) => {
    const json = evaluate(argument, references);
    return json === undefined
      ? undefined
      : unknown('how CloudFormation spells JSON is not known', place, { json });
  },
};

function call(name: string, argument: Node, references: References, place: Span): Node | undefined {
  const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return known === undefined
    ? unknown(`CloudFormation fills in ${name}`, place)
    : known(argument, references, place);
}

function getAttribute(argument: Node, references: References, place: Span): Node {
  if (isString(argument)) {
    const [resource = '', ...name] = argument.value.split('.');
    return references.attribute(resource, name.join('.'), place);
  }
  const [resource, ...names] = itemsOf(argument).map((item) => evaluate(item, references));
  if (!isString(resource) || names.length === 0 || !names.every(isString))
    return unknown('Fn::GetAtt takes a resource and an attribute', place);
  return references.attribute(resource.value, names.map(({ value }) => value).join('.'), place);
}

const VARIABLE = /\$\{(!?)([^}]*)\}/g;

function substitute(argument: Node, references: References, place: Span): Node {
  const [template, values] = argument.kind === 'list' ? argument.items : [argument];
  if (!isString(template)) return unknown('Fn::Sub takes text', place);
  const pieces: Piece[] = [];
  for (const piece of template.pieces ?? [{ text: template.value, place: template.place }]) {
    if ('hole' in piece) pieces.push(piece);
    else pieces.push(...substituted(piece, (name) => variable(name, values, references, piece.place)));
  }
  return withPieces(pieces, place, false);
}

function* substituted(
  piece: Extract<Piece, { text: string }>,
  value: (name: string) => Piece,
): Iterable<Piece> {
  const { text: whole, place, source } = piece;
  const part = (from: number, to: number, shown = whole.slice(from, to)): Piece => {
    if (source === undefined) return { text: shown, place };
    const at = source.span(place.start + from, place.start + to);
    return shown.length === to - from ? { text: shown, place: at, source } : { text: shown, place: at };
  };
  let at = 0;
  for (const found of whole.matchAll(VARIABLE)) {
    const [all, literal, name = ''] = found;
    if (found.index > at) yield part(at, found.index);
    at = found.index + all.length;
    yield literal === '!' ? part(found.index, at, `\${${name}}`) : value(name.trim());
  }
  if (at < whole.length) yield part(at, whole.length);
}

function variable(name: string, values: Node | undefined, references: References, place: Span): Piece {
  const own = entryOf(values, name)?.value;
  const [resource = '', ...attribute] = name.split('.');
  const value =
    own !== undefined
      ? evaluate(own, references)
      : attribute.length === 0
        ? references.ref(name, place)
        : references.attribute(resource, attribute.join('.'), place);
  return pieceOf(value ?? text('', place), place);
}

function join(argument: Node, references: References, place: Span): Node {
  const [delimiter, values] = itemsOf(argument);
  const items = values === undefined ? undefined : evaluate(values, references);
  if (!isString(delimiter) || items?.kind !== 'list' || items.rest.length > 0)
    return items?.kind === 'unknown' ? { ...items, place } : unknown('Fn::Join takes a list', place);
  const between: Piece[] = delimiter.value === '' ? [] : [{ text: delimiter.value, place: delimiter.place }];
  const pieces = items.items.flatMap((item, index) => [
    ...(index === 0 ? [] : between),
    ...piecesOf(item, place),
  ]);
  return withPieces(pieces, place, false);
}

/** A list of parts may hold strings that were put together themselves. */
const piecesOf = (item: Node, place: Span): readonly Piece[] =>
  (isString(item) || item.kind === 'unknown' ? item.pieces : undefined) ?? [pieceOf(item, place)];

function select(argument: Node, references: References, place: Span): Node {
  const [at, from] = itemsOf(argument).map((item) => evaluate(item, references));
  const index = knownNumber(at);
  if (index?.known !== true || from === undefined) return unknown('which part is not known', place);
  if (from.kind === 'unknown') return { ...from, place };
  const found = from.kind === 'list' ? (from.items[index.value] ?? from.rest[0]) : undefined;
  return found ?? unknown(`there is no part ${index.value}`, place);
}

/** What stands once in an issuer or in the ARN of its provider, between parts that do not hold it. */
const ONCE = /^(?:https:)?\/\/$|^:\/\/$|^:?oidc-provider\/$/;

/**
 * What is unknown may hold the delimiter itself, but for what separates an issuer from its scheme or from its provider's ARN:
 * an issuer without these is what trust policies are about, so that it has the same symbol as elsewhere.
 */
function split(argument: Node, references: References, place: Span): Node {
  const [delimiter, from] = itemsOf(argument).map((item) => evaluate(item, references));
  if (!isString(delimiter) || from === undefined || (!isString(from) && from.kind !== 'unknown'))
    return unknown('Fn::Split takes a delimiter and text', place);
  const isOnce = ONCE.test(delimiter.value);
  const parts = partsOf(from);
  const [only] = parts;
  if (isOnce && parts.length === 1 && typeof only === 'object' && only.symbol !== undefined) {
    const [before, after] = halvesOf(delimiter.value, only.symbol);
    const half = (symbol: string) => unknown(only.reason, place, { symbol });
    return list([half(before), half(after)], place);
  }
  const found: (string | UnknownNode)[][] = [[]];
  for (const part of parts) {
    const [first = '', ...others] = typeof part === 'string' ? part.split(delimiter.value) : [part];
    found.at(-1)?.push(first);
    for (const other of others) found.push([other]);
    if (typeof part !== 'string' && !isOnce) {
      const open = unknown(`where ${JSON.stringify(delimiter.value)} stands in it is not known`, place);
      return list(
        found.slice(0, -1).map((some) => joinParts(some, place)),
        place,
        [open],
      );
    }
  }
  return list(
    found.map((some) => joinParts(some, place)),
    place,
  );
}

/** Symbols of what stands before and behind such a delimiter. */
function halvesOf(delimiter: string, symbol: string): readonly [string, string] {
  const cut = (index: number) => `element(split(${JSON.stringify(delimiter)}, ${symbol}), ${index})`;
  return [cut(0), delimiter.endsWith('//') ? `trimprefix(${symbol}, "https://")` : cut(1)];
}

function choose(argument: Node, references: References, place: Span): Node | undefined {
  const [name, yes, no] = itemsOf(argument);
  if (!isString(name) || yes === undefined || no === undefined)
    return unknown('Fn::If takes a condition and two values', place);
  const holds = references.condition(name.value);
  if (holds !== undefined) return evaluate(holds ? yes : no, references);
  return unknown(`whether condition ${name.value} holds is not known`, place);
}

function findInMap(argument: Node, references: References, place: Span): Node {
  const keys = itemsOf(argument)
    .slice(0, 3)
    .map((item) => evaluate(item, references));
  const [name, first, second] = keys.map((key) =>
    key?.kind === 'scalar' && !isNull(key) ? scalarText(key) : undefined,
  );
  if (name === undefined || first === undefined || second === undefined) {
    const open = keys.find((key) => key?.kind === 'unknown');
    return unknown(open?.kind === 'unknown' ? open.reason : 'Fn::FindInMap takes three keys', place);
  }
  const found = references.mapping(name, first, second);
  return found ?? unknown(`mapping ${name} has no ${first}.${second}`, place);
}

/** Whether a condition holds; undefined where that is not certain. */
export function holds(node: Node | undefined, references: References): boolean | undefined {
  if (!isMap(node)) return undefined;
  const [only] = node.entries;
  if (only?.key === undefined) return undefined;
  const items = itemsOf(only.value);
  const all = () => items.map((item) => holds(item, references));
  switch (only.key) {
    case 'Condition':
      return isString(only.value) ? references.condition(only.value.value) : undefined;
    case 'Fn::Equals':
      return equal(...items.slice(0, 2).map((item) => evaluate(item, references)));
    case 'Fn::Not': {
      const [first] = all();
      return first === undefined ? undefined : !first;
    }
    case 'Fn::And':
      return settled(all(), false);
    case 'Fn::Or':
      return settled(all(), true);
    default:
      return undefined;
  }
}

/** The answer that decides is certain where one gives it, its opposite where all do. */
function settled(answers: readonly (boolean | undefined)[], deciding: boolean): boolean | undefined {
  if (answers.includes(deciding)) return deciding;
  return answers.includes(undefined) ? undefined : !deciding;
}

function equal(a?: Node, b?: Node): boolean | undefined {
  if (a?.kind === 'unknown' && b?.kind === 'unknown')
    return a.symbol !== undefined && a.symbol === b.symbol ? true : undefined;
  if (a?.kind !== 'scalar' || b?.kind !== 'scalar') return undefined;
  return scalarText(a) === scalarText(b);
}
