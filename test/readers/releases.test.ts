import { describe, expect, test } from '@jest/globals';
import { coverageOf, plainValue } from '../../src/readers/index.js';
import { readTexts } from './support.js';

const ARN = 'arn:aws:iam::111122223333:role/r';
const ROLE_ARN = 'eks.amazonaws.com/role-arn';
const ANNOTATED = `annotations: { ${ROLE_ARN}: "${ARN}" }`;
const CHART = 'apiVersion: v2\nname: web\nversion: 1.0.0\n';

const textOf = (value: { readonly known: boolean } & { readonly value?: unknown }) =>
  value.known ? value.value : undefined;

async function accountsIn(files: Readonly<Record<string, string>>) {
  const { serviceAccounts } = await readTexts(files);
  return serviceAccounts.map(({ name, namespace, annotations, place, conditional }) => ({
    name: textOf(name),
    namespace: textOf(namespace),
    arn: (annotations && (plainValue(annotations)?.value as Record<string, string> | undefined))?.[ROLE_ARN],
    place: `${place.file}:${place.line}`,
    ...(conditional ? { conditional } : {}),
  }));
}

const unreadIn = async (files: Readonly<Record<string, string>>) =>
  (await readTexts(files)).diagnostics.map(({ message }) => message);

const application = (source: string) => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web, namespace: argocd }
spec:
  destination: { namespace: shop }
  source:
    repoURL: https://example.com/x
${source}`;

const set = (generators: string, source: string, more = '') => `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: web, namespace: argocd }
spec:
  generators:
${generators}
${more}  template:
    metadata: { name: web }
    spec:
      destination: { namespace: 'shop-{{env}}' }
      source:
        repoURL: https://example.com/x
        chart: web
        helm:
${source}`;

const VALUES_OF_ENV = `          values: |
            serviceAccount:
              name: web
              annotations:
                ${ROLE_ARN}: arn:aws:iam::{{account}}:role/r
`;

describe('an application of Argo CD', () => {
  test('gives a service account a role by values as text, at their own places', async () => {
    const source = `    chart: web
    helm:
      values: |
        serviceAccount:
          name: web
          annotations:
            ${ROLE_ARN}: ${ARN}
`;
    expect(await accountsIn({ 'app.yaml': application(source) })).toEqual([
      { name: 'web', namespace: 'shop', arn: ARN, place: 'app.yaml:14' },
    ]);
    expect(coverageOf(await readTexts({ 'app.yaml': application(source) }))).toMatchObject({
      relevant: 1,
      leftOut: [],
    });
  });

  test('lays parameters over values, these over its files, and those over the chart in the repository', async () => {
    const source = `    path: charts/web
    helm:
      valueFiles: [values-prod.yaml, /env/prod.yaml]
      valuesObject: { serviceAccount: { ${ANNOTATED} } }
      parameters: [{ name: controller.serviceAccount.name, value: ctl }]
`;
    const files = {
      'apps/app.yaml': application(source),
      'charts/web/Chart.yaml': CHART,
      'charts/web/values.yaml': 'serviceAccount: { name: one }',
      'charts/web/values-prod.yaml': 'serviceAccount: { name: two }',
      'env/prod.yaml': `serviceAccount: { name: three }\ncontroller: { serviceAccount: { ${ANNOTATED} } }`,
    };
    expect(await accountsIn(files)).toEqual([
      { name: 'three', namespace: 'shop', arn: ARN, place: 'apps/app.yaml:11' },
      { name: 'ctl', namespace: 'shop', arn: ARN, place: 'env/prod.yaml:2' },
    ]);
  });

  test('finds files of another source by their reference, also where the repository is a folder', async () => {
    const content = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: web }
spec:
  destination: { namespace: shop }
  sources:
    - { repoURL: https://example.com/x, ref: mine }
    - repoURL: https://charts.example.com
      chart: web
      helm: { valueFiles: [$mine/env/prod.yaml] }
`;
    const files = {
      'repo/apps/app.yaml': content,
      'repo/env/prod.yaml': `serviceAccount: { name: web, ${ANNOTATED} }`,
    };
    expect(await accountsIn(files)).toMatchObject([{ name: 'web', namespace: 'shop', arn: ARN }]);
  });

  test('says what it does not read', async () => {
    const source = `    chart: web
    helm:
      valueFiles: [missing.yaml]
      fileParameters: [{ name: x, path: y }]
      values: "a: b: c"
`;
    expect(await unreadIn({ 'app.yaml': application(source) })).toEqual([
      'Application web: values are not read: they are no YAML',
      'Application web: "missing.yaml" is not among the files',
      'Application web: fileParameters are not read',
    ]);
    const lenient = `    chart: web\n    helm: { valueFiles: [missing.yaml], ignoreMissingValueFiles: true }\n`;
    expect(await unreadIn({ 'app.yaml': application(lenient) })).toEqual([]);
  });
});

