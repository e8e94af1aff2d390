import { groupBy } from '../collections.js';
import type { Fact, Inventory, Link, RoleFact, Span } from '../readers/index.js';
import { covers } from './actions.js';
import { isPlain } from './arns.js';
import { linkedRole } from './linked-role.js';
import type { Policy, Statement } from './policies.js';
import type { RuleContext } from './rule.js';
import type { Text } from './text.js';

/** A role that is to assume another: by a statement of its policies, or by a Pod Identity association. */
export interface Chain {
  readonly source: RoleFact;
  readonly target: RoleFact;
  /** Where the target is named. */
  readonly place: Span;
}

/** What a role may do in the policies that the files attach to it. */
export interface RolePermissions {
  readonly role: RoleFact;
  readonly statements: readonly Statement[];
  /** Whether every policy of the role is in the files, and known. */
  readonly complete: boolean;
}

interface Chains {
  readonly byStatement: readonly (readonly Chain[])[];
  readonly permissions: readonly RolePermissions[];
}

const cache = new WeakMap<Inventory, Chains>();

/** Roles that are to assume others by statements; those that share a statement stand together. */
export function chainsByStatement(context: RuleContext): readonly (readonly Chain[])[] {
  return chainsOf(context).byStatement;
}

/** Roles that EKS goes on from to a target role. */
export function chainsByAssociation({ inventory }: RuleContext): readonly Chain[] {
  return inventory.podIdentityAssociations.flatMap((item) => {
    if (item.targetRole === undefined) return [];
    const source = linkedRole(inventory, item.role, item);
    const target = linkedRole(inventory, item.targetRole, item);
    return source === undefined || target === undefined
      ? []
      : [{ source, target, place: item.targetRole.value.place }];
  });
}

/** The permissions of every role that the files make. */
export function rolePermissions(context: RuleContext): readonly RolePermissions[] {
  return chainsOf(context).permissions;
}

function chainsOf(context: RuleContext): Chains {
  const found = cache.get(context.inventory) ?? collect(context);
  cache.set(context.inventory, found);
  return found;
}

function collect(context: RuleContext): Chains {
  const { inventory, policies } = context;
  const byFact = new Map(policies.map((policy) => [policy.fact.id, policy]));
  const holders = groupBy(
    inventory.attachments.flatMap((attachment) => {
      const role = linkedRole(inventory, attachment.role, attachment);
      const policy = byFact.get(policyId(inventory, attachment.policy) ?? '');
      return role === undefined ? [] : [{ role, policy }];
    }),
    ({ role }) => role.id,
  );
  const permissions = [...holders.values()].flatMap((held): readonly RolePermissions[] => {
    const [first] = held;
    if (first === undefined) return [];
    const known = held.flatMap(({ policy }) => (policy === undefined ? [] : [policy]));
    return [
      {
        role: first.role,
        statements: known.flatMap(({ statements }) => statements),
        complete: known.length === held.length && known.every(({ complete }) => complete),
      },
    ];
  });
  return { permissions, byStatement: policies.flatMap((policy) => chainsIn(policy, permissions, context)) };
}

function policyId(inventory: Inventory, { fact, value }: Link): string | undefined {
  if (fact !== undefined) return fact;
  return value.known
    ? inventory.policies.find(({ arn }) => arn?.known === true && arn.value === value.value)?.id
    : undefined;
}

function chainsIn(
  policy: Policy,
  permissions: readonly RolePermissions[],
  context: RuleContext,
): readonly (readonly Chain[])[] {
  if (policy.use !== 'identity') return [];
  return policy.statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap((statement) => {
      if (!covers(context.catalog, statement.actions, 'sts', 'AssumeRole')) return [];
      const sources = permissions.filter(({ statements }) => statements.includes(statement));
      return (statement.resources?.values ?? []).map((text) => {
        const target = namedRole(context.inventory, text, policy.fact);
        if (target === undefined) return [];
        return sources.map(({ role }) => ({ source: role, target, place: text.place }));
      });
    });
}

