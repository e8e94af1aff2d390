import { describe, expect, test } from '@jest/globals';
import { readSource } from '../../src/spec/source.js';
import { describeExplanation, explainSpec } from '../../src/standard/explain-value.js';
import { tempFolders } from '../support/temp-folder.js';

const folder = tempFolders();

const SPEC = `version: 1
standard: ./standard
cluster: { name: prod, region: eu-west-1, accountId: "111122223333" }
workloads:
  - name: app
    namespace: web
    buckets: [{ name: acme-data, access: read }]
    pod: { kind: Deployment, image: "registry.example/app:1", port: 8080 }
`;

const STANDARD = `version: 1
name: acme
defaults: { workloads: { pod: { replicas: 3 } } }
locked: { cluster: { region: eu-west-1 }, identity: { rolePath: /acme/ } }
naming: { serviceAccount: { template: "{workload.name}" } }
`;

function explain(path: string, spec = SPEC) {
  const root = folder({ 'standard/standard.yaml': STANDARD });
  const source = readSource(spec, 'irsa.yaml');
  if (!source.ok) throw new Error('no YAML');
  const named = spec.includes('standard:') ? { ref: './standard' } : {};
  const result = explainSpec({ source: source.value, cwd: root, ...named }, path);
  return result.ok ? result.value.map(describeExplanation) : result.diagnostics.map(({ message }) => message);
}

describe('a value comes from', () => {
  test.each([
    ['cluster.name', ['cluster.name = "prod": the spec (irsa.yaml:3:18)']],
    [
      'cluster.region',
      ['cluster.region = "eu-west-1": the spec (irsa.yaml:3:32), as the standard "acme" locks it'],
    ],
    [
      'identity.rolePath',
      ['identity.rolePath = "/acme/": locked by the standard "acme" (standard/standard.yaml:4:65)'],
    ],
    [
      'workloads[0].pod.replicas',
      ['workloads[0].pod.replicas = 3: a default of the standard "acme" (standard/standard.yaml:3:43)'],
    ],
    [
      'workloads[].serviceAccount',
      ['workloads[0].serviceAccount = "app": named by the standard "acme" (standard/standard.yaml:5:27)'],
    ],
    [
      'workloads[0].roleName',
      ['workloads[0].roleName = "eu-west-1.prod.web.app": derived from the rest of the spec'],
    ],
    [
      'terraform.awsProviderVersion',
      ['terraform.awsProviderVersion = ">= 5.0, < 7.0": derived from the rest of the spec'],
    ],
    ['identity.maxSessionDuration', ['identity.maxSessionDuration = 3600: built-in default']],
    ['cluster.oidcIssuer', ['cluster.oidcIssuer: nobody gives it']],
    [
      'workloads[0].buckets',
      [
        'workloads[0].buckets[0].name = "acme-data": the spec (irsa.yaml:7:23)',
        'workloads[0].buckets[0].access = ["list","get"]: the spec (irsa.yaml:7:42)',
      ],
    ],
  ])('%s', (path, want) => {
    expect(explain(path)).toEqual(want);
  });

  test('a spec without a standard is explained as well', () => {
    const spec = SPEC.replace('standard: ./standard\n', '').replace(
      '    namespace',
      '    serviceAccount: app\n    namespace',
    );
    expect(explain('workloads[].pod.replicas', spec)).toEqual([
      'workloads[0].pod.replicas = 2: built-in default',
    ]);
  });

  test('what a program is called by default follows from its name', () => {
    const spec = `version: 1
cluster: { name: prod, region: eu-west-1, accountId: "111122223333" }
workloads: [{ uses: vpc-cni }]
`;
    expect(explain('workloads[].serviceAccount', spec)).toEqual([
      'workloads[0].serviceAccount = "aws-node": derived from the rest of the spec',
    ]);
  });

  test('a path that is none is refused', () => {
    expect(explain('cluster.regon')).toEqual(['"regon" is no field of cluster']);
  });
});