describe('an ApplicationSet', () => {
  test('makes an application of each element of a list', async () => {
    const generators = `    - list:
        elements: [{ env: dev, account: "111122223333" }, { env: prod, account: "444455556666" }]`;
    expect(await accountsIn({ 'set.yaml': set(generators, VALUES_OF_ENV) })).toMatchObject([
      { name: 'web', namespace: 'shop-dev', arn: 'arn:aws:iam::111122223333:role/r' },
      { name: 'web', namespace: 'shop-prod', arn: 'arn:aws:iam::444455556666:role/r' },
    ]);
  });

  test('combines generators in a matrix, with folders and files of the repository', async () => {
    const generators = `    - matrix:
        generators:
          - git: { directories: [{ path: 'apps/*' }, { path: apps/old, exclude: true }] }
          - git: { files: [{ path: 'env/*.json' }] }`;
    const content = set(generators, VALUES_OF_ENV.replace('name: web', "name: '{{path.basename}}'"));
    const files = {
      'set.yaml': content,
      'apps/web/a.yaml': 'a: 1',
      'apps/old/a.yaml': 'a: 1',
      'env/dev.json': '{"env": "dev", "account": "111122223333"}',
    };
    expect(await accountsIn(files)).toMatchObject([{ name: 'env', namespace: 'shop-dev' }]);
  });

  test.each([
    ['the clusters', '    - clusters: {}', 'Argo CD alone knows its clusters'],
    ['a pull request', '    - pullRequest: {}', 'this generator is not followed'],
    [
      'files that are elsewhere',
      "    - git: { files: [{ path: 'env/*.json' }] }",
      'what it generates from is not among the files',
    ],
  ])('leaves open what %s tell', async (_, generators, reason) => {
    const { serviceAccounts } = await readTexts({ 'set.yaml': set(generators, VALUES_OF_ENV) });
    expect(serviceAccounts).toMatchObject([
      { conditional: true, namespace: { known: false, reason }, name: { value: 'web' } },
    ]);
  });

  test('takes what a generator adds to each cluster, and no more', async () => {
    const generators = '    - clusters: { values: { account: "111122223333" } }';
    const content = set(generators, VALUES_OF_ENV.replace('{{account}}', '{{values.account}}'));
    expect(await accountsIn({ 'set.yaml': content })).toMatchObject([
      { name: 'web', namespace: undefined, arn: ARN, conditional: true },
    ]);
  });

  test('works out no code of its templates, and says so of patches', async () => {
    const values = VALUES_OF_ENV.replace('{{account}}', '{{ default "1" .account }}');
    const generators = '    - list: { elements: [{ env: dev }] }';
    const { serviceAccounts, diagnostics } = await readTexts({
      'set.yaml': set(generators, values, '  templatePatch: "spec: {}"\n'),
    });
    const arn = serviceAccounts[0]?.annotations;
    expect(arn?.kind === 'map' && arn.entries[0]?.value).toMatchObject({
      kind: 'unknown',
      reason: '{{default "1" .account}} is not worked out',
    });
    expect(diagnostics).toMatchObject([{ message: 'ApplicationSet web: templatePatch is not read' }]);
  });
});

const helmRelease = (spec: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: flux-system }
spec:
  targetNamespace: shop
${spec}`;

describe('a HelmRelease of Flux', () => {
  test('has its values, and those of ConfigMaps below them', async () => {
    const files = {
      'release.yaml': helmRelease(`  valuesFrom:
    - { kind: ConfigMap, name: common }
    - { kind: ConfigMap, name: common, valuesKey: name, targetPath: serviceAccount.name }
  values: { serviceAccount: { ${ANNOTATED} } }
`),
      'config.yaml': `apiVersion: v1
kind: ConfigMap
metadata: { name: common, namespace: flux-system }
data:
  name: web
  values.yaml: |
    serviceAccount: { annotations: { team: a } }
