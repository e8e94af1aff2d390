import { describe, expect, test } from '@jest/globals';
import { PROGRAMS } from '../../src/catalog/index.js';
import { sampleValues } from '../../src/catalog/sample.js';
import { loadModel } from '../../src/load-model.js';
import { checkMechanism } from '../../src/spec/constraints/programs.js';
import { parseSpec } from '../../src/spec/parse.js';
import type { Workload } from '../../src/spec/types.js';

const CLUSTER = {
  name: 'demo',
  region: 'us-east-1',
  accountId: '111122223333',
  provision: false,
  oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
};
const ZONES = { zones: ['Z0123456789ABCDEFGHIJ'] };
const DNS = { uses: 'external-dns', with: ZONES };

const specOf = (workload: object, more: object = {}) =>
  JSON.stringify({ version: 1, cluster: CLUSTER, ...more, workloads: [workload] });

function workloadOf(workload: object, more: object = {}): Workload {
  const result = parseSpec(specOf(workload, more), 'irsa.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value.spec.workloads[0] as Workload;
}

function findings(workload: object, more: object = {}): readonly string[] {
  const { diagnostics } = parseSpec(specOf(workload, more), 'irsa.yaml');
  return diagnostics.map(({ path, message, help }) => `${path} ${message}: ${help}`);
}

function roleOf(workload: object, more: object = {}) {
  const result = loadModel(specOf(workload, more), 'irsa.yaml');
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  return result.value.roles[0];
}

describe('a workload that uses a program', () => {
  test('gets its names, and a service account that exists', () => {
    expect(workloadOf(DNS)).toMatchObject({
      name: 'external-dns',
      namespace: 'external-dns',
      serviceAccount: 'external-dns',
      createNamespace: false,
      identity: { serviceAccountOwner: 'existing' },
    });
  });

  test('keeps what the spec itself says', () => {
    const own = { name: 'dns', namespace: 'net', serviceAccount: 'sa-dns', createNamespace: true };
    const workload = workloadOf({ ...DNS, ...own, identity: { serviceAccountOwner: 'manifest' } });
    expect(workload).toMatchObject({ ...own, identity: { serviceAccountOwner: 'manifest' } });
  });

  test('has the statements of the program, those of the spec before and its grants behind them', () => {
    const role = roleOf({
      ...DNS,
      statements: [{ sid: 'Own', actions: ['sts:GetCallerIdentity'], resources: ['*'] }],
      buckets: [{ name: 'acme-zones', access: 'get' }],
    });
    expect(role?.policy?.statements.map(({ sid }) => sid)).toEqual([
      ...['Own', 'ChangeRecords', 'ListZones', 'GetObjects'],
    ]);
  });

  test('never repeats a Sid of the spec', () => {
    const own = { sid: 'ListZones', actions: ['sts:GetCallerIdentity'], resources: ['*'] };
    const sids = roleOf({ ...DNS, statements: [own] })?.policy?.statements.map(({ sid }) => sid);
    expect(sids).toEqual(['ListZones', 'ChangeRecords', 'ListZones2']);
  });

  test("has the program's managed policies beside its own, each once", () => {
    const arn = 'arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2';
    const own = 'arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess';
    expect(roleOf({ uses: 'aws-ebs-csi-driver' })).toMatchObject({ managedPolicyArns: [arn] });
    expect(roleOf({ uses: 'aws-ebs-csi-driver', policyArns: [arn, own] })).toMatchObject({
      managedPolicyArns: [arn, own],
    });
  });

  test('is split where the cluster has a long name', () => {
    const cluster = { ...CLUSTER, name: 'c'.repeat(100) };
    const role = roleOf(
      { uses: 'karpenter', with: { nodeRoleName: 'nodes' }, roleName: 'karpenter' },
      { cluster },
    );
    expect(role?.policy?.parts.map(({ name }) => name)).toEqual(['karpenter', 'karpenter-2']);
  });

  test("may name buckets by ARN, and run as the application's own service account", () => {
    expect(
      roleOf({
        uses: 'loki',
        with: { buckets: [{ arn: 'arn:aws:s3:::acme-logs', prefix: 'loki/' }] },
      })?.policy?.statements.at(-1)?.resources,
    ).toEqual(['arn:aws:s3:::acme-logs/loki/*']);
    const workload = workloadOf({
      uses: 'secrets-store-csi-driver-provider-aws',
      with: { secrets: ['app/db'] },
      ...{ name: 'shop', namespace: 'shop', serviceAccount: 'shop' },
      pod: { kind: 'Deployment', image: 'registry.example/shop:1.0.0' },
    });
    expect(workload.identity.serviceAccountOwner).toBe('manifest');
  });

  test.each(PROGRAMS)('$name is taken with the sample of every parameter', (program) => {
    const given = Object.fromEntries(
      program.parameters.map(({ name }) => [name, sampleValues(program)[name]]),
    );
    const own = program.namespace === undefined ? { name: 'a', namespace: 'a', serviceAccount: 'a' } : {};
    for (const mechanism of program.mechanisms) {
      const workload = { uses: program.name, with: given, ...own, identity: { mechanism } };
      const cluster = mechanism === 'irsa' ? CLUSTER : { ...CLUSTER, oidcIssuer: undefined };
      expect(findings(workload, { cluster })).toEqual([]);
    }
  });
});

describe('is refused, with the place and a way out:', () => {
  const rows: readonly [string, object, readonly string[]][] = [
    [
      'a program that does not exist',
      { uses: 'externaldns', with: ZONES },
      ['workloads[0].uses "externaldns" is not allowed here: did you mean external-dns?'],
    ],
    [
      'a missing parameter',
      { uses: 'external-dns' },
      [
        'workloads[0].with.zones is missing, which external-dns needs: it is required: ids of Route 53 hosted zones',
      ],
    ],
    [
      'neither of two parameters',
      { uses: 'external-secrets' },
      [
        'workloads[0].with has neither secrets nor parameters, and without them external-secrets may do nothing: give at least one of secrets and parameters',
      ],
    ],
    [
      'a parameter of another program',
      { uses: 'external-dns', with: { ...ZONES, queues: ['orders'] } },
      ['workloads[0].with.queues is no parameter of external-dns: use zones'],
    ],
    [
      'a parameter where there is none',
      { uses: 'vpc-cni', with: ZONES },
      ['workloads[0].with.zones is no parameter of vpc-cni: it takes none: take with out'],
    ],
    [
      'a text in place of a list',
      { uses: 'external-dns', with: { zones: 'Z0123456789ABCDEFGHIJ' } },
      [
        'workloads[0].with.zones Z0123456789ABCDEFGHIJ is a string, not a list: begin each entry with "- ", or use [ ]',
      ],
    ],
    [
      'a list without entries',
      { uses: 'external-dns', with: { zones: [] } },
      ['workloads[0].with.zones is empty: give at least one, or leave it out'],
    ],
    [
      'a domain in place of a zone',
      { uses: 'external-dns', with: { zones: ['example.com'] } },
      [
        'workloads[0].with.zones[0] "example.com" is not the id of a hosted zone: use the zone\'s id, such as Z0123456789ABCDEFGHIJ, not its domain',
      ],
    ],
    [
      'the URL of a queue',
      { uses: 'keda', with: { queues: ['https://sqs.us-east-1.amazonaws.com/111122223333/orders'] } },
      [
        'workloads[0].with.queues[0] "https://sqs.us-east-1.amazonaws.com/111122223333/orders" is not the name of a queue: write "orders", if it is where the cluster is',
      ],
    ],
    [
      'an ARN of another service',
      { uses: 'keda', with: { queues: ['arn:aws:sns:us-east-1:111122223333:orders'] } },
      [
        'workloads[0].with.queues[0] "arn:aws:sns:us-east-1:111122223333:orders" is not the name of a queue: that is an ARN of sns; use 1-80 letters, digits, hyphens and underscores, or an ARN',
      ],
    ],
    [
      'a parameter that no program has',
      { uses: 'external-dns', with: { ...ZONES, zonez: [] } },
      ['workloads[0].with.zonez is no parameter of external-dns: use zones'],
    ],
    [
      'a misspelt parameter, which is not missing as well',
      { uses: 'external-dns', with: { zone: ['Z0123456789ABCDEFGHIJ'] } },
      ['workloads[0].with.zone is no parameter of external-dns: use zones'],
    ],
    [
      'the ARN of a zone',
      { uses: 'external-dns', with: { zones: ['arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ'] } },
      [
        'workloads[0].with.zones[0] "arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ" is not the id of a hosted zone: write "Z0123456789ABCDEFGHIJ"',
      ],
    ],
    [
      'the ARN of a role where its name belongs',
      { uses: 'karpenter', with: { nodeRoleName: 'arn:aws:iam::111122223333:role/eks/nodes' } },
      [
        'workloads[0].with.nodeRoleName "arn:aws:iam::111122223333:role/eks/nodes" is not the name of an IAM role: write "eks/nodes", if it is where the cluster is',
      ],
    ],
    [
      'a program by a part of its name',
      { uses: 'load-balancer' },
      ['workloads[0].uses "load-balancer" is not allowed here: did you mean aws-load-balancer-controller?'],
    ],
    [
      'a bucket without a name',
      { uses: 'loki', with: { buckets: [{ prefix: 'logs/' }] } },
      ['workloads[0].with.buckets[0].name is missing: write the name of the bucket, or its arn'],
    ],
    [
      'access to a bucket of a program',
      { uses: 'loki', with: { buckets: [{ name: 'acme-logs', access: 'get' }] } },
      [
        'workloads[0].with.buckets[0].access "access" is no field of this map: use one of name, prefix, kmsKeyArn, arn, region, accountId',
      ],
    ],
    [
      'parameters without a program',
      {
        name: 'a',
        namespace: 'a',
        serviceAccount: 'a',
        metrics: [{ namespace: 'a', access: 'put' }],
        with: ZONES,
      },
      [
        'workloads[0].with has no meaning without uses: write uses: with a name of irsa-forge catalog, or take with out',
      ],
    ],
    [
      'a pod of a program',
      { ...DNS, pod: { kind: 'Deployment', image: 'registry.example/dns:1.0.0' } },
      [
        'workloads[0].pod cannot be: the pods of external-dns come from its own chart or add-on: take pod out, or take uses out',
      ],
    ],
    [
      'no service account where the program has none',
      {
        uses: 'secrets-store-csi-driver-provider-aws',
        with: { secrets: ['app/db'] },
        name: 'a',
        namespace: 'a',
      },
      [
        'workloads[0].serviceAccount is missing: it is required: the Kubernetes service account, or a pattern of them with * and ?, such as "sa-app"',
      ],
    ],
  ];
  test.each(rows)('%s', (_name, workload, want) => {
    expect(findings(workload)).toEqual(want);
  });

  test('an ARN of another partition', () => {
    const key = 'arn:aws-cn:kms:cn-north-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const [finding, ...others] = findings({ uses: 'aws-ebs-csi-driver', with: { keys: [key] } });
    expect(finding).toMatch(/^workloads\[0\]\.with\.keys\[0\] .*partition aws-cn/);
    expect(others).toEqual([]);
  });

  test('a mechanism that the program cannot use', () => {
    const only = { name: 'old', mechanisms: ['irsa'] } as const;
    expect(checkMechanism(only, 'irsa')).toBeUndefined();
    expect(checkMechanism(only, 'pod-identity')).toEqual([
      '"pod-identity" is nothing that old can use',
      'use irsa',
    ]);
  });

  test('names that are left out without a program', () => {
    expect(findings({ metrics: [{ namespace: 'a', access: 'put' }] })).toHaveLength(3);
  });
});
