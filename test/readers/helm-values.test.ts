import { describe, expect, test } from '@jest/globals';
import { coverageOf, plainValue } from '../../src/readers/index.js';
import { readTexts } from './support.js';

const ARN = 'arn:aws:iam::111122223333:role/r';
const annotations = { 'eks.amazonaws.com/role-arn': ARN };
const ANNOTATED = `{ eks.amazonaws.com/role-arn: "${ARN}" }`;

async function accountsIn(files: Readonly<Record<string, string>>) {
  const { serviceAccounts } = await readTexts(files);
  return serviceAccounts.map(({ id, name, namespace, created, annotations: own }) => ({
    id,
    name: name.known ? name.value : undefined,
    created: created.known ? created.value : undefined,
    annotations: own && plainValue(own)?.value,
    namespace: namespace.known,
  }));
}

describe('the values of a chart', () => {
  test.each([
    ['where nearly all charts have it', 'serviceAccount: ACCOUNT', 'serviceAccount'],
    [
      'of a dependency',
      'ingress: { controller: { serviceAccount: ACCOUNT } }',
      'ingress.controller.serviceAccount',
    ],
    ['of one of several components', 'serviceAccount: { server: ACCOUNT }', 'serviceAccount.server'],
    ['under a key of its own', 'jobServiceAccount: ACCOUNT', 'jobServiceAccount'],
    ['in a list', 'serviceAccounts: [ACCOUNT]', 'serviceAccounts.0'],
  ])('make a service account %s', async (_, text, path) => {
    const account = `{ create: true, name: web, annotations: ${ANNOTATED} }`;
    expect(await accountsIn({ 'values.yaml': text.replace('ACCOUNT', account) })).toEqual([
      { id: `helm:values.yaml#${path}`, name: 'web', created: true, annotations, namespace: false },
    ]);
  });

  test('hand over a role that the chart annotates by itself, once that is on', async () => {
    const values = (enabled: boolean) => ({
      'keda.values.yaml': `serviceAccount: { operator: { name: keda-operator } }\npodIdentity: { aws: { irsa: { enabled: ${enabled}, roleArn: "${ARN}" } } }\n`,
    });
    expect(await accountsIn(values(true))).toMatchObject([{ name: 'keda-operator', annotations }]);
    expect(await accountsIn(values(false))).toEqual([]);
  });

  test.each([
    ['is empty', '""'],
    ['is filled in later', '"{{ .Release.Name }}-web"'],
    ['is filled in by a shell', '"${NAME}"'],
  ])('leave a name unknown that %s', async (_, name) => {
    const values = `serviceAccount: { name: ${name}, annotations: ${ANNOTATED} }`;
    expect(await accountsIn({ 'values.yaml': values })).toMatchObject([{ name: undefined, annotations }]);
  });

  test('lie over those of the chart in the same folder', async () => {
    const files = {
      'app/values.yaml': 'serviceAccount: { create: true, name: web, annotations: {} }',
      'app/prod.yaml': `serviceAccount: { annotations: ${ANNOTATED} }`,
    };
    expect(await accountsIn(files)).toMatchObject([{ name: undefined, annotations }]);
    const chart = { 'app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n' };
    expect(await accountsIn({ ...chart, ...files })).toMatchObject([
      { name: 'web', created: true, annotations },
    ]);
  });

  test('say nothing certain without a role, which other values may add', async () => {
    const files = { 'values.yaml': 'serviceAccount: { create: true, name: web }' };
    expect(await accountsIn(files)).toEqual([]);
    expect(coverageOf(await readTexts(files))).toMatchObject({ relevant: 1, leftOut: [] });
  });

  test('may annotate what is no service account, which is said', async () => {
    const { serviceAccounts, diagnostics } = await readTexts({
      'values.yaml': `podAnnotations: ${ANNOTATED}`,
    });
    expect(serviceAccounts).toEqual([]);
    expect(diagnostics).toMatchObject([
      {
        code: 'read/not-checked',
        message: 'which service account gets the annotation at podAnnotations is not known',
      },
    ]);
  });

  test('annotate a service account of which they name nothing else', async () => {
    const files = { 'values.yaml': `rbac: { serviceAccountAnnotations: ${ANNOTATED} }` };
    expect(await accountsIn(files)).toMatchObject([{ name: undefined, annotations }]);
  });

  test.each([
    [
      'a manifest',
      'app.yaml',
      `apiVersion: v1\nkind: ServiceAccount\nserviceAccount: { annotations: ${ANNOTATED} }`,
    ],
    ['a workflow', '.github/workflows/values.yaml', `serviceAccount: { annotations: ${ANNOTATED} }`],
    ['a list', 'values.yaml', `- serviceAccount: { annotations: ${ANNOTATED} }`],
  ])('are not what %s is', async (_, path, content) => {
    const found = await accountsIn({ [path]: content });
    expect(found.filter(({ id }) => id.startsWith('helm:'))).toEqual([]);
  });
});
