import { groupBy } from '../collections.js';
import { type Diagnostic, hasErrors } from '../diagnostics.js';
import { listWords, quote } from '../text/quote.js';
import { composeSpec } from './compose.js';
import { additions, type Pickable, removals, removeElement } from './elements.js';
import { type Entry, fieldsOf, type Resolution, resolve } from './graph.js';
import { keptFields } from './kept.js';
import { filesOf } from './overlay.js';
import type { Draftable } from './paths.js';
import { type PreviewFile, showFiles } from './preview.js';
import { findProblems } from './problems.js';
import type { Heading, PromptChoice, Prompter } from './prompter/prompter.js';
import { given } from './question.js';
import { specOf } from './spec-text.js';
import { type State, withAnswer, withReopened } from './state.js';
import { describeSource, showValue } from './values.js';
import { type WalkTools, walk } from './walk.js';

/** What the review needs besides the state. */
export interface ReviewTools {
  readonly prompter: Prompter;
  readonly keep: (state: State) => void;
  /** The spec's file as the user names it. */
  readonly file: string;
  /** Whether files are generated as well. */
  readonly generates: boolean;
  preview: PreviewSpec;
}

/** Everything that would be written, and what is to be said about the spec. */
export type PreviewSpec = (spec: Draftable) => Promise<Preview>;

/** What would be written. */
export interface Preview {
  readonly diagnostics: readonly Diagnostic[];
  /** How many files would be generated; 0 when the spec has errors. */
  readonly generated: number;
  /** Those and the spec, each with what would become of it. */
  files(): Promise<readonly PreviewFile[]>;
}

/** How a review ended. */
export interface ReviewEnd {
  readonly state: State;
  readonly choice: 'write' | 'save' | 'leave' | 'back';
}

/** Shows every answer, lets any of them be changed, and ends with what to do with them. */
export async function review(start: State, tools: ReviewTools): Promise<ReviewEnd> {
  let state = start;
  let cursor = '@write';
  for (;;) {
    const resolution = resolve(state);
    const preview = await tools.preview(specOf(state));
    const reply = await tools.prompter.ask(reviewPrompt(state, resolution, preview, tools, cursor));
    if (reply.kind === 'back') return { state, choice: 'back' };
    cursor = reply.value;
    switch (reply.value) {
      case '@write':
      case '@save':
      case '@leave':
        return { state, choice: reply.value.slice(1) as 'write' | 'save' | 'leave' };
      case '@preview':
        await showFiles(await preview.files(), tools.prompter);
        cursor = '@write';
        break;
      default:
        state = await change(state, resolution, reply.value, tools);
        tools.keep(state);
    }
  }
}

/** One line changed, and whatever has to be asked because of it; back from the first question changes nothing. */
async function change(
  state: State,
  resolution: Resolution,
  value: string,
  tools: ReviewTools,
): Promise<State> {
  const quiet: WalkTools = { prompter: tools.prompter, keep: tools.keep, leaveTrace: false };
  const { prompter } = tools;
  if (value === '@remove') {
    const choices = removals(state, resolution);
    const element = await pick(prompter, value, 'What do you want to remove?', choices);
    return element === undefined ? state : removeElement(state, resolution, element);
  }
  const key =
    value === '@add' ? await pick(prompter, value, 'What do you want to add?', additions(resolution)) : value;
  if (key === undefined || !resolution.byKey.has(key)) return state;
  const opened = key.endsWith('.@more')
    ? withAnswer(state, key, { value: true, source: 'typed' })
    : withReopened(state, key);
  const walked = await walk(opened, quiet);
  return walked.ended === 'back' ? state : walked.state;
}

/** Asks which of several things is meant; undefined to go back. */
async function pick(
  prompter: Prompter,
  key: string,
  message: string,
  choices: readonly Pickable[],
): Promise<string | undefined> {
  const help = 'Every other answer stays as it is.';
  const reply = await prompter.ask({
    kind: 'choice',
    key,
    message,
    help,
    choices,
    tall: true,
    check: (chosen) => choices.find((choice) => choice.value === chosen)?.refused,
  });
  return reply.kind === 'back' ? undefined : reply.value;
}

