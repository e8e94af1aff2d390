import { parseArn } from '../../aws/arns.js';
import { partitionOf } from '../../aws/partitions.js';
import { accessWordsOf, expandWords, GRANT_KINDS, type GrantKind, sayWords } from '../../grants/index.js';
import type { TextField } from '../../schema/text-field.js';
import { partsIn } from '../../spec/schema/grants.js';
import { ACCOUNT, unquoted } from '../forms.js';
import { fillIndexes, type Value } from '../paths.js';
import { type Choice, type Form, type Question, type Scope, WORDS } from '../question.js';
import { workloadTopic } from './topic.js';

/** Everything that is asked about one entry of a kind. */
function questionsOf(kind: GrantKind): readonly Question[] {
  return [
    ...nameQuestions(kind),
    ...arn(kind),
    access(kind),
    ...optionQuestions(kind),
    ...kmsKeyQuestions(kind),
    ...placeQuestions(kind),
    moreQuestion(kind),
  ];
}

const BY_FIELD = new Map(GRANT_KINDS.map((kind) => [String(kind.field), questionsOf(kind)]));

/** What is asked about each thing that a workload uses, for every kind of them. */
export const GRANT: readonly Question[] = [...BY_FIELD.values()].flat();

/** What is asked about one entry of a field of grants. */
export function grantQuestions(field: string): readonly Question[] {
  return BY_FIELD.get(field) ?? [];
}

/** Whether an entry is given, proposed by a standard, or answered. */
export function hasEntry({ names }: GrantKind, scope: Scope, entry: string): boolean {
  const [name = 'arn'] = Object.keys(names);
  return (
    isGiven(scope.get(entry)) ||
    isGiven(scope.standard(entry)?.value) ||
    isGiven(scope.get(`${entry}.${name}`))
  );
}

function at({ field }: GrantKind, name: string): string {
  return `workloads[].${field}[].${name}`;
}

function isGiven(value: Value | undefined): boolean {
  return value !== undefined && value !== null;
}

/** `resourceId` as `Resource id`. */
export function inWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Whose entry it is, then which one. */
function titleOf({ title }: GrantKind, { indexes }: Scope): string {
  return (indexes[1] ?? 0) === 0 ? title : `Next ${title}`;
}

function helpFor(description: string): string {
  return `${description} The policy names it alone; it is not created.`;
}

/** What an ARN or an address says of a thing; undefined for text that is a name itself, or names no such thing. */
function saidOf(kind: GrantKind, name: string, text: string) {
  const given = unquoted(text);
  const parts = kind.names[name]?.check(given) === undefined ? undefined : partsIn(kind, given);
  const holds = ([field, { check }]: readonly [string, TextField]) => {
    const part = parts?.[field];
    return part === undefined || check(part) === undefined;
  };
  return Object.entries({ ...kind.names, ...kind.options }).every(holds) ? parts : undefined;
}

/** What else of a thing its ARN or address says, by the keys of questions; its place counts where it is not the cluster's. */
function alsoSaid(
  kind: GrantKind,
  name: string,
  text: string,
  scope: Scope,
): Readonly<Record<string, Value>> {
  const { [name]: _, ...others } = saidOf(kind, name, text) ?? {};
  const said = Object.entries(others).flatMap(([field, part]) => {
    if (part === undefined) return [];
    const isOfCluster = !Object.hasOwn(kind.names, field) && part === scope.get(`cluster.${field}`);
    return [[fillIndexes(at(kind, field), scope.indexes), isOfCluster ? null : part] as const];
  });
  return Object.fromEntries(said);
}

