import { GRANT_KINDS, type GrantKind } from '../../grants/index.js';
import type { Value } from '../paths.js';
import type { Choice, Question, Scope } from '../question.js';
import { hasEntry } from './grant.js';
import { programIn } from './program.js';
import { workloadTopic } from './topic.js';

const doings = ({ words }: GrantKind) =>
  Object.values(words)
    .map(({ does }) => `${does.charAt(0).toLowerCase()}${does.slice(1)}`)
    .join('; ');

const KINDS: readonly Choice[] = GRANT_KINDS.map((kind) => ({
  value: kind.field,
  name: kind.title,
  note: `${kind.field}: ${doings(kind)}`,
}));

/** What is asked about the kinds of things that a workload uses. */
export const USES: readonly Question[] = [
  {
    key: 'workloads[].@uses',
    kind: 'several',
    topic: workloadTopic,
    label: 'Uses',
    message: 'What does it use?',
    help: 'The role gets access to what you name next, and to nothing else.',
    asked: (scope) => (isProgram(scope) ? 'review' : 'always'),
    optional: grantedOtherwise,
    fallback: (scope) => ({
      value:
        hasPolicies(scope) || goesOn(scope) || roleNeedsNothing(scope) || isProgram(scope) ? [] : first(),
    }),
    read: (scope) => {
      const fields = givenFields(scope);
      const asIs = scope.inFile('workloads[]') && scope.surroundings.interactive;
      return fields.length > 0 || asIs ? fields : undefined;
    },
    check: (scope, value) =>
      usedFields(value).length > 0 || grantedOtherwise(scope)
        ? undefined
        : 'mark at least one: a role that may do nothing is of no use, unless targetRoleArn, policyArns or statements say what it may, or the role exists',
    choices: () => KINDS,
  },
];

/** The fields of grants that an answer names, in the order of the kinds. */
export function usedFields(uses: Value | undefined): readonly string[] {
  const fields = GRANT_KINDS.map(({ field }) => field);
  return Array.isArray(uses) ? fields.filter((field) => uses.includes(field)) : [];
}

/** What people are offered first is what most of them use. */
const first = () => GRANT_KINDS.slice(0, 1).map(({ field }) => field);

function givenFields(scope: Scope): readonly string[] {
  return GRANT_KINDS.filter((kind) => hasEntry(kind, scope, `workloads[].${kind.field}[0]`)).map(
    ({ field }) => field,
  );
}

/** A workload needs nothing of its own where policies say what it may do, or where somebody else owns the role. */
function grantedOtherwise(scope: Scope): boolean {
  return hasPolicies(scope) || goesOn(scope) || roleExists(scope) || isProgram(scope);
}

/** What a target role may do is said where it is. */
const goesOn = (scope: Scope) => scope.get('workloads[].targetRoleArn') !== undefined;

/** The catalogue says what a program may do; a workload may use more than that. */
const isProgram = (scope: Scope) => programIn(scope) !== undefined;

function hasPolicies(scope: Scope): boolean {
  return ['policyArns', 'statements'].some((field) => {
    const list = scope.get(`workloads[].${field}`);
    return Array.isArray(list) && list.length > 0;
  });
}

const roleExists = (scope: Scope) =>
  (scope.get('workloads[].identity.roleOwner') ?? scope.get('identity.roleOwner')) === 'existing';

/** Without anybody to ask; somebody who is there may go on to say later that the role exists. */
const roleNeedsNothing = (scope: Scope) => roleExists(scope) && !scope.surroundings.interactive;
