import { groupBy } from '../collections.js';
import { type Diagnostic, hasErrors } from '../diagnostics.js';
import { quote } from '../spec/quote.js';
import { type Entry, type Resolution, resolve } from './graph.js';
import { keptFields } from './kept.js';
import { type PreviewFile, showFiles } from './preview.js';
import { findProblems } from './problems.js';
import type { Heading, PromptChoice, Prompter } from './prompter/prompter.js';
import { given } from './question.js';
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
  textOf(state: State): string;
  /** Everything that would be written, and what is to be said about the spec. */
  preview(text: string): Promise<Preview>;
}

/** What would be written; no files when the spec has errors. */
export interface Preview {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly PreviewFile[];
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
    const preview = await tools.preview(tools.textOf(state));
    const reply = await tools.prompter.ask(reviewPrompt(state, resolution, preview, tools, cursor));
    if (reply.kind === 'back') return { state, choice: 'back' };
    cursor = reply.value;
    switch (reply.value) {
      case '@write':
      case '@save':
      case '@leave':
        return { state, choice: reply.value.slice(1) as 'write' | 'save' | 'leave' };
      case '@preview':
        await showFiles(preview.files, tools.prompter);
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
  const more = value.startsWith('@add:') ? value.slice('@add:'.length) : undefined;
  if (more !== undefined) {
    const added = withAnswer(state, more, { value: true, source: 'typed' });
    const walked = await walk(added, quiet);
    return walked.ended === 'back' ? state : walked.state;
  }
  if (value.startsWith('@cut:')) return cutAfter(state, value.slice('@cut:'.length));
  if (!resolution.byKey.has(value)) return state;
  const walked = await walk(withReopened(state, value), quiet);
  return walked.ended === 'back' ? state : walked.state;
}

/** Ends a list after the element of a question `.@more`; what was answered about later elements is forgotten. */
function cutAfter(state: State, more: string): State {
  const [, list = '', index = ''] = /^(.*)\[(\d+)\]\.@more$/.exec(more) ?? [];
  const kept = [...state.answers].filter(([key]) => {
    const [element] = key.startsWith(`${list}[`) ? key.slice(list.length + 1).split(']') : [];
    return element === undefined || Number(element) <= Number(index);
  });
  return withAnswer({ ...state, answers: new Map(kept) }, more, { value: false, source: 'typed' });
}

function reviewPrompt(
  state: State,
  resolution: Resolution,
  { diagnostics, files }: Preview,
  { file, generates }: ReviewTools,
  cursor: string,
) {
  const problems = findProblems(state);
  const invalid = hasErrors(diagnostics);
  const lines = linesOf(resolution, new Set(problems.keys()));
  const choices = [
    ...actions(resolution, file, generates && !invalid ? files.length - 1 : 0),
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
      if (value === '@preview' && files.length === 0) return 'with these errors nothing can be rendered';
      const writes = value === '@write' || value === '@save';
      return writes ? 'the spec has errors: change the lines that they name, or leave' : undefined;
    },
  };
}

/** Begins the value of a line that cannot be changed here. */
const KEPT = '@kept:';

function keptLines(state: State, resolution: Resolution): readonly (PromptChoice | Heading)[] {
  const kept = keptFields(state.base, resolution);
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

function actions(resolution: Resolution, file: string, files: number): readonly PromptChoice[] {
  const workloads = resolution.entries.filter(({ question }) => question.key === 'workloads[].@more');
  const last = workloads.at(-1);
  const before = workloads.at(-2);
  const several = files === 1 ? 'file' : 'files';
  return [
    {
      value: '@write',
      name: files > 0 ? `Write ${file} and generate ${files} ${several}` : `Write ${file}`,
    },
    { value: '@preview', name: 'Look at the files first' },
    ...(files > 0 ? [{ value: '@save', name: `Save ${file} only` }] : []),
    ...(last === undefined ? [] : [{ value: `@add:${last.key}`, name: 'Add a workload' }]),
    ...bucketActions(resolution),
    ...(before === undefined || last === undefined
      ? []
      : [{ value: `@cut:${before.key}`, name: `Remove ${nameOf(last)}` }]),
    { value: '@leave', name: 'Leave without writing anything', aside: 'Ctrl-C keeps what was answered' },
  ];
}

function bucketActions({ entries }: Resolution): readonly PromptChoice[] {
  const lists = groupBy(
    entries.filter(({ question }) => question.key === 'workloads[].buckets[].@more'),
    ({ scope }) => scope.indexes[0] ?? 0,
  );
  return [...lists.values()].flatMap((list) => {
    const [before, last] = list.length > 1 ? list.slice(-2) : [undefined, list[0]];
    if (last === undefined) return [];
    const workload = lists.size === 1 ? '' : ` ${last.scope.get('workloads[].name')}`;
    const add = { value: `@add:${last.key}`, name: `Add a bucket${workload && ` to${workload}`}` };
    if (before === undefined) return [add];
    const bucket = last.scope.get('workloads[].buckets[].name') ?? 'the last bucket';
    return [add, { value: `@cut:${before.key}`, name: `Remove ${bucket}${workload && ` from${workload}`}` }];
  });
}

function nameOf({ scope }: Entry): string {
  const name = scope.get('workloads[].name');
  return name === undefined ? 'the last workload' : `the workload ${name}`;
}

/** A topic, and which of them where there may be several. */
function headingOf({ question, scope }: Entry): string {
  const topic = given(question.topic, scope);
  const name = question.key.startsWith('workloads[]') ? scope.get('workloads[].name') : undefined;
  return typeof name === 'string' ? `Workload ${name}` : topic;
}

/** A heading for each topic, a line for each answer. */
function linesOf({ entries }: Resolution, wrong: ReadonlySet<string>): readonly (PromptChoice | Heading)[] {
  const topics = groupBy(
    entries.filter(({ question }) => !question.hidden),
    headingOf,
  );
  const width = Math.max(...entries.map(({ question }) => question.label.length)) + 2;
  return [...topics].flatMap(([heading, group]) => [
    { heading },
    ...group.map(({ question, key, value, scope, source, fallback, lockedBy }): PromptChoice => {
      const aside = describeSource(lockedBy === undefined ? source : 'default', fallback?.origin);
      return {
        value: key,
        name: `${question.label.padEnd(width)}${showValue(question, value, scope)}`,
        ...(aside === '' || value === null ? {} : { aside }),
        ...(wrong.has(key) ? { wrong: true } : {}),
      };
    }),
  ]);
}
