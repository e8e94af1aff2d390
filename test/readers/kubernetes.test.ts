import { describe, expect, test } from '@jest/globals';
import { fieldOf, readKubernetes } from '../../src/readers/index.js';
import { at, plain, value } from './support.js';

const read = (content: string, path = 'k8s/app.yaml') => readKubernetes([{ path, content }]);

describe('service accounts', () => {
  test('name, namespace, annotations and their places', () => {
    const { serviceAccounts } = read(`apiVersion: v1
kind: ServiceAccount
metadata:
  name: app
  namespace: web
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::111122223333:role/app
    eks.amazonaws.com/sts-regional-endpoints: "true"
automountServiceAccountToken: no
`);
    const [account] = serviceAccounts;
    expect([account?.namespace, account?.name, account?.automount].map(value)).toEqual(['web', 'app', false]);
    expect(account?.namespaceStated).toBe(true);
    const annotations = account?.annotations;
    if (annotations?.kind !== 'map') throw new Error('no annotations');
    expect(
      annotations.entries.map((item) => [item.key, at(item.keyNode.place), at(item.value.place)]),
    ).toEqual([
      ['eks.amazonaws.com/role-arn', '7:5', '7:33'],
      ['eks.amazonaws.com/sts-regional-endpoints', '8:5', '8:47'],
    ]);
  });

  test('without a namespace it is default, which the object does not state', () => {
    const [account] = read('apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app\n').serviceAccounts;
    expect([value(account?.namespace), account?.namespaceStated]).toEqual(['default', false]);
  });

  test('a Helm template is left out, which is said', () => {
    const { serviceAccounts, diagnostics, recognised } = read(
      '{{- if .Values.x }}\napiVersion: v1\nkind: ServiceAccount\n{{- end }}\n',
    );
    expect(serviceAccounts).toEqual([]);
    expect(diagnostics).toEqual([]);
    expect(recognised).toMatchObject([{ kind: 'a template of a Helm chart' }]);
  });
});

describe('scalars as kubectl reads them', () => {
  const cases: [string, unknown][] = [
    ['yes', true],
    ['off', false],
    ['y', true],
    ['~', null],
    ['', null],
    ['0123', 83],
    ['0x1f', 31],
    ['1_000', 1000],
    ['1.5e3', 1500],
    ['2012-10-17', '2012-10-17'],
    ['12:30:45', '12:30:45'],
    ['"yes"', 'yes'],
    ['!!str 12', '12'],
    ['arn:aws:iam::1:role/x', 'arn:aws:iam::1:role/x'],
    ['!Ref x', '?the tag !Ref is not read'],
  ];
  test.each(cases)('%s', (text, want) => {
    const [document] = read(`a: ${text}\n`).documents;
    expect(plain(document?.root)).toEqual({ a: want });
  });

  test('a number keeps how it was written', () => {
    const [document] = read('account: 012345678901\n').documents;
    const root = document?.root;
    expect(root?.kind === 'map' && root.entries[0]?.value).toMatchObject({ raw: '012345678901' });
  });
});

