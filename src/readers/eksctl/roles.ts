import type { Brought, Link, RoleFact } from '../inventory.js';
import { documentOf } from '../json/document-of.js';
import { type Node, type StringNode, type UnknownNode, unknown } from '../node.js';
import { fieldOf, isMap, itemsOf, known, present } from '../node-access.js';
import { asKnown, type EksctlContext, factOf, linkTo, roleArn, textNode } from './context.js';
import { withoutIntrinsics } from './intrinsics.js';
import { wellKnownPolicy } from './well-known.js';

/** The names of a role's fields, which differ from place to place. */
export interface RoleFields {
  /** `roleName` where nothing else is said. */
  readonly name?: string;
  readonly policyArns?: string;
  readonly policy?: string;
  readonly boundary: string;
}

/** Adds the role that eksctl makes for an element, with its policies; returns a pointer to it. */
export function addRole(
  context: EksctlContext,
  path: string,
  kind: string,
  node: Node,
  fields: RoleFields,
  trust: Node,
): Link {
  const { cluster, inventory } = context;
  const name = textNode(
    fieldOf(node, fields.name ?? 'roleName'),
    'CloudFormation makes up the name',
    node.place,
  );
  const boundary = present(fieldOf(node, fields.boundary));
  const tags = present(fieldOf(node, 'tags'));
  const role: RoleFact = {
    ...factOf(context, `${path}:role`, kind, node.place),
    ownership: 'declared',
    name: asKnown(name),
    path: known('/', node.place),
    partition: asKnown(cluster.partition),
    account: cluster.account,
    arn: roleArn(cluster, name, node.place),
    trust,
    ...(boundary === undefined ? {} : { permissionsBoundary: linkTo(boundary) }),
    ...(tags === undefined ? {} : { tags }),
  };
  inventory.roles.push(role);
  addPolicies(context, path, kind, node, fields, { fact: role.id, value: role.name });
  return { fact: role.id, value: role.arn };
}

function addPolicies(
  context: EksctlContext,
  path: string,
  kind: string,
  node: Node,
  fields: RoleFields,
  role: Link,
): void {
  const arns = fields.policyArns === undefined ? undefined : fieldOf(node, fields.policyArns);
  for (const [index, arn] of itemsOf(arns).entries()) {
    const fact = factOf(context, `${path}.${fields.policyArns}[${index}]`, kind, arn.place);
    context.inventory.attachments.push({ ...fact, role, policy: linkTo(arn) });
  }
  const policy = fields.policy === undefined ? undefined : present(fieldOf(node, fields.policy));
  if (policy !== undefined) addInline(context, `${path}.${fields.policy}`, kind, role, policy, name(policy));
  const wellKnown = fieldOf(node, 'wellKnownPolicies');
  for (const item of isMap(wellKnown) ? wellKnown.entries : []) {
    const { managed = [], inline } = wellKnownPolicy(item, context.cluster) ?? {};
    const at = `${path}.wellKnownPolicies.${item.key ?? '?'}`;
    for (const [index, arn] of managed.entries()) {
      const fact = factOf(context, `${at}[${index}]`, kind, arn.place);
      context.inventory.attachments.push({ ...fact, role, policy: linkTo(arn) });
    }
    if (inline !== undefined)
      addInline(context, at, kind, role, inline.document, item.keyNode, inline.brought);
  }
}

const name = (policy: Node): UnknownNode => unknown('CloudFormation makes up the name', policy.place);

function addInline(
  context: EksctlContext,
  path: string,
  kind: string,
  role: Link,
  policy: Node,
  nameNode: StringNode | UnknownNode,
  brought?: Brought,
): void {
  const fact = factOf(context, path, kind, policy.place);
  const { root, problems } = documentOf(policy);
  context.inventory.diagnostics.push(...problems);
  const value = asKnown(nameNode);
  context.inventory.policies.push({
    ...fact,
    use: 'inline',
    ownership: 'declared',
    name: value,
    document: withoutIntrinsics(root),
    ...(brought === undefined ? {} : { brought }),
  });
  context.inventory.attachments.push({
    ...fact,
    id: `${fact.id}:attachment`,
    role,
    policy: { fact: fact.id, value },
  });
}
