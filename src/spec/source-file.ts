import { type Diagnostic, type FieldPath, type Place, startOf } from '../diagnostics.js';

/** What kind of document a file is. */
export interface DocumentKind {
  /** As sentences and the codes of findings call it. */
  readonly name: string;
  /** The command that writes one. */
  readonly begun: string;
}

/** An `irsa.yaml`. */
export const SPEC: DocumentKind = { name: 'spec', begun: 'irsa-forge init' };

/** Offsets in the text, the end exclusive. */
export type Extent = readonly [start: number, end: number];

/** The place of an offset in the text. */
export type PlaceOf = (offset: number) => Place;

/** Where fields stand, and how they are spelled. */
export interface SourceLocator {
  /** Where the field stands, or the nearest thing around it. */
  locate(path: FieldPath): Place;
  /** Where the field's own name stands, or the nearest thing around it. */
  locateKey(path: FieldPath): Place;
  /** A scalar as it is spelled in the file, such as `012345678901`; undefined for maps, lists and absent fields. */
  spelling(path: FieldPath): string | undefined;
  /** From where to where the text has the field's name and its value; undefined for what is not in the text. */
  extent(path: FieldPath): { readonly key: Extent; readonly value: Extent } | undefined;
}

/** A spec's text as plain values, and where each of them stands. */
export interface Source extends SourceLocator {
  readonly file: string;
  readonly text: string;
  /** What it extends, the nearest first; places may be in any of them. */
  readonly bases: readonly Source[];
  /** Maps, lists, strings, numbers, booleans and null; keys are strings. */
  readonly value: unknown;
  /** What no spec may hold anywhere; with any of these it is no valid spec, but the rest can still be checked. */
  readonly faults: readonly Diagnostic[];
  /** The fields where such faults are; in the value they are undefined. */
  readonly unreadable: readonly FieldPath[];
  /** The day on which it is looked at, as `2027-01-31`; absent: that of our own tables. */
  readonly today?: string;
}

/** A spec that no text stands behind: all of it is at the beginning of the file. */
export function sourceOfValue(value: unknown, file: string): Source {
  const start = startOf(file);
  return {
    ...{ file, value, text: '', bases: [], faults: [], unreadable: [] },
    locate: () => start,
    locateKey: () => start,
    spelling: () => undefined,
    extent: () => undefined,
  };
}
