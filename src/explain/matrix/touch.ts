import { type GrantKind, type Thing, thingNamed } from '../../grants/index.js';
import type { PolicyStatement } from '../../iam/document.js';
import type { Chain } from '../chain.js';
import { boundaryOf, policiesOf } from '../permissions.js';
import type { ReadPolicy } from '../policy.js';
import { coversWord } from './scopes.js';

/**
 * The things, by what they are a part of, of which the policies of a role, its boundary and its session may say anything,
 * undefined for any: on all others of a kind and an account the answer is the same. A table asks for each role about the
 * things of all others.
 */
export function mayTouch({ world, caller }: Chain, kind: GrantKind): ReadonlySet<string> | undefined {
  if (caller === undefined) return new Set();
  const policies = [
    ...policiesOf(world, caller.role).policies,
    ...(policiesOf(world, caller.role).possible ?? []),
    ...(boundaryOf(world, caller.role)?.policies ?? []),
    ...(caller.session?.policy === undefined ? [] : [caller.session.policy]),
  ];
  const named = new Set<string>();
  for (const policy of policies) {
    const things = thingsIn(kind, policy);
    if (things === undefined) return undefined;
    for (const thing of things) named.add(wholeOf(kind, thing));
  }
  return named;
}

/** Whether the role's own policies certainly allow no action of a kind's words, on whatever thing. */
export function allowsNothing({ world, caller, alternatives }: Chain, kind: GrantKind): boolean {
  if (caller === undefined || alternatives !== undefined) return false;
  const { policies, possible = [], hidden } = policiesOf(world, caller.role);
  if (hidden.length > 0 || caller.role.ownership === 'existing') return false;
  return [...policies, ...possible].every(
    ({ document, statements, missing }) =>
      missing.length === 0 &&
      document.statements.every(({ index, effect, action }) => {
        const gaps = statements.get(index)?.gaps;
        if (effect === 'Deny') return true;
        return gaps?.has('Action') !== true && gaps?.has('NotAction') !== true && !coversWord(kind, action);
      }),
  );
}

/** What a thing is, or is a part of, whichever account and region it is in. */
export function wholeOf(kind: GrantKind, { names, arn }: Thing): string {
  const own = Object.keys(kind.names);
  return own.length === 0 ? (arn ?? '') : JSON.stringify(own.map((name) => names[name]));
}

/** The things that a policy names in full; undefined when it may say something about any. */
function thingsIn(kind: GrantKind, { document, statements }: ReadPolicy): readonly Thing[] | undefined {
  const found: Thing[] = [];
  for (const statement of document.statements) {
    const gaps = statements.get(statement.index)?.gaps;
    if (gaps?.has('Action') || gaps?.has('NotAction')) return undefined;
    if (!coversWord(kind, statement.action)) continue;
    const things = thingsOf(kind, statement);
    if (things === undefined) return undefined;
    found.push(...things);
  }
  return found;
}

/** The things that a statement names in full; undefined when it may name any. */
function thingsOf(kind: GrantKind, { resource }: PolicyStatement): readonly Thing[] | undefined {
  if (resource === undefined || resource.negated) return undefined;
  const found: Thing[] = [];
  for (const value of resource.values) {
    if (isOfOtherService(kind, value)) continue;
    const thing = thingNamed(kind, value);
    if (thing === undefined || !/^[^*?$\uE000]*$/.test(wholeOf(kind, thing))) return undefined;
    found.push(thing);
  }
  return found;
}

/** What is certainly an ARN of another service, such as a key's, names none. */
function isOfOtherService({ inPolicies: { arn } }: GrantKind, value: string): boolean {
  const service = /^arn:[^:*?$\uE000]+:([a-z0-9-]+):/.exec(value)?.[1];
  return service !== undefined && service !== arn?.service;
}
