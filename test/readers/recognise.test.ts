import { describe, expect, test } from '@jest/globals';
import { coverageOf, readFiles } from '../../src/readers/index.js';

const read = (path: string, content: string) => readFiles([{ path, content }]);
const ROLE = 'arn:aws:iam::111122223333:role/x';
const kindsIn = async (path: string, content: string) =>
  (await read(path, content)).recognised.map(({ kind }) => kind);

describe('a kind that is not read yet', () => {
  test.each([
    ['cdk.json', '{"app": "node bin/app.js"}', 'an app of CDK'],
    ['cdktf.json', '{"app": "npx ts-node main.ts", "language": "typescript"}', 'an app of CDK'],
    [
      'eksctl/demo.jsonnet',
      '{\n  apiVersion: "eksctl.io/v1alpha5",\n  kind: "ClusterConfig",\n}\n',
      "a program that makes pods' access",
    ],
    [
      'roles.sh',
      'eksctl create iamserviceaccount --cluster demo --name app\n',
      "a program that makes pods' access",
    ],
    [
      'pods.sh',
      'aws --profile prod eks \\\n  create-pod-identity-association --cluster-name demo\n',
      "a program that makes pods' access",
    ],
    ['charts/app/values-prod.yaml', 'serviceAccountName: web\n', 'a file of values for a Helm chart'],
    [
      'charts/app/templates/sa.yaml',
      '{{- if .Values.serviceAccount.create }}\napiVersion: v1\nkind: ServiceAccount\n{{- end }}\n',
      'a template of a Helm chart',
    ],
    ['live/terragrunt.stack.hcl', 'unit "x" {\n  source = "../x"\n}\n', 'a stack of Terragrunt'],
    ['serverless.yml', 'service: x\nprovider:\n  name: aws\n', 'a service of the Serverless Framework'],
    ['Pulumi.yaml', 'runtime: yaml\nresources: {}\n', 'a program or state of Pulumi'],
    ['eks/Pulumi.yaml', 'name: eks\nruntime: nodejs\n', 'a program or state of Pulumi'],
    [
      'roles.yml',
      '- hosts: x\n  tasks:\n    - amazon.aws.iam_role:\n        name: r\n',
      'a playbook of Ansible for IAM',
    ],
    ['x.tfstate', '{"version": 4}', 'a state of Terraform in a form that is not known'],
    ['instances.json', '{"Reservations": [{"OwnerId": "1"}]}', 'other JSON about AWS'],
    ['nodegroup.json', '{"nodegroup": {"nodeRole": "arn:aws:iam::1:role/x"}}', 'other JSON about AWS'],
    ['users.yaml', 'Users:\n- Arn: arn:aws:iam::1:user/x\n', 'other JSON about AWS'],
    [
      'live/root.hcl',
      'remote_state {\n  backend = "s3"\n}\n',
      'a configuration of Terragrunt that no unit includes',
    ],
  ])('is told by sight: %s %j', async (path, content, kind) => {
    expect(await kindsIn(path, content)).toEqual([kind]);
    const inventory = await read(path, content);
    expect(coverageOf(inventory)).toMatchObject({
      relevant: 0,
      leftOut: [{ file: path, reason: `${kind}: recognised and not read yet` }],
    });
    expect(inventory.diagnostics).toMatchObject([
      {
        code: 'read/not-read',
        severity: 'info',
        message: `${kind} is recognised and not read yet`,
        place: { file: path },
      },
    ]);
  });

  test.each([
    ['package.json', '{"name": "x", "version": "1.0.0"}'],
    ['appsettings.json', '{"Logging": {"LogLevel": {"Default": "Warning"}}, "AllowedHosts": "*"}'],
    ['users.json', '{"Users": ["anna"]}'],
    ['group.yaml', 'Policies:\n- anti-affinity\nClusterID: null\n'],
    ['values.yaml', 'clusters:\n- name: aws\n  role: arn:aws:iam::1:role/x\n'],
    [
      'cdk.out/tree.json',
      '{"version": "tree-0.1", "tree": {"id": "arn:aws:iam::1:role/x", "a": "arn:aws:s3:::b"}}',
    ],
    ['generated/.irsa-forge.json', '{"spec": {"arn": "arn:aws:iam::1:role/x"}}'],
    ['build.pkr.hcl', 'source "amazon-ebs" "x" {}\n'],
    ['values.yaml', 'replicas: 2\n'],
    ['deploy.sh', 'kubectl apply -f app.yaml\n'],
    ['a.yaml', 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n'],
    ['policy.json', '{"Version": "2012-10-17", "Statement": []}'],
    ['kustomization.yaml', 'kind: Kustomization\npatches: [{patch: "eks.amazonaws.com/role-arn: x"}]\n'],
  ])('is not taken for one: %s', async (path, content) => {
    expect(await kindsIn(path, content)).toEqual([]);
  });

  test.each([
    [
      'kops.k8s.io/v1alpha2',
      'Cluster',
      { iam: { serviceAccountExternalPermissions: [] } },
      'a cluster of kOps with roles for service accounts',
    ],
    ['controlplane.cluster.x-k8s.io/v1beta2', 'AWSManagedControlPlane', {}, 'a control plane of Cluster API'],
    [
      'external-secrets.io/v1',
      'ClusterSecretStore',
      { provider: { aws: { role: ROLE } } },
      'a role that a controller goes on to',
    ],
    [
      'cert-manager.io/v1',
      'Issuer',
      { acme: { solvers: [{ dns01: { route53: { role: ROLE } } }] } },
      'a role that a controller goes on to',
    ],
  ])('may be a field of an object that is read: %s %s', async (apiVersion, kind, spec, told) => {
    const content = JSON.stringify({ apiVersion, kind, metadata: { name: 'x' }, spec });
    expect(await kindsIn('a.json', content)).toEqual([told]);
  });

  test('is one finding for all of its files', async () => {
    const content = '{"app": "node bin/app.js"}';
    const files = ['d', 'b', 'c', 'a'].map((name) => ({ path: `${name}/cdk.json`, content }));
    const { diagnostics } = await readFiles(files);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'apps of CDK are recognised and not read yet: 4 files, among them a/cdk.json, b/cdk.json, c/cdk.json',
    ]);
  });
});

