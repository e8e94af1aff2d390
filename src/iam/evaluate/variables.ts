import type { ContextReader } from './context.js';
import { literalPattern, type Pattern, parsePattern } from './pattern.js';
import type { ValueTrace } from './types.js';

/** A stretch of a policy's text: as written, or put in for a variable and then free of wildcards. */
export interface TextPart {
  readonly text: string;
  readonly substituted: boolean;
}

/** A policy's text with its variables filled in. */
export interface ExpandedText {
  readonly parts: readonly TextPart[];
  /** Names of variables without a single value. */
  readonly unresolved: readonly string[];
  /** Whether one of these has several values, or is no variable: AWS does not say what becomes of either. */
  readonly unclear: boolean;
}

/** What policy text is read against: the request's context, and whether variables count at all. */
export interface PolicyScope {
  readonly context: ContextReader;
  /** True with `Version` 2012-10-17 alone. */
  readonly variables: boolean;
}

/** `${*}`, `${?}`, `${$}`, `${key}` or `${key, 'default'}`. */
const VARIABLE = /\$\{(?:([*?$])|([^{}',]*)(?:,\s*'([^']*)'\s*)?)\}/g;

/** Whether filling in variables may change a text. */
export const mayHoldVariables = (text: string): boolean => text.includes('${');

/** A text that has no variables, or in which they do not count. */
export const asWritten = (text: string): ExpandedText => ({
  parts: [{ text, substituted: false }],
  unresolved: [],
  unclear: false,
});

/**
 * Fills in policy variables; a multivalued key is none, as documented, and what is put in is never read again.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function expandVariables(text: string, scope: PolicyScope): ExpandedText {
  if (!scope.variables || !mayHoldVariables(text)) return asWritten(text);
  const parts: TextPart[] = [];
  const unresolved: string[] = [];
  let from = 0;
  for (const match of text.matchAll(VARIABLE)) {
    const name = match[2]?.trim() ?? '';
    const value = match[1] ?? scope.context.single(name) ?? match[3];
    if (value === undefined) unresolved.push(name);
    parts.push({ text: text.slice(from, match.index), substituted: false });
    parts.push({ text: value ?? match[0], substituted: true });
    from = match.index + match[0].length;
  }
  const rest = text.slice(from);
  const unclosed = rest.indexOf('${');
  if (unclosed >= 0) unresolved.push(rest.slice(unclosed + 2));
  parts.push({ text: rest, substituted: false });
  const unclear =
    unclosed >= 0 ||
    unresolved.some((name) => !/^[^\s:]+:[^\s]+$/.test(name) || scope.context.values(name) !== undefined);
  return { parts, unresolved, unclear };
}

/** A value with a variable that has no single value: it matches nothing, or AWS does not say what. */
export function unresolvedTrace(value: string, { unresolved, unclear }: ExpandedText): ValueTrace {
  return { value, unresolved, matched: false, ...(unclear ? { open: true } : {}) };
}

/** The text with every variable's value in place. */
export function textOf(expanded: ExpandedText): string {
  return expanded.parts.map((part) => part.text).join('');
}

/** The text as a pattern whose wildcards are those that the policy itself wrote. */
export function patternOf(expanded: ExpandedText): Pattern {
  const patterns = expanded.parts.map(({ text, substituted }) =>
    substituted ? literalPattern(text) : parsePattern(text),
  );
  const [first = [], ...others] = patterns;
  return others.length === 0 ? first : patterns.flat();
}