function reviewPrompt(
  state: State,
  resolution: Resolution,
  { diagnostics, generated }: Preview,
  { file, generates }: ReviewTools,
  cursor: string,
) {
  const problems = findProblems(state);
  const invalid = hasErrors(diagnostics);
  const lines = linesOf(state, resolution, new Set(problems.keys()));
  const choices = [
    ...actions(state, resolution, file, generates ? generated : 0),
    ...lines,
    ...keptLines(state, resolution),
  ];
  return {
    kind: 'choice' as const,
    key: '@review',
    tall: true,
    message: 'Review',
    help: 'Nothing is written yet. Choose a line to change it.',
    ...(diagnostics.length === 0 ? {} : { problem: summary(diagnostics) }),
    choices,
    initial: choices.some((choice) => 'value' in choice && choice.value === cursor) ? cursor : '@write',
    check: (value: string) => {
      if (value.startsWith(KEPT))
        return `nothing asks about ${value.slice(KEPT.length)}: change it in the file`;
      const lockedBy = problems.has(value) ? undefined : resolution.byKey.get(value)?.lockedBy;
      if (lockedBy !== undefined) return `the standard ${quote(lockedBy)} locks it`;
      if (!invalid) return undefined;
      const writes = value === '@write' || value === '@save';
      return writes ? 'the spec has errors: change the lines that they name, or leave' : undefined;
    },
  };
}

/** Begins the value of a line that cannot be changed here. */
const KEPT = '@kept:';

function keptLines(state: State, resolution: Resolution): readonly (PromptChoice | Heading)[] {
  const kept = keptFields(composeSpec(state), resolution);
  const lines = kept.map(({ path, value }) => ({ value: `${KEPT}${path}`, name: `${path}  ${value}` }));
  return lines.length === 0 ? [] : [{ heading: 'Kept as it is' }, ...lines];
}

/** The first findings, errors before the others. */
function summary(diagnostics: readonly Diagnostic[]): string {
  const sorted = [...diagnostics].sort(
    (a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'),
  );
  const shown = sorted.slice(0, 3).map(({ severity, path, message, help }) => {
    const field = path === undefined ? '' : `${path}: `;
    return `${severity}: ${field}${message}${help === undefined ? '' : `: ${help}`}`;
  });
  const rest = sorted.length - shown.length;
  return [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n');
}

function actions(state: State, resolution: Resolution, file: string, files: number): readonly PromptChoice[] {
  const several = files === 1 ? 'file' : 'files';
  return [
    {
      value: '@write',
      name: files > 0 ? `Write ${file} and generate ${files} ${several}` : `Write ${file}`,
    },
    { value: '@preview', name: 'Look at the files first' },
    ...(files > 0 ? [{ value: '@save', name: `Save ${file} only` }] : []),
    { value: '@add', name: 'Add something' },
    ...(removals(state, resolution).length === 0 ? [] : [{ value: '@remove', name: 'Remove something' }]),
    { value: '@leave', name: 'Leave without writing anything', aside: 'Ctrl-C keeps what was answered' },
  ];
}

/** A topic, and which of them where there may be several. */
function headingOf({ question, scope }: Entry): string {
  const topic = given(question.topic, scope);
  const name = question.key.startsWith('workloads[]') ? scope.get('workloads[].name') : undefined;
  return typeof name === 'string' ? `Workload ${name}` : topic;
}

/** A heading for each topic, a line for each answer. */
function linesOf(
  state: State,
  { entries }: Resolution,
  wrong: ReadonlySet<string>,
): readonly (PromptChoice | Heading)[] {
  const topics = groupBy(
    entries.filter(({ question }) => !question.hidden),
    headingOf,
  );
  const width = Math.max(...entries.map(({ question }) => question.label.length)) + 2;
  const files = state.overlay && filesOf(state.overlay, specOf(state));
  const asideOf = (entry: Entry): string => {
    const { source, fallback, lockedBy } = entry;
    const described = describeSource(lockedBy === undefined ? source : 'default', fallback?.origin);
    if (files === undefined || lockedBy !== undefined || source !== 'file') return described;
    const said = new Set(fieldsOf(entry).flatMap((field) => [...files(field)]));
    return listWords([...said].map((file) => file || described)) || described;
  };
  return [...topics].flatMap(([heading, group]) => [
    { heading },
    ...group.map((entry): PromptChoice => {
      const { question, key, value, scope } = entry;
      const aside = asideOf(entry);
      return {
        value: key,
        name: `${question.label.padEnd(width)}${showValue(question, value, scope)}`,
        ...(aside === '' || value === null ? {} : { aside }),
        ...(wrong.has(key) ? { wrong: true } : {}),
      };
    }),
  ]);
}