describe('documents', () => {
  test('several documents, lists and JSON', () => {
    const account = (name: string) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } });
    const yaml = read(
      `---\n# nothing\n---\n${JSON.stringify(account('a'))}\n---\napiVersion: v1\nkind: List\nitems:\n- ${JSON.stringify(account('b'))}\n- ${JSON.stringify(account('c'))}\n`,
    );
    expect(yaml.serviceAccounts.map((each) => value(each.name))).toEqual(['a', 'b', 'c']);
    const json = read(
      JSON.stringify({ kind: 'ServiceAccountList', apiVersion: 'v1', items: [account('d')] }),
      'a.json',
    );
    expect(json.serviceAccounts.map((each) => [each.id, value(each.name)])).toEqual([
      ['kubernetes::a.json#0.items[0]', 'd'],
    ]);
  });

  test('duplicate keys, anchors and merge keys', () => {
    const { documents } = read('a: &x {k: 1, l: 2}\nb: *x\nc:\n  <<: *x\n  l: 3\nd: 1\nd: 2\n');
    const root = documents[0]?.root;
    expect(plain(root)).toEqual({ a: { k: 1, l: 2 }, b: { k: 1, l: 2 }, c: { k: 1, l: 3 }, d: 2 });
    expect(root?.kind === 'map' && root.entries.map((item) => item.key)).toEqual(['a', 'b', 'c', 'd', 'd']);
  });

  test('a key before a merge is known where all programs take the same', () => {
    const { documents } = read(
      'a: &x {k: 1, l: 2, m: 3}\nb: {k: 9, l: 2, <<: *x, m: 4}\nc: {k: 9, <<: *x, k: 8}\n',
    );
    const root = documents[0]?.root;
    const contested = '?kubectl takes "k" from << below it, kustomize does not';
    expect(plain(fieldOf(root, 'b'))).toEqual({ k: contested, l: 2, m: 4 });
    expect(plain(fieldOf(root, 'c'))).toEqual({ k: 8, l: 2, m: 3 });
  });

  test('broken YAML is a finding with a place, and the rest is read', () => {
    const { diagnostics, serviceAccounts } = read(
      'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: ok\n---\na: "unclosed\n',
    );
    expect(diagnostics[0]).toMatchObject({ code: 'read/yaml-syntax', place: { line: 7 } });
    expect(serviceAccounts.map((each) => value(each.name))).toEqual(['ok']);
  });

  test('a policy file is known by its content', () => {
    const { policies } = read('{"Version": "2012-10-17", "Statement": {"Effect": "Allow"}}', 'policy.json');
    expect(policies).toMatchObject([{ use: 'file', id: 'file:policy.json' }]);
    expect(read('{"Statement": "x", "name": "y"}', 'other.json').policies).toEqual([]);
  });
});

describe('pods', () => {
  const template = `spec:
      serviceAccountName: app
      automountServiceAccountToken: false
      initContainers:
        - { name: first, image: i }
      containers:
        - name: main
          image: registry/app:1
          env:
            - { name: AWS_REGION, value: eu-west-1 }
            - { name: SECRET, valueFrom: { secretKeyRef: { name: s, key: k } } }`;
  const kinds: [string, string][] = [
    ['Deployment', `spec:\n  template:\n    metadata: {labels: {app: x}}\n    ${template}`],
    [
      'CronJob',
      `spec: {jobTemplate: {spec: {template: {spec: {serviceAccountName: app, automountServiceAccountToken: false, containers: [{name: main}]}}}}}`,
    ],
    [
      'Pod',
      'spec: {serviceAccountName: app, automountServiceAccountToken: false, containers: [{name: main}]}',
    ],
    [
      'Rollout',
      'spec: {template: {spec: {serviceAccount: app, automountServiceAccountToken: false, containers: [{name: main}]}}}',
    ],
  ];
  test.each(kinds)('%s', (kind, body) => {
    const [pod] = read(`apiVersion: v1\nkind: ${kind}\nmetadata: {name: p, namespace: web}\n${body}\n`).pods;
    expect([pod?.namespace, pod?.name, pod?.serviceAccountName, pod?.automount].map(value)).toEqual([
      'web',
      'p',
      'app',
      false,
    ]);
    expect(pod?.containers.map((each) => value(each.name)).includes('main')).toBe(true);
  });

  test('containers with their variables', () => {
    const [pod] = read(`apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: p}\n${kinds[0]?.[1]}\n`).pods;
    expect(plain(pod?.labels)).toEqual({ app: 'x' });
    expect(
      pod?.containers.map((each) => [
        each.role,
        value(each.name),
        each.env.map((env) => [value(env.name), value(env.value)]),
      ]),
    ).toEqual([
      ['init', 'first', []],
      [
        'main',
        'main',
        [
          ['AWS_REGION', 'eu-west-1'],
          ['SECRET', undefined],
        ],
      ],
    ]);
  });

  test('a pod that names no service account runs as default', () => {
    const [pod] = read(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c}]}\n',
    ).pods;
    expect([value(pod?.serviceAccountName), pod?.serviceAccountStated]).toEqual(['default', false]);
  });
});
