import { entry, list, map, type Node, text, unknown } from '../node.js';
import { fieldOf, hasKey, isMap, isString, itemsOf, nodeAt } from '../node-access.js';
import type { ObjectMode } from '../resources/object.js';
import { argumentsOf, type Names } from '../resources/translate.js';
import { whyNotKnown } from '../snapshot-index.js';
import { type Asked, callWith, optionIn, tellsAll, whyHidden } from './asked.js';
import { isOwnAnswer, isProviderList, providersListed, providerTold } from './oidc-providers.js';
import { RESOURCE_POLICY_ANSWERS } from './resource-policies.js';
import type { Answer, Beside, Told } from './told.js';

const ROLE: Names = {
  ...{ RoleName: 'name', Path: 'path', Arn: 'arn', AssumeRolePolicyDocument: 'assume_role_policy' },
  ...{ MaxSessionDuration: 'max_session_duration', RoleLastUsed: 'role_last_used', Tags: 'tags' },
};
const POLICY: Names = { PolicyName: 'name', Path: 'path', Arn: 'arn', Tags: 'tags' };
const INLINE: Names = { PolicyName: 'name', PolicyDocument: 'policy' };
const ASSOCIATION: Names = {
  ...{ clusterName: 'cluster_name', namespace: 'namespace', serviceAccount: 'service_account' },
  ...{ roleArn: 'role_arn', targetRoleArn: 'target_role_arn', externalId: 'external_id' },
  ...{ disableSessionTags: 'disable_session_tags', policy: 'policy' },
};
const CLUSTER: Names = { name: 'name', arn: 'arn', version: 'version', computeConfig: 'compute_config' };
const BY_DEFAULT: Names = { SSEAlgorithm: 'sse_algorithm', KMSMasterKeyID: 'kms_master_key_id' };
/** As Terraform's provider calls it, by which it is looked for. */
export const BUCKET_ENCRYPTION = 'aws_s3_bucket_server_side_encryption_configuration';
const ADDON: Names = {
  ...{ addonName: 'addon_name', clusterName: 'cluster_name', addonArn: 'arn' },
  ...{ serviceAccountRoleArn: 'service_account_role_arn', configurationValues: 'configuration_values' },
  namespaceConfig: 'namespace_config',
};

/**
 * The answers that say something about access, as `--output json` and `yaml` have them.
 * https://docs.aws.amazon.com/cli/latest/reference/iam/ and /eks/ (2026-11)
 */
export const ANSWERS: readonly Answer[] = [
  {
    command: 'iam get-account-authorization-details',
    is: (root) => hasKey(root, 'RoleDetailList'),
    told: (root) => [
      ...itemsOf(fieldOf(root, 'RoleDetailList')).flatMap((role) => [
        roleOf(role, 'resource'),
        ...itemsOf(fieldOf(role, 'RolePolicyList')).map((policy) =>
          inlineOf(policy, fieldOf(role, 'RoleName')),
        ),
        ...itemsOf(fieldOf(role, 'AttachedManagedPolicies')).flatMap((policy) => attachmentOf(policy, role)),
      ]),
      ...itemsOf(fieldOf(root, 'Policies')).map(managedOf),
    ],
  },
  {
    command: 'iam get-role',
    is: (root) => hasKey(fieldOf(root, 'Role'), 'AssumeRolePolicyDocument'),
    told: (root, asked) => [
      roleOf(fieldOf(root, 'Role') ?? root, asked !== undefined && tellsAll(asked) ? 'resource' : 'data'),
    ],
  },
  {
    command: 'iam list-roles',
    is: (root) => hasKey(itemsOf(fieldOf(root, 'Roles'))[0], 'AssumeRolePolicyDocument'),
    told: (root) => itemsOf(fieldOf(root, 'Roles')).map((role) => roleOf(role, 'data')),
  },
  {
    command: 'iam get-role-policy',
    is: (root) => hasKey(root, 'PolicyDocument') && hasKey(root, 'RoleName'),
    told: (root) => [inlineOf(root, fieldOf(root, 'RoleName'))],
  },
  {
    command: 'iam list-attached-role-policies',
    is: (root) => hasKey(root, 'AttachedPolicies'),
    told: attachedIn,
    lacks:
      'the role is not in the answer of list-attached-role-policies; get-account-authorization-details has it',
  },
  {
    command: 'iam list-role-policies',
    is: (root) => hasKey(root, 'PolicyNames'),
    told: unreadInline,
    lacks: 'the role is not in the answer of list-role-policies; get-account-authorization-details has it',
  },
  {
    command: 'iam list-open-id-connect-providers',
    is: isProviderList,
    told: providersListed,
  },
  {
    command: 'iam get-open-id-connect-provider',
    is: isOwnAnswer,
    told: (root, _, beside) => providerTold(root, beside),
  },
  {
    command: 'eks describe-pod-identity-association',
    is: (root) => hasKey(fieldOf(root, 'association'), 'serviceAccount'),
    told: (root) => [associationOf(fieldOf(root, 'association') ?? root)],
  },
  {
    command: 'eks list-pod-identity-associations',
    is: (root) => hasKey(itemsOf(fieldOf(root, 'associations'))[0], 'associationId'),
    told: (root, asked, beside) =>
      itemsOf(fieldOf(root, 'associations')).flatMap((each) => associationListed(each, asked, beside)),
  },
  {
    command: 'eks describe-cluster',
    is: (root) => hasKey(fieldOf(root, 'cluster'), 'arn') && hasKey(fieldOf(root, 'cluster'), 'name'),
    told: (root) => [clusterOf(fieldOf(root, 'cluster') ?? root)],
  },
  {
    command: 'eks list-addons',
    is: (root) => keysOf(root) === 'addons' && isString(itemsOf(fieldOf(root, 'addons'))[0]),
    told: addonsListed,
    lacks: 'the cluster is not in the answer of list-addons; describe-addon names it',
  },
  {
    command: 'eks describe-addon',
    is: (root) => hasKey(fieldOf(root, 'addon'), 'addonName'),
    told: (root) => [
      {
        type: 'aws_eks_addon',
        mode: 'resource',
        body: argumentsOf(fieldOf(root, 'addon'), ADDON, root.place),
      },
    ],
  },
  {
    command: 's3api get-bucket-encryption',
    is: (root) => hasKey(root, 'ServerSideEncryptionConfiguration'),
    told: encryptionIn,
    lacks: 'the bucket is not in the answer of get-bucket-encryption',
  },
  ...RESOURCE_POLICY_ANSWERS,
];

