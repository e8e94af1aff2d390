import type { FieldPath } from '../diagnostics.js';
import { isMap, own } from '../plain-data.js';
import { quote } from '../text/quote.js';
import { type ConditionOperator, parseConditionOperator } from './evaluate/operator.js';

/** An `Action`, `NotAction`, `Resource` or `NotResource` element; a lone string is a list of one. */
export interface ListElement {
  readonly element: 'Action' | 'NotAction' | 'Resource' | 'NotResource';
  readonly negated: boolean;
  readonly values: readonly string[];
}

/** What may list principals in a policy, beside the bare `"*"`. */
export type PrincipalType = 'AWS' | 'Federated' | 'Service' | 'CanonicalUser';

/** One listed principal; `Everyone` is the bare `"*"`. */
export interface PrincipalIdentifier {
  readonly type: PrincipalType | 'Everyone';
  readonly value: string;
}

/** `Principal` or `NotPrincipal` with whom it lists. */
export interface PrincipalElement {
  readonly element: 'Principal' | 'NotPrincipal';
  readonly negated: boolean;
  readonly identifiers: readonly PrincipalIdentifier[];
}

/** One key under one operator; numbers and booleans are text by now. */
export interface ConditionEntry {
  readonly operator: ConditionOperator;
  readonly key: string;
  readonly values: readonly string[];
  readonly path: FieldPath;
}

/** A statement in one shape, whichever of the accepted spellings it had. */
export interface PolicyStatement {
  /** Position in its document, from 0. */
  readonly index: number;
  readonly path: FieldPath;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly principal?: PrincipalElement;
  readonly action: ListElement;
  readonly resource?: ListElement;
  readonly conditions: readonly ConditionEntry[];
}

/** An IAM policy in one shape, whichever of the accepted spellings it had. */
export interface PolicyDocument {
  /** Absent means the rules of `2008-10-17`. */
  readonly version?: '2008-10-17' | '2012-10-17';
  readonly id?: string;
  readonly statements: readonly PolicyStatement[];
}

/** Why IAM would not take a document. */
export type PolicyProblemCode =
  | 'wrong-type'
  | 'invalid-value'
  | 'unknown-element'
  | 'missing-element'
  | 'conflicting-elements'
  | 'duplicate-key'
  | 'not-json'
  | 'unknown-operator';

/** Why a document, or a part of it, is not a policy; the path is that of the raw JSON. */
export interface PolicyProblem {
  readonly code: PolicyProblemCode;
  readonly path: FieldPath;
  /** Lower case, no full stop, with the wrong value quoted. */
  readonly message: string;
}

/** The document, or all its problems with the statements that could be read in spite of them. */
export type ParsedPolicyDocument =
  | { readonly ok: true; readonly document: PolicyDocument }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[]; readonly readable: PolicyDocument };

type JsonObject = Readonly<Record<string, unknown>>;
type Report = (code: PolicyProblemCode, path: FieldPath, message: string) => void;

/** What a policy document may hold. */
export const DOCUMENT_ELEMENTS = ['Version', 'Id', 'Statement'];
/** What a statement may hold. */
export const STATEMENT_ELEMENTS = [
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction'],
  ...['Resource', 'NotResource', 'Condition'],
];
const PRINCIPAL_TYPES: readonly PrincipalType[] = ['AWS', 'Federated', 'Service', 'CanonicalUser'];

