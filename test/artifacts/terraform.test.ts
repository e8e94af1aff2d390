import { describe, expect, test } from '@jest/globals';
import { buildTerraformView, type RoleView, type TerraformView } from '../../src/artifacts/terraform/view.js';
import { ref, TerraformTemplate } from '../../src/emit/hcl.js';
import { loadModel } from '../../src/load-model.js';
import { aModel, type ModelParts, RUNNING } from '../support/a-model.js';
import { renderedFiles } from '../support/rendered.js';

function viewOf(parts: ModelParts): TerraformView {
  return buildTerraformView(aModel(parts)) as TerraformView;
}

function roleOf(parts: ModelParts): RoleView {
  return viewOf({ workloads: [{ roleName: 'MyRole' }], ...parts }).roles[0] as RoleView;
}

interface Row<T> {
  readonly given: ModelParts;
  readonly want: T;
}

const THERE = { provision: false } as const;
const BOUNDARY = 'arn:aws:iam::111122223333:policy/boundary';
const EXISTING = { roleArn: 'arn:aws:iam::111122223333:role/r' };
const BY_TERRAFORM = { oidcProviderOwner: 'terraform' } as const;
const POD_IDENTITY = { mechanism: 'pod-identity' } as const;
const ROLE_FILES = ['versions', 'providers', 'variables', 'oidc-provider', 'role-r', 'outputs'];

const files: readonly [string, Row<readonly string[]>][] = [
  ['a role', { given: {}, want: ROLE_FILES }],
  [
    'a module has no provider block, and calls its roles by their service accounts',
    {
      given: { terraform: { layout: 'module' } },
      want: ['versions', 'variables', 'oidc-provider', 'role-default-app', 'outputs'],
    },
  ],
  [
    'Pod Identity needs no OIDC provider',
    { given: { identity: POD_IDENTITY }, want: ROLE_FILES.filter((f) => f !== 'oidc-provider') },
  ],
  ["a role of eksctl is none of Terraform's", { given: { identity: { roleOwner: 'eksctl' } }, want: [] }],
  [
    "a provider alone, where the role is somebody else's",
    {
      given: {
        cluster: { ...THERE, ...RUNNING },
        identity: { roleOwner: 'existing', ...BY_TERRAFORM },
        workloads: [EXISTING],
      },
      want: ['versions', 'providers', 'variables', 'oidc-provider'],
    },
  ],
  ['JSON syntax alone', { given: { terraform: { syntax: 'json' } }, want: [] }],
];

describe('the HCL files for', () => {
  test.each(files)('%s', async (_name, { given, want }) => {
    const workloads = given.workloads ?? [{ roleName: 'r' }];
    const rendered = await renderedFiles(aModel({ ...given, workloads }), 'terraform');
    const found = [...rendered.keys()].filter((path) => path.startsWith('terraform/'));
    const ignored = want.length > 0 ? ['terraform/.gitignore'] : [];
    expect(found).toEqual([...ignored, ...want.map((name) => `terraform/${name}.tf`)]);
  });

  test.each([
    [true, '>= 1.10.0'],
    [false, '>= 1.5.7'],
  ])('an S3 backend with use_lockfile: %s takes Terraform %s', async (use_lockfile, want) => {
    const backend = { type: 's3', config: { bucket: 'acme-state', key: 'a', use_lockfile } };
    const rendered = await renderedFiles(aModel({ terraform: { backend } }));
    expect(rendered.get('terraform/versions.tf')).toContain(`required_version = "${want}"`);
    expect(rendered.get('README.md')).toContain(`Terraform ${want.slice(3)} or later`);
    expect(rendered.get('README.md')).not.toContain('terraform init -migrate-state');
  });

  test('state that stays on the machine is said in the runbook', async () => {
    expect((await renderedFiles(aModel({}))).get('README.md')).toContain('terraform init -migrate-state');
    const asModule = await renderedFiles(aModel({ terraform: { layout: 'module' } }));
    expect(asModule.get('README.md')).not.toContain('terraform init -migrate-state');
  });

  test('git leaves state and plans out, and takes the lock file of the providers', async () => {
    const rendered = await renderedFiles(aModel({}), 'terraform');
    const ignored = rendered.get('terraform/.gitignore')?.split('\n') ?? [];
    expect(ignored).toEqual(expect.arrayContaining(['.terraform/', '*.tfstate', 'tfplan']));
    expect(ignored.filter((line) => line.includes('lock'))).toEqual([]);
  });

  test.each(['hcl', 'json', 'both'] as const)('syntax %s stand in their folders', async (syntax) => {
    const folders = [...(await renderedFiles(aModel({ terraform: { syntax } }), 'terraform')).keys()].map(
      (path) => path.slice(0, path.indexOf('/')),
    );
    const want = { hcl: ['terraform'], json: ['terraform-json'], both: ['terraform', 'terraform-json'] };
    expect([...new Set(folders)]).toEqual(want[syntax]);
  });
});

