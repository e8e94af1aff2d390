import { groupBy } from '../collections.js';
import type { Fact, Inventory, PodIdentityAssociationFact, RoleFact, Span } from '../readers/index.js';
import { covers } from './actions.js';
import { isPlain } from './arns.js';
import { linkedRole } from './linked-role.js';
import { associationsByRole } from './pod-sessions.js';
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
  readonly byRole: ReadonlyMap<RoleFact, readonly PodIdentityAssociationFact[]>;
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

/** The Pod Identity associations of a role. */
export function associationsOf(role: RoleFact, context: RuleContext): readonly PodIdentityAssociationFact[] {
  return chainsOf(context).byRole.get(role) ?? [];
}

function chainsOf(context: RuleContext): Chains {
  const found = cache.get(context.inventory) ?? collect(context);
  cache.set(context.inventory, found);
  return found;
}

function collect(context: RuleContext): Chains {
  const { inventory, policies } = context;
  const byFact = new Map(policies.map((policy) => [policy.fact.id, policy]));
  const byArn = new Map(
    inventory.policies.flatMap(({ arn, id }) => (arn?.known ? [[arn.value, id] as const] : [])),
  );
  const holders = groupBy(
    inventory.attachments.flatMap((attachment) => {
      const role = linkedRole(inventory, attachment.role, attachment);
      const { fact, value } = attachment.policy;
      const policy = byFact.get(fact ?? (value.known ? byArn.get(value.value) : undefined) ?? '');
      return role === undefined ? [] : [{ role, policy }];
    }),
    ({ role }) => role.id,
  );
  const permissions = [...holders.values()].map((held): RolePermissions => {
    const known = held.flatMap(({ policy }) => (policy === undefined ? [] : [policy]));
    return {
      role: held[0].role,
      statements: known.flatMap(({ statements }) => statements),
      complete: known.length === held.length && known.every(({ complete }) => complete),
    };
  });
  return {
    byRole: associationsByRole(inventory),
    permissions,
    byStatement: policies.flatMap((policy) => chainsIn(policy, permissions, context)),
  };
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

/**
 * The role that a resource names alone. Of a role whose account no file tells, a name is not enough: roles that one assumes are
 * often another account's, and called the same in each.
 */
function namedRole(inventory: Inventory, text: Text, from: Fact): RoleFact | undefined {
  const { node, known } = text;
  if (known && !isPlain(text.text)) return undefined;
  if (node.kind !== 'scalar' && node.kind !== 'unknown') return undefined;
  const value =
    node.kind === 'unknown' ? node : { known: true as const, value: text.text, place: text.place };
  const fact = node.reference?.attribute === 'arn' ? node.reference.fact : undefined;
  const role = linkedRole(inventory, fact === undefined ? { value } : { fact, value }, from);
  return fact !== undefined || role?.arn.known ? role : undefined;
}
