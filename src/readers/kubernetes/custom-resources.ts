import type { Given } from '../given.js';
import type { KubernetesObjectFact, MutableInventory } from '../inventory.js';
import { entry, type MapEntry, map, type Node, text, unknown } from '../node.js';
import { entryOf, fieldOf, isMap, itemsOf, nodeAt } from '../node-access.js';
import { type Declared, withAttributes } from '../resources/computed.js';
import { readObject } from '../resources/index.js';
import type { ResourceObject } from '../resources/object.js';
import { unstatedProvider } from '../resources/provider.js';
import { argumentsOf, type Names, snakeCase } from '../resources/translate.js';
import { textField } from './objects.js';

/** A kind of custom resource that a controller turns into a resource of AWS. */
interface CustomKind {
  readonly type: string;
  /** Absent where the fields are those of Terraform's provider in camel case. */
  readonly names?: Names;
}

/** https://aws-controllers-k8s.github.io/community/reference/ (2026-11) */
const ACK: Readonly<Record<string, CustomKind>> = {
  Role: {
    type: 'aws_iam_role',
    names: {
      ...{ name: 'name', path: 'path', assumeRolePolicyDocument: 'assume_role_policy', tags: 'tags' },
      ...{ permissionsBoundary: 'permissions_boundary', maxSessionDuration: 'max_session_duration' },
    },
  },
  Policy: {
    type: 'aws_iam_policy',
    names: { name: 'name', path: 'path', policyDocument: 'policy', tags: 'tags' },
  },
  OpenIDConnectProvider: {
    type: 'aws_iam_openid_connect_provider',
    names: { url: 'url', clientIDs: 'client_id_list', thumbprints: 'thumbprint_list' },
  },
  Cluster: {
    type: 'aws_eks_cluster',
    names: { name: 'name', version: 'version', computeConfig: 'compute_config' },
  },
  Addon: {
    type: 'aws_eks_addon',
    names: {
      ...{ name: 'addon_name', clusterName: 'cluster_name', configurationValues: 'configuration_values' },
      ...{ serviceAccountRoleARN: 'service_account_role_arn' },
    },
  },
  FargateProfile: {
    type: 'aws_eks_fargate_profile',
    names: { name: 'fargate_profile_name', clusterName: 'cluster_name', selectors: 'selector' },
  },
  PodIdentityAssociation: {
    type: 'aws_eks_pod_identity_association',
    names: {
      ...{ clusterName: 'cluster_name', namespace: 'namespace', serviceAccount: 'service_account' },
      ...{ roleARN: 'role_arn', targetRoleARN: 'target_role_arn', policy: 'policy' },
      disableSessionTags: 'disable_session_tags',
    },
  },
};

/** Upbound's provider is made from Terraform's: its fields are the arguments in camel case. */
const CROSSPLANE: Readonly<Record<string, CustomKind>> = {
  Role: { type: 'aws_iam_role' },
  Policy: { type: 'aws_iam_policy' },
  RolePolicy: { type: 'aws_iam_role_policy' },
  RolePolicyAttachment: { type: 'aws_iam_role_policy_attachment' },
  OpenIDConnectProvider: { type: 'aws_iam_openid_connect_provider' },
  Cluster: { type: 'aws_eks_cluster' },
  Addon: { type: 'aws_eks_addon' },
  FargateProfile: { type: 'aws_eks_fargate_profile' },
  PodIdentityAssociation: { type: 'aws_eks_pod_identity_association' },
};

/** What the older provider of Crossplane calls otherwise. */
const OLDER: Names = { assume_role_policy_document: 'assume_role_policy', document: 'policy' };

/** Fields that name another object of the cluster, and the argument that its attribute is for. */
const REFERENCES: Readonly<Record<string, readonly [argument: string, type: string, attribute: string]>> = {
  roleRef: ['role', 'aws_iam_role', 'name'],
  roleArnRef: ['role_arn', 'aws_iam_role', 'arn'],
  roleNameRef: ['role', 'aws_iam_role', 'name'],
  policyArnRef: ['policy_arn', 'aws_iam_policy', 'arn'],
  clusterRef: ['cluster_name', 'aws_eks_cluster', 'name'],
  clusterNameRef: ['cluster_name', 'aws_eks_cluster', 'name'],
  permissionsBoundaryRef: ['permissions_boundary', 'aws_iam_policy', 'arn'],
  serviceAccountRoleRef: ['service_account_role_arn', 'aws_iam_role', 'arn'],
  serviceAccountRoleArnRef: ['service_account_role_arn', 'aws_iam_role', 'arn'],
};

/** One custom resource with its fields in the words of Terraform's provider. */
interface Custom {
  readonly fact: KubernetesObjectFact;
  readonly isAck: boolean;
  readonly fields: Node;
  readonly object: ResourceObject;
}

/** Turns the custom resources of ACK and Crossplane among the objects into facts of what they make. */
export function readCustomResources(
  inventory: MutableInventory,
  objects: readonly KubernetesObjectFact[],
  given: Given,
): void {
  const customs = objects.flatMap((fact) => customOf(fact, given));
  const byName = new Map<string, Custom[]>();
  for (const custom of customs) {
    const key = `${custom.object.type} ${textField(custom.fact.node, 'metadata', 'name')}`;
    byName.set(key, [...(byName.get(key) ?? []), custom]);
  }
  const find: Find = (type, name, attribute) => {
    const [only, ...others] = byName.get(`${type} ${name}`) ?? [];
    return others.length > 0 ? undefined : fieldOf(only?.object.value, attribute);
  };
  for (const custom of customs) {
    const { object, fact } = custom;
    const context = { inventory, scope: fact.scope };
    readObject({ ...object, body: withReferences(custom, find) }, context);
    if (custom.isAck && object.type === 'aws_iam_role')
      for (const part of policiesOf(custom, find)) readObject(part, context);
  }
}