describe('a text that no parser understands', () => {
  test.each([
    ['tsconfig.json', '{\n  // why\n  "module": "esnext",\n}\n', /JSON with comments/],
    ['.vscode/settings.json', '{ /* resource */ "a": 1 }', /^(?:JSON with comments|no valid JSON)/],
    ['data.json', '{"a": 1}\n{"a": 2}\n', /no valid JSON/],
    ['log.json', '{"a": 1}\n{"b": {"Statement": []}}\n', /no valid JSON/],
    ['cookiecutter.yaml', '{% if x %}\nmodule: a\n{% endif %}\n', /template of another program/],
    ['pool.yaml', 'apiVersion: v1\nkind: X\nzones: [${azs}]\n', /template of another program/],
    ['notes.yaml', 'a: b: c\n', /no valid YAML/],
  ])('is left out with the reason where it is none of ours: %s', async (path, content, reason) => {
    const { diagnostics, leftOut } = await read(path, content);
    expect(diagnostics).toEqual([]);
    expect(leftOut).toEqual([{ file: path, reason: expect.stringMatching(reason) }]);
  });

  test.each([
    ['policy.json', '{ // mine\n "Statement": []}', 'read/json-syntax'],
    ['sa.json', '{"apiVersion": "v1",}', 'read/json-syntax'],
    ['sa.yaml', 'apiVersion: v1\nkind: a: b\n', 'read/yaml-syntax'],
    ['sa.yaml', 'apiVersion: v1\nkind: "${x}"\nmetadata: [\n', 'read/yaml-syntax'],
    ['kustomization.yaml', 'resources: [a\n', 'read/yaml-syntax'],
    ['main.tf.json', '{"resource": {},}', 'read/json-syntax'],
    ['data.json', '['.repeat(10_000) + ']'.repeat(10_000), 'read/too-deep'],
    ['data.yaml', '['.repeat(10_000) + ']'.repeat(10_000), 'read/too-deep'],
    ['main.tf', `locals {\n x = ${'['.repeat(10_000)}${']'.repeat(10_000)}\n}\n`, 'read/too-deep'],
  ])('is an error where it is: %s %#', async (path, content, code) => {
    const { diagnostics } = await read(path, content);
    expect(diagnostics[0]).toMatchObject({ code, severity: 'error' });
    expect(diagnostics.filter((each) => each.code === 'read/too-deep').length).toBeLessThanOrEqual(1);
  });

  const merge = (ours: string, theirs: string) =>
    `<<<<<<< HEAD\n${ours}\n=======\n${theirs}\n>>>>>>> topic\n`;

  test.each([
    [
      'policy.json',
      '{\n"Statement": [{\n',
      merge('"Effect": "Allow",', '"Effect": "Deny",'),
      '"Action": "s3:GetObject"}]\n}\n',
    ],
    ['sa.yaml', 'apiVersion: v1\nkind: ServiceAccount\n', merge('a: b', 'a: c'), 'metadata: {}\n'],
    ['main.tf', 'resource "aws_iam_role" "r" {\n\n', merge('name = "a"', 'name = "b"'), '}\n'],
  ])(
    'conflict markers of a merge are one error, and what they break none: %s',
    async (path, before, markers, after) => {
      const { diagnostics } = await read(path, before + markers + after);
      expect(diagnostics).toEqual([
        expect.objectContaining({
          message: 'a merge left conflict markers here',
          place: { file: path, line: 3, column: 1 },
        }),
      ]);
    },
  );

  test('is neither when there is nothing in it', async () => {
    expect(await read('empty.json', ' \n')).toMatchObject({ diagnostics: [], leftOut: [] });
  });
});

describe('a file that was named by itself', () => {
  test.each([
    ['tsconfig.json', '{"compilerOptions": {}}', true],
    ['notes.txt', 'NAME READY', true],
    ['values.yaml', 'serviceAccount: {annotations: {eks.amazonaws.com/role-arn: x}}', false],
    ['policy.json', '{"Statement": []}', false],
    ['main.tf', 'locals {}', false],
  ])('is to be understood: %s', async (path, content, isStrange) => {
    const inventory = await read(path, content);
    const reasons = coverageOf(inventory, [], [path]).leftOut.map(({ reason }) => reason);
    expect(reasons.includes('nothing in it is of a kind that is known')).toBe(isStrange);
    expect(coverageOf(inventory).leftOut.map(({ reason }) => reason)).not.toContain(
      'nothing in it is of a kind that is known',
    );
  });
});
