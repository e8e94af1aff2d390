import { prepareAsk } from './ask.js';
import { type Entry, resolve } from './graph.js';
import { findProblems } from './problems.js';
import type { Prompter } from './prompter/prompter.js';
import { given } from './question.js';
import { type State, withAnswer, withReopened } from './state.js';
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
    const prepared = prepareAsk(state, next.entry, next.problem);
    const reply = await prompter.ask(prepared.prompt);
    if (reply.kind === 'back') {
      const last = history.pop();
      if (last === undefined) return { state: start, ended: 'back' };
      // Its answer stays, as the default; so do those of later questions, which are asked again on the way.
      state = withReopened(state, last);
      if (leaveTrace) prompter.retract();
      continue;
    }
    history.push(next.entry.key);
    state = withAnswer(state, next.entry.key, prepared.read(reply));
    keep(state);
    if (leaveTrace) showSettled(prompter, state, next.entry.key);
  }
}

/** The first question that has no answer, or one that the spec refuses together with the others. */
function nextOpen(state: State): { readonly entry: Entry; readonly problem: string | undefined } | undefined {
  const resolution = resolve(state);
  const problems = findProblems(state);
  const entry = resolution.entries.find(({ open, key }) => open || problems.has(key));
  return entry && { entry, problem: problems.get(entry.key) };
}

function showSettled(prompter: Prompter, state: State, key: string): void {
  const entry = resolve(state).byKey.get(key);
  if (entry === undefined) return;
  const { question, scope } = entry;
  prompter.settled(
    given(question.topic, scope),
    given(question.message, scope),
    showValue(question, entry.value, scope),
  );
}
