import type { Shape } from './shape.js';

/** Fields that are kept as they are. */
const whole = (...names: readonly string[]): Readonly<Record<string, Shape>> =>
  Object.fromEntries(names.map((name) => [name, 'whole']));

const fields = (kept: Readonly<Record<string, Shape>>): Shape => ({ fields: kept });
const each = (kept: Readonly<Record<string, Shape>>): Shape => ({ each: fields(kept) });

/**
 * Variables whose values say where a pod gets credentials from and where it sends requests to. Of all others the name is kept:
 * that `AWS_ACCESS_KEY_ID` is set is enough to know. A proxy's address may hold a password.
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html (2026-11)
 */
const TOLD_VARIABLES = [
  ...['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_SESSION_NAME', 'AWS_STS_REGIONAL_ENDPOINTS'],
  ...['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
  ...['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE'],
  ...['AWS_DEFAULT_PROFILE', 'AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE', 'AWS_SDK_LOAD_CONFIG'],
  ...['AWS_EC2_METADATA_DISABLED', 'AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'],
  ...['NO_PROXY', 'no_proxy'],
];

const NAME_AND_KEY = whole('name', 'key', 'optional');

const ENVIRONMENT: Shape = {
  each: {
    fields: {
      ...whole('name', 'value'),
      valueFrom: fields({
        secretKeyRef: fields(NAME_AND_KEY),
        configMapKeyRef: fields(NAME_AND_KEY),
        fieldRef: fields(whole('fieldPath')),
        resourceFieldRef: fields(whole('resource')),
      }),
    },
    unless: { field: 'value', by: 'name', matches: `^(?:${TOLD_VARIABLES.join('|')})$` },
  },
};

const CONTAINERS = each({
  ...whole('name', 'image'),
  env: ENVIRONMENT,
  envFrom: each({
    ...whole('prefix'),
    secretRef: fields(NAME_AND_KEY),
    configMapRef: fields(NAME_AND_KEY),
  }),
  volumeMounts: each(whole('name', 'mountPath', 'subPath', 'readOnly')),
});

const VOLUMES = each({
  ...whole('name'),
  projected: fields({
    sources: each({ serviceAccountToken: fields(whole('audience', 'expirationSeconds', 'path')) }),
  }),
  secret: fields(whole('secretName')),
  configMap: fields(whole('name')),
  hostPath: fields(whole('path')),
});

const POD_SPEC: Shape = fields({
  ...whole('serviceAccountName', 'serviceAccount', 'automountServiceAccountToken', 'nodeName', 'hostNetwork'),
  ...whole('nodeSelector', 'os', 'schedulerName', 'runtimeClassName'),
  affinity: fields({ nodeAffinity: 'whole' }),
  volumes: VOLUMES,
  initContainers: CONTAINERS,
  containers: CONTAINERS,
  ephemeralContainers: CONTAINERS,
});

/** Nothing but what EKS reads is kept of the annotations: the last applied object is among the others, and so are tokens. */
const METADATA: Shape = fields({
  ...whole('name', 'namespace', 'generateName', 'labels', 'creationTimestamp', 'deletionTimestamp'),
  annotations: { named: '^eks\\.amazonaws\\.com/' },
  ownerReferences: each(whole('apiVersion', 'kind', 'name', 'controller')),
});

const HEAD = { ...whole('apiVersion', 'kind'), metadata: METADATA };
const TEMPLATE = fields({ metadata: METADATA, spec: POD_SPEC });
const CONTROLLER: Shape = fields({
  ...HEAD,
  spec: fields({ ...whole('replicas', 'suspend'), template: TEMPLATE }),
});

/** What is kept of each object of Kubernetes, by the plural of its kind. */
export const OBJECT_SHAPES = {
  namespaces: fields(HEAD),
  serviceaccounts: fields({ ...HEAD, ...whole('automountServiceAccountToken') }),
  pods: fields({
    ...HEAD,
    spec: POD_SPEC,
    status: fields({
      ...whole('phase', 'startTime', 'reason'),
      containerStatuses: each({
        ...whole('name', 'ready', 'restartCount'),
        state: fields({ running: 'whole' }),
      }),
    }),
  }),
  deployments: CONTROLLER,
  statefulsets: CONTROLLER,
  daemonsets: fields({
    ...HEAD,
    spec: fields({ template: TEMPLATE }),
    status: fields(whole('desiredNumberScheduled', 'currentNumberScheduled', 'numberReady')),
  }),
  jobs: CONTROLLER,
  cronjobs: fields({
    ...HEAD,
    spec: fields({ ...whole('suspend'), jobTemplate: fields({ spec: fields({ template: TEMPLATE }) }) }),
  }),
  mutatingwebhookconfigurations: fields({
    ...HEAD,
    webhooks: each({
      ...whole('name', 'failurePolicy', 'rules', 'namespaceSelector', 'objectSelector', 'matchPolicy'),
      clientConfig: fields({ service: 'whole' }),
    }),
  }),
  networkpolicies: fields({ ...HEAD, spec: 'whole' }),
  /** Of these only whom they are for, and whether they say anything of what leaves a pod. */
  otherPolicies: fields({ ...HEAD, spec: otherPolicySpec(), specs: { each: otherPolicySpec() } }),
} as const satisfies Readonly<Record<string, Shape>>;

function otherPolicySpec(): Shape {
  return fields({
    ...whole('endpointSelector', 'podSelector', 'selector', 'namespaceSelector', 'subject', 'appliedTo'),
    ...whole('types', 'policyTypes', 'order', 'priority'),
    egress: 'presence',
    egressDeny: 'presence',
  });
}

const ROLE = {
  ...whole(
    'Path',
    'RoleName',
    'RoleId',
    'Arn',
    'CreateDate',
    'AssumeRolePolicyDocument',
    'PermissionsBoundary',
  ),
  ...whole('Tags', 'RoleLastUsed', 'MaxSessionDuration'),
};

/** What is kept of each answer of the AWS CLI. */
export const ANSWER_SHAPES = {
  identity: fields(whole('Account', 'Arn')),
  cluster: fields({
    cluster: fields({
      ...whole('name', 'arn', 'version', 'platformVersion', 'endpoint', 'status', 'createdAt', 'identity'),
      accessConfig: fields(whole('authenticationMode')),
      computeConfig: fields(whole('enabled', 'nodePools')),
    }),
  }),
  addons: fields(whole('addons')),
  addon: fields({
    addon: fields({
      ...whole('addonName', 'clusterName', 'status', 'addonVersion', 'addonArn', 'createdAt'),
      ...whole('serviceAccountRoleArn', 'podIdentityAssociations', 'namespaceConfig'),
      configurationValues: { mentions: 'serviceAccount' },
    }),
  }),
  associations: fields({
    associations: each(
      whole('clusterName', 'namespace', 'serviceAccount', 'associationArn', 'associationId', 'ownerArn'),
    ),
  }),
  association: fields({
    association: fields({
      ...whole('clusterName', 'namespace', 'serviceAccount', 'roleArn', 'associationArn', 'associationId'),
      ...whole('targetRoleArn', 'externalId', 'disableSessionTags', 'policy', 'createdAt', 'modifiedAt'),
      ...whole('ownerArn'),
    }),
  }),
  providers: fields({ OpenIDConnectProviderList: each(whole('Arn')) }),
  provider: fields(whole('Url', 'ClientIDList', 'ThumbprintList', 'CreateDate')),
  authorization: fields({
    RoleDetailList: each({
      ...ROLE,
      RolePolicyList: each(whole('PolicyName', 'PolicyDocument')),
      AttachedManagedPolicies: each(whole('PolicyName', 'PolicyArn')),
    }),
    Policies: each({
      ...whole('PolicyName', 'PolicyId', 'Arn', 'Path', 'DefaultVersionId'),
      PolicyVersionList: each(whole('Document', 'VersionId', 'IsDefaultVersion')),
    }),
  }),
  role: fields({ Role: fields(ROLE) }),
  rolePolicies: fields(whole('PolicyNames')),
  rolePolicy: fields(whole('RoleName', 'PolicyName', 'PolicyDocument')),
  attachedPolicies: fields({ AttachedPolicies: each(whole('PolicyName', 'PolicyArn')) }),
  policy: fields({ Policy: fields(whole('PolicyName', 'Arn', 'Path', 'DefaultVersionId')) }),
  policyVersion: fields({ PolicyVersion: fields(whole('Document', 'VersionId', 'IsDefaultVersion')) }),
  bucketPolicy: fields(whole('Policy')),
  bucketEncryption: fields({
    ServerSideEncryptionConfiguration: fields({
      Rules: each(whole('ApplyServerSideEncryptionByDefault', 'BucketKeyEnabled')),
    }),
  }),
  keyPolicy: fields(whole('Policy', 'PolicyName')),
} as const satisfies Readonly<Record<string, Shape>>;
