import { PARTITIONS } from '../aws/partitions.js';
import { sameValue, type Value } from './paths.js';
import { type Form, type Question, type Scope, type SeveralQuestion, WORDS } from './question.js';
import type { Source } from './state.js';

/** A value as it is typed again. */
export function formatValue(question: Question, value: Value): string {
  if (value === null) return '';
  const form = formOf(question);
  if (form !== undefined && (typeof value === 'object' || question.kind === 'several'))
    return form.format(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A typed text as a value; empty text leaves the field out. */
export function parseText(question: Question, text: string): Value {
  const trimmed = text.trim();
  if (trimmed === '' && question.kind !== 'several') return null;
  return formOf(question)?.parse(trimmed) ?? trimmed;
}

/** The words that are marked where a question has this value. */
export function marksOf(question: SeveralQuestion, value: Value): readonly string[] {
  return formatValue(question, value)
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

function formOf(question: Question): Form | undefined {
  if (question.kind === 'several') return question.form ?? WORDS;
  return question.kind === 'text' ? question.form : undefined;
}

/** A value as the review shows it, in words where there are some. */
export function showValue(question: Question, value: Value | undefined, scope: Scope): string {
  if (value === undefined) return '?';
  if (question.kind === 'confirm') return value === true ? 'yes' : 'no';
  if (question.key === 'cluster.region') return [value, ...placeOf(String(value))].join(', ');
  if (question.kind === 'choice') {
    const choice = question.choices(scope).find((known) => sameValue(known.value, value));
    return choice === undefined ? formatValue(question, value) : choice.name;
  }
  if (question.kind === 'several') {
    const marks = marksOf(question, value);
    const names = question.choices(scope).filter((known) => marks.includes(String(known.value)));
    if (names.length > 0) return names.map(({ name }) => name).join(', ');
  }
  const text = value === null ? '' : formatValue(question, value);
  return text === '' ? '-' : text;
}

function placeOf(code: string): readonly string[] {
  return PARTITIONS.flatMap(({ regions }) => regions.filter((known) => known.code === code)).map(
    ({ place }) => place,
  );
}

/** Where a value comes from, in the user's words; nothing for what was typed. */
export function describeSource(source: Source, origin?: string): string {
  const words: Readonly<Record<Source, string>> = {
    typed: '',
    default: origin ?? 'default',
    file: 'file',
    env: 'IRSA_FORGE_SET',
    set: '--set',
  };
  return words[source];
}
