import { findRefusedCharacter } from '../spec/input-floor.js';
import { checkField } from '../spec/shape.js';
import { quote } from '../text/quote.js';
import { type Entry, resolve } from './graph.js';
import { sameValue, type Value } from './paths.js';
import { findProblems } from './problems.js';
import type { Prompt, PromptChoice, Reply } from './prompter/prompter.js';
import {
  type Choice,
  type ChoiceQuestion,
  given,
  type SeveralQuestion,
  type TextQuestion,
} from './question.js';
import { type Answer, type State, withAnswer } from './state.js';
import { formatValue, marksOf, parseText } from './values.js';

/** A question as the prompter shows it, and what its reply says. */
export interface PreparedAsk {
  readonly prompt: Prompt;
  /** The state with the answer. */
  answered(reply: Given): State;
  /** What it answers besides, by key. */
  implied(reply: Given): Readonly<Record<string, Value>>;
}

type Given = Extract<Reply, { kind: 'answer' }>;

/** Prepares a question: its default from what was answered before, its checks from the spec itself. */
export function prepareAsk(state: State, entry: Entry, problem: string | undefined): PreparedAsk {
  const ask = asking(state, entry, problem);
  const { prompt, read } = prepareOwn(ask);
  return {
    prompt,
    answered: (reply) => ask.answered(read(reply)),
    implied: ({ value }) => entry.question.implies?.(value, entry.scope) ?? {},
  };
}

/** A question of one kind, and how its reply becomes an answer. */
interface OwnAsk {
  readonly prompt: Prompt;
  read(reply: Given): Answer;
}

/** What the prompts of all kinds of questions are made of. */
type Asking = ReturnType<typeof asking>;

function asking(state: State, entry: Entry, problem: string | undefined) {
  const { question, scope, key, fallback } = entry;
  // What was there before, unless it only was the default then, or is locked to be something else.
  const before = entry.source === 'default' || entry.lockedBy !== undefined ? undefined : entry.value;
  const example = given(question.example, scope);
  const common = {
    key,
    message: given(question.message, scope),
    help: given(question.help, scope),
    ...(example === undefined ? {} : { example }),
    ...(problem === undefined ? {} : { problem }),
  };
  const answer = (value: Value): Answer => ({
    value,
    // Left empty without a default: that is no default taken, but nothing will ever be recomputed either.
    source:
      before === undefined && fallback !== undefined && sameValue(value, fallback.value)
        ? 'default'
        : 'typed',
  });
  // What was tried is most often what is answered, and all that was found out about it holds.
  let tried = state;
  const check = (value: Value) => {
    tried = withAnswer(state, key, { value, source: 'typed' });
    return whyRefused(state, entry, value, tried);
  };
  const answered = ({ value, source }: Answer): State =>
    source === 'typed' && tried !== state && sameValue(tried.answers.get(key)?.value, value)
      ? tried
      : withAnswer(state, key, { value, source });
  return { state, entry, before, common, answer, check, answered };
}

function prepareOwn(ask: Asking): OwnAsk {
  const { question } = ask.entry;
  switch (question.kind) {
    case 'confirm':
      return prepareConfirm(ask);
    case 'text':
      return prepareText(ask, question);
    case 'several':
      return prepareSeveral(ask, question);
    default:
      return prepareChoice(ask, question);
  }
}

function prepareConfirm({ entry, before, common, answer, check }: Asking): OwnAsk {
  return {
    prompt: {
      ...common,
      kind: 'confirm',
      initial: (before ?? entry.fallback?.value ?? false) === true,
      check: (text) => check(text === 'true'),
    },
    read: ({ value }) => answer(value === 'true'),
  };
}

function prepareText({ entry, before, common, answer, check }: Asking, question: TextQuestion): OwnAsk {
  const { fallback, scope } = entry;
  const shown = before === undefined ? (fallback?.value ?? null) : null;
  const origin = fallback?.origin === undefined ? {} : { origin: fallback.origin };
  return {
    prompt: {
      ...common,
      kind: 'text',
      optional: given(question.optional ?? false, scope),
      ...(before === undefined || before === null ? {} : { initial: formatValue(question, before) }),
      ...(shown === null ? {} : { fallback: { text: formatValue(question, shown), ...origin } }),
      check: (text) => check(parseText(question, text)),
    },
    read: ({ value }) => answer(parseText(question, value)),
  };
}

