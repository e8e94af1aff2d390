import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { managedPolicyArnsOf, NO_VALUES, PROGRAMS, programOf, type Values } from '../../src/catalog/index.js';
import { INTEGRATIONS } from '../../src/catalog/parameters.js';
import type { Program } from '../../src/catalog/program.js';
import { SAMPLE_CLUSTER, sampleValues } from '../../src/catalog/sample.js';
import type { PermissionStatement } from '../../src/iam/policy.js';
import { permissionsDocument } from '../../src/iam/policy.js';
import { countCharacters } from '../../src/iam/quotas.js';
import { splitStatements } from '../../src/model/split.js';
import { loadCatalog } from '../../src/readers/index.js';
import { lintFiles } from '../lint/support.js';

const FACTS = new URL('../fixtures/catalogue-policies/', import.meta.url);
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const BUCKET: Partial<Values> = { buckets: [{ name: 'acme-bucket' }] };
const buckets = (...names: readonly string[]): Partial<Values> => ({
  buckets: names.map((name) => ({ name })),
});

/** Program → the files that together say its policy, and the values that they were written for. */
const SAMPLES: Readonly<Record<string, readonly [readonly string[], Partial<Values>]>> = {
  'aws-load-balancer-controller': [['aws-load-balancer-controller'], {}],
  'external-dns': [['external-dns'], { zones: ['Z0123456789ABCDEFGHIJ'] }],
  'cert-manager': [['cert-manager'], { zones: ['Z0123456789ABCDEFGHIJ'] }],
  'cluster-autoscaler': [['cluster-autoscaler'], {}],
  karpenter: [['karpenter'], { nodeRoleName: 'KarpenterNodeRole-demo', interruptionQueue: 'demo' }],
  'aws-ebs-csi-driver': [['ebs-csi-kms'], { keys: [KEY] }],
  'aws-ebs-csi-driver-cluster-scoped': [['ebs-csi-kms'], { keys: [KEY] }],
  'aws-mountpoint-s3-csi-driver': [['mountpoint-s3-csi'], BUCKET],
  'aws-fsx-csi-driver': [['fsx-lustre-csi'], buckets('acme-data')],
  'vpc-cni-ipv6': [['vpc-cni-ipv6'], {}],
  'aws-for-fluent-bit': [['aws-for-fluent-bit'], { logGroups: ['/aws/eks/demo/*'] }],
  'amp-remote-write': [
    ['amp-remote-write'],
    { workspaces: ['arn:aws:aps:us-east-1:111122223333:workspace/ws-0123abcd-0123-0123-0123-0123456789ab'] },
  ],
  'amp-query': [
    ['amp-query'],
    { workspaces: ['arn:aws:aps:us-east-1:111122223333:workspace/ws-0123abcd-0123-0123-0123-0123456789ab'] },
  ],
  'external-secrets': [['external-secrets'], { secrets: ['app/*'], parameters: ['/app/'], keys: [KEY] }],
  'secrets-store-csi-driver-provider-aws': [
    ['secrets-store-csi-provider-aws'],
    { secrets: ['app/db'], parameters: ['/app/db'] },
  ],
  velero: [['velero', 'velero-kms'], { ...BUCKET, keys: [KEY] }],
  loki: [['loki'], buckets('acme-loki-chunks', 'acme-loki-ruler')],
  tempo: [['tempo'], buckets('acme-tempo')],
  mimir: [['mimir'], buckets('acme-mimir-blocks', 'acme-mimir-alertmanager', 'acme-mimir-ruler')],
  thanos: [['thanos'], buckets('acme-thanos')],
  keda: [['keda'], { queues: ['orders'], streams: ['orders'], tables: ['orders'] }],
  'aws-node-termination-handler': [['aws-node-termination-handler'], { queues: ['nth'] }],
  'argo-workflows': [['argo-workflows-artifacts'], BUCKET],
  'argocd-image-updater': [['argocd-image-updater'], {}],
  'gitlab-runner': [['gitlab-runner-cache'], BUCKET],
  'grafana-cloudwatch': [['grafana-cloudwatch'], {}],
  'aws-privateca-issuer': [
    ['aws-privateca-issuer'],
    {
      certificateAuthorities: [
        'arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/1234abcd-12ab-34cd-56ef-1234567890ab',
      ],
    },
  ],
  spark: [['spark'], BUCKET],
  flink: [['flink'], BUCKET],
};