/** The managed policies of a role, and those of them of which nothing is known but the ARN. */
function attachedIn(root: Node, asked: Asked | undefined): readonly Told[] {
  const role = optionIn(asked, 'role-name');
  if (asked === undefined || role === undefined) return [];
  return itemsOf(fieldOf(root, 'AttachedPolicies')).flatMap((policy) => {
    const named = map([entry('RoleName', policy.place, text(role, policy.place))], policy.place);
    const arn = fieldOf(policy, 'PolicyArn');
    const why = isString(arn) ? whyHidden(asked, arn.value) : undefined;
    const hidden =
      isString(arn) && why !== undefined ? [managedNamed(arn.value, unknown(why, arn.place))] : [];
    return [...attachmentOf(policy, named), ...hidden];
  });
}

/** A managed policy with its document, by its ARN alone. */
export function managedNamed(arn: string, document: Node): Told {
  const { place } = document;
  const name = text(arn.slice(arn.lastIndexOf('/') + 1), place);
  const entries = [entry('arn', place, text(arn, place)), entry('name', place, name)];
  return {
    ...{ type: 'aws_iam_policy', mode: 'resource' },
    body: map([...entries, entry('policy', place, decoded(document))], place),
  };
}

/** The inline policies that a role has, and of which the snapshot has no more than the name. */
function unreadInline(root: Node, asked: Asked | undefined): readonly Told[] {
  const role = optionIn(asked, 'role-name');
  if (asked === undefined || role === undefined) return [];
  return itemsOf(fieldOf(root, 'PolicyNames')).flatMap((name) => {
    const call = isString(name)
      ? callWith(asked, 'iam get-role-policy', { 'role-name': role, 'policy-name': name.value })
      : undefined;
    if (call?.outcome === 'answered') return [];
    const why = (call && whyNotKnown(call)) ?? 'get-role-policy was not asked';
    const { place } = name;
    const entries = [entry('name', place, name), entry('role', place, text(role, place))];
    const body = map([...entries, entry('policy', place, unknown(why, place))], place);
    return [{ type: 'aws_iam_role_policy', mode: 'resource' as const, body }];
  });
}

function roleOf(role: Node, mode: ObjectMode): Told {
  const body = argumentsOf(role, ROLE, role.place);
  const boundary = nodeAt(role, ['PermissionsBoundary', 'PermissionsBoundaryArn']);
  const more = boundary === undefined ? [] : [entry('permissions_boundary', boundary.place, boundary)];
  return { type: 'aws_iam_role', mode, body: decodedIn(body, 'assume_role_policy', more) };
}

function inlineOf(policy: Node, role: Node | undefined): Told {
  const body = argumentsOf(policy, INLINE, policy.place);
  const more = role === undefined ? [] : [entry('role', role.place, role)];
  return { type: 'aws_iam_role_policy', mode: 'resource', body: decodedIn(body, 'policy', more) };
}

function attachmentOf(policy: Node, role: Node): readonly Told[] {
  const [arn, name] = [fieldOf(policy, 'PolicyArn'), fieldOf(role, 'RoleName')];
  if (arn === undefined || name === undefined) return [];
  const body = map([entry('role', name.place, name), entry('policy_arn', arn.place, arn)], policy.place);
  return [{ type: 'aws_iam_role_policy_attachment', mode: 'resource', body }];
}

