import { describe, expect, test } from '@jest/globals';
import { readKubernetes } from '../../src/readers/index.js';
import { plain, value } from './support.js';

const BASE = [
  {
    path: 'base/sa.yaml',
    content: 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: app, annotations: {a: "1"}}\n',
  },
  {
    path: 'base/deployment.yaml',
    content: `apiVersion: apps/v1
kind: Deployment
metadata: {name: app}
spec:
  template:
    spec:
      serviceAccountName: app
      containers:
        - {name: main, image: one, env: [{name: A, value: "1"}]}
        - {name: side, image: two}
`,
  },
  { path: 'base/kustomization.yaml', content: 'resources: [sa.yaml, deployment.yaml]\n' },
];

const read = (kustomization: string, more: { path: string; content: string }[] = []) =>
  readKubernetes([...BASE, { path: 'overlays/prod/kustomization.yaml', content: kustomization }, ...more]);

describe('kustomize', () => {
  test('a base is read through its overlay alone, with the overlay as scope', () => {
    const { serviceAccounts, pods } = read('namespace: prod\nnamePrefix: x-\nresources:\n- ../../base\n');
    expect(serviceAccounts.map((each) => [each.scope, value(each.namespace), value(each.name)])).toEqual([
      ['overlays/prod', 'prod', 'x-app'],
    ]);
    expect(pods.map((each) => [value(each.namespace), value(each.serviceAccountName)])).toEqual([
      ['prod', 'x-app'],
    ]);
  });

  test('without an overlay the base is built itself', () => {
    const { serviceAccounts } = readKubernetes(BASE);
    expect(serviceAccounts.map((each) => [each.scope, value(each.name)])).toEqual([['base', 'app']]);
  });

  test('two overlays of one base make two of each', () => {
    const { serviceAccounts } = read('namespace: prod\nresources: [../../base]\n', [
      { path: 'overlays/dev/kustomization.yaml', content: 'namespace: dev\nresources: [../../base]\n' },
    ]);
    expect(serviceAccounts.map((each) => [each.scope, value(each.namespace)])).toEqual([
      ['overlays/prod', 'prod'],
      ['overlays/dev', 'dev'],
    ]);
    expect(new Set(serviceAccounts.map((each) => each.id)).size).toBe(2);
  });

  test('strategic merge and JSON patches, inline and in files', () => {
    const { serviceAccounts, pods } = read(
      `resources: [../../base]
patches:
  - path: patch.yaml
  - target: {kind: ServiceAccount, name: app}
    patch: |-
      - op: add
        path: /metadata/annotations/eks.amazonaws.com~1role-arn
        value: arn:aws:iam::111122223333:role/app
patchesStrategicMerge:
  - |-
    apiVersion: v1
    kind: ServiceAccount
    metadata: {name: app, annotations: {a: null, b: "2"}}
`,
      [
        {
          path: 'overlays/prod/patch.yaml',
          content:
            'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: app}\nspec: {template: {spec: {containers: [{name: side, image: three}]}}}\n',
        },
      ],
    );
    expect(plain(serviceAccounts[0]?.annotations)).toEqual({
      b: '2',
      'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/app',
    });
    expect(pods[0]?.containers.map((each) => [value(each.name), value(each.image)])).toEqual([
      ['main', 'one'],
      ['side', 'three'],
    ]);
    expect(pods).toHaveLength(1);
  });

  test('a missing resource is a finding, an address elsewhere is not', () => {
    const { diagnostics } = read(
      'resources: [../../base, none.yaml, "https://example.com/x.yaml", "github.com/a/b?ref=v1"]\n',
    );
    expect(diagnostics.map((each) => each.message)).toEqual([
      '"overlays/prod/none.yaml" is not among the files',
    ]);
  });

  test('a resource whose name is filled in later is not checked', () => {
    const { diagnostics } = read('resources: ["${{ values.name }}.yaml"]\n');
    expect(diagnostics.map(({ code }) => code)).toEqual(['read/not-checked']);
  });

  test('folders that include each other end', () => {
    const files = ['a', 'b'].map((name) => ({
      path: `${name}/kustomization.yaml`,
      content: `resources: [../${name === 'a' ? 'b' : 'a'}, ../${name}]\n`,
    }));
    expect(readKubernetes(files).serviceAccounts).toEqual([]);
  });
});
