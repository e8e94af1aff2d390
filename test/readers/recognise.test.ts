import { describe, expect, test } from '@jest/globals';
import { coverageOf, readFiles } from '../../src/readers/index.js';

const read = (path: string, content: string) => readFiles([{ path, content }]);
const kindsIn = async (path: string, content: string) =>
  (await read(path, content)).recognised.map(({ kind }) => kind);

describe('a kind that is not read yet', () => {
  test.each([
    ['cdk.json', '{"app": "node bin/app.js"}', 'an app of CDK'],
    ['charts/app/values-prod.yaml', 'serviceAccountName: web\n', 'a file of values for a Helm chart'],
    [
      'charts/app/templates/sa.yaml',
      '{{- if .Values.serviceAccount.create }}\napiVersion: v1\nkind: ServiceAccount\n{{- end }}\n',
      'a template of a Helm chart',
    ],
    ['live/terragrunt.stack.hcl', 'unit "x" {\n  source = "../x"\n}\n', 'a stack of Terragrunt'],
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
    ['build.pkr.hcl', 'source "amazon-ebs" "x" {}\n'],
    ['values.yaml', 'replicas: 2\n'],
    ['a.yaml', 'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\n'],
    ['policy.json', '{"Version": "2012-10-17", "Statement": []}'],
    ['kustomization.yaml', 'kind: Kustomization\npatches: [{patch: "eks.amazonaws.com/role-arn: x"}]\n'],
  ])('is not taken for one: %s', async (path, content) => {
    expect(await kindsIn(path, content)).toEqual([]);
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

  test('is neither when there is nothing in it', async () => {
    expect(await read('empty.json', ' \n')).toMatchObject({ diagnostics: [], leftOut: [] });
  });
});