/** What AWS's own managed policies are enough for. */
const BY_MANAGED_POLICY = [
  'aws-efs-csi-driver',
  'aws-s3-files-csi-driver',
  'vpc-cni',
  'amazon-cloudwatch-observability',
];

const CONTRACT =
  `aws-load-balancer-controller, external-dns, cert-manager, cluster-autoscaler, karpenter, aws-ebs-csi-driver,
  aws-efs-csi-driver, aws-mountpoint-s3-csi-driver, aws-fsx-csi-driver, vpc-cni, vpc-cni-ipv6, amazon-cloudwatch-observability,
  aws-for-fluent-bit, amp-remote-write, amp-query, external-secrets, secrets-store-csi-driver-provider-aws, velero, loki, tempo,
  mimir, thanos, keda, aws-node-termination-handler, argo-workflows, argocd-image-updater, gitlab-runner, grafana-cloudwatch,
  aws-privateca-issuer, spark, flink`.split(/,\s+/);

/** One spelling of statements: by sid, every list sorted. */
function plain(statements: readonly object[]): unknown {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.length === 1 ? sorted(value[0]) : value.map(sorted).sort();
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, inner]) => [key, sorted(inner)]),
    );
  };
  const shown = statements.map((statement) => JSON.stringify(sorted(statement)));
  return shown.sort();
}

function statementsOf(
  program: Program,
  values: Values,
  cluster = SAMPLE_CLUSTER,
): readonly PermissionStatement[] {
  return program.statements(values, cluster);
}