/** The role that a resource names alone. */
function namedRole(inventory: Inventory, text: Text, from: Fact): RoleFact | undefined {
  const { node, known } = text;
  if (known && !isPlain(text.text)) return undefined;
  if (node.kind !== 'scalar' && node.kind !== 'unknown') return undefined;
  const value =
    node.kind === 'unknown' ? node : { known: true as const, value: text.text, place: text.place };
  const fact = node.reference?.attribute === 'arn' ? node.reference.fact : undefined;
  return linkedRole(inventory, fact === undefined ? { value } : { fact, value }, from);
}

/** How a trust policy meets a role that is to assume its own: `unknown` where it may let it in. */
export interface Admission {
  readonly answer: 'yes' | 'no' | 'unknown';
  /** The statements that let the role in by sts:AssumeRole. */
  readonly by: readonly Statement[];
}

/** Whether a trust policy lets a role in, by its ARN, its account or everyone. */
export function admission(trust: Policy, source: RoleFact, context: RuleContext): Admission {
  const answers = trust.statements.map((statement) => ({
    statement,
    answer: admits(statement, source, context),
  }));
  const by = answers.filter(({ answer }) => answer === 'yes').map(({ statement }) => statement);
  if (by.length > 0) return { answer: 'yes', by };
  const open = !trust.complete || answers.some(({ answer }) => answer === 'unknown');
  return { answer: open ? 'unknown' : 'no', by };
}

function admits(statement: Statement, source: RoleFact, { catalog }: RuleContext): Admission['answer'] {
  if (statement.effect === 'Deny') return 'no';
  if (statement.effect === undefined || !statement.complete || statement.notActions !== undefined)
    return 'unknown';
  if (!covers(catalog, statement.actions, 'sts', 'AssumeRole'))
    return statement.actions?.complete === true ? 'no' : 'unknown';
  const element = statement.node.entries.find(({ key }) => key === 'Principal')?.value;
  if (element === undefined || element.kind === 'unknown') return 'unknown';
  const answers = statement.principals.map(({ element, type, value }) =>
    element === 'NotPrincipal' ? 'unknown' : matches(type, value, source),
  );
  if (answers.includes('yes')) return 'yes';
  return answers.includes('unknown') || hasUnknownValues(element) ? 'unknown' : 'no';
}

function hasUnknownValues(principal: Statement['node']['entries'][number]['value']): boolean {
  if (principal.kind !== 'map') return false;
  if (principal.rest.length > 0) return true;
  return principal.entries.some(
    ({ key, value }) =>
      key === undefined ||
      value.kind === 'unknown' ||
      (value.kind === 'list' &&
        (value.rest.length > 0 || value.items.some(({ kind }) => kind === 'unknown'))),
  );
}

function matches(type: string, value: Text, source: RoleFact): Admission['answer'] {
  if (type !== 'AWS' && type !== '*') return 'no';
  if (value.text === '*') return 'yes';
  const { node } = value;
  const reference = node.kind === 'scalar' || node.kind === 'unknown' ? node.reference : undefined;
  if (reference !== undefined && reference.fact === source.id) return 'yes';
  if (!value.known) return 'unknown';
  const account = /^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$/.exec(value.text)?.[1];
  if (account !== undefined) return !source.account.known || source.account.value === account ? 'yes' : 'no';
  const kind = /^arn:[^:]*:(?:iam::\d{12}:(role|user)|sts::\d{12}:(assumed-role))\/(?:.*\/)?([^/*?]+)$/.exec(
    value.text,
  );
  if (kind === null) return 'unknown';
  const [, own, session, name] = kind;
  // A single session may be the one that the pod has.
  if (session !== undefined) return 'unknown';
  if (own === 'user') return 'no';
  if (source.arn.known) return source.arn.value === value.text ? 'yes' : 'no';
  if (!source.name.known) return 'unknown';
  return name === source.name.value ? 'yes' : 'no';
}
