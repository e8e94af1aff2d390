import type { GenericSchema } from 'valibot';
import type { TemplateName } from '../../artifacts/templates.js';
import type { TemplateShape } from '../../emit/template-lint.js';
import { schemaAt } from '../../spec/schema-tree.js';
import { EACH } from '../spec-pattern.js';

type Fields = { readonly [field: string]: TemplateShape };

/** What can be seen of a schema at run time. */
interface SchemaNode extends GenericSchema {
  readonly entries?: Readonly<Record<string, SchemaNode>>;
  readonly item?: SchemaNode;
  readonly wrapped?: SchemaNode;
}

/** A part of the spec as templates see it: every field that a spec may have there. */
function specShape(path: readonly (string | number)[]): Fields {
  return shapeOf(schemaAt(path) as SchemaNode) as Fields;
}

function shapeOf(schema: SchemaNode): TemplateShape {
  if (schema.wrapped !== undefined) return shapeOf(schema.wrapped);
  if (schema.item !== undefined) return [shapeOf(schema.item)];
  if (schema.entries !== undefined) {
    return Object.fromEntries(Object.entries(schema.entries).map(([name, entry]) => [name, shapeOf(entry)]));
  }
  return schema.type === 'record' || schema.type === 'union' ? 'any' : 'text';
}

const texts = (...names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, 'text']));
const anything = (...names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, 'any']));

/** What every template sees. */
export const COMMON_FIELDS: Fields = {
  header: 'text',
  cluster: specShape(['cluster']),
  identity: specShape(['identity']),
  tags: 'any',
  standard: texts('name', 'version'),
};

const WORKLOAD: Fields = specShape(['workloads', EACH]);

const OBJECT: Fields = { ...texts('name', 'namespace'), ...anything('labels', 'annotations') };

/** What the templates of one workload see. */
const WORKLOAD_FIELDS: Fields = {
  workload: WORKLOAD,
  ...anything('selector', 'labels', 'podLabels', 'annotations', 'serviceAnnotations', 'probes'),
  ...anything('imagePullSecrets', 'envFrom'),
  ...texts('restartPolicy', 'spread', 'podIdentity', 'headlessService'),
  command: ['text'],
  args: ['text'],
  env: [{ ...texts('name', 'value'), valueFrom: 'any' }],
  ports: [texts('name', 'port')],
  servicePorts: [texts('name', 'port')],
  volumes: [texts('name', 'path', 'sizeLimit')],
  egressPorts: ['text'],
  egressNetworks: [{ cidr: 'text', ports: ['text'] }],
};

const CONDITION: Fields = { ...texts('test', 'variable'), values: 'any' };

const STATEMENT: Fields = {
  ...texts('sid', 'effect'),
  ...anything('actions', 'resources'),
  conditions: [CONDITION],
};

const POLICY: Fields = {
  ...texts('name', 'description', 'label', 'policyLabel', 'json', 'arnRef'),
  statements: [STATEMENT],
};

const ROLE: Fields = {
  ...texts('label', 'trustLabel', 'managedLabel', 'name', 'path', 'description', 'maxSessionDuration'),
  ...texts('permissionsBoundary', 'trustJson', 'nameRef', 'arnRef', 'associationCluster'),
  trust: [{ principal: { type: 'text', identifiers: 'any' }, actions: 'any', conditions: [CONDITION] }],
  policy: POLICY,
  policies: [POLICY],
  sessionPolicies: [{ label: 'text', statements: [STATEMENT] }],
  ...anything('managedPolicyArns', 'associations', 'sessionArguments'),
};

const MODULE: Fields = {
  ...texts('requiredVersion', 'providerVersion', 'accountId', 'isRoot'),
  backend: { type: 'text', arguments: [texts('name', 'value')] },
  variables: [
    { ...texts('name', 'description', 'type', 'default'), validation: texts('condition', 'message') },
  ],
  oidcProvider: 'any',
  roles: [ROLE],
  outputs: [{ ...texts('name', 'description'), value: 'any' }],
};

