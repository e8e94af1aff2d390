import { type Diagnostic, type FieldPath, formatPath } from '../diagnostics.js';
import { own, valueAt } from '../plain-data.js';
import { nameOf } from '../spec/extends.js';
import { checkSpec } from '../spec/parse.js';
import { sourceOfValue } from '../spec/source-file.js';
import { composeSpec } from './compose.js';
import { type Entry, type Resolution, resolve } from './graph.js';
import { type Fixed, fixedIn } from './overlay.js';
import { parsePath, sameValue } from './paths.js';
import { specOf } from './spec-text.js';
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
  const diagnostics = judge(state);
  const problems = new Map<string, Problem>();
  const refusals = [
    ...byQuestions(resolution),
    ...byBase(state, resolution),
    ...byRules(resolution, diagnostics),
  ];
  for (const { key, text, ofStandard } of refusals) {
    const before = problems.get(key);
    problems.set(key, {
      text: before === undefined ? text : `${before.text}\n${text}`,
      ofStandard: before?.ofStandard === true || ofStandard,
    });
  }
  const hints = diagnostics
    .filter(({ severity, rule }) => severity !== 'error' && rule !== undefined)
    .map(({ path, message }) => (path === undefined ? message : `${path} ${message}`));
  return { problems, hints: new Set(hints) };
}

/** What the rules of specs and the standard say of what is answered so far. */
function judge(state: Said): readonly Diagnostic[] {
  const source = sourceOfValue(composeSpec(state), '');
  const amended = state.standard?.rules.amend(source);
  if (amended === undefined) return checkSpec(source).diagnostics;
  const { diagnostics } = checkSpec(amended.source, (spec, report) => amended.checkSpec(spec, report));
  return amended.attribute(diagnostics);
}

/** One thing that is wrong with the answer of a question. */
interface Refusal extends Problem {
  readonly key: string;
}

function* byQuestions({ entries }: Resolution): Generator<Refusal> {
  for (const { key, question, scope, value } of entries) {
    const text = value === undefined ? undefined : question.check?.(scope, value);
    if (text !== undefined) yield { key, text, ofStandard: false };
  }
}

/** What a file may not do to the one that it lies over. */
function* byBase(state: Said, resolution: Resolution): Generator<Refusal> {
  for (const fixed of state.overlay === undefined ? [] : fixedIn(state.overlay, specOf(state))) {
    const entry = entryThatChanged(state, resolution, fixed);
    if (entry !== undefined)
      yield { key: entry.key, text: `${fixed.message}: ${fixed.help}`, ofStandard: false };
  }
}

function* byRules(resolution: Resolution, diagnostics: readonly Diagnostic[]): Generator<Refusal> {
  for (const { severity, code, path: field, message, help } of diagnostics) {
    const path = field === undefined ? undefined : parsePath(field);
    if (severity !== 'error' || path === undefined) continue;
    const entry = nearestEntry(resolution, path);
    if (entry === undefined || (entry.value === undefined && MISSING.has(code))) continue;
    const inside = field === entry.key ? '' : `${field} `;
    const text = `${inside}${message}${help === undefined ? '' : `: ${help}`}`;
    yield { key: entry.key, text, ofStandard: code.startsWith('standard/') };
  }
}

/** The question whose answer makes another thing of one that a base has. */
function entryThatChanged(state: Said, resolution: Resolution, { list, name }: Fixed): Entry | undefined {
  const itemsIn = (spec: unknown): readonly unknown[] => {
    const items = valueAt(spec, list);
    return Array.isArray(items) ? items : [];
  };
  const isIt = (item: unknown) => nameOf(item) === name;
  const then = itemsIn(state.layers.find(({ source }) => source === 'file')?.value);
  const now = itemsIn(specOf(state));
  const index = now.some(isIt) ? now.findLastIndex(isIt) : then.findIndex(isIt);
  const differs = (field: string) => !sameValue(own(then[index], field), own(now[index], field));
  const element = [...list, index];
  return (
    nearestEntry(resolution, [...element, ['uses', 'arn', 'name'].find(differs) ?? 'name']) ??
    resolution.entries.find(({ key }) => key.startsWith(`${formatPath(element)}.`))
  );
}

/** The question about a field, or about the list or map that holds it. */
function nearestEntry({ byKey }: Resolution, path: FieldPath): Entry | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const entry = byKey.get(formatPath(path.slice(0, length)));
    if (entry?.path !== undefined) return entry;
  }
  return undefined;
}
