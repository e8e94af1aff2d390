import type { Given } from '../given.js';
import type { Brought, MutableInventory } from '../inventory.js';
import { documentOf } from '../json/document-of.js';
import { readKubernetesObject } from '../kubernetes/facts.js';
import { isKubernetesObject, textField } from '../kubernetes/objects.js';
import { entry, list, type MapNode, map, type Node, text, unknown } from '../node.js';
import { fieldOf, isMap, isString, itemsOf, itemsWithRest } from '../node-access.js';
import { folderOf } from '../paths.js';
import { problem } from '../problems.js';
import { type FactContext, linkOf } from '../resources/context.js';
import { readObject } from '../resources/index.js';
import type { Span } from '../text/source-text.js';
import { SAM_BROUGHT, templateDocument } from './sam-policies.js';
import { isStack, Stacks, type TemplateDocument } from './stacks.js';
import type { Template, TemplateResource } from './template.js';
import { type ResourceType, ROLE, TYPES } from './types.js';

/** Whether a document is a template of CloudFormation or SAM. */
export function isTemplate(root: Node): boolean {
  if (fieldOf(root, 'AWSTemplateFormatVersion') !== undefined) return isMap(root);
  if (/^AWS::Serverless/.test(textField(root, 'Transform') ?? '')) return true;
  const resources = fieldOf(root, 'Resources');
  return (isMap(resources) ? resources.entries : []).some(({ value }) =>
    /^(?:AWS|Custom|Alexa)::/.test(textField(value, 'Type') ?? ''),
  );
}

/** What the resources of a template are read with. */
interface TemplateContext extends FactContext {
  readonly template: Template;
}

/** Turns templates into facts; what one exports, the others may import. */
export function readTemplates(
  documents: readonly TemplateDocument[],
  inventory: MutableInventory,
  given: Given = {},
): void {
  const exported = new Map<string, Node | undefined>();
  for (const template of new Stacks(documents, given).all())
    for (const { name, value } of template.exports())
      exported.set(name, exported.has(name) ? undefined : value);
  // A template may have been asked for its exports before those of the others were known.
  for (const template of new Stacks(documents, given, exported).all()) {
    const context = { inventory, scope: template.scope, template };
    for (const { what, place } of template.unread()) notRead(what, place, context);
    for (const resource of template.resources()) readResource(resource, context);
  }
}

function readResource(resource: TemplateResource, context: TemplateContext): void {
  const { name, type, place } = resource;
  const { template } = context;
  const known = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (known !== undefined) readKnown(resource, known, context);
  else if (Object.hasOwn(SAM_SERVICES, type)) readSamRole(resource, context);
  else if (type === 'Custom::AWSCDK-EKS-KubernetesResource') readManifest(resource, context);
  else if (isStack(resource) && template.stack(name) === undefined)
    notRead(`nested stack ${name} is not read: its template is not among the files`, place, context);
  else if (type === 'AWS::Serverless::Connector')
    notRead(`connector ${name} is not read: SAM makes policies of it`, place, context);
}

function notRead(what: string, place: Span, { inventory }: FactContext): void {
  inventory.diagnostics.push(problem('read/not-checked', what, place));
}

/** Resources whose one policy is that of several others, by the argument that lists them. */
const LISTS = ['role', 'queue_url', 'arn'];

function readKnown(resource: TemplateResource, type: ResourceType, context: TemplateContext): void {
  const { template } = context;
  const properties = template.properties(resource);
  const object = template.object(resource, type, properties);
  const { body } = object;
  const several = LISTS.find((name) => fieldOf(body, name)?.kind === 'list');
  const items = several === undefined ? [] : itemsWithRest(fieldOf(body, several));
  if (several === undefined || body.kind !== 'map' || items.length === 0) readObject(object, context);
  else
    for (const [index, item] of items.entries()) {
      const own = body.entries.map((each) => (each.key === several ? { ...each, value: item } : each));
      const fact = index === 0 ? object.fact : `${object.fact}[${index}]`;
      readObject({ ...object, fact, body: map(own, body.place, body.rest) }, context);
    }
  const made = { role: fieldOf(object.value, 'name'), arn: fieldOf(object.value, 'arn') };
  if (type === ROLE && made.role !== undefined) readPolicies(resource, properties, made.role, context);
  if (type.type === 'aws_iam_policy')
    for (const [index, role] of itemsWithRest(fieldOf(properties, 'Roles')).entries())
      attach(resource, `.Roles[${index}]`, role, made.arn, context);
  const resourcePolicy = fieldOf(fieldOf(properties, 'ResourcePolicy'), 'PolicyDocument');
  if (type.type === 'aws_dynamodb_table' && resourcePolicy !== undefined)
    context.inventory.resourcePolicies.push({
      ...{ id: `${object.fact}:policy`, tool: object.tool, kind: resource.type, scope: context.scope },
      ...{ place: resource.place, resource: 'table', document: documentOf(resourcePolicy).root },
      of: linkOf(made.arn ?? resourcePolicy),
    });
}

