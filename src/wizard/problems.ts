import { type FieldPath, formatPath } from '../diagnostics.js';
import { checkSpec } from '../spec/parse.js';
import { sourceOfValue } from '../spec/source-file.js';
import { composeSpec } from './compose.js';
import { type Entry, type Resolution, resolve } from './graph.js';
import { parsePath } from './paths.js';
import { oncePerState, type Said } from './state.js';

/** Why a value is refused. */
export interface Problem {
  readonly text: string;
  /** Whether the organisation refuses it, and not the spec's own rules. */
  readonly ofStandard: boolean;
}

/** What an open question is asked for needs no saying. */
const MISSING: ReadonlySet<string> = new Set(['spec/missing-field', 'spec/missing-parameter']);

/** What the rules of specs and the standard's refuse, at the question that it is about. */
export type Problems = ReadonlyMap<string, Problem>;

/** Checks what is answered so far with all rules; those that need more end silently. */
export const findProblems = (state: Said): Problems => check(state).problems;

/** What a standard has to say of an answer although it takes it: rules that warn, that hold from some day on, and exceptions. */
export const findHints = (state: Said): ReadonlySet<string> => check(state).hints;

interface Found {
  readonly problems: Problems;
  readonly hints: ReadonlySet<string>;
}

const check = oncePerState(checkAnew);

function checkAnew(state: Said): Found {
  const resolution = resolve(state);
  const source = sourceOfValue(composeSpec(state), '');
  const amended = state.standard?.rules.amend(source);
  const { diagnostics } =
    amended === undefined
      ? checkSpec(source)
      : checkSpec(amended.source, (spec, report) => amended.checkSpec(spec, report));
  const problems = new Map<string, Problem>();
  for (const { key, question, scope, value } of resolution.entries) {
    const text = value === undefined ? undefined : question.check?.(scope, value);
    if (text !== undefined) problems.set(key, { text, ofStandard: false });
  }
  const hints = new Set<string>();
  for (const { severity, code, path: text, message, help, rule } of amended?.attribute(diagnostics) ??
    diagnostics) {
    const path = text === undefined ? undefined : parsePath(text);
    if (severity !== 'error' && rule !== undefined) hints.add(`${text} ${message}`);
    if (severity !== 'error' || path === undefined) continue;
    const entry = nearestEntry(resolution, path);
    if (entry === undefined || (entry.value === undefined && MISSING.has(code))) continue;
    const before = problems.get(entry.key);
    const inside = text === entry.key ? '' : `${text} `;
    const told = `${inside}${message}${help === undefined ? '' : `: ${help}`}`;
    problems.set(entry.key, {
      text: before === undefined ? told : `${before.text}\n${told}`,
      ofStandard: before?.ofStandard === true || code.startsWith('standard/'),
    });
  }
  return { problems, hints };
}

/** The question about a field, or about the list or map that holds it. */
function nearestEntry({ byKey }: Resolution, path: FieldPath): Entry | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const entry = byKey.get(formatPath(path.slice(0, length)));
    if (entry?.path !== undefined) return entry;
  }
  return undefined;
}
