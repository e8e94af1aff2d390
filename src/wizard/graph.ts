import type { FieldPath } from '../diagnostics.js';
import { valueAt } from '../plain-data.js';
import type { LookUp } from '../schema/need.js';
import { applies } from '../spec/applies.js';
import { isOfOtherCluster } from './own-of-cluster.js';
import { fillIndexes, pathAt, type Value } from './paths.js';
import { type Fallback, given, type Question, type Scope } from './question.js';
import { grantQuestions } from './questions/grant.js';
import { QUESTIONS } from './questions/index.js';
import { programIn } from './questions/program.js';
import { usedFields } from './questions/uses.js';
import { type Detail, givenAt, oncePerState, type Said, type Source, type State, sourceOf } from './state.js';
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
  /** The field of the spec that it is about; undefined for one with a name of our own. */
  readonly path: FieldPath | undefined;
  /** Undefined while there is neither answer nor default. */
  readonly value: Value | undefined;
  readonly source: Source;
  /** What Enter takes, or would. */
  readonly fallback: Fallback | undefined;
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

function resolveAnew(state: Said): Resolution {
  const entries: Entry[] = [];
  const skipped: Ask[] = [];
  const byKey = new Map<string, Entry>();
  // By template, what is settled of the element at hand: its questions look at each other all the time.
  let near = { index: -1, settled: new Map<string, Entry>() };
  const answerTo: AnswerTo = (template, indexes = []) => {
    const close = indexes[0] === near.index ? near.settled.get(template) : undefined;
    if (close !== undefined) return close.value;
    const key = fillIndexes(template, indexes);
    const entry = byKey.get(key);
    if (entry !== undefined) return entry.value;
    const answer = state.answers.get(key);
    return answer === undefined ? givenAt(state, key, pathAt(template, indexes)) : answer.value;
  };
  for (const [questions, ...indexes] of routeOf(state, answerTo)) {
    const scope = scopeOf(state, indexes, answerTo);
    const known = lookUpOf(scope);
    const [index = -1] = indexes;
    if (index !== near.index) near = { index, settled: new Map() };
    for (const question of questions) {
      const ask: Ask = { question, scope, key: fillIndexes(question.key, indexes) };
      if (!applies(question.key, known) || question.when?.(scope) === false) {
        skipped.push(ask);
        continue;
      }
      const entry = settle(state, ask, byKey);
      entries.push(entry);
      byKey.set(entry.key, entry);
      if (indexes.length === 1) near.settled.set(question.key, entry);
    }
  }
  return { entries, skipped, byKey };
}

/** The value of a question or field, as far as the questions before it are settled. */
type AnswerTo = (template: string, indexes?: readonly number[]) => Value | undefined;

/** Questions that are asked together, and the list elements that they are about. */
type Stop = readonly [questions: readonly Question[], ...indexes: number[]];

/** Where the questions lead; what is settled at one stop may decide which one is next. */
function* routeOf(state: Said, answerTo: AnswerTo): Generator<Stop> {
  if (!state.fromFile) yield [QUESTIONS.start];
  yield [QUESTIONS.cluster];
  yield [QUESTIONS.network];
  for (let group = 0; group < nodeGroups(state); group += 1) yield [QUESTIONS.nodes, group];
  yield [QUESTIONS.exposure];
  for (let workload = 0; workload < MOST; workload += 1) {
    yield* routeOfWorkload(workload, answerTo);
    if (answerTo('workloads[].@more', [workload]) !== true) break;
  }
  yield [QUESTIONS.enforcement];
}

function* routeOfWorkload(workload: number, answerTo: AnswerTo): Generator<Stop> {
  yield [QUESTIONS.program, workload];
  yield* routeOfList(QUESTIONS.programBucket, workload, 'with.buckets', answerTo);
  yield [QUESTIONS.with, workload];
  yield [QUESTIONS.workload, workload];
  yield [QUESTIONS.uses, workload];
  for (const field of usedFields(answerTo('workloads[].@uses', [workload])))
    yield* routeOfList(grantQuestions(field), workload, field, answerTo);
  yield [QUESTIONS.pod, workload];
  if (workload === 0) yield [QUESTIONS.identity];
  yield [QUESTIONS.role, workload];
  if (workload === 0) yield [QUESTIONS.terraform];
  yield [QUESTIONS.more, workload];
}

function* routeOfList(
  questions: readonly Question[],
  workload: number,
  field: string,
  answerTo: AnswerTo,
): Generator<Stop> {
  for (let entry = 0; entry < MOST; entry += 1) {
    yield [questions, workload, entry];
    if (answerTo(`workloads[].${field}[].@more`, [workload, entry]) !== true) break;
  }
}

/** What questions about these list elements may look at. */
function scopeOf(state: Said, indexes: readonly number[], answerTo: AnswerTo): Scope {
  const givenTo = (template: string) =>
    givenAt(state, fillIndexes(template, indexes), pathAt(template, indexes));
  return {
    indexes,
    surroundings: state.surroundings,
    get: (template) => answerTo(template, indexes),
    given: givenTo,
    inFile: (template) => state.fromFile && givenTo(template) !== undefined,
    standard: (template) => suggestionFor(state, fillIndexes(template, indexes)),
  };
}