`,
    };
    expect(await accountsIn(files)).toMatchObject([{ name: 'web', namespace: 'shop', arn: ARN }]);
  });

  test('has those of a generated ConfigMap, which are no values of another release', async () => {
    const files = {
      'kustomization.yaml':
        'resources: [release.yaml]\nconfigMapGenerator:\n  - { name: v, namespace: flux-system, files: [values.yaml=web.values.yaml] }\n',
      'release.yaml': helmRelease('  valuesFrom: [{ kind: ConfigMap, name: v }]\n'),
      'web.values.yaml': `# ours\nserviceAccount: { name: web, ${ANNOTATED} }\n`,
    };
    expect(await accountsIn(files)).toEqual([
      { name: 'web', namespace: 'shop', arn: ARN, place: 'web.values.yaml:2' },
    ]);
  });

  test('has the files of values that it names, in place of the own of a chart in the repository', async () => {
    const files = {
      'apps/release.yaml': helmRelease(
        '  chart: { spec: { chart: ./charts/web, valuesFiles: [charts/web/prod.yaml] } }\n',
      ),
      'charts/web/Chart.yaml': CHART,
      'charts/web/values.yaml': 'serviceAccount: { name: web }',
      'charts/web/prod.yaml': `serviceAccount: { ${ANNOTATED} }`,
    };
    expect(await accountsIn(files)).toMatchObject([{ name: undefined, namespace: 'shop', arn: ARN }]);
  });

  test('says what it does not read', async () => {
    const spec =
      '  valuesFrom: [{ kind: Secret, name: s }, { kind: ConfigMap, name: none }]\n  postRenderers: [{ kustomize: {} }]\n';
    expect(await unreadIn({ 'release.yaml': helmRelease(spec) })).toEqual([
      'HelmRelease web: the values from Secret s are not known',
      'HelmRelease web: the values from ConfigMap none are not known',
      'HelmRelease web: postRenderers are not read',
    ]);
  });
});

describe('further releases', () => {
  test('are those of k3s, with what a HelmChartConfig adds', async () => {
    const content = `apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: { name: web, namespace: kube-system }
spec:
  targetNamespace: shop
  set: { serviceAccount.name: web }
---
apiVersion: helm.cattle.io/v1
kind: HelmChartConfig
metadata: { name: web, namespace: kube-system }
spec:
  valuesContent: |-
    serviceAccount:
      ${ANNOTATED}
`;
    expect(await accountsIn({ 'chart.yaml': content })).toMatchObject([
      { name: 'web', namespace: 'shop', arn: ARN, place: 'chart.yaml:14' },
    ]);
  });

  test('are those of helmfile', async () => {
    const files = {
      'helmfile.yaml': `repositories: [{ name: x, url: https://example.com }]
releases:
  - name: web
    namespace: shop
    chart: ./charts/web
    values: [env/prod.yaml, { serviceAccount: { create: true } }, gone.yaml]
    set: [{ name: 'serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn', value: "${ARN}" }]
`,
      'charts/web/Chart.yaml': CHART,
      'charts/web/values.yaml': 'serviceAccount: { name: web }',
      'env/prod.yaml': 'replicas: 2',
    };
    expect(await accountsIn(files)).toMatchObject([{ name: 'web', namespace: 'shop', arn: ARN }]);
    expect(await unreadIn(files)).toEqual(['release web: "gone.yaml" is not among the files']);
  });

  test('are the charts that kustomize inflates', async () => {
    const files = {
      'kustomization.yaml': `namespace: shop
helmCharts:
  - name: web
    repo: https://example.com
    valuesFile: own.yaml
    valuesInline: { serviceAccount: { name: web } }
`,
      'own.yaml': `serviceAccount: { name: x, ${ANNOTATED} }`,
    };
    expect(await accountsIn(files)).toMatchObject([{ name: 'web', namespace: 'shop', arn: ARN }]);
  });

  test('may stand in manifests of Terraform', async () => {
    const hcl = `resource "kubectl_manifest" "app" {
  yaml_body = <<-EOT
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: { name: web, namespace: shop }
    spec:
      values: { serviceAccount: { name: web, ${ANNOTATED} } }
  EOT
}`;
    expect(await accountsIn({ 'main.tf': hcl })).toMatchObject([
      { name: 'web', namespace: 'shop', arn: ARN },
    ]);
  });
});
