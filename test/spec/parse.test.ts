import { describe, expect, test } from '@jest/globals';
import { formatPath } from '../../src/diagnostics.js';
import { parseSpec } from '../../src/spec/parse.js';
import { withinCpuTime } from '../support/cpu-time.js';

const EXAMPLE = `version: 1
cluster:
  name: demo-k8s
  region: us-east-1
  accountId: "111122223333"
  provision: true
  kubernetesVersion: "1.35"
  oidcIssuer: https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
  vpc:
    id: vpc-0a1b2c3d4e5f67890
    privateSubnets:
      - { id: subnet-0aaaaaaaaaaaaaaa1, availabilityZone: us-east-1a }
      - { id: subnet-0aaaaaaaaaaaaaaa2, availabilityZone: us-east-1b }
    publicSubnets: []
  nodeGroups:
    - name: linux-node
      managed: true
      instanceType: t3.small
      desiredCapacity: 2
      volumeSize: 20
      privateNetworking: true
      availabilityZones: []
      sshPublicKeyName: my-key
identity:
  mechanism: irsa
  roleOwner: terraform
  serviceAccountOwner: manifest
  oidcProviderOwner: eksctl
  rolePath: /
  permissionsBoundaryArn: arn:aws:iam::111122223333:policy/boundary
  maxSessionDuration: 3600
terraform:
  syntax: hcl
  layout: root
  backend: { type: s3, config: { bucket: acme-tfstate, key: demo.tfstate } }
  awsProviderVersion: ">= 5.0, < 7.0"
tags: { team: web }
workloads:
  - name: photo-site
    namespace: default
    createNamespace: false
    serviceAccount: sa-app
    roleName: S3TalosAppTestRole
    policyName: photo-site
    buckets:
      - name: lightlytics-s3-bucket
        access: get
        prefix: images/
        kmsKeyArn: arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
    policyArns: []
    statements:
      - { sid: ReadClusters, actions: [eks:ListClusters], resources: ["*"], conditions: {} }
    pod:
      kind: Deployment
      image: registry.example/photo-site:1.4.2
      command: []
      env: {}
      port: 8080
      service: NodePort
      servicePort: 80
      healthPath: /healthz
      resources: {}
      writablePaths: [/tmp]
      egressPorts: []
      replicas: 2
`;

function findings(text: string): readonly string[] {
  return parseSpec(text, 'irsa.yaml').diagnostics.map(
    ({ place, path, message }) => `${place?.file}:${place?.line}:${place?.column}: ${path}: ${message}`,
  );
}

