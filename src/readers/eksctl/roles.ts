import type { Brought, Fact, Link, RoleFact } from '../inventory.js';
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

/** An element that eksctl makes a role for. */
export interface RoleElement {
  /** Where it is in the document: `iam.serviceAccounts[0]`. */
  readonly path: string;
  /** The list or map that holds it. */
  readonly kind: string;
  readonly node: Node;
  readonly fields: RoleFields;
}

/** Adds the role that eksctl makes for an element, with its policies; returns a pointer to it. */
export function addRole(context: EksctlContext, element: RoleElement, trust: Node): Link {
  const { cluster, inventory } = context;
  const { path, kind, node, fields } = element;
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
  addPolicies(context, element, { fact: role.id, value: role.name });
  return { fact: role.id, value: role.arn };
}

function addPolicies(context: EksctlContext, element: RoleElement, role: Link): void {
  const { path, kind, node, fields } = element;
  const attach = (at: string, arns: readonly Node[]) => {
    for (const [index, arn] of arns.entries())
      context.inventory.attachments.push({
        ...factOf(context, `${at}[${index}]`, kind, arn.place),
        role,
        policy: linkTo(arn),
      });
  };
  if (fields.policyArns !== undefined)
    attach(`${path}.${fields.policyArns}`, itemsOf(fieldOf(node, fields.policyArns)));
  const own = fields.policy === undefined ? undefined : present(fieldOf(node, fields.policy));
  if (own !== undefined) {
    const name = unknown('CloudFormation makes up the name', own.place);
    const fact = factOf(context, `${path}.${fields.policy}`, kind, own.place);
    addInline(context, fact, role, { name, document: own });
  }
  const wellKnown = fieldOf(node, 'wellKnownPolicies');
  for (const item of isMap(wellKnown) ? wellKnown.entries : []) {
    const { managed = [], inline } = wellKnownPolicy(item, context.cluster) ?? {};
    const at = `${path}.wellKnownPolicies.${item.key ?? '?'}`;
    attach(at, managed);
    if (inline === undefined) continue;
    const fact = factOf(context, at, kind, inline.document.place);
    addInline(context, fact, role, { name: item.keyNode, ...inline });
  }
}

interface InlinePolicy {
  readonly name: StringNode | UnknownNode;
  readonly document: Node;
  readonly brought?: Brought;
}

function addInline(
  { inventory }: EksctlContext,
  fact: Fact,
  role: Link,
  { name, document, brought }: InlinePolicy,
): void {
  const { root, problems } = documentOf(document);
  inventory.diagnostics.push(...problems);
  const value = asKnown(name);
  inventory.policies.push({
    ...fact,
    use: 'inline',
    ownership: 'declared',
    name: value,
    document: withoutIntrinsics(root),
    ...(brought === undefined ? {} : { brought }),
  });
  inventory.attachments.push({
    ...fact,
    id: `${fact.id}:attachment`,
    role,
    policy: { fact: fact.id, value },
  });
}