/** What each built-in template sees beside the common fields. */
export const TEMPLATE_FIELDS: Readonly<Record<TemplateName, Fields>> = {
  'docs/README.md': anything(
    ...['roles', 'graph', 'tools', 'oidc', 'agent', 'terraform', 'existingRoles', 'eksctl', 'kubernetes'],
    ...['foreignAccounts', 'annotates', 'step', 'inspect', 'identities', 'moreIdentities', 'simulations'],
    ...['troubles', 'teardown', 'namespaces', 'creation', 'policies', 'foreignPods', 'furtherClusters'],
    ...['otherAccounts', 'patternRoles', 'migration', 'create', 'connect'],
  ),
  'eksctl/cluster.yaml': {
    ...texts('provision', 'minimumVersion'),
    ...anything('iam', 'availabilityZones', 'vpc', 'clusterLogging'),
    ...anything('managedNodeGroups', 'nodeGroups', 'addons'),
  },
  'kubernetes/cron-job.yaml': WORKLOAD_FIELDS,
  'kubernetes/daemon-set.yaml': WORKLOAD_FIELDS,
  'kubernetes/deployment.yaml': WORKLOAD_FIELDS,
  'kubernetes/headless-service.yaml': WORKLOAD_FIELDS,
  'kubernetes/job.yaml': WORKLOAD_FIELDS,
  'kubernetes/kustomization.yaml': { resources: ['text'] },
  'kubernetes/namespace.yaml': { name: 'text', labels: 'any' },
  'kubernetes/network-policy.yaml': WORKLOAD_FIELDS,
  'kubernetes/pod.yaml': WORKLOAD_FIELDS,
  'kubernetes/pod-disruption-budget.yaml': WORKLOAD_FIELDS,
  'kubernetes/service.yaml': WORKLOAD_FIELDS,
  'kubernetes/service-account.yaml': OBJECT,
  'kubernetes/stateful-set.yaml': WORKLOAD_FIELDS,
  'terraform/oidc-provider.tf': texts('lookup', 'owned', 'issuer', 'provider', 'arn', 'audience'),
  'terraform/outputs.tf': MODULE,
  'terraform/providers.tf': MODULE,
  'terraform/role.tf': { role: ROLE },
  'terraform/variables.tf': MODULE,
  'terraform/versions.tf': MODULE,
};

/** What each partial sees beside the common fields, when a built-in template calls it. */
export const PARTIAL_FIELDS: Readonly<Record<string, Fields>> = {
  'docs/end': {},
  'docs/start': {},
  'eksctl/cluster': {},
  'kubernetes/container': WORKLOAD_FIELDS,
  'kubernetes/containers': WORKLOAD_FIELDS,
  'kubernetes/egress': WORKLOAD_FIELDS,
  'kubernetes/labels': {},
  'kubernetes/pod': WORKLOAD_FIELDS,
  'kubernetes/pod-metadata': WORKLOAD_FIELDS,
  'kubernetes/pod-spec': WORKLOAD_FIELDS,
  'kubernetes/service-account': OBJECT,
  'terraform/provider': { accountId: 'text' },
  'terraform/role': { role: ROLE },
};

/** A role as further files see it. */
const ROLE_SUMMARY: Fields = {
  ...texts('name', 'arn', 'owner', 'mechanism'),
  subjects: [texts('namespace', 'serviceAccount')],
};

/** What the template of a further file sees beside the common fields. */
export const FILE_FIELDS: Readonly<Record<'cluster' | 'workload', Fields>> = {
  cluster: { terraform: specShape(['terraform']), workloads: [WORKLOAD], roles: [ROLE_SUMMARY] },
  workload: { terraform: specShape(['terraform']), workload: WORKLOAD, role: ROLE_SUMMARY },
};