type Find = (type: string, name: string, attribute: string) => Node | undefined;

function customOf(fact: KubernetesObjectFact, given: Given): readonly Custom[] {
  const { node, place, id } = fact;
  const [group = ''] = (fact.apiVersion.known ? fact.apiVersion.value : '').split('/');
  const kind = fact.objectKind.known ? fact.objectKind.value : '';
  const isAck = /^(?:iam|eks)\.services\.k8s\.aws$/.test(group);
  const isCrossplane = /^(?:iam|eks|identity)\.aws\.(?:m\.)?(?:upbound|crossplane)\.io$/.test(group);
  const table = isAck ? ACK : isCrossplane ? CROSSPLANE : {};
  const known = Object.hasOwn(table, kind) ? table[kind] : undefined;
  const fields = nodeAt(node, isAck ? ['spec'] : ['spec', 'forProvider']);
  if (known === undefined || !isMap(fields)) return [];
  const told = known.names === undefined ? inSnakeCase(fields) : argumentsOf(fields, known.names, place);
  const body = withIdentity(told, node, isAck);
  const declared: Declared = {
    ...{ mode: 'resource', type: known.type, address: `${kind}/${textField(node, 'metadata', 'name')}` },
    ...{ fact: `${id}:aws`, body, place },
    provider: unstatedProvider(place, given, undefined, 'the object does not state'),
  };
  const object: ResourceObject = {
    ...{ ...declared, tool: 'kubernetes', kind, conditional: false },
    value: withAttributes(declared, `only AWS knows it of ${declared.address}`),
  };
  return [{ fact, isAck, fields, object }];
}

function inSnakeCase(fields: Node): Node {
  if (!isMap(fields)) return fields;
  const names = Object.fromEntries(
    fields.entries.flatMap(({ key }) => {
      const name = snakeCase(key ?? '');
      return key === undefined ? [] : [[key, OLDER[name] ?? name]];
    }),
  );
  return argumentsOf(fields, names, fields.place);
}

/** Crossplane names a thing after its object, unless an annotation does; what is made has its ARN in the status. */
function withIdentity(body: Node, node: Node, isAck: boolean): Node {
  if (body.kind !== 'map') return body;
  const metadata = fieldOf(node, 'metadata');
  const external = fieldOf(fieldOf(metadata, 'annotations'), 'crossplane.io/external-name');
  const name = external ?? fieldOf(metadata, 'name');
  const arn = nodeAt(
    node,
    isAck ? ['status', 'ackResourceMetadata', 'arn'] : ['status', 'atProvider', 'arn'],
  );
  const more: MapEntry[] = [
    ...(isAck || name === undefined ? [] : [entry('name', name.place, name)]),
    ...(arn === undefined ? [] : [entry('arn', arn.place, arn)]),
  ];
  const own = new Set(body.entries.map(({ key }) => key));
  return map([...body.entries, ...more.filter(({ key }) => !own.has(key))], body.place, body.rest);
}

function withReferences({ fields, object, isAck }: Custom, find: Find): Node {
  const { body } = object;
  if (body.kind !== 'map' || !isMap(fields)) return body;
  const more = fields.entries.flatMap(({ key, value }): MapEntry[] => {
    const selected = /^(\w+)Selector$/.exec(key ?? '')?.[1];
    const reference = REFERENCES[selected === undefined ? (key ?? '') : `${selected}Ref`];
    if (reference === undefined) return [];
    const isRoleOfAssociation = isAck && key === 'roleRef';
    const [argument, type, attribute] = isRoleOfAssociation
      ? (REFERENCES['roleArnRef'] ?? reference)
      : reference;
    if (entryOf(body, argument) !== undefined) return [];
    return [entry(argument, value.place, referred(value, type, attribute, find))];
  });
  return map([...body.entries, ...more], body.place, body.rest);
}

function referred(reference: Node, type: string, attribute: string, find: Find): Node {
  const name = textField(reference, 'name') ?? textField(reference, 'from', 'name');
  if (name === undefined) return unknown('a selector chooses it in the cluster', reference.place);
  const found = find(type, name, attribute);
  return found === undefined
    ? unknown(`no file makes ${name}, which is referred to`, reference.place)
    : { ...found, place: reference.place };
}

/** The policies that a role of ACK names in itself, as resources of their own. */
function policiesOf({ fields, object }: Custom, find: Find): readonly ResourceObject[] {
  const role = fieldOf(object.value, 'name') ?? unknown('the role has no name', object.place);
  const part = (type: string, at: string, entries: readonly MapEntry[], { place }: Node): ResourceObject => {
    const body = map([entry('role', role.place, role), ...entries], place);
    return { ...object, type, place, body, value: body, fact: `${object.fact}.${at}` };
  };
  const attached = [
    ...itemsOf(fieldOf(fields, 'policies')),
    ...itemsOf(fieldOf(fields, 'policyRefs')).map((each) => referred(each, 'aws_iam_policy', 'arn', find)),
  ];
  const inline = fieldOf(fields, 'inlinePolicies');
  return [
    ...attached.map((arn, index) =>
      part(
        'aws_iam_role_policy_attachment',
        `policies[${index}]`,
        [entry('policy_arn', arn.place, arn)],
        arn,
      ),
    ),
    ...(isMap(inline) ? inline.entries : []).flatMap(({ key, keyNode, value }) =>
      key === undefined
        ? []
        : [
            part(
              ...(['aws_iam_role_policy', `inlinePolicies.${key}`] as const),
              [entry('name', keyNode.place, text(key, keyNode.place)), entry('policy', value.place, value)],
              value,
            ),
          ],
    ),
  ];
}
