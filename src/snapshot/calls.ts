import { parseArn, parseIamArn } from '../aws/arns.js';
import type { Shape } from './shape.js';
import { ANSWER_SHAPES as ANSWERS, OBJECT_SHAPES as OBJECTS } from './shapes.js';

/** One call that reads something, and what is kept of its answer. */
export interface Call {
  /** As in the index: `aws iam get-role --role-name app`. */
  readonly call: readonly string[];
  /** Further words of the command, which do not change what is asked. */
  readonly how: readonly string[];
  /** What it has to be allowed, as the index has it. */
  readonly needs: string;
  /** Where the answer is kept, without number and ending. */
  readonly file: string;
  /** What is kept of the answer, or of each object in it. */
  readonly shape: Shape;
}

/** What tells calls apart. */
export const keyOf = ({ call }: Pick<Call, 'call'>): string => call.join(' ');

/** Makes the calls of one command of `aws`; `name` is what their files are called after. */
function aws(command: string, needs: string, shape: Shape, how: readonly string[] = []) {
  const words = command.split(' ');
  return (options: readonly string[] = [], name?: string, more: readonly string[] = []): Call => ({
    call: ['aws', ...words, ...options],
    how: [...how, ...more],
    ...{ needs, shape },
    file: `aws/${[words.join('-'), ...(name === undefined ? [] : [safe(name)])].join('.')}`,
  });
}

/** A name as a part of a file's name: what every file system takes, and still one for each name. */
const safe = (name: string) =>
  name.replace(/[^A-Za-z0-9._-]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);

/** Versions of policies that are not in force would multiply the answer. */
const DEFAULT_VERSIONS =
  '{RoleDetailList: RoleDetailList, Policies: Policies[].{PolicyName: PolicyName, PolicyId: PolicyId, Arn: Arn, Path: Path, DefaultVersionId: DefaultVersionId, PolicyVersionList: PolicyVersionList[?IsDefaultVersion]}}';

const COMMANDS = {
  identity: aws('sts get-caller-identity', 'sts:GetCallerIdentity', ANSWERS.identity),
  cluster: aws('eks describe-cluster', 'eks:DescribeCluster', ANSWERS.cluster),
  addons: aws('eks list-addons', 'eks:ListAddons', ANSWERS.addons),
  addon: aws('eks describe-addon', 'eks:DescribeAddon', ANSWERS.addon),
  associations: aws(
    'eks list-pod-identity-associations',
    'eks:ListPodIdentityAssociations',
    ANSWERS.associations,
  ),
  association: aws(
    'eks describe-pod-identity-association',
    'eks:DescribePodIdentityAssociation',
    ANSWERS.association,
  ),
  providers: aws('iam list-open-id-connect-providers', 'iam:ListOpenIDConnectProviders', ANSWERS.providers),
  provider: aws('iam get-open-id-connect-provider', 'iam:GetOpenIDConnectProvider', ANSWERS.provider),
  authorization: aws(
    'iam get-account-authorization-details',
    'iam:GetAccountAuthorizationDetails',
    ANSWERS.authorization,
    ['--query', DEFAULT_VERSIONS],
  ),
  role: aws('iam get-role', 'iam:GetRole', ANSWERS.role),
  rolePolicies: aws('iam list-role-policies', 'iam:ListRolePolicies', ANSWERS.rolePolicies),
  rolePolicy: aws('iam get-role-policy', 'iam:GetRolePolicy', ANSWERS.rolePolicy),
  attached: aws('iam list-attached-role-policies', 'iam:ListAttachedRolePolicies', ANSWERS.attachedPolicies),
  policy: aws('iam get-policy', 'iam:GetPolicy', ANSWERS.policy),
  policyVersion: aws('iam get-policy-version', 'iam:GetPolicyVersion', ANSWERS.policyVersion),
  bucketPolicy: aws('s3api get-bucket-policy', 's3:GetBucketPolicy', ANSWERS.bucketPolicy),
  bucketEncryption: aws(
    's3api get-bucket-encryption',
    's3:GetEncryptionConfiguration',
    ANSWERS.bucketEncryption,
  ),
  keyPolicy: aws('kms get-key-policy', 'kms:GetKeyPolicy', ANSWERS.keyPolicy),
} as const;

export const callerIdentity = (): Call => COMMANDS.identity();
export const describeCluster = (name: string): Call => COMMANDS.cluster(['--name', name]);
export const listAddons = (cluster: string): Call => COMMANDS.addons(['--cluster-name', cluster]);
export const describeAddon = (cluster: string, addon: string): Call =>
  COMMANDS.addon(['--cluster-name', cluster, '--addon-name', addon], addon);
export const listAssociations = (cluster: string): Call => COMMANDS.associations(['--cluster-name', cluster]);
export const describeAssociation = (cluster: string, id: string): Call =>
  COMMANDS.association(['--cluster-name', cluster, '--association-id', id], id);
export const listProviders = (): Call => COMMANDS.providers();
export const getProvider = (arn: string): Call =>
  COMMANDS.provider(['--open-id-connect-provider-arn', arn], arn.slice(arn.indexOf('/') + 1));

/** Of AWS's own policies those come along that somebody in the account uses. */
export const authorizationDetails = (): Call =>
  COMMANDS.authorization(['--filter', 'Role', 'LocalManagedPolicy', 'AWSManagedPolicy']);