/** A managed policy with the version that counts. */
function managedOf(policy: Node): Told {
  const versions = itemsOf(fieldOf(policy, 'PolicyVersionList'));
  const version = versions.find((each) => {
    const isDefault = fieldOf(each, 'IsDefaultVersion');
    return isDefault?.kind === 'scalar' && isDefault.value === true;
  });
  const document = fieldOf(version, 'Document');
  const body = argumentsOf(policy, POLICY, policy.place);
  const more = document === undefined ? [] : [entry('policy', document.place, document)];
  return { type: 'aws_iam_policy', mode: 'resource', body: decodedIn(body, 'policy', more) };
}

/** An association of a list, unless its own answer is there as well: the list does not tell the role. */
function associationListed(
  association: Node,
  asked: Asked | undefined,
  beside: Beside | undefined,
): readonly Told[] {
  const named = fieldOf(association, 'associationId');
  const id = isString(named) ? named.value : '';
  const own = callWith(asked, 'eks describe-pod-identity-association', { 'association-id': id });
  if (own?.outcome === 'answered' || beside?.associations.has(id) === true) return [];
  const silence = 'list-pod-identity-associations does not tell the role';
  return [associationOf(association, (own && whyNotKnown(own)) ?? silence)];
}

function associationOf(association: Node, silence = 'the association names no role'): Told {
  const body = argumentsOf(association, ASSOCIATION, association.place);
  const role = entry('role_arn', association.place, unknown(silence, association.place));
  const more = hasKey(association, 'roleArn') ? [] : [role];
  return { type: 'aws_eks_pod_identity_association', mode: 'resource', body: decodedIn(body, '', more) };
}

/** The add-ons of which a snapshot has no more than the name. */
function addonsListed(root: Node, asked: Asked | undefined): readonly Told[] {
  const cluster = optionIn(asked, 'cluster-name');
  if (cluster === undefined) return [];
  return itemsOf(fieldOf(root, 'addons')).flatMap((name) => {
    const own = callWith(asked, 'eks describe-addon', { 'addon-name': isString(name) ? name.value : '' });
    if (own?.outcome === 'answered') return [];
    const { place } = name;
    const entries = [entry('addon_name', place, name), entry('cluster_name', place, text(cluster, place))];
    return [{ type: 'aws_eks_addon', mode: 'resource' as const, body: map(entries, place) }];
  });
}

function clusterOf(cluster: Node): Told {
  const issuer = nodeAt(cluster, ['identity', 'oidc', 'issuer']);
  const body = argumentsOf(cluster, CLUSTER, cluster.place);
  const identity = fieldOf(cluster, 'identity');
  const more =
    issuer === undefined || identity === undefined
      ? []
      : [entry('identity', identity.place, blocksOf(issuer, identity))];
  return { type: 'aws_eks_cluster', mode: 'resource', body: decodedIn(body, '', more) };
}

/** `identity` as Terraform has it: blocks are lists. */
function blocksOf(issuer: Node, { place }: Node): Node {
  const oidc = map([entry('issuer', issuer.place, issuer)], place);
  const one = (key: string, node: Node) =>
    map([entry(key, place, { kind: 'list', items: [node], place, rest: [], weight: 3 })], place);
  return { kind: 'list', items: [one('oidc', oidc)], place, rest: [], weight: 8 };
}

/** The encryption of a bucket, in blocks as Terraform has them. */
function encryptionIn(root: Node, asked: Asked | undefined): readonly Told[] {
  const bucket = optionIn(asked, 'bucket');
  if (bucket === undefined) return [];
  const { place } = root;
  const rules = itemsOf(nodeAt(root, ['ServerSideEncryptionConfiguration', 'Rules'])).map((rule) => {
    const { place: at } = rule;
    const byDefault = argumentsOf(fieldOf(rule, 'ApplyServerSideEncryptionByDefault'), BY_DEFAULT, at);
    const keys = fieldOf(rule, 'BucketKeyEnabled');
    const more = keys === undefined ? [] : [entry('bucket_key_enabled', at, keys)];
    return map([entry('apply_server_side_encryption_by_default', at, byDefault), ...more], at);
  });
  const entries = [entry('bucket', place, text(bucket, place)), entry('rule', place, list(rules, place))];
  return [{ type: BUCKET_ENCRYPTION, mode: 'resource', body: map(entries, place) }];
}

/** Arguments with a document decoded, and further ones. */
function decodedIn(body: Node, name: string, more: Parameters<typeof map>[0]): Node {
  if (body.kind !== 'map') return body;
  const entries = [...body.entries, ...more].map((item) =>
    item.key === name ? { ...item, value: decoded(item.value) } : item,
  );
  return map(entries, body.place, body.rest);
}

/** The API has documents URL-encoded, which the CLI decodes. */
export function decoded(node: Node): Node {
  if (!isString(node) || !/^%7B/i.test(node.value)) return node;
  try {
    return text(decodeURIComponent(node.value), node.place);
  } catch {
    return node;
  }
}

const keysOf = (node: Node) => (isMap(node) ? node.entries.map(({ key }) => key).join(' ') : '');
