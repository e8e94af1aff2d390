import type { SourceText, Span } from './text/source-text.js';

/**
 * One element of any document, whatever language it was written in: YAML, JSON, HCL after evaluation,
 * or JSON inside a string of one of those. Nodes may be shared (aliases, locals), never cyclic.
 */
export type Node = ScalarNode | ListNode | MapNode | UnknownNode;

/** A node whose value is text. */
export type StringNode = ScalarNode & { readonly value: string };

/** Which fact a value was taken from, such as the ARN of a role that the same files create. */
export interface Reference {
  /** The fact's id. */
  readonly fact: string;
  /** The attribute of it, such as `arn`. */
  readonly attribute: string;
}

/** A string, number, boolean or null. */
export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly place: Span;
  /** Whether `place` covers the value as it is written in the file, so that a fix may replace just that. */
  readonly literal: boolean;
  /** How a value that is not a string was written, such as `012345678901` or `yes`. */
  readonly raw?: string;
  /** Where each part of a string comes from; absent when it is one literal or computed. */
  readonly pieces?: readonly Piece[];
  /** The document that this string encodes, with its own places, when it was made by an encoder. */
  readonly json?: Node;
  readonly reference?: Reference;
}

/** A sequence, in the order of the file. */
export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly place: Span;
  /** Not empty: there may be further items, which could not be resolved. */
  readonly rest: readonly UnknownNode[];
  /** Set when a single item is written without brackets in the text that the list is for. */
  readonly unwraps?: true;
  /** How many values it holds, itself included, shared ones counted each time. */
  readonly weight: number;
}

/** A key with its value. */
export interface MapEntry {
  /** The key's text; absent when it could not be resolved (`keyNode` then says what is known of it). */
  readonly key: string | undefined;
  readonly keyNode: StringNode | UnknownNode;
  readonly value: Node;
}

/** A mapping, in the order of the file, with duplicate keys kept. */
export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
  readonly place: Span;
  /** Not empty: there may be further entries, which could not be resolved. */
  readonly rest: readonly UnknownNode[];
  /** How many values it holds, itself included, shared ones counted each time. */
  readonly weight: number;
  /**
   * Why a strict reader of JSON, such as IAM, refuses the text that this was read from: it is no JSON, or a key
   * stands twice. In HCL the last of two is simply the value.
   */
  readonly faults?: readonly string[];
}

/** A value that the files do not tell. It is never guessed. */
export interface UnknownNode {
  readonly kind: 'unknown';
  readonly known: false;
  /** Why, for people: `variable "region" has no default`. */
  readonly reason: string;
  readonly place: Span;
  /** Set where the value cannot exist, as against one that exists but is not known. */
  readonly absent?: true;
  /** Set where somebody asks for the reason: a provider makes the value up; it holds more than is followed. */
  readonly because?: 'made-up' | 'too-heavy';
  /** The expression in canonical form: two unknown values with the same symbol are the same value. */
  readonly symbol?: string;
  /** Set where somebody has yet to put the value in: what stands there instead. */
  readonly placeholder?: string;
  /** As of a scalar: set where `place` covers the text as it is written, placeholders included. */
  readonly literal?: true;
  /** For text that is known in part: the known fragments and what stands between them. */
  readonly parts?: readonly (string | UnknownNode)[];
  /** Where each part of a partly known string comes from. */
  readonly pieces?: readonly Piece[];
  /** The document that this text encodes, where some of it is unknown. */
  readonly json?: Node;
  readonly reference?: Reference;
}

/** A part of a string: known text, or an unknown value that stands there. */
export type Piece = TextPiece | HolePiece;

/** Known text of a string, and where it comes from. */
export interface TextPiece {
  readonly text: string;
  readonly place: Span;
  /** The file that `place` is in, when `text` stands there character by character. */
  readonly source?: SourceText;
}

/** An unknown part of a string. */
export interface HolePiece {
  readonly hole: UnknownNode;
}

/** A value that the files tell, with its place, or the reason why they do not. */
export type Known<T> = KnownValue<T> | UnknownNode;

/** A value that the files tell. */
export interface KnownValue<T> {
  readonly known: true;
  readonly value: T;
  readonly place: Span;
  readonly reference?: Reference;
}

/** What the files tell; undefined where they do not. */
export function ifKnown<T>(value: Known<T> | undefined): T | undefined {
  return value?.known === true ? value.value : undefined;
}

/** The weight above which a document is not followed further: aliases and locals can multiply without end. */
export const MAX_WEIGHT = 300_000;

const weightOf = (node: Node) => (node.kind === 'list' || node.kind === 'map' ? node.weight : 1);

/** Makes an unknown value. */
export function unknown(
  reason: string,
  place: Span,
  more: Pick<
    UnknownNode,
    'because' | 'symbol' | 'placeholder' | 'parts' | 'pieces' | 'json' | 'reference'
  > = {},
): UnknownNode {
  return { kind: 'unknown', known: false, reason, place, ...more };
}

/** What an unknown value may have beside its reason that it does not take from another one. */
type Own = Pick<UnknownNode, 'symbol' | 'parts' | 'json'>;

/** Makes an unknown value that follows from another one. */
export function unknownAfter({ reason, absent }: UnknownNode, place: Span, more: Own = {}): UnknownNode {
  return { ...unknown(reason, place, more), ...(absent === undefined ? {} : { absent }) };
}

/** The same where the other one may be known: then for a reason of its own. */
export function unknownLike(
  reason: string,
  cause: Node | undefined,
  place: Span,
  more: Own = {},
): UnknownNode {
  return cause?.kind === 'unknown' ? unknownAfter(cause, place, more) : unknown(reason, place, more);
}

/** Makes a value that cannot exist: there is no such thing. */
export function absent(what: string, place: Span, more: Pick<UnknownNode, 'symbol'> = {}): UnknownNode {
  return { ...unknown(`there is no ${what}`, place, more), absent: true };
}

/** Makes a scalar that was computed, or stands at `place` in another form. */
export function scalar(value: ScalarNode['value'], place: Span, literal = false): ScalarNode {
  return { kind: 'scalar', value, place, literal };
}

/** Makes a string node. */
export function text(value: string, place: Span, literal = false): StringNode {
  return { kind: 'scalar', value, place, literal };
}

/** Makes a list, or an unknown value when it would hold too much. */
export function list(items: readonly Node[], place: Span, rest: readonly UnknownNode[] = []): Node {
  let weight = 1;
  for (const item of items) weight += weightOf(item);
  return weight > MAX_WEIGHT ? tooLarge(place) : { kind: 'list', items, place, rest, weight };
}

/** Makes a map, or an unknown value when it would hold too much. */
export function map(entries: readonly MapEntry[], place: Span, rest: readonly UnknownNode[] = []): Node {
  let weight = 1;
  for (const entry of entries) weight += 1 + weightOf(entry.value);
  return weight > MAX_WEIGHT ? tooLarge(place) : { kind: 'map', entries, place, rest, weight };
}

/** Makes an entry whose key is known. */
export function entry(key: string, keyPlace: Span, value: Node, literal = false): MapEntry {
  return { key, keyNode: text(key, keyPlace, literal), value };
}

function tooLarge(place: Span): UnknownNode {
  return unknown(`holds more than ${MAX_WEIGHT} values`, place, { because: 'too-heavy' });
}