/** How the wizard knows fields before they are asked; one question stands for those of the network. */
function lookUpOf(scope: Scope): LookUp {
  const hasVpc = () => scope.get('@network') === 'existing';
  return (field) => {
    if (field === 'cluster.vpc') return hasVpc() || undefined;
    if (field === 'cluster.availabilityZones' && hasVpc()) return undefined;
    if (field === 'workloads[].uses') return programIn(scope)?.name;
    return scope.get(field) ?? undefined;
  };
}

/** Further groups are written by hand; the wizard shows them all. */
function nodeGroups(state: Said): number {
  const groups = givenAt(state, 'cluster.nodeGroups');
  return Array.isArray(groups) ? groups.length : 1;
}

/** The value of a question that applies: answered, given, or by default; none when it has to be asked. */
function settle(state: Said, ask: Ask, settled: ReadonlyMap<string, Entry>): Entry {
  const { question, key, scope } = ask;
  const path = pathAt(question.key, scope.indexes);
  const fallback = suggestionFor(state, key) ?? question.fallback?.(scope);
  const lockedBy = fallback?.standard?.locked === true ? fallback.standard.name : undefined;
  const open = {
    ...{ question, key, path, scope, fallback, lockedBy },
    value: undefined,
    source: 'default',
  } as const;
  const said = answered(state, open);
  if (said !== undefined) return { ...open, ...said };
  const isForeign = isOfOtherCluster(state, key, (other) => settled.get(other)?.value);
  const there = isForeign ? undefined : found(state, open);
  return { ...open, ...(there ?? { value: unsaid(state, open, isForeign, settled) }) };
}

/** A value with whoever it is from. */
type Settled = Pick<Entry, 'value' | 'source'>;

function answered({ answers }: Said, open: Entry): Settled | undefined {
  const answer = answers.get(open.key);
  if (answer === undefined) return undefined;
  if (answer.source === 'typed' && counts(answer.value, open))
    return { value: answer.value, source: 'typed' };
  return { value: open.fallback?.value ?? answer.value, source: 'default' };
}

/** What was there before the first answer. */
function found(state: Said, open: Entry): Settled | undefined {
  const { question, key, path, scope } = open;
  const value = path === undefined ? question.read?.(scope) : givenAt(state, key, path);
  if (!counts(value, open)) return undefined;
  return { value, source: path === undefined ? sourceOfRead(state, open) : sourceOf(state, key, path) };
}

/** What is locked cannot be left out. */
function counts(value: Value | undefined, { lockedBy }: Entry): boolean {
  return value !== undefined && (value !== null || lockedBy === undefined);
}

/** What counts where nobody says anything; undefined where the question has to be asked. */
function unsaid(
  state: Said,
  open: Entry,
  isForeign: boolean,
  settled: ReadonlyMap<string, Entry>,
): Value | undefined {
  const { question, key, scope, fallback, lockedBy } = open;
  if (lockedBy !== undefined) return fallback?.value;
  const optional = given(question.optional ?? false, scope);
  if (isForeign && state.surroundings.interactive) return undefined;
  const isLeftOut = state.fromFile && state.initial.has(key) && !isForeign;
  if (isLeftOut && optional && fallback?.standard === undefined) return null;
  if (isAsked(state, open, settled)) return undefined;
  if (fallback !== undefined) return fallback.value;
  return optional ? null : undefined;
}

/** The strongest layer that answers a question with a name of our own. */
function sourceOfRead({ layers }: Said, { question, scope }: Ask): Source {
  const layer = layers.findLast(({ source, value }) => {
    const at = (template: string) =>
      valueAt(value, pathAt(template, scope.indexes) ?? []) as Value | undefined;
    const inFile = (template: string) => source === 'file' && at(template) !== undefined;
    return question.read?.({ ...scope, get: at, given: at, inFile, standard: () => undefined }) !== undefined;
  });
  return layer?.source ?? 'default';
}

/** The fields of the spec that say a question's value. */
export function fieldsOf({ question, path, scope }: Entry): readonly FieldPath[] {
  if (path !== undefined) return [path];
  const fields: FieldPath[] = [];
  const at = (template: string) => {
    fields.push(pathAt(template, scope.indexes) ?? []);
    return scope.given(template);
  };
  question.read?.({ ...scope, get: at, given: at });
  return fields;
}

/** Whether a question is asked although it has a default. */
function isAsked(state: Said, { question, key, scope }: Ask, settled: ReadonlyMap<string, Entry>): boolean {
  if (!state.surroundings.interactive) return false;
  if (state.fromFile && state.initial.has(key)) return false;
  const level = given(question.asked, scope);
  return level === 'always' || (level === 'customise' && detailOf(state, settled) === 'customise');
}

function detailOf(state: Said, settled: ReadonlyMap<string, Entry>): Detail {
  if (state.fromFile) return 'given';
  const start = settled.get('@start')?.value;
  return typeof start === 'string' && start.endsWith('customise') ? 'customise' : 'recommended';
}

/** Whether a question needs an answer before the spec can be written. */
export function isOpen({ reopened }: State, { key, value, lockedBy }: Entry): boolean {
  return value === undefined || (reopened.has(key) && lockedBy === undefined);
}

/** The field that goes when a question is answered by leaving it out, or no longer applies. */
export function ownedBy({ question, scope }: Ask): FieldPath | undefined {
  return pathAt(question.owns ?? question.key, scope.indexes);
}