/** What tells one thing from another; not asked where an ARN says it. */
export function nameQuestions(kind: GrantKind): readonly Question[] {
  const byArn = (scope: Scope) => isGiven(scope.get(at(kind, 'arn')));
  return Object.entries(kind.names).map(([name, field], index) => ({
    key: at(kind, name),
    kind: 'text',
    topic: workloadTopic,
    label: inWords(index === 0 ? kind.noun : name),
    message: (scope) =>
      index === 0 ? titleOf(kind, scope) : `${inWords(kind.noun)}: ${inWords(name).toLowerCase()}`,
    form: { parse: (text) => saidOf(kind, name, text)?.[name] ?? text, format: String },
    implies: (text, scope) => alsoSaid(kind, name, text, scope),
    help:
      kind.arn === undefined
        ? helpFor(field.description)
        : `${field.description} Its ARN will do as well; it is not created.`,
    example: () => exampleOf(field),
    asked: 'always',
    when: (scope) => !byArn(scope) || isGiven(scope.get(at(kind, name))),
    optional: byArn,
  }));
}

/** The ARN, of things that have nothing else, or in place of the names where a spec has that. */
function arn(kind: GrantKind): readonly Question[] {
  const { example } = kind.arn ?? {};
  if (example === undefined) return [];
  const only = Object.keys(kind.names).length === 0;
  const key = at(kind, 'arn');
  return [
    {
      key,
      kind: 'text',
      topic: workloadTopic,
      label: only ? inWords(kind.noun) : `${inWords(kind.noun)} ARN`,
      message: (scope) => `${titleOf(kind, scope)} (ARN)`,
      help: helpFor(`The ARN of the ${kind.noun}.`),
      example: (scope) => arnHere(scope, example),
      asked: only ? 'always' : 'review',
      when: (scope) => only || isGiven(scope.get(key)),
      optional: !only,
    },
  ];
}

/** One word of a short list, or any of the words. */
function access(kind: GrantKind): Question {
  const { menu = [], words } = kind;
  const said = accessWordsOf(kind).map(({ word, does, note }): Choice => ({ value: word, name: does, note }));
  const single = said.filter(({ value }) => Object.hasOwn(words, String(value)));
  const common = {
    key: at(kind, 'access'),
    topic: workloadTopic,
    label: 'Access',
    message: (scope: Scope) => `What may it do with the ${kind.noun}${called(kind, scope)}?`,
    help: 'The policy gets these actions and nothing more.',
  };
  const [only] = single;
  if (single.length === 1 && only !== undefined)
    return {
      ...common,
      kind: 'choice',
      asked: 'review',
      fallback: () => ({ value: only.value }),
      choices: () => single,
    };
  if (menu.length > 0) {
    const offered = menu.flatMap((word) => said.filter(({ value }) => value === word));
    const [modest = ''] = menu;
    return {
      ...common,
      kind: 'choice',
      asked: 'always',
      fallback: () => ({ value: modest }),
      choices: (scope) => [...asItIs(scope.get(common.key), menu), ...offered],
    };
  }
  return { ...common, kind: 'several', form: formOf(kind), asked: 'always', choices: () => single };
}

/** What a spec says that is not on the menu can be kept. */
function asItIs(current: Value | undefined, menu: readonly string[]): readonly Choice[] {
  if (!isGiven(current) || menu.some((word) => word === current)) return [];
  return [{ value: current ?? null, name: `As it is: ${WORDS.format(current ?? null)}` }];
}

const called = (kind: GrantKind, scope: Scope) => {
  const name = calledIn(kind, scope);
  return name === undefined ? '' : ` ${name}`;
};

/** Sets of words are shown by what they hold, and written by their name. */
function formOf(kind: GrantKind): Form {
  return {
    parse: (text) => sayWords(kind, WORDS.parse(text) as readonly string[]),
    format: (value) => expandWords(kind, (Array.isArray(value) ? value : [value]).map(String)).join(', '),
  };
}

/** Whatever else may be said of a thing. */
export function optionQuestions(kind: GrantKind): readonly Question[] {
  return Object.entries(kind.options ?? {}).map(([name, field]) => ({
    key: at(kind, name),
    kind: 'text',
    topic: workloadTopic,
    label: inWords(name),
    message: field.asks,
    help: field.description,
    example: () => exampleOf(field),
    asked: 'customise',
    optional: true,
  }));
}

