import type { Draft, DraftStore } from './draft.js';
import { resolve } from './graph.js';
import type { Draftable } from './paths.js';
import type { PromptChoice, Prompter, Reply } from './prompter/prompter.js';
import { type PreviewSpec, review } from './review.js';
import { createState } from './session.js';
import { type Origin, specOf, specText } from './spec-text.js';
import { type Layer, type State, withAnswer, withReopened } from './state.js';
import type { Surroundings } from './surroundings.js';
import { walk } from './walk.js';

/** What a run of the wizard starts from. */
export interface WizardInput {
  /** The spec's file as the user names it. */
  readonly file: string;
  readonly drafts: DraftStore;
  /** The text that is edited; absent for a new spec. */
  readonly origin?: Origin;
  /** Whether the text stands at the spec's own place, rather than being a copy to begin with. */
  readonly inPlace: boolean;
  readonly surroundings: Surroundings;
  readonly layers: readonly Layer[];
  readonly generates: boolean;
  readonly standard: State['standard'] | undefined;
  readonly preview: PreviewSpec;
}

/** What the user decided. */
export type WizardEnd =
  | { readonly kind: 'leave' }
  | {
      readonly kind: 'write' | 'save';
      readonly spec: Draftable;
      readonly text: string;
      readonly state: State;
    };

/** Asks until the user writes the spec or leaves; what was answered is kept in a draft until then. */
export async function runWizard(input: WizardInput, prompter: Prompter): Promise<WizardEnd> {
  const kept = { any: false };
  const keep = (state: State): void => {
    keepDraft(input, state, kept, prompter);
  };
  for (;;) {
    const entered = await enter(input, prompter);
    if (entered === undefined) return { kind: 'leave' };
    const end = await askAndReview(entered, input, prompter, keep);
    if (end !== undefined) {
      if (end.kind === 'leave') input.drafts.remove();
      return end;
    }
  }
}

/** The questions, then the review, as often as back goes from one to the other. */
async function askAndReview(
  entered: State,
  input: WizardInput,
  prompter: Prompter,
  keep: (state: State) => void,
): Promise<WizardEnd | undefined> {
  const history: string[] = [];
  let state = entered;
  for (;;) {
    const walked = await walk(state, { prompter, keep, leaveTrace: true }, history);
    if (walked.ended === 'back') {
      if (input.origin !== undefined) return undefined;
      state = walked.state;
      continue;
    }
    const { file, generates, preview } = input;
    const reviewed = await review(walked.state, {
      prompter,
      keep,
      file,
      generates,
      preview,
    });
    if (reviewed.choice === 'back') {
      const last = history.pop();
      if (last === undefined) {
        if (input.origin !== undefined) return undefined;
        state = reviewed.state;
        continue;
      }
      prompter.retract();
      state = withReopened(reviewed.state, last);
      continue;
    }
    if (reviewed.choice === 'leave') return { kind: 'leave' };
    const spec = specOf(reviewed.state);
    return { kind: reviewed.choice, spec, text: specText(spec, input.origin), state: reviewed.state };
  }
}

/** Where to begin: with a draft, with the file that is there, or with nothing; undefined to leave. */
async function enter(input: WizardInput, prompter: Prompter): Promise<State | undefined> {
  const draft = input.drafts.load();
  if (draft !== undefined && (await resumes(draft, prompter))) {
    const { interactive } = input.surroundings;
    return createState({
      surroundings: { ...draft.surroundings, interactive },
      layers: input.layers,
      answers: draft.answers,
      removed: draft.removed,
      standard: input.standard,
      overlay: input.origin?.overlay,
    });
  }
  if (draft !== undefined) input.drafts.remove();
  const state = createState({
    surroundings: input.surroundings,
    layers: input.layers,
    standard: input.standard,
    overlay: input.origin?.overlay,
  });
  if (input.origin === undefined || !input.inPlace) return state;
  const choice = await choose(prompter, {
    key: '@entry',
    message: `${input.file} is here already. What do you want?`,
    help: 'Its comments and their order stay; nothing is written before you have seen it.',
    choices: [
      { value: 'edit', name: 'Look at it and change it' },
      { value: 'add', name: 'Add a workload' },
      { value: 'leave', name: 'Leave it as it is' },
    ],
  });
  if (choice.kind === 'back' || choice.value === 'leave') return undefined;
  return choice.value === 'add' ? withAnotherWorkload(state) : state;
}

async function resumes(draft: Draft, prompter: Prompter): Promise<boolean> {
  const answers = `${draft.answers.size} ${draft.answers.size === 1 ? 'answer' : 'answers'}`;
  const name = draft.answers.get('cluster.name')?.value;
  const reply = await choose(prompter, {
    key: '@resume',
    message: 'Go on where you stopped?',
    help: `The last run was interrupted; its ${answers}${name === undefined ? '' : ` about ${name}`} were kept.`,
    choices: [
      { value: 'resume', name: 'Go on' },
      { value: 'fresh', name: 'Start anew; the kept answers go' },
    ],
  });
  return reply.kind === 'back' || reply.value === 'resume';
}

function choose(
  prompter: Prompter,
  prompt: {
    readonly key: string;
    readonly message: string;
    readonly help: string;
    readonly choices: readonly PromptChoice[];
  },
): Promise<Reply> {
  return prompter.ask({ kind: 'choice', ...prompt, check: () => undefined });
}

function withAnotherWorkload(state: State): State {
  const last = resolve(state).entries.findLast(({ question }) => question.key === 'workloads[].@more');
  return last === undefined ? state : withAnswer(state, last.key, { value: true, source: 'typed' });
}

/** A folder that takes no draft is said once; the answers are then in memory alone. */
function keepDraft(input: WizardInput, state: State, kept: { any: boolean }, prompter: Prompter): void {
  try {
    input.drafts.save({ answers: state.answers, removed: state.removed, surroundings: state.surroundings });
  } catch (error) {
    if (!kept.any) prompter.note(`answers cannot be kept: ${(error as Error).message}`);
  }
  kept.any = true;
}
