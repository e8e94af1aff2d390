import type { LookUp } from '../schema/need.js';
import { applies } from '../spec/applies.js';
import { isOfOtherCluster } from './own-of-cluster.js';
import { fillIndexes, parsePath, type Value } from './paths.js';
import { type Fallback, given, type Question, type Scope } from './question.js';
import { grantQuestions } from './questions/grant.js';
import { QUESTIONS } from './questions/index.js';
import { programIn } from './questions/program.js';
import { usedFields } from './questions/uses.js';
import { type Detail, givenAt, oncePerState, type Source, type State, sourceOf } from './state.js';
import { suggestions } from './suggest.js';

/** A question about certain list elements. */
export interface Ask {
  readonly question: Question;
  /** The question's key with indexes; unique. */
  readonly key: string;
  readonly scope: Scope;
}

/** A question that applies, with its value if it has one. */
export interface Entry extends Ask {
  /** Undefined exactly while the question is open. */
  readonly value: Value | undefined;
  readonly source: Source;
  /** What Enter takes, or would. */
  readonly fallback: Fallback | undefined;
  /** Whether an answer is needed before the spec can be written. */
  readonly open: boolean;
  /** The standard that has settled it, whatever the spec says. */
  readonly lockedBy: string | undefined;
}

/** The whole path as the answers so far make it. */
export interface Resolution {
  /** The questions that apply, in the order in which they are asked. */
  readonly entries: readonly Entry[];
  /** The questions that the path passes by. */
  readonly skipped: readonly Ask[];
  readonly byKey: ReadonlyMap<string, Entry>;
}

/** More of either than anybody enters by hand; a file may have more workloads than that. */
const MOST = 500;

/** Walks the questions from the first to the last, each with its answer, its given value or its default. */
export const resolve = oncePerState(resolveAnew);

const suggestionFor = suggestions((state) => resolve(state).entries);

function resolveAnew(state: State): Resolution {
  const entries: Entry[] = [];
  const skipped: Ask[] = [];
  const byKey = new Map<string, Entry>();
  const lookUp = (key: string): Value | undefined => {
    const entry = byKey.get(key);
    if (entry !== undefined) return entry.value;
    const answer = state.answers.get(key);
    return answer === undefined ? givenAt(state, key) : answer.value;
  };
  const visit = (questions: readonly Question[], ...indexes: number[]): void => {
    for (const question of questions) {
      const scope: Scope = {
        indexes,
        surroundings: state.surroundings,
        get: (template) => lookUp(fillIndexes(template, indexes)),
        given: (template) => givenAt(state, fillIndexes(template, indexes)),
        inFile: (template) => state.fromFile && givenAt(state, fillIndexes(template, indexes)) !== undefined,
        standard: (template) => suggestionFor(state, fillIndexes(template, indexes)),
      };
      const ask: Ask = { question, scope, key: fillIndexes(question.key, indexes) };
      if (!applies(question.key, lookUpOf(scope)) || question.when?.(scope) === false) {
        skipped.push(ask);
        continue;
      }
      const entry = settle(state, ask, byKey);
      entries.push(entry);
      byKey.set(entry.key, entry);
    }
  };
  const goesOn = (key: string) => lookUp(key) === true;

  if (!state.fromFile) visit(QUESTIONS.start);
  visit(QUESTIONS.cluster);
  visit(QUESTIONS.network);
  for (let group = 0; group < nodeGroups(state); group += 1) visit(QUESTIONS.nodes, group);
  visit(QUESTIONS.exposure);
  const visitEach = (questions: readonly Question[], workload: number, field: string): void => {
    for (let entry = 0; entry < MOST; entry += 1) {
      visit(questions, workload, entry);
      if (!goesOn(`workloads[${workload}].${field}[${entry}].@more`)) break;
    }
  };
  for (let workload = 0; workload < MOST; workload += 1) {
    visit(QUESTIONS.program, workload);
    visitEach(QUESTIONS.programBucket, workload, 'with.buckets');
    visit(QUESTIONS.with, workload);
    visit(QUESTIONS.workload, workload);
    visit(QUESTIONS.uses, workload);
    for (const field of usedFields(lookUp(`workloads[${workload}].@uses`)))
      visitEach(grantQuestions(field), workload, field);
    visit(QUESTIONS.pod, workload);
    if (workload === 0) visit(QUESTIONS.identity);
    visit(QUESTIONS.role, workload);
    if (workload === 0) visit(QUESTIONS.terraform);
    visit(QUESTIONS.more, workload);
    if (!goesOn(`workloads[${workload}].@more`)) break;
  }
  visit(QUESTIONS.enforcement);
  return { entries, skipped, byKey };
}

