import type { TextField } from '../schema/text-field.js';
import { withArticle } from '../text/quote.js';
import { type ArnForm, arnOf, type ResourceKind, type Thing } from './kind.js';

interface NameOptions {
  readonly description?: string;
  /** What people call it: `id`. */
  readonly word?: string;
}

/** A name that a pattern describes in full. */
export function nameField(
  noun: string,
  pattern: RegExp,
  want: string,
  examples: string | readonly string[],
  { description = `The name of the ${noun}.`, word = 'name' }: NameOptions = {},
): TextField {
  return {
    description,
    examples: [examples].flat(),
    noun: `the ${word} of ${withArticle(noun)}`,
    check: (text) => (pattern.test(text) ? undefined : want),
    pattern,
  };
}

/** The resources whose ARNs are made from the thing's names by a template. */
export function resource(
  service: string,
  noun: string,
  ...paths: readonly ((names: Readonly<Record<string, string>>) => string)[]
): ResourceKind {
  return { noun, arns: (thing) => paths.map((path) => arnOf(thing, service, path(thing.names))) };
}

/** What knows no resource: the statement is on `*`. */
export function anything(noun: string, keys?: ResourceKind['keys']): ResourceKind {
  return { noun, anything: true, arns: () => ['*'], ...(keys === undefined ? {} : { keys }) };
}

/** The ARN that the entry itself gives. */
export function itself(noun: string): ResourceKind {
  return { noun, arns: ({ arn }: Thing) => (arn === undefined ? [] : [arn]) };
}

/** An ARN form of one name field. */
export function named(service: string, resource: RegExp, example: string): ArnForm {
  return { service, resource, example };
}
