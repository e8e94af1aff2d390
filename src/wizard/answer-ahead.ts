import { shellWord } from '../emit/text.js';
import { isOpen, resolve } from './graph.js';
import { given, type Question, type Scope } from './question.js';
import type { State } from './state.js';
import { parseText } from './values.js';

/** A value that only the user knows. */
export interface Missing {
  readonly key: string;
  /** The option that gives it, with an example. */
  readonly option: string;
}

/** What has to be given when nobody is asked. */
export function missingAnswers(state: State): readonly Missing[] {
  return resolve(state)
    .entries.filter((entry) => isOpen(state, entry))
    .map(({ key, question, scope }) => ({
      key,
      option: `--set ${shellWord(`${key}=${exampleOf(question, scope)}`)}`,
    }));
}

function exampleOf(question: Question, scope: Scope): string {
  const words = question.kind === 'several' ? question.choices(scope).map(({ value }) => String(value)) : [];
  const example = given(question.example, scope);
  const value = example === undefined ? undefined : parseText(question, example);
  return (Array.isArray(value) ? JSON.stringify(value) : example) ?? words[0] ?? '...';
}