const variables: readonly [string, Row<readonly string[]>][] = [
  [
    'a new cluster: its issuer is looked up by name',
    { given: {}, want: ['region', 'cluster_name', 'tags', 'offline'] },
  ],
  [
    'a known issuer: no name is needed',
    { given: { cluster: RUNNING }, want: ['region', 'oidc_issuer', 'tags', 'offline'] },
  ],
  [
    'Pod Identity: its associations need the name',
    { given: { identity: POD_IDENTITY }, want: ['region', 'cluster_name', 'tags', 'offline'] },
  ],
  [
    'both mechanisms with a known issuer',
    {
      given: { cluster: RUNNING, workloads: [{}, { identity: POD_IDENTITY }] },
      want: ['region', 'cluster_name', 'oidc_issuer', 'tags', 'offline'],
    },
  ],
  [
    'a module: its caller has region and account',
    { given: { cluster: RUNNING, terraform: { layout: 'module' } }, want: ['oidc_issuer', 'tags'] },
  ],
  [
    'a boundary',
    {
      given: { cluster: RUNNING, identity: { permissionsBoundaryArn: BOUNDARY } },
      want: ['region', 'oidc_issuer', 'permissions_boundary_arn', 'tags', 'offline'],
    },
  ],
  [
    "a boundary where no role is Terraform's",
    {
      given: {
        cluster: RUNNING,
        identity: { permissionsBoundaryArn: BOUNDARY, roleOwner: 'existing', ...BY_TERRAFORM },
        workloads: [EXISTING],
      },
      want: ['region', 'oidc_issuer', 'tags', 'offline'],
    },
  ],
];

describe('the variables for', () => {
  test.each(variables)('%s', (_name, { given, want }) => {
    expect(viewOf(given).variables.map(({ name }) => name)).toEqual(want);
  });

  test("all have a type, a description and the spec's value", () => {
    const view = viewOf({ cluster: { ...RUNNING, region: 'us-east-1' }, tags: { team: 'web' } });
    for (const { type, description } of view.variables) {
      expect(type.expression).toMatch(/^(string|bool|map\(string\))$/);
      expect(description).toMatch(/\.$/);
    }
    expect(Object.fromEntries(view.variables.map((v) => [v.name, v.default]))).toEqual({
      region: 'us-east-1',
      oidc_issuer: RUNNING.oidcIssuer,
      tags: { team: 'web' },
      offline: false,
    });
  });
});

describe('the OIDC provider', () => {
  test.each([
    ['is looked up, and neither', {}, {}, [true, false]],
    ['is known, and neither', RUNNING, {}, [false, false]],
    ['is known, and made', RUNNING, BY_TERRAFORM, [false, true]],
    ['is looked up, and made', {}, BY_TERRAFORM, [true, true]],
  ] as const)('%s', (_name, cluster, identity, [lookup, owned]) => {
    expect(viewOf({ cluster, identity }).oidcProvider).toMatchObject({
      lookup,
      owned,
      audience: 'sts.amazonaws.com',
    });
  });

  test('has an ARN of the account and the partition, without asking AWS for either', () => {
    const arn = viewOf({ cluster: { region: 'cn-north-1' } }).oidcProvider?.arn;
    expect(arn?.template).toBe('arn:aws-cn:iam::111122223333:oidc-provider/${local.oidc_provider}');
  });
});