/** How the wizard knows fields before they are asked; one question stands for those of the network. */
function lookUpOf(scope: Scope): LookUp {
  return (field) => {
    const hasVpc = scope.get('@network') === 'existing';
    if (field === 'cluster.vpc') return hasVpc || undefined;
    if (field === 'cluster.availabilityZones' && hasVpc) return undefined;
    if (field === 'workloads[].uses') return programIn(scope)?.name;
    return scope.get(field) ?? undefined;
  };
}

/** Further groups are written by hand; the wizard shows them all. */
function nodeGroups(state: State): number {
  const groups = givenAt(state, 'cluster.nodeGroups');
  return Array.isArray(groups) ? groups.length : 1;
}

/** The value of a question that applies: answered, given, or by default; none when it has to be asked. */
function settle(state: State, ask: Ask, settled: ReadonlyMap<string, Entry>): Entry {
  const { question, key, scope } = ask;
  const fallback = suggestionFor(state, key) ?? question.fallback?.(scope);
  const lockedBy = fallback?.standard?.locked === true ? fallback.standard.name : undefined;
  const entry = (value: Value | undefined, source: Source): Entry => {
    const open = value === undefined || (state.reopened.has(key) && lockedBy === undefined);
    return { question, key, scope, value, source, fallback, open, lockedBy };
  };
  // What is locked cannot be left out.
  const counts = (value: Value | undefined) =>
    value !== undefined && (value !== null || lockedBy === undefined);
  const answer = state.answers.get(key);
  if (answer?.source === 'typed' && counts(answer.value)) return entry(answer.value, 'typed');
  if (answer !== undefined) return entry(fallback?.value ?? answer.value, 'default');
  const read = question.key.includes('@') ? question.read?.(scope) : givenAt(state, key);
  const foreign = isOfOtherCluster(state, key, (other) => settled.get(other)?.value);
  if (!foreign && counts(read)) return entry(read, sourceOf(state, key));
  if (fallback !== undefined && lockedBy !== undefined) return entry(fallback.value, 'default');
  const optional = given(question.optional ?? false, scope);
  const wasThere = state.fromFile && state.initial.has(key);
  if (foreign && state.surroundings.interactive) return entry(undefined, 'default');
  if (wasThere && !foreign && optional && fallback?.standard === undefined) return entry(null, 'default');
  if (isAsked(state, ask, settled)) return entry(undefined, 'default');
  if (fallback !== undefined) return entry(fallback.value, 'default');
  return entry(optional ? null : undefined, 'default');
}

/** Whether a question is asked although it has a default. */
function isAsked(state: State, { question, key, scope }: Ask, settled: ReadonlyMap<string, Entry>): boolean {
  if (!state.surroundings.interactive) return false;
  if (state.fromFile && state.initial.has(key)) return false;
  const level = given(question.asked, scope);
  return level === 'always' || (level === 'customise' && detailOf(state, settled) === 'customise');
}

function detailOf(state: State, settled: ReadonlyMap<string, Entry>): Detail {
  if (state.fromFile) return 'given';
  const start = settled.get('@start')?.value;
  return typeof start === 'string' && start.endsWith('customise') ? 'customise' : 'recommended';
}

/** The field of the spec that a question is about; undefined for one with a name of our own. */
export function fieldOf({ question, key }: Ask): ReturnType<typeof parsePath> {
  return question.key.includes('@') ? undefined : parsePath(key);
}

/** The field that goes when a question is answered by leaving it out, or no longer applies. */
export function ownedBy(ask: Ask): ReturnType<typeof parsePath> {
  const { owns } = ask.question;
  return owns === undefined ? fieldOf(ask) : parsePath(fillIndexes(owns, ask.scope.indexes));
}
