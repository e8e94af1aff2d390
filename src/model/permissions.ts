import { mapSorted, sortedUnique } from '../collections.js';
import { type GrantEntry, type GrantKind, grantStatements, type Home } from '../grants/index.js';
import type { AllowStatement, PermissionStatement } from '../iam/policy.js';

type Draft = Omit<PermissionStatement, 'effect'>;

/** Whatever may permit something to a role. */
export interface Permitted {
  readonly free: readonly AllowStatement[];
  readonly programs?: readonly AllowStatement[];
  readonly grants: readonly { readonly kind: GrantKind; readonly entries: readonly GrantEntry[] }[];
}

/**
 * The statements of one role: the spec's free ones in its order, those of well-known programs, then those that follow
 * from the grants, each action once, each resource once, nothing that a wider entry covers already.
 */
export function buildPermissions(
  { free, programs = [], grants }: Permitted,
  home: Home,
): readonly PermissionStatement[] {
  return allowing(free, [...distinct(programs.map(normalise)), ...grantStatements(grants, home)]);
}

/** Statements of the spec as those of a policy that holds nothing else. */
export function freeStatements(free: readonly AllowStatement[]): readonly PermissionStatement[] {
  return allowing(free, []);
}

function allowing(free: readonly AllowStatement[], more: readonly Draft[]): readonly PermissionStatement[] {
  const given = distinct(free.map(normalise));
  const taken = new Set(given.map((statement) => statement.sid).filter((sid) => sid !== ''));
  return [...given, ...more].map((draft, index) => {
    const chosen = index < given.length && draft.sid !== '';
    return {
      ...draft,
      sid: chosen ? draft.sid : claimSid(draft.sid || 'Statement', taken),
      effect: 'Allow',
    };
  });
}

/** Sids are unique in a policy: a second one of a name gets a number. */
export function claimSid(sid: string, taken: Set<string>): string {
  let candidate = sid;
  for (let number = 2; taken.has(candidate); number++) candidate = `${sid}${number}`;
  taken.add(candidate);
  return candidate;
}

function normalise(statement: AllowStatement): Draft {
  return {
    sid: statement.sid ?? '',
    actions: sortedUnique(statement.actions),
    resources: sortedUnique(statement.resources),
    conditions: mapSorted(statement.conditions, (keys) => mapSorted(keys, sortedUnique)),
  };
}

function distinct(statements: readonly Draft[]): readonly Draft[] {
  const seen = new Map<string, Draft>();
  for (const statement of statements) seen.set(JSON.stringify(statement), statement);
  return [...seen.values()];
}