describe('the catalogue', () => {
  test('has every program that it promises, each once', () => {
    const names = PROGRAMS.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(CONTRACT));
    expect(new Set(names).size).toBe(names.length);
  });

  test('has each program in SAMPLES or in BY_MANAGED_POLICY', () => {
    const names = PROGRAMS.map(({ name }) => name);
    expect([...Object.keys(SAMPLES), ...BY_MANAGED_POLICY].sort()).toEqual([...names].sort());
  });

  test('uses every file of facts', () => {
    const used = Object.values(SAMPLES).flatMap(([files]) => files.map((file) => `${file}.json`));
    expect(readdirSync(FACTS).sort()).toEqual([...new Set(used)].sort());
  });

  test.each(Object.entries(SAMPLES))('%s: its policy is what its source says', (name, [files, values]) => {
    const own = programOf(name)?.statements({ ...NO_VALUES, ...values }, SAMPLE_CLUSTER) ?? [];
    const facts = files.flatMap(
      (file) => JSON.parse(readFileSync(new URL(`${file}.json`, FACTS), 'utf8')).Statement,
    );
    const document = permissionsDocument(own);
    expect(plain(document.Statement)).toEqual(plain(facts));
  });

  test.each(PROGRAMS)(
    '$name says when and from where it was taken',
    ({ asOf, source, namespace, serviceAccount }) => {
      expect(asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(source).toMatch(/^https:\/\/\S+$/);
      expect(namespace === undefined).toBe(serviceAccount === undefined);
    },
  );

  test('names actions and managed policies that exist', async () => {
    const iam = loadCatalog();
    const unknown = PROGRAMS.flatMap((program) => [
      ...program
        .statements(sampleValues(program), SAMPLE_CLUSTER)
        .flatMap(({ actions }) => actions)
        .filter((action) => {
          const [service = '', name = ''] = action.split(':');
          return iam.actions(service, name)?.length !== 1;
        }),
      ...program.managedPolicies.filter((name) => !iam.managedPolicies.includes(name)),
    ]);
    expect(unknown).toEqual([]);
  });

  test.each(PROGRAMS)('$name: no error of lint', async (program) => {
    const statements = statementsOf(program, sampleValues(program));
    if (statements.length === 0) return expect(program.managedPolicies).not.toEqual([]);
    const content = JSON.stringify(permissionsDocument(statements), null, 2);
    const { findings } = await lintFiles([{ path: 'policy.json', content }]);
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test.each(PROGRAMS)('$name fits into two policies for a cluster of the longest name', (program) => {
    const cluster = { ...SAMPLE_CLUSTER, name: 'c'.repeat(100) };
    const parts = splitStatements(statementsOf(program, sampleValues(program), cluster));
    expect(parts.length).toBeLessThanOrEqual(2);
    for (const part of parts) expect(countCharacters(permissionsDocument(part))).toBeLessThanOrEqual(6144);
  });
});

describe('the policy of a program', () => {
  const abroad = {
    name: 'shop',
    region: 'cn-north-1',
    accountId: '444455556666',
    partition: 'aws-cn',
    dnsSuffix: 'amazonaws.com.cn',
  };

  test.each(PROGRAMS)('of $name is of the partition alone', (program) => {
    const values = JSON.parse(
      JSON.stringify(sampleValues(program))
        .replaceAll('arn:aws:', 'arn:aws-cn:')
        .replaceAll('us-east-1', 'cn-north-1'),
    );
    const text = JSON.stringify([program.statements(values, abroad), managedPolicyArnsOf(program, abroad)]);
    expect(text).not.toContain('arn:aws:');
    expect(text).not.toContain('us-east-1');
  });

  test('stays below a prefix, and uses keys through S3 alone', () => {
    const values = { ...NO_VALUES, buckets: [{ name: 'acme-logs', prefix: 'loki/', kmsKeyArn: KEY }] };
    expect(programOf('loki')?.statements(values, SAMPLE_CLUSTER)).toEqual([
      {
        sid: 'ListPrefix',
        effect: 'Allow',
        actions: ['s3:ListBucket'],
        resources: ['arn:aws:s3:::acme-logs'],
        conditions: { StringLike: { 's3:prefix': ['loki/*'] } },
      },
      {
        sid: 'Objects',
        effect: 'Allow',
        actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        resources: ['arn:aws:s3:::acme-logs/loki/*'],
        conditions: {},
      },
      {
        sid: 'UseObjectKey',
        effect: 'Allow',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [KEY],
        conditions: { StringEquals: { 'kms:ViaService': ['s3.us-east-1.amazonaws.com'] } },
      },
    ]);
  });

  test('leaves out what is not asked for', () => {
    const sids = (name: string, values: Partial<Values>) =>
      programOf(name)
        ?.statements({ ...NO_VALUES, ...values }, SAMPLE_CLUSTER)
        .map(({ sid }) => sid);
    expect(sids('external-secrets', { secrets: ['app/*'] })).toEqual(['ReadSecrets', 'FindSecrets']);
    expect(sids('keda', { queues: ['orders'] })).toEqual(['Queues', 'Metrics']);
    expect(sids('aws-ebs-csi-driver', {})).toEqual([]);
    expect(sids('karpenter', { nodeRoleName: 'nodes' })).not.toContain('AllowInterruptionQueueActions');
  });

  test('of the load balancer controller is tied to what is asked for alone', () => {
    const actions = (values: Partial<Values>) =>
      programOf('aws-load-balancer-controller')
        ?.statements({ ...NO_VALUES, ...values }, SAMPLE_CLUSTER)
        .find(({ sid }) => sid === 'Integrations')?.actions;
    expect(actions({ integrations: ['cognito', 'wafv2'] })).toEqual([
      'cognito-idp:DescribeUserPoolClient',
      'wafv2:AssociateWebACL',
      'wafv2:DisassociateWebACL',
      'wafv2:GetWebACL',
      'wafv2:GetWebACLForResource',
    ]);
    expect(actions({ integrations: INTEGRATIONS })).toEqual(actions({}));
  });

  test('of the load balancer controller has no action that an iso partition does not know', () => {
    const iso = { ...SAMPLE_CLUSTER, partition: 'aws-iso', region: 'us-iso-east-1', dnsSuffix: 'c2s.ic.gov' };
    const actions = (cluster: typeof iso) =>
      programOf('aws-load-balancer-controller')
        ?.statements(NO_VALUES, cluster)
        .flatMap((each) => each.actions) ?? [];
    expect(actions(SAMPLE_CLUSTER).filter((action) => !actions(iso).includes(action))).toEqual([
      'elasticloadbalancing:DescribeCapacityReservation',
      'elasticloadbalancing:DescribeListenerAttributes',
      'elasticloadbalancing:DescribeTrustStores',
      'elasticloadbalancing:ModifyCapacityReservation',
      'elasticloadbalancing:ModifyListenerAttributes',
    ]);
  });
});