/** The policies that a role names in itself: whatever else is attached to it, stays. */
function readPolicies(
  resource: TemplateResource,
  properties: Node,
  role: Node,
  context: TemplateContext,
  brought: readonly (Brought | undefined)[] = [],
): void {
  const { place } = resource;
  for (const [index, given] of itemsWithRest(fieldOf(properties, 'Policies')).entries()) {
    const policy = isMap(given) ? given : unknownPolicy(given);
    const own = map([...policy.entries, entry('Roles', place, role)], policy.place, policy.rest);
    const type = TYPES['AWS::IAM::Policy'] as ResourceType;
    const object = context.template.object(
      { ...resource, place: policy.place },
      type,
      own,
      `.Policies[${index}]`,
    );
    const by = brought[index];
    readObject(by === undefined ? object : { ...object, brought: by }, context);
  }
  for (const [index, arn] of itemsWithRest(fieldOf(properties, 'ManagedPolicyArns')).entries())
    attach({ ...resource, place: arn.place }, `.ManagedPolicyArns[${index}]`, role, arn, context);
}

/** A policy that the role has, or may have, of which nothing is known. */
function unknownPolicy({ place, ...given }: Node): MapNode {
  const reason = given.kind === 'unknown' ? given.reason : 'the policy is no object';
  const entries = ['PolicyName', 'PolicyDocument'].map((key) => entry(key, place, unknown(reason, place)));
  return { kind: 'map', entries, place, rest: [], weight: 5 };
}

const ATTACHMENT: ResourceType = {
  type: 'aws_iam_role_policy_attachment',
  names: { Role: 'role', PolicyArn: 'policy_arn' },
  ref: 'id',
};

function attach(
  resource: TemplateResource,
  part: string,
  role: Node,
  arn: Node | undefined,
  context: TemplateContext,
): void {
  if (arn === undefined) return;
  const { place } = resource;
  const properties = map([entry('Role', role.place, role), entry('PolicyArn', arn.place, arn)], place);
  readObject(context.template.object(resource, ATTACHMENT, properties, part), context);
}

/** Who assumes the roles that SAM makes. */
const SAM_SERVICES: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'lambda.amazonaws.com',
  'AWS::Serverless::StateMachine': 'states.amazonaws.com',
};

/** The role that SAM makes for a function or a state machine, with its policies. */
function readSamRole(resource: TemplateResource, context: TemplateContext): void {
  const { template } = context;
  const properties = template.properties(resource);
  const given = itemsWithRest(fieldOf(properties, 'Policies'));
  if (fieldOf(properties, 'Role') !== undefined || given.length === 0) return;
  const { place, type } = resource;
  const say = (key: string, value: Node) => entry(key, place, value);
  const trusted = serviceMayAssume(SAM_SERVICES[type] ?? '', place);
  const trust = map(
    [say('Version', text('2012-10-17', place)), say('Statement', list([trusted], place))],
    place,
  );
  const policies = given.flatMap((policy) => samPolicy(policy, resource, context));
  const managed = given.flatMap((policy) => (isMap(policy) ? [] : [managedPolicy(policy)]));
  const role = map(
    [
      ...[
        say('AssumeRolePolicyDocument', trust),
        say(
          'Policies',
          list(
            policies.map(({ node }) => node),
            place,
          ),
        ),
      ],
      say('ManagedPolicyArns', list(managed, place)),
    ],
    place,
  );
  const made = { ...resource, name: `${resource.name}Role` };
  const object = template.object(made, ROLE, role);
  readObject(object, context);
  const name = fieldOf(object.value, 'name');
  const brought = policies.map((policy) => policy.brought);
  if (name !== undefined) readPolicies(made, role, name, context, brought);
}

interface SamPolicy {
  readonly node: Node;
  readonly brought?: Brought;
}

/** A document, or a policy template of SAM's with what it is given. */
function samPolicy(policy: Node, { name }: TemplateResource, context: TemplateContext): readonly SamPolicy[] {
  if (!isMap(policy)) return [];
  const { place } = policy;
  const inline = (document: Node) => map([entry('PolicyDocument', place, document)], place);
  if (fieldOf(policy, 'Statement') !== undefined) return [{ node: inline(policy) }];
  const document = templateDocument(policy, context.template);
  if (document !== undefined) return [{ node: inline(document), brought: SAM_BROUGHT }];
  const what = `the policy template ${policy.entries[0]?.key} of ${name} is not known`;
  notRead(what, place, context);
  return [{ node: inline(unknown(what, place)) }];
}

/** The ARN of a managed policy; SAM finds that of a name. */
function managedPolicy(policy: Node): Node {
  const isName = isString(policy) && !policy.value.startsWith('arn:');
  return isName ? unknown(`SAM finds the ARN of ${policy.value}`, policy.place) : policy;
}

function serviceMayAssume(service: string, place: Span): Node {
  const says = (key: string, value: string) => entry(key, place, text(value, place));
  const principal = entry('Principal', place, map([says('Service', service)], place));
  return map([says('Effect', 'Allow'), principal, says('Action', 'sts:AssumeRole')], place);
}

/** The manifests that CDK applies to a cluster, as JSON in a string. */
function readManifest(resource: TemplateResource, { template, inventory, scope }: TemplateContext): void {
  const manifest = fieldOf(template.properties(resource), 'Manifest');
  if (manifest === undefined) return;
  const { root, problems } = documentOf(manifest);
  inventory.diagnostics.push(...problems);
  for (const [index, node] of itemsOf(root).entries())
    if (isKubernetesObject(node))
      readKubernetesObject(
        { origin: `${scope}#${resource.name}[${index}]`, node },
        folderOf(scope),
        inventory,
      );
}
