import { ignores } from '../facts.js';
import type { ExclusivePoliciesFact, Link, PolicyFact, RoleFact } from '../inventory.js';
import { map, type Node, unknown } from '../node.js';
import { fieldOf, isNull, itemsWithRest, knownNumber, knownString, present } from '../node-access.js';
import {
  asText,
  documentIn,
  type FactContext,
  type FactReader,
  factOf,
  linkOf,
  textOf,
  textOr,
} from './context.js';
import type { ResourceObject } from './object.js';

/** `aws_iam_role` and its data source. */
export const readRole: FactReader = (object, context) => {
  const { body, provider, mode } = object;
  const trust = documentIn(fieldOf(body, 'assume_role_policy'), context);
  const boundary = present(fieldOf(body, 'permissions_boundary'));
  const duration = knownNumber(fieldOf(body, 'max_session_duration'));
  const tags = withDefaults(provider.defaultTags, present(fieldOf(body, 'tags')), mode);
  const used = lastUse(fieldOf(body, 'role_last_used'));
  const role: RoleFact = {
    ...factOf(object, context),
    ownership: mode === 'data' ? 'existing' : 'declared',
    name: textOf(object, 'name'),
    path: mode === 'data' ? unknownPath(object) : textOr(object, 'path', '/'),
    partition: asText(provider.partition),
    account: asText(provider.account),
    arn: textOf(object, 'arn'),
    ...(trust === undefined ? {} : { trust }),
    ...(boundary === undefined ? {} : { permissionsBoundary: linkOf(boundary) }),
    ...(duration === undefined ? {} : { maxSessionDuration: duration }),
    ...(tags === undefined ? {} : { tags }),
    ...(used === undefined ? {} : { lastUsed: used }),
  };
  context.inventory.roles.push(role);
  readExclusive(object, role, context);
  readInlinePolicies(object, role, context);
  readManagedPolicyArns(object, role, context);
};

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleLastUsed.html; empty for a role that was not used. */
function lastUse(node: Node | undefined): string | undefined {
  const [date, region] = ['last_used_date', 'region'].map((key) => knownString(fieldOf(node, key)));
  if (date?.known !== true) return undefined;
  return region?.known === true ? `${date.value} in ${region.value}` : date.value;
}

/** The tags that the provider gives to every resource, and the role's own, which win. */
function withDefaults(defaults: Node | undefined, own: Node | undefined, mode: string): Node | undefined {
  if (defaults === undefined || mode === 'data') return own;
  if (own === undefined || isNull(defaults)) return own ?? present(defaults);
  if (defaults.kind !== 'map' || own.kind !== 'map') return own.kind === 'map' ? defaults : own;
  return map([...defaults.entries, ...own.entries], own.place, [...defaults.rest, ...own.rest]);
}

/**
 * `inline_policy` blocks and `managed_policy_arns` say which policies the role has in all, also when they say none, unless
 * changes of them are ignored: then the role is made with them, and what others attach stays.
 */
function readExclusive(object: ResourceObject, role: RoleFact, context: FactContext): void {
  if (object.mode === 'data' || object.observed) return;
  const link = { fact: role.id, value: role.name };
  const blocks = fieldOf(object.body, 'inline_policy');
  const arns = fieldOf(object.body, 'managed_policy_arns');
  const add = (of: ExclusivePoliciesFact['of'], node: Node, policies: readonly Link[]) => {
    const name = of === 'inline' ? 'inline_policy' : 'managed_policy_arns';
    if (ignores(role, name)) return;
    const fact = { ...factOf(object, context), id: `${role.id}#${name}`, kind: name, place: node.place };
    context.inventory.exclusivePolicies.push({ ...fact, role: link, of, policies });
  };
  if (blocks?.kind === 'list' && blocks.items.length > 0 && blocks.rest.length === 0)
    add(
      'inline',
      blocks,
      blocks.items.flatMap((block) => {
        const name = fieldOf(block, 'name');
        return name === undefined ? [] : [linkOf(name)];
      }),
    );
  if (arns?.kind === 'list' && arns.rest.length === 0) add('managed', arns, arns.items.map(linkOf));
}

/** `aws_iam_role_policies_exclusive` and `aws_iam_role_policy_attachments_exclusive`. */
export const readExclusivePolicies: FactReader = (object, context) => {
  const of = object.type === 'aws_iam_role_policies_exclusive' ? 'inline' : 'managed';
  const role = fieldOf(object.body, 'role_name');
  const policies = fieldOf(object.body, of === 'inline' ? 'policy_names' : 'policy_arns');
  if (role === undefined || policies?.kind !== 'list' || policies.rest.length > 0) return;
  const fact = factOf(object, context);
  const links = policies.items.map(linkOf);
  context.inventory.exclusivePolicies.push({ ...fact, role: linkOf(role), of, policies: links });
};

function readInlinePolicies(object: ResourceObject, role: RoleFact, context: FactContext): void {
  for (const [index, block] of itemsWithRest(fieldOf(object.body, 'inline_policy')).entries()) {
    const isOpen = block.kind === 'unknown';
    const named = knownString(fieldOf(block, 'name'));
    // A plan leaves out what it does not know; an empty block is none.
    const unsaid = named && unknown('nothing says what the inline policy allows', block.place);
    const document = isOpen ? block : (documentIn(fieldOf(block, 'policy'), context) ?? unsaid);
    if (document === undefined) continue;
    const name = named ?? unknown('the inline policy has no name', block.place);
    const id = `${role.id}#inline_policy[${index}]`;
    const fact = {
      ...factOf(object, context),
      ...{ id, kind: 'inline_policy', place: block.place },
      ...(isOpen ? { conditional: true as const } : {}),
    };
    const policy: PolicyFact = { ...fact, use: 'inline', ownership: 'declared', name, document };
    context.inventory.policies.push(policy);
    const link = { fact: role.id, value: role.name };
    context.inventory.attachments.push({
      ...fact,
      id: `${id}:attachment`,
      role: link,
      policy: { fact: id, value: name },
    });
  }
}

function readManagedPolicyArns(object: ResourceObject, role: RoleFact, context: FactContext): void {
  const arns = fieldOf(object.body, 'managed_policy_arns');
  for (const [index, arn] of itemsWithRest(arns).entries()) {
    const fact = { ...factOf(object, context), kind: 'managed_policy_arns', place: arn.place };
    const id = `${role.id}#managed_policy_arns[${index}]`;
    const link = { fact: role.id, value: role.name };
    context.inventory.attachments.push({ ...fact, id, role: link, policy: linkOf(arn) });
  }
}

function unknownPath(object: ResourceObject) {
  return knownString(fieldOf(object.body, 'path')) ?? unknown('only AWS knows the path', object.place);
}
