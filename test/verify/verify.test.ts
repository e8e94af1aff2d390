import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { exampleNames } from '../../scripts/examples.mjs';
import { render } from '../../src/artifacts/index.js';
import { loadSpec } from '../../src/cli/load-spec.js';
import { loadModel } from '../../src/load-model.js';
import { verifyFiles } from '../../src/verify/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const examples = exampleNames(root);
describe('built-in output says what the model says:', () => {
  test.each(examples)('%s', async (name) => {
    const path = `${root}/examples/${name}/irsa.yaml`;
    const loaded = await loadSpec({ name: path, path, text: readFileSync(path, 'utf8') }, root);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
    expect(await verifyFiles(await loaded.value.render(), loaded.value.model)).toEqual([]);
  });
});

/** The outputs that say who may do what. */
const ACCESS = ['eksctl', 'terraform', 'kubernetes'] as const;

/** Every way to put a key and one of its values together. */
function combined<T extends Record<string, readonly unknown[]>>(
  choices: T,
): readonly { readonly [K in keyof T]: T[K][number] }[] {
  return Object.entries(choices).reduce<readonly object[]>(
    (found, [key, values]) => found.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  ) as readonly { readonly [K in keyof T]: T[K][number] }[];
}

test.each(['irsa', 'pod-identity', 'both'])('whoever owns what, with the mechanism %s', async (mechanism) => {
  let valid = 0;
  for (const { provision, issuer, ...owners } of combined({
    roleOwner: ['terraform', 'eksctl', 'existing'],
    serviceAccountOwner: ['manifest', 'eksctl', 'existing'],
    oidcProviderOwner: ['terraform', 'eksctl', 'existing', undefined],
    provision: [true, false],
    issuer: [true, false],
  } as const)) {
    const identity = { mechanism, ...owners };
    const cluster = {
      ...{ name: 'dev', region: 'eu-west-1', accountId: '111122223333', provision },
      ...(provision ? { podImds: issuer } : {}),
      ...(issuer ? { oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE' } : {}),
    };
    const workload = {
      ...{ name: 'a', namespace: 'b', serviceAccount: 'c', queues: [{ name: 'q', access: 'send' }] },
      ...(owners.roleOwner === 'existing' ? { roleArn: 'arn:aws:iam::111122223333:role/r', queues: [] } : {}),
    };
    const spec = { version: 1, cluster, identity, workloads: [workload] };
    const loaded = loadModel(JSON.stringify(spec), 'irsa.yaml');
    if (!loaded.ok) continue;
    valid += 1;
    const found = await verifyFiles(await render(loaded.value, ACCESS), loaded.value, ACCESS);
    expect({ spec, found }).toEqual({ spec, found: [] });
  }
  expect(valid).toBeGreaterThan(10);
});

describe('beside what is rendered', () => {
  const ROLE = 'arn:aws:iam::111122223333:role/S3TalosAppTestRole';
  const found = async (path: string, content: string) => {
    const file = `${root}/examples/s3-web-app/irsa.yaml`;
    const loaded = await loadSpec({ name: file, path: file, text: readFileSync(file, 'utf8') }, root);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
    return verifyFiles([...(await loaded.value.render()), { path, content }], loaded.value.model);
  };

  test('a service account gets no role, whatever else its annotations say', async () => {
    const further = (annotations: string) =>
      found(
        'kubernetes/further.yaml',
        `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: x\n  namespace: y\n  annotations: ${annotations}\n`,
      );
    expect(await further('{ a: b }')).toEqual([]);
    const arn = 'arn:aws:iam::111122223333:role/admin';
    const named = `{ eks.amazonaws.com/role-arn: "${arn}", eks.amazonaws.com/z: "x with { " }`;
    expect(await further(named)).toMatchObject([
      { message: expect.stringContaining('makes the service account y/x') },
    ]);
  });

  test('what is there already is once too often', async () => {
    const again = `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: sa-app\n  namespace: default\n  annotations: { eks.amazonaws.com/role-arn: "${ROLE}" }\n`;
    expect(await found('kubernetes/again.yaml', again)).toMatchObject([
      { message: expect.stringContaining('makes the service account default/sa-app') },
    ]);
  });

  test.each([
    [ROLE, []],
    [`${ROLE}-other`, [expect.stringContaining('lets a chart make the service account sa-app')]],
  ])('a chart gives a service account of the model no other role: %s', async (role, want) => {
    const values = `serviceAccount:\n  create: true\n  name: sa-app\n  annotations:\n    eks.amazonaws.com/role-arn: ${role}\n`;
    const messages = (await found('charts/web/values.yaml', values)).map(({ message }) => message);
    expect(messages).toEqual(want);
  });

  test('nothing of Terraform may give access or run a program, and the rest may be there', async () => {
    const giving = [
      ...['aws_iam_user', 'aws_iam_group_policy', 'aws_iam_instance_profile', 'aws_eks_access_entry'],
      ...['aws_s3_bucket_policy', 'aws_sqs_queue_policy', 'aws_secretsmanager_secret_policy'],
      ...['aws_s3_bucket_acl', 'aws_s3_access_point', 'aws_kms_grant', 'aws_lambda_permission'],
      ...['aws_rolesanywhere_profile', 'aws_ssoadmin_permission_set', 'aws_organizations_account'],
      ...['aws_cloudformation_stack', 'aws_cloudformation_stack_set', 'aws_cloudcontrolapi_resource'],
      ...['aws_serverlessapplicationrepository_cloudformation_stack', 'awscc_iam_role'],
      ...['aws_cognito_identity_pool_roles_attachment', 'aws_quicksight_iam_policy_assignment'],
      ...['aws_eks_identity_provider_config', 'aws_eks_capability', 'aws_eks_node_group', 'aws_eks_cluster'],
      ...['aws_lakeformation_permissions', 'aws_s3control_access_grant', 'aws_ram_resource_share'],
      ...['aws_transfer_user', 'aws_cloudwatch_event_permission', 'aws_budgets_budget_action'],
      ...['aws_identitystore_group_membership', 'aws_redshift_data_share_authorization'],
      ...['aws_iam_role_policies_exclusive', 'aws_iam_role_policy_attachments_exclusive'],
    ];
    const harmless = [
      'aws_s3_bucket',
      'aws_ecr_lifecycle_policy',
      'aws_appautoscaling_policy',
      ...['aws_cloudwatch_log_data_protection_policy', 'aws_cloudfront_cache_policy', 'aws_fms_policy'],
      ...['aws_networkfirewall_firewall_policy', 'aws_app_cookie_stickiness_policy'],
      'aws_sqs_queue',
    ];
    const asking = ['external', 'aws_lambda_invocation'];
    const blocks = [
      ...[...giving, ...harmless].map((type) => `resource "${type}" "x" {}`),
      ...[...asking, 'aws_region'].map((type) => `data "${type}" "x" {}`),
      'module "x" {\n  source = "./x"\n}',
    ];
    const messages = (await found('terraform/more.tf', `${blocks.join('\n')}\n`)).map(
      ({ message }) => message,
    );
    const made = messages.flatMap((message) => /^terraform: makes (\S+),/.exec(message)?.[1] ?? []);
    const want = [
      ...giving.map((type) => `${type}.x`),
      ...asking.map((type) => `data.${type}.x`),
      'module.x',
    ];
    expect(made.sort()).toEqual(want.sort());
  });

  test.each([
    ['aws_sqs_queue', 'policy = jsonencode({})', true],
    ['aws_ecr_lifecycle_policy', 'policy = jsonencode({ rules = [] })', false],
    ['aws_sns_topic_data_protection_policy', 'policy = jsonencode({})', false],
    ['aws_kms_key', 'policy = var.policy', true],
    ['aws_vpc_endpoint', 'policy = null', false],
    ['aws_eks_addon', 'service_account_role_arn = "arn:aws:iam::111122223333:role/x"', true],
    ['aws_eks_addon', 'pod_identity_association {\n  role_arn = "x"\n  service_account = "y"\n}', true],
    ['aws_eks_addon', 'addon_name = "coredns"', false],
    ['aws_eks_addon', 'configuration_values = jsonencode({ serviceAccount = { name = "x" } })', true],
    ['aws_eks_addon', 'configuration_values = data.aws_ssm_parameter.x.value', true],
    ['aws_eks_addon', 'configuration_values = jsonencode({ replicas = 2 })', false],
    ['aws_s3_bucket', 'acl = "public-read"', true],
    ['aws_s3_bucket', 'acl = "private"', false],
    ['aws_s3_bucket', 'grant {\n  type = "Group"\n}', true],
    ['aws_db_snapshot', 'shared_accounts = ["all"]', true],
  ])('an argument may give access as well: %s with %s', async (type, argument, refused) => {
    const messages = await found('terraform/more.tf', `resource "${type}" "x" {\n${argument}\n}\n`);
    const made = messages.filter(({ message }) => message.startsWith(`terraform: makes ${type}.x with `));
    expect(made.length > 0).toBe(refused);
  });

  test('a file of Terraform that lies over the others is refused, whatever is in it', async () => {
    const file = 'terraform/role_override.tf';
    expect(await found(file, '# nothing\n')).toMatchObject([
      { message: `Terraform would lay ${file} over other files`, place: { file, line: 1, column: 1 } },
    ]);
  });

  test.each([
    ['kubernetes/broken.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: [\n'],
    ['terraform/broken.tf', 'resource "aws_iam_role" "x" {\n'],
  ])('%s, which nobody can read, is told with a help', async (path, content) => {
    const broken = (await found(path, content)).filter(({ place }) => place?.file === path);
    expect(broken).not.toEqual([]);
    for (const { help } of broken) expect(help).toEqual(expect.any(String));
  });
});

describe('a module', () => {
  const spec = (cluster: string) => `version: 1
cluster: { ${cluster}, provision: false }
terraform: { layout: module }
workloads:
  - name: shop
    namespace: shop
    serviceAccount: shop
    buckets:
      - name: "shop-{cluster.accountId}"
        access: read
        kmsKeyArn: "arn:aws:kms:{cluster.region}:{cluster.accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
      - { name: other-111122223333-dev, access: put }
  - name: job
    namespace: shop
    serviceAccount: job
    policyName: "{cluster.name}-job"
    identity: { mechanism: pod-identity }
    queues: [{ name: jobs, access: send }]
`;
  const modelOf = (cluster: string) => {
    const loaded = loadModel(spec(cluster), 'irsa.yaml');
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
    return loaded.value;
  };
  const ID = 'EXAMPLED539D4633E53DE1B71EXAMPLE';
  const dev = `name: dev, region: eu-west-1, accountId: "111122223333", oidcIssuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/${ID}"`;

  test.each([
    ['another account', dev.replace('1111', '4444')],
    ['another name', dev.replace('dev', 'production')],
    ['another region', dev.replaceAll('eu-west-1', 'us-east-2')],
    [
      'another cluster altogether',
      dev.replace('dev', 'a').replace('1111', '4444').replaceAll('eu-west-1', 'ca-central-1'),
    ],
  ])('called for %s says what its own spec would say', async (_name, cluster) => {
    const model = modelOf(cluster);
    const { name, region, accountId, oidcIssuer = '' } = model.spec.cluster;
    const variables = { cluster_name: name, region, account_id: accountId, oidc_issuer: oidcIssuer };
    const call = Object.entries(variables).map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`);
    const files = (await render(modelOf(dev), ['terraform'])).concat({
      path: 'terraform/call.auto.tfvars',
      content: call.join(''),
    });
    expect(await verifyFiles(files, model, ['terraform'])).toEqual([]);
    expect(await verifyFiles(files, modelOf(dev), ['terraform'])).not.toEqual([]);
  });
});