/**
 * Reads a policy document as IAM's grammar has it; never throws, and reports every problem at once.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicyDocument(value: unknown): ParsedPolicyDocument {
  const problems: PolicyProblem[] = [];
  const readable = readDocument(value, (code, path, message) => problems.push({ code, path, message }));
  return problems.length === 0 ? { ok: true, document: readable } : { ok: false, problems, readable };
}

function readDocument(value: unknown, report: Report): PolicyDocument {
  if (!isMap(value)) {
    report('wrong-type', [], `${quote(value)} is not a policy document, which is a JSON object`);
    return { statements: [] };
  }
  reportUnknown(value, DOCUMENT_ELEMENTS, [], report);
  const version = readVersion(value, report);
  const id = readText(value, 'Id', [], report);
  const statements = readStatements(value, report);
  return { ...(version === undefined ? {} : { version }), ...(id === undefined ? {} : { id }), statements };
}

function readVersion(document: JsonObject, report: Report): PolicyDocument['version'] {
  const version = own(document, 'Version');
  if (version === undefined || version === '2012-10-17' || version === '2008-10-17') return version;
  report('invalid-value', ['Version'], `${quote(version)} is not "2012-10-17" or "2008-10-17"`);
  return undefined;
}

function readStatements(document: JsonObject, report: Report): readonly PolicyStatement[] {
  const value = own(document, 'Statement');
  if (value === undefined) {
    report('missing-element', ['Statement'], 'the policy has no Statement');
    return [];
  }
  const items = Array.isArray(value) ? value : [value];
  return items.flatMap((item: unknown, index) => {
    const path = Array.isArray(value) ? ['Statement', index] : ['Statement'];
    return readStatement(item, index, path, report) ?? [];
  });
}

function readStatement(
  value: unknown,
  index: number,
  path: FieldPath,
  report: Report,
): PolicyStatement | undefined {
  if (!isMap(value)) {
    report('wrong-type', path, `${quote(value)} is not a statement, which is a JSON object`);
    return undefined;
  }
  reportUnknown(value, STATEMENT_ELEMENTS, path, report);
  const sid = readText(value, 'Sid', path, report);
  const effect = readEffect(value, path, report);
  const principal = readPrincipal(value, path, report);
  const action = readList(value, ['Action', 'NotAction'], path, report);
  const resource = readList(value, ['Resource', 'NotResource'], path, report);
  const conditions = readConditions(value, path, report);
  if (action === 'absent') {
    report('missing-element', path, 'the statement has neither Action nor NotAction');
    return undefined;
  }
  if (effect === undefined || action === 'malformed' || resource === 'malformed') return undefined;
  if (principal === 'malformed' || conditions === 'malformed') return undefined;
  return {
    ...{ index, path, effect, action, conditions },
    ...(sid === undefined ? {} : { sid }),
    ...(principal === 'absent' ? {} : { principal }),
    ...(resource === 'absent' ? {} : { resource }),
  };
}

function readEffect(statement: JsonObject, path: FieldPath, report: Report): 'Allow' | 'Deny' | undefined {
  const effect = own(statement, 'Effect');
  if (effect === 'Allow' || effect === 'Deny') return effect;
  if (effect === undefined) report('missing-element', path, 'the statement has no Effect');
  else report('invalid-value', [...path, 'Effect'], `${quote(effect)} is not "Allow" or "Deny"`);
  return undefined;
}

/** Which of two elements that exclude each other is there. */
function pickElement<T extends string>(
  statement: JsonObject,
  [plain, negated]: readonly [T, T],
  path: FieldPath,
  report: Report,
): T | 'absent' | 'malformed' {
  const present = [plain, negated].filter((element) => own(statement, element) !== undefined);
  if (present.length < 2) return present[0] ?? 'absent';
  report('conflicting-elements', path, `the statement has both ${plain} and ${negated}`);
  return 'malformed';
}

function readList<T extends ListElement['element']>(
  statement: JsonObject,
  elements: readonly [T, T],
  path: FieldPath,
  report: Report,
): ListElement | 'absent' | 'malformed' {
  const element = pickElement(statement, elements, path, report);
  if (element === 'absent' || element === 'malformed') return element;
  const values = readStrings(own(statement, element), [...path, element], report);
  return values === undefined ? 'malformed' : { element, negated: element === elements[1], values };
}

function readPrincipal(
  statement: JsonObject,
  path: FieldPath,
  report: Report,
): PrincipalElement | 'absent' | 'malformed' {
  const element = pickElement(statement, ['Principal', 'NotPrincipal'], path, report);
  if (element === 'absent' || element === 'malformed') return element;
  const identifiers = readIdentifiers(own(statement, element), [...path, element], report);
  if (identifiers === undefined) return 'malformed';
  return { element, negated: element === 'NotPrincipal', identifiers };
}