/** Where a thing is, unless that is where the cluster is: its ARN tells, but for things whose ARN has no account. */
export function placeQuestions(kind: GrantKind): readonly Question[] {
  if (Object.keys(kind.names).length === 0) return [];
  const { noun, arn: form } = kind;
  const place = (name: 'region' | 'accountId', word: string, example: string) => ({
    key: at(kind, name),
    kind: 'text' as const,
    topic: workloadTopic,
    label: `${inWords(noun)} ${word}`,
    message: `${inWords(word)} of the ${noun}`,
    help: "Empty: the cluster's.",
    example,
    asked: 'review' as const,
    when: (scope: Scope) => isGiven(scope.get(at(kind, name))),
    optional: true,
  });
  const account = { ...place('accountId', 'account', '444455556666'), form: ACCOUNT };
  const isUntold = form?.without?.includes('accountId') === true;
  return [place('region', 'region', 'us-east-1'), isUntold ? { ...account, when: () => true } : account];
}

const EXAMPLE_KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** An example as an ARN of the cluster's own partition, region and account. */
export function arnHere(scope: Scope, example: string): string {
  const arn = parseArn(example);
  const region = String(scope.get('cluster.region') ?? arn?.region);
  const partition = partitionOf(region)?.name;
  if (arn === undefined || partition === undefined) return example;
  const accountId = String(scope.get('cluster.accountId') ?? arn.accountId);
  const place = [arn.region && region, arn.accountId && accountId];
  return ['arn', partition, arn.service, ...place, arn.resource].join(':');
}

/** Asked once the access needs the key, since it adds nothing before. */
export function kmsKeyQuestions(kind: GrantKind): readonly Question[] {
  if (kind.kmsVia === undefined) return [];
  const key = at(kind, 'kmsKeyArn');
  const usesKey = (scope: Scope) =>
    expandWords(
      kind,
      WORDS.parse(WORDS.format(scope.get(at(kind, 'access')) ?? '')) as readonly string[],
    ).some((word) => kind.words[word]?.kms !== undefined);
  return [
    {
      key,
      kind: 'text',
      topic: workloadTopic,
      label: 'KMS key',
      message: 'ARN of the KMS key that encrypts it',
      help: 'With a key of your own, the role must be allowed to use that as well; empty: no such key.',
      example: (scope) => arnHere(scope, EXAMPLE_KEY),
      asked: 'customise',
      when: (scope) => usesKey(scope) || isGiven(scope.get(key)),
      optional: true,
    },
  ];
}

/** Whether there is one more of the kind. */
export function moreQuestion(kind: GrantKind): Question {
  const { field, noun } = kind;
  return {
    key: at(kind, '@more'),
    kind: 'confirm',
    topic: workloadTopic,
    label: `More of ${field}`,
    message: `Another ${noun}?`,
    help: 'One role may reach several, each with access of its own.',
    asked: 'customise',
    hidden: true,
    element: { noun, called: (scope) => calledIn(kind, scope) },
    fallback: () => ({ value: false }),
    read: (scope) => {
      const [workload = 0, entry = 0] = scope.indexes;
      const next = `workloads[${workload}].${field}[${entry + 1}]`;
      return hasEntry(kind, scope, next) ? true : undefined;
    },
  };
}

/** What people call the thing that an entry is about. */
function calledIn(kind: GrantKind, scope: Scope): Value | undefined {
  const [name] = Object.keys(kind.names);
  const called = name === undefined ? undefined : scope.get(at(kind, name));
  return isGiven(called) ? called : scope.get(at(kind, 'arn'));
}

function exampleOf({ examples = [] }: TextField): string | undefined {
  return examples[0] === undefined ? undefined : String(examples[0]);
}