describe('parseSpec', () => {
  test('takes the documented example without a finding', () => {
    const result = parseSpec(EXAMPLE, 'irsa.yaml');
    expect(result.diagnostics).toEqual([]);
    expect(result.ok && result.value.spec.workloads[0]?.buckets).toEqual([
      {
        name: 'lightlytics-s3-bucket',
        access: ['get'],
        prefix: 'images/',
        kmsKeyArn: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      },
    ]);
  });

  test.each([
    ['a value', ['cluster', 'name'], 3, 9],
    ['a block by its key', ['cluster', 'vpc'], 9, 3],
    ['an element', ['workloads', 0, 'buckets', 0], 46, 9],
    ['a flow map', ['cluster', 'vpc', 'privateSubnets', 1], 13, 9],
    ['the nearest thing around an absent field', ['workloads', 0, 'roleArn'], 39, 5],
  ] as const)('locates %s', (_name, path, line, column) => {
    const result = parseSpec(EXAMPLE, 'irsa.yaml');
    expect(result.ok && result.value.locate(path)).toEqual({ file: 'irsa.yaml', line, column });
  });

  test('reports every fault of a file in one run, in its order, each with its place', () => {
    const text = EXAMPLE.replace('demo-k8s', 'demo_k8s')
      .replace('"111122223333"', '012345678901')
      .replace('rolePath', 'rolPath')
      .replace('namespace: default', 'namespace: Web')
      .replace('images/', '/images/')
      .replace('port: 8080', 'port: 0');
    expect(findings(text)).toEqual([
      'irsa.yaml:3:9: cluster.name: "demo_k8s" is no name that eksctl takes',
      'irsa.yaml:5:14: cluster.accountId: 012345678901 is a number, not a string',
      'irsa.yaml:29:3: identity.rolPath: "rolPath" is no field of this map',
      'irsa.yaml:40:16: workloads[0].namespace: "Web" is not a namespace',
      'irsa.yaml:48:17: workloads[0].buckets[0].prefix: "/images/" is not a literal key prefix',
      'irsa.yaml:58:13: workloads[0].pod.port: 0 is out of range',
    ]);
  });

  test('a refused field causes no further finding', () => {
    expect(findings(EXAMPLE.replace('roleOwner: terraform', 'roleOwner: teraform'))).toEqual([
      'irsa.yaml:26:14: identity.roleOwner: "teraform" is not allowed here',
    ]);
    expect(findings(EXAMPLE.replace('kind: Deployment', 'kind: Deploy'))).toHaveLength(1);
    expect(findings(EXAMPLE.replace('provision: true', 'provision: yes'))).toHaveLength(1);
    expect(findings(EXAMPLE.replace('mechanism: irsa', 'mechanism: 3'))).toHaveLength(1);
  });

  test('neither does a field that is spelled wrong: its default is not what was meant', () => {
    const text = `version: 1
cluster: { name: demo, region: us-east-1, accountId: "111122223333", provision: false }
identity: { mechansm: pod-identity }
workloads:
  - name: files
    namespace: north
    serviceAccount: files
    buckets: [{ name: acme-tenants, access: get, prefix: "\${aws:PrincipalTag/kubernetes-namespace}/" }]
    sessionTags: true
`;
    const { diagnostics } = parseSpec(text, 'irsa.yaml');
    expect(diagnostics.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'identity.mechansm spec/unknown-field',
    ]);
  });

  test('a refused field does not hide constraints elsewhere', () => {
    const text = EXAMPLE.replace('name: photo-site\n', 'name: Photo\n').replace(
      'volumeSize: 20',
      'volumeSize: 10',
    );
    expect(findings(text).join('\n')).toMatch(/volumeSize: 10 GiB.*\n.*workloads\[0\]\.name/);
  });

  test('warnings leave the spec usable', () => {
    const result = parseSpec(EXAMPLE.replace('volumeSize: 20', 'volumeSize: 10'), 'irsa.yaml');
    expect(result.ok).toBe(true);
    expect(result.diagnostics).toMatchObject([{ severity: 'warning', code: 'spec/small-volume' }]);
  });

  test('every finding has a code, a place and help', () => {
    const text = EXAMPLE.replace(/: (?=[a-z0-9"[/{])/g, ': x');
    const { diagnostics } = parseSpec(text, 'irsa.yaml');
    expect(diagnostics.length).toBeGreaterThan(2);
    for (const { code, place, help, message } of diagnostics) {
      expect(code).toMatch(/^spec\/[a-z0-9-]+$/);
      expect(place?.line).toBeGreaterThan(0);
      expect(help).toBeTruthy();
      expect(message).not.toMatch(/\.$|undefined/);
    }
  });

  test('a thousand workloads take no quadratic time', () => {
    const workloads = Array.from({ length: 1000 }, (_, index) => ({
      name: `w-${index}`,
      namespace: `n-${index % 50}`,
      serviceAccount: `sa-${index}`,
      buckets: [{ name: `bucket-${index}`, access: ['read', 'put'] }],
      pod: { kind: 'Deployment', image: 'registry.example/app:1', port: 8080 },
    }));
    const cluster = { name: 'c', region: 'us-east-1', accountId: '111122223333', provision: false };
    const text = JSON.stringify({ version: 1, cluster, workloads });
    expect(withinCpuTime(5000, () => parseSpec(text, 'irsa.yaml')).ok).toBe(true);
  });

  test('the same text gives the same findings', () => {
    expect(parseSpec(EXAMPLE, 'a')).toMatchObject({ ok: true });
    expect(findings(`${EXAMPLE}x: 1`)).toEqual(findings(`${EXAMPLE}x: 1`));
    expect(formatPath(['workloads', 0])).toBe('workloads[0]');
  });
});