describe('a role', () => {
  test('has labels of its own for each resource around it', () => {
    const role = roleOf({});
    expect([role.label, role.trustLabel, role.managedLabel, role.policy?.label]).toEqual([
      'my_role',
      'my_role_trust',
      'my_role_managed',
      'my_role_permissions',
    ]);
  });

  test('shares no address with another, whatever their names', () => {
    const names = ['app', 'app-trust', 'app_trust', 'app-permissions', 'app-managed', 'App', 'app.trust'];
    const { roles } = viewOf({
      workloads: names.map((roleName) => ({
        roleName,
        policyArns: ['arn:aws:iam::aws:policy/P'],
        buckets: [{ name: 'bbb', access: 'get' }],
      })),
    });
    const documents = roles.flatMap((role) => [role.trustLabel, role.policy?.label]);
    const attachments = roles.flatMap((role) => [role.managedLabel, role.policy?.label]);
    for (const labels of [roles.map(({ label }) => label), documents, attachments]) {
      expect(new Set(labels).size).toBe(labels.length);
    }
  });

  test('leaves out what is the default', () => {
    const role = roleOf({});
    for (const key of [
      'path',
      'maxSessionDuration',
      'permissionsBoundary',
      'managedPolicyArns',
      'associations',
    ]) {
      expect(role).not.toHaveProperty(key);
    }
  });

  test('has path, duration and boundary', () => {
    const identity = { rolePath: '/web/', maxSessionDuration: 7200, permissionsBoundaryArn: BOUNDARY };
    expect(roleOf({ identity })).toMatchObject({
      path: '/web/',
      maxSessionDuration: 7200,
      permissionsBoundary: ref('var.permissions_boundary_arn'),
    });
  });

  test('trusts the provider by reference', () => {
    expect(roleOf({}).trust).toEqual([
      {
        principal: { type: 'Federated', identifiers: [ref('local.oidc_provider_arn')] },
        actions: ['sts:AssumeRoleWithWebIdentity'],
        conditions: [
          {
            test: 'StringEquals',
            variable: new TerraformTemplate('${local.oidc_provider}:aud'),
            values: ['sts.amazonaws.com'],
          },
          {
            test: 'StringEquals',
            variable: new TerraformTemplate('${local.oidc_provider}:sub'),
            values: ['system:serviceaccount:default:app'],
          },
        ],
      },
    ]);
  });

  test('with Pod Identity trusts the service, and has an association for each subject', () => {
    const shared = [{ roleName: 'r' }, { roleName: 'r', namespace: 'web' }];
    const role = roleOf({ identity: POD_IDENTITY, workloads: shared });
    expect(role.trust.map(({ principal }) => principal)).toEqual([
      { type: 'Service', identifiers: ['pods.eks.amazonaws.com'] },
      { type: 'Service', identifiers: ['pods.eks.amazonaws.com'] },
    ]);
    expect(role.associations).toEqual({
      'default/app': { namespace: 'default', service_account: 'app' },
      'web/app2': { namespace: 'web', service_account: 'app2' },
    });
  });

  test('with managed policies alone has no policy of its own', () => {
    const role = roleOf({ workloads: [{ policyArns: ['arn:aws:iam::aws:policy/P'] }] });
    expect(role.managedPolicyArns).toEqual(['arn:aws:iam::aws:policy/P']);
    expect(role.policy).toBeUndefined();
  });

  test('of a text in a condition that looks like our reference keeps it a text', () => {
    const statements = [
      {
        actions: ['s3:GetObject'],
        resources: ['*'],
        conditions: { StringLike: { 's3:prefix': '${local.oidc_provider}' } },
      },
    ];
    const condition = roleOf({ workloads: [{ statements }] }).policy?.statements[0]?.conditions[0];
    expect(condition).toEqual({
      test: 'StringLike',
      variable: 's3:prefix',
      values: ['${local.oidc_provider}'],
    });
  });
});

