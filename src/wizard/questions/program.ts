import {
  aboutParameter,
  PARAMETERS,
  type ParameterName,
  PROGRAMS,
  type Program,
} from '../../catalog/index.js';
import { type GrantKind, kindOf } from '../../grants/index.js';
import { usedProgram } from '../../spec/programs.js';
import { unquoted } from '../forms.js';
import type { Value } from '../paths.js';
import { given, type Question, type Scope, wordsAs } from '../question.js';
import {
  arnHere,
  inWords,
  kmsKeyQuestions,
  moreQuestion,
  nameQuestions,
  optionQuestions,
  placeQuestions,
} from './grant.js';
import { workloadTopic } from './topic.js';

/** The program of the catalogue that a workload takes, which then gives what the spec leaves out. */
export function programIn(scope: Scope): Program | undefined {
  return scope.get('workloads[].@program') === 'program'
    ? usedProgram(scope.get('workloads[].uses'))
    : undefined;
}

/** Whether the pods are those of a chart or add-on, and not the application's own. */
export function isChart(scope: Scope): boolean {
  return programIn(scope)?.namespace !== undefined;
}

const isLocked = (scope: Scope) => scope.standard('workloads[].uses')?.standard?.locked === true;

/** What is asked about a workload first of all: whose it is. */
export const PROGRAM: readonly Question[] = [
  {
    key: 'workloads[].@program',
    kind: 'choice',
    topic: workloadTopic,
    label: 'What it is',
    message: 'What gets access to AWS?',
    help: 'The catalogue knows the names of well-known programs, and what each may do.',
    asked: (scope) => (isLocked(scope) ? 'review' : 'always'),
    fallback: (scope) => ({
      value: scope.standard('workloads[].uses') === undefined ? 'own' : 'program',
    }),
    read: (scope) => {
      if (typeof scope.given('workloads[].uses') === 'string') return 'program';
      return scope.given('workloads[]') === undefined ? undefined : 'own';
    },
    choices: () => [
      { value: 'own', name: 'My own application', note: 'you say what it uses' },
      {
        value: 'program',
        name: 'A well-known program',
        note: `one of ${PROGRAMS.length}, such as external-dns or Karpenter; nothing of it is installed`,
      },
    ],
  },
  {
    key: 'workloads[].uses',
    kind: 'search',
    topic: workloadTopic,
    label: 'Program',
    message: 'Which program?',
    help: 'Its names, its policy and the values of its chart come from the catalogue.',
    asked: 'always',
    when: (scope) => scope.get('workloads[].@program') === 'program',
    choices: () => PROGRAMS.map(({ name, about }) => ({ value: name, name: `${name}: ${about}` })),
  },
];

/** The parameters in the order in which people are asked for them. */
const NAMES = Object.keys(PARAMETERS) as ParameterName[];

/** What a program needs to be told, but for its buckets. */
export const WITH: readonly Question[] = NAMES.filter((name) => name !== 'buckets').map((name) => {
  const { type, field, held } = PARAMETERS[name];
  const isList = type !== 'string';
  const valueIn = (text: string) => held?.(unquoted(text)) ?? text;
  const label = name === 'keys' ? 'KMS keys' : inWords(name);
  return {
    key: `workloads[].with.${name}`,
    kind: 'text',
    form: isList ? wordsAs(valueIn) : { parse: valueIn, format: String },
    topic: workloadTopic,
    label,
    message: (scope) =>
      `${label} of ${programIn(scope)?.name}${isList ? ' (several with commas between)' : ''}`,
    help: (scope) => helpFor(scope, name),
    example: (scope) => arnHere(scope, String(field.examples?.[0] ?? '')),
    asked: 'always',
    when: (scope) => takes(scope, name),
    optional: (scope) => !isNeeded(scope, name),
  };
});

function takes(scope: Scope, name: ParameterName): boolean {
  return programIn(scope)?.parameters.some((parameter) => parameter.name === name) === true;
}

/** Whether a program can do nothing without a parameter, the last of several among them. */
function isNeeded(scope: Scope, name: ParameterName): boolean {
  const { parameters = [], atLeastOneOf = [] } = programIn(scope) ?? {};
  if (parameters.some((parameter) => parameter.name === name && parameter.required)) return true;
  const others = NAMES.filter((other) => other !== name && atLeastOneOf.includes(other));
  return (
    atLeastOneOf.includes(name) &&
    others.every((other) => NAMES.indexOf(other) < NAMES.indexOf(name)) &&
    others.every((other) => !isGiven(scope.get(`workloads[].with.${other}`)))
  );
}

const isGiven = (value: Value | undefined) => value !== undefined && value !== null;

function helpFor(scope: Scope, name: ParameterName): string {
  const program = programIn(scope);
  return program === undefined ? PARAMETERS[name].field.description : aboutParameter(program, name);
}

const LIST = 'with.buckets';
const BUCKETS = kindOf('buckets');

/** What is asked about each bucket of a program. */
export const PROGRAM_BUCKET: readonly Question[] =
  BUCKETS === undefined ? [] : bucketQuestions({ ...BUCKETS, field: LIST });

function bucketQuestions(kind: GrantKind): readonly Question[] {
  const isFirst = ({ indexes }: Scope) => indexes[1] === 0;
  const isNamed = (scope: Scope) =>
    takes(scope, 'buckets') &&
    ['name', 'arn'].some((name) => isGiven(scope.get(`workloads[].${LIST}[].${name}`)));
  return [
    ...nameQuestions(kind).map((question) => ({
      ...question,
      help: (scope: Scope) => (isFirst(scope) ? helpFor(scope, 'buckets') : given(question.help, scope)),
      when: (scope: Scope) => takes(scope, 'buckets') && question.when?.(scope) !== false,
      owns: `workloads[].${LIST}[]`,
      optional: (scope: Scope) =>
        given(question.optional ?? false, scope) || (isFirst(scope) && !isNeeded(scope, 'buckets')),
    })),
    ...[...optionQuestions(kind), ...kmsKeyQuestions(kind)].map((question) => ({
      ...question,
      when: isNamed,
    })),
    ...placeQuestions(kind).map((question) => ({
      ...question,
      when: (scope: Scope) => isNamed(scope) && question.when?.(scope) !== false,
    })),
    {
      ...moreQuestion(kind),
      help: 'A program may keep several kinds of things apart.',
      asked: 'always',
      when: isNamed,
    },
  ];
}