function prepareSeveral(ask: Asking, question: SeveralQuestion): OwnAsk {
  const { state, entry, before, common, answer, check } = ask;
  const marked = marksOf(question, before ?? entry.fallback?.value ?? null);
  const choices = marksFor(state, entry, question, marked);
  const only = choices.length === 1 ? choices.map(({ value }) => idOf(value)) : [];
  const unchanged = (text: string) => before !== undefined && text === marked.join(',');
  return {
    prompt: {
      ...common,
      kind: 'several',
      choices: choices.map(promptChoice),
      initial: marked.length === 0 ? only : marked,
      check: (text) => check(parseText(question, text)),
    },
    // The same words may be written in several ways, and stay as they were.
    read: ({ value }) => answer(unchanged(value) ? (before ?? null) : parseText(question, value)),
  };
}

function prepareChoice(ask: Asking, question: ChoiceQuestion): OwnAsk {
  const { state, entry, before, common, answer, check } = ask;
  const choices = choicesFor(state, entry, question);
  const chosen = before === undefined ? (entry.fallback?.value ?? null) : before;
  const initial = choices.find(({ value }) => sameValue(value, chosen));
  const valueFor = (id: string): Value => choices.find(({ value }) => idOf(value) === id)?.value ?? null;
  return {
    prompt: {
      ...common,
      kind: question.kind,
      choices: choices.map(promptChoice),
      ...(initial === undefined ? {} : { initial: idOf(initial.value) }),
      check: (id) => check(valueFor(id)),
    },
    read: ({ value }) => answer(valueFor(value)),
  };
}

function promptChoice({ value, name, note }: Choice): PromptChoice {
  return { value: idOf(value), name, ...(note === undefined ? {} : { note }) };
}

/** What may be marked; without what the spec or the organisation refuses by itself, unless that would be everything. */
function marksFor(
  state: State,
  entry: Entry,
  question: SeveralQuestion,
  marked: readonly string[],
): readonly Choice[] {
  const choices = question.choices(entry.scope);
  const taken = choices.filter(({ value }) => {
    const id = idOf(value);
    return marked.includes(id) || whyRefused(state, entry, parseText(question, id)) === undefined;
  });
  return taken.length === 0 ? choices : taken;
}

/** What a question offers; without what the organisation refuses, unless that would be everything. */
function choicesFor(state: State, entry: Entry, question: ChoiceQuestion): readonly Choice[] {
  const choices = question.choices(entry.scope);
  if (state.standard === undefined) return choices;
  const taken = choices.filter(({ value }) => {
    const trial = withAnswer(state, entry.key, { value, source: 'typed' });
    return findProblems(trial).get(entry.key)?.ofStandard !== true;
  });
  return taken.length === 0 ? choices : taken;
}

function idOf(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Why the spec would refuse a value here: by itself, or together with what was answered before, as the state with it says. */
export function whyRefused(
  state: State,
  entry: Entry,
  value: Value,
  trial = withAnswer(state, entry.key, { value, source: 'typed' }),
): string | undefined {
  const { path } = entry;
  if (path === undefined) return entry.question.check?.(entry.scope, value);
  if (value === null) {
    return given(entry.question.optional ?? false, entry.scope) ? undefined : checkField(path, undefined);
  }
  if (entry.question.kind === 'several' && marksOf(entry.question, value).length === 0)
    return given(entry.question.optional ?? false, entry.scope) ? undefined : 'mark at least one';
  const refused = findRefusedCharacter(JSON.stringify(value));
  if (refused !== undefined)
    return `${quote(formatValue(entry.question, value))} holds ${refused}: take it out, or type the text anew`;
  const alone = checkField(path, value);
  if (alone !== undefined) return alone;
  const after = resolve(trial);
  const problems = findProblems(trial);
  const own = problems.get(entry.key);
  if (own !== undefined) return own.text;
  const earlier = after.entries.slice(
    0,
    after.entries.findIndex(({ key }) => key === entry.key),
  );
  const known = findProblems(state);
  const spoilt = earlier.find(({ key }) => problems.has(key) && !known.has(key));
  return spoilt && `${spoilt.key}: ${problems.get(spoilt.key)?.text}`;
}