function readIdentifiers(
  value: unknown,
  path: FieldPath,
  report: Report,
): readonly PrincipalIdentifier[] | undefined {
  if (value === '*') return [{ type: 'Everyone', value: '*' }];
  if (!isMap(value)) {
    report('wrong-type', path, `${quote(value)} is not "*" or an object such as {"Federated": "arn:…"}`);
    return undefined;
  }
  const lists = Object.entries(value).map(([type, listed]) => {
    const known = PRINCIPAL_TYPES.find((candidate) => candidate === type);
    const allowed = PRINCIPAL_TYPES.join(', ');
    if (known === undefined) report('unknown-element', [...path, type], `"${type}" is not one of ${allowed}`);
    const values = readStrings(listed, [...path, type], report);
    return known === undefined ? undefined : values?.map((text) => ({ type: known, value: text }));
  });
  return allPresent(lists)?.flat();
}

function readConditions(
  statement: JsonObject,
  path: FieldPath,
  report: Report,
): readonly ConditionEntry[] | 'malformed' {
  const value = own(statement, 'Condition');
  if (value === undefined) return [];
  const blocks = readEntries(value, [...path, 'Condition'], report)?.map(([text, block]) => {
    const blockPath = [...path, 'Condition', text];
    const operator = parseConditionOperator(text);
    if (operator === undefined)
      report('unknown-operator', blockPath, `"${text}" is not a condition operator of IAM`);
    const entries = readEntries(block, blockPath, report);
    reportSameKeys(entries ?? [], blockPath, report);
    const keys = entries?.map(([key, listed]) => {
      const values = readStrings(listed, [...blockPath, key], report, ['number', 'boolean']);
      if (operator === undefined || values === undefined) return undefined;
      return { operator, key, values, path: [...blockPath, key] };
    });
    return keys === undefined || operator === undefined ? undefined : allPresent(keys);
  });
  return (blocks === undefined ? undefined : allPresent(blocks)?.flat()) ?? 'malformed';
}

/** Names of condition keys ignore case: two spellings are one key twice. */
function reportSameKeys(
  entries: readonly (readonly [string, unknown])[],
  path: FieldPath,
  report: Report,
): void {
  const seen = new Map<string, string>();
  for (const [key] of entries) {
    const earlier = seen.get(key.toLowerCase());
    seen.set(key.toLowerCase(), key);
    if (earlier === undefined) continue;
    report('duplicate-key', [...path, key], `"${key}" is the same key as "${earlier}": case does not count`);
  }
}

function readEntries(value: unknown, path: FieldPath, report: Report) {
  if (isMap(value)) return Object.entries(value);
  report('wrong-type', path, `${quote(value)} is not a JSON object`);
  return undefined;
}

function readStrings(
  value: unknown,
  path: FieldPath,
  report: Report,
  alsoAllowed: readonly string[] = [],
): readonly string[] | undefined {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = items.map((item, index) => {
    if (typeof item === 'string' || alsoAllowed.includes(typeof item)) return String(item);
    const allowed = ['string', ...alsoAllowed].join(', ');
    report(
      'wrong-type',
      Array.isArray(value) ? [...path, index] : path,
      `${quote(item)} is not a ${allowed}`,
    );
    return undefined;
  });
  return allPresent(texts);
}

function readText(object: JsonObject, element: string, path: FieldPath, report: Report): string | undefined {
  const value = own(object, element);
  if (value === undefined || typeof value === 'string') return value;
  report('wrong-type', [...path, element], `${quote(value)} is not a string`);
  return undefined;
}

function reportUnknown(object: JsonObject, known: readonly string[], path: FieldPath, report: Report): void {
  for (const element of Object.keys(object)) {
    if (known.includes(element)) continue;
    const near = known.find(
      (name) => name.toLowerCase().replace(/s$/, '') === element.toLowerCase().replace(/s$/, ''),
    );
    const hint = near === undefined ? `one of ${known.join(', ')}` : `"${near}"`;
    report(
      'unknown-element',
      [...path, element],
      `"${element}" is not an element of a policy here; allowed: ${hint}`,
    );
  }
}

function allPresent<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  const present = items.filter((item) => item !== undefined);
  return present.length === items.length ? present : undefined;
}