/** What tells of a role by itself, for those who may not see the whole account. */
export function roleCalls(role: string): readonly Call[] {
  const options = ['--role-name', role];
  return [
    COMMANDS.role(options, role),
    COMMANDS.rolePolicies(options, role),
    COMMANDS.attached(options, role),
  ];
}

export const getRolePolicy = (role: string, policy: string): Call =>
  COMMANDS.rolePolicy(['--role-name', role, '--policy-name', policy], `${role}.${policy}`);
export const getPolicy = (arn: string): Call => COMMANDS.policy(['--policy-arn', arn], accountAnd(arn));
export const getPolicyVersion = (arn: string, version: string): Call =>
  COMMANDS.policyVersion(['--policy-arn', arn, '--version-id', version], accountAnd(arn));

/** ARNs of a bucket, or of what is in it, whose name is known; in the syntax that grep has as well. */
export const BUCKET_PATTERN = 'arn:[a-z-]+:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9][/"]';
/** ARNs of keys, by their ids. */
export const KEY_PATTERN = 'arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+';

export const bucketCalls = (bucket: string): readonly Call[] => [
  COMMANDS.bucketPolicy(['--bucket', bucket], bucket),
  COMMANDS.bucketEncryption(['--bucket', bucket], bucket),
];

/** Keys are asked for in their own region; `arn` names the key by its id. */
export function getKeyPolicy(arn: string): Call {
  const { region = '', resource = '' } = parseArn(arn) ?? {};
  const key = resource.slice(resource.indexOf('/') + 1);
  return COMMANDS.keyPolicy(['--key-id', arn, '--policy-name', 'default'], `${region}.${key}`, [
    '--region',
    region,
  ]);
}

/** Policies of AWS and of the account may have one name. */
function accountAnd(arn: string): string {
  const { accountId = '', path = '', name = arn } = parseIamArn(arn) ?? {};
  return `${accountId}${path}${name}`;
}

/** A kind of objects, as kubectl names it so that no other group's is meant. */
export interface Kind {
  /** `deployments.apps`. */
  readonly resource: string;
  readonly shape: Shape;
  readonly namespaced: boolean;
}

const kind = (resource: string, shape: Shape, namespaced = true): Kind => ({ resource, shape, namespaced });

/** What every cluster has; Secrets are not read. */
export const KINDS: readonly Kind[] = [
  kind('namespaces', OBJECTS.namespaces, false),
  kind('serviceaccounts', OBJECTS.serviceaccounts),
  kind('pods', OBJECTS.pods),
  kind('deployments.apps', OBJECTS.deployments),
  kind('statefulsets.apps', OBJECTS.statefulsets),
  kind('daemonsets.apps', OBJECTS.daemonsets),
  kind('jobs.batch', OBJECTS.jobs),
  kind('cronjobs.batch', OBJECTS.cronjobs),
  kind('networkpolicies.networking.k8s.io', OBJECTS.networkpolicies),
  kind(
    'mutatingwebhookconfigurations.admissionregistration.k8s.io',
    OBJECTS.mutatingwebhookconfigurations,
    false,
  ),
];

/** Policies of pod networks that a cluster may have. */
export const FURTHER_KINDS: readonly Kind[] = [
  kind('ciliumnetworkpolicies.cilium.io', OBJECTS.otherPolicies),
  kind('ciliumclusterwidenetworkpolicies.cilium.io', OBJECTS.otherPolicies, false),
  kind('networkpolicies.crd.projectcalico.org', OBJECTS.otherPolicies),
  kind('globalnetworkpolicies.crd.projectcalico.org', OBJECTS.otherPolicies, false),
  kind('applicationnetworkpolicies.networking.k8s.aws', OBJECTS.otherPolicies),
  kind('clusternetworkpolicies.networking.k8s.aws', OBJECTS.otherPolicies, false),
  kind('adminnetworkpolicies.policy.networking.k8s.io', OBJECTS.otherPolicies, false),
  kind('baselineadminnetworkpolicies.policy.networking.k8s.io', OBJECTS.otherPolicies, false),
];

/** Which kinds the cluster has, one a line; a question for each kind that it does not have would take long. */
export const listKinds = (): Call => ({
  call: ['kubectl', 'api-resources', '--verbs', 'list'],
  how: ['--output', 'name'],
  needs: 'read the kinds of the API',
  file: 'kubernetes/api-resources',
  shape: 'whole',
});

/** One object a line, so that no more than one is in memory at a time. */
const ONE_A_LINE = 'jsonpath={range .items[*]}{@}{"\\n"}{end}';

/** The objects of a kind: all, or those of one namespace. */
export function listObjects({ resource, shape, namespaced }: Kind, namespace?: string): Call {
  const where = namespaced
    ? namespace === undefined
      ? ['--all-namespaces']
      : ['--namespace', namespace]
    : [];
  return {
    call: ['kubectl', 'get', resource, ...where],
    how: ['--output', ONE_A_LINE],
    needs: `list ${resource}${namespace === undefined ? '' : ` in ${namespace}`}`,
    shape,
    file: `kubernetes/${[resource, ...(namespace === undefined ? [] : [safe(namespace)])].join('.')}`,
  };
}
