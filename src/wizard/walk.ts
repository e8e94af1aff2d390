import { prepareAsk } from './ask.js';
import { type Entry, isOpen, resolve } from './graph.js';
import { isAnotherCluster, isOfOtherCluster, OWN_OF_CLUSTER, otherCluster } from './own-of-cluster.js';
import { findHints, findProblems } from './problems.js';
import type { Prompter, SettledLine } from './prompter/prompter.js';
import { given } from './question.js';
import { type State, withReopened, withSaid } from './state.js';
import { showValue } from './values.js';

/** What a walk needs besides the state. */
export interface WalkTools {
  readonly prompter: Prompter;
  /** Called after every answer. */
  readonly keep: (state: State) => void;
  /** Whether answered questions stay on the screen. */
  readonly leaveTrace: boolean;
}

/** Where a walk ended: at the last question, or before the first. */
export interface WalkEnd {
  readonly state: State;
  readonly ended: 'done' | 'back';
}

/** Asks whatever is open, in order, until nothing is; back goes to the question asked before, which `history` ends with. */
export async function walk(start: State, tools: WalkTools, history: string[] = []): Promise<WalkEnd> {
  const { prompter, keep, leaveTrace } = tools;
  let state = start;
  for (;;) {
    const next = nextOpen(state);
    if (next === undefined) return { state, ended: 'done' };
    if (leaveTrace) showLocked(prompter, state, next.entry, history);
    const prepared = prepareAsk(state, next.entry, next.problem);
    const reply = await prompter.ask(prepared.prompt);
    if (reply.kind === 'back') {
      const last = history.pop();
      if (leaveTrace) prompter.retract();
      if (last === undefined) return { state: start, ended: 'back' };
      // Its answer stays, as the default; so do those of later questions, which are asked again on the way.
      state = withReopened(state, last);
      continue;
    }
    history.push(next.entry.key);
    const answered = prepared.answered(reply);
    const implied = Object.entries(prepared.implied(reply)).filter(
      ([key]) => resolve(answered).byKey.get(key)?.lockedBy === undefined,
    );
    const before = findHints(state);
    // Who takes the answer as it was means what it said as well.
    const isSame = reply.value === state.answers.get(next.entry.key)?.value;
    const said = isSame ? answered : withSaid(answered, next.entry.key, Object.fromEntries(implied));
    state = askAgain(state, said);
    keep(state);
    for (const hint of findHints(state)) if (!before.has(hint)) prompter.note(hint);
    if (!leaveTrace) continue;
    showSettled(prompter, state, next.entry.key);
    for (const [key] of implied) showSettled(prompter, state, key, 'said by that');
  }
}

/** The first question that has no answer, or one that the spec refuses together with the others. */
function nextOpen(state: State): { readonly entry: Entry; readonly problem: string | undefined } | undefined {
  const resolution = resolve(state);
  const problems = findProblems(state);
  const entry = resolution.entries.find((entry) => isOpen(state, entry) || problems.has(entry.key));
  return entry && { entry, problem: problems.get(entry.key)?.text ?? whyAgain(state, entry) };
}

/** What was answered about another cluster is asked again, with that answer as the default. */
function askAgain(before: State, after: State): State {
  const valueIn = (state: State) => (key: string) => resolve(state).byKey.get(key)?.value;
  if (!isAnotherCluster(valueIn(before), valueIn(after))) return after;
  const answered = OWN_OF_CLUSTER.filter((key) => (after.answers.get(key)?.value ?? null) !== null);
  return answered.reduce(withReopened, after);
}

/** Why a question has no answer although the file gives one. */
function whyAgain(state: State, { key }: Entry): string | undefined {
  const answerTo = (other: string) => resolve(state).byKey.get(other)?.value;
  if (!isOfOtherCluster(state, key, answerTo)) return undefined;
  return `the file's is that of ${otherCluster(state, answerTo)}`;
}

/** What a standard has settled between the furthest question that was asked and the next one. */
function showLocked(prompter: Prompter, state: State, next: Entry, history: readonly string[]): void {
  const { entries } = resolve(state);
  const asked = new Set(history);
  const from = entries.findLastIndex(({ key }) => asked.has(key)) + 1;
  for (const entry of entries.slice(from, Math.max(from, entries.indexOf(next)))) {
    if (entry.lockedBy !== undefined) prompter.settled({ ...settledLine(entry), by: entry.fallback?.origin });
  }
}

function showSettled(prompter: Prompter, state: State, key: string, by?: string): void {
  const entry = resolve(state).byKey.get(key);
  if (entry !== undefined) prompter.settled({ ...settledLine(entry), by });
}

function settledLine({ question, scope, value }: Entry): SettledLine {
  return {
    topic: given(question.topic, scope),
    label: given(question.message, scope),
    value: showValue(question, value, scope),
  };
}