describe('the outputs', () => {
  test('are ARNs and trust policies by role, annotations by service account', () => {
    const { outputs } = viewOf({ workloads: [{ roleName: 'r' }, { roleName: 'p', identity: POD_IDENTITY }] });
    expect(Object.fromEntries(outputs.map(({ name, value }) => [name, value]))).toEqual({
      role_arns: { p: ref('aws_iam_role.p.arn'), r: ref('aws_iam_role.r.arn') },
      trust_policies: {
        p: ref('data.aws_iam_policy_document.p_trust.json'),
        r: ref('data.aws_iam_policy_document.r_trust.json'),
      },
      service_account_annotations: {
        'default/app': { 'eks.amazonaws.com/role-arn': ref('aws_iam_role.r.arn') },
        'default/app2': {},
      },
    });
  });

  test('name nothing of roles that others own', () => {
    const { outputs } = viewOf({
      workloads: [{ roleName: 'r' }, { identity: { roleOwner: 'eksctl' } }],
    });
    expect(Object.keys(outputs[0]?.value as object)).toEqual(['r']);
    expect(Object.keys(outputs[2]?.value as object)).toEqual(['default/app']);
  });
});

describe('a module', () => {
  test('takes its region from a variable, in a partition of which the spec names every region', () => {
    const loaded = loadModel(
      `
version: 1
cluster: { name: demo, region: us-gov-west-1, accountId: "111122223333", provision: false }
terraform: { layout: module }
workloads:
  - name: web
    namespace: shop
    serviceAccount: web
    queues:
      - { name: orders, access: inspect }
      - { name: orders, region: us-gov-east-1, access: inspect }
`,
      'irsa.yaml',
    );
    if (!loaded.ok) throw new Error(loaded.diagnostics[0]?.message);
    const { variables, roles } = buildTerraformView(loaded.value) as TerraformView;
    expect(variables.map(({ name }) => name)).toContain('region');
    expect(roles[0]?.policy?.statements[0]?.resources).toEqual([
      expect.objectContaining({ template: 'arn:aws-us-gov:sqs:us-gov-east-1:${var.account_id}:orders' }),
      expect.objectContaining({ template: 'arn:aws-us-gov:sqs:${var.region}:${var.account_id}:orders' }),
    ]);
  });
});

describe('the settings', () => {
  test('have the versions, and a backend when asked', () => {
    const backend = { type: 's3', config: { bucket: 'state', use_lockfile: true } };
    expect(viewOf({ terraform: { backend } })).toMatchObject({
      requiredVersion: '>= 1.10.0',
      providerVersion: '>= 5.0, < 7.0',
      accountId: '111122223333',
      backend,
    });
    expect(viewOf({})).not.toHaveProperty('backend');
  });
});

describe('JSON syntax', () => {
  test('takes no text of a spec for a token of CDKTF', async () => {
    const resources = ['arn:aws:s3:::b/${TfToken[TOKEN.0]}', 'arn:aws:s3:::b/#{TfToken[TOKEN.1]}'];
    const files = await renderedFiles(
      aModel({
        terraform: { syntax: 'json', backend: { type: 's3', config: { key: '${TfToken[TOKEN.2]}' } } },
        workloads: [{ roleName: 'r', statements: [{ actions: ['s3:GetObject'], resources }] }],
      }),
      'terraform',
    );
    const { data, terraform } = JSON.parse(files.get('terraform-json/main.tf.json') ?? '');
    expect(data.aws_iam_policy_document.r_permissions.statement[0].resources).toEqual([
      'arn:aws:s3:::b/#{TfToken[TOKEN.1]}',
      'arn:aws:s3:::b/$${TfToken[TOKEN.0]}',
    ]);
    expect(terraform.backend.s3.key).toBe('${TfToken[TOKEN.2]}');
  });
});
