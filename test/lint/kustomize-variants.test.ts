import { expect, test } from '@jest/globals';
import { ROLE_ARN } from '../../src/kubernetes/role-annotation.js';
import { account, container, env, pod, ROLE, yamlFile } from '../../src/lint/identity-examples.js';
import type { TextFile } from '../../src/readers/index.js';
import { lintFiles, shown } from './support.js';

const base: readonly TextFile[] = [
  { path: 'base/kustomization.yaml', content: 'resources: [app.yaml]\n' },
  yamlFile(
    'base/app.yaml',
    account({ [ROLE_ARN]: ROLE.replace('111122223333', '11112222333') }),
    pod({ containers: [container({ env: [env('AWS_ACCESS_KEY_ID', 'x'), env('AWS_SESSION_TOKEN', 'y')] })] }),
  ),
];

const overlay = (name: string, more = ''): TextFile => ({
  path: `${name}/kustomization.yaml`,
  content: `namespace: ${name}\nnamePrefix: ${name}-\nresources: [../base]\n${more}`,
});

const ACCOUNT = 'IRSA067 base/app.yaml:7:33 the role annotation has the account "11112222333"';
const KEY = 'sets AWS_ACCESS_KEY_ID, which wins over the role of its service account';
const own = async (...files: readonly TextFile[]) =>
  shown(await lintFiles([...base, ...files])).filter((line) => /^IRSA0(?:67|85)/.test(line));

test('a fault of a base is one finding at its place, which says through which overlays', async () => {
  expect(await own(overlay('dev'), overlay('prod'))).toEqual([
    `${ACCOUNT} (through dev and prod)`,
    `IRSA085 base/app.yaml:20:17 Pod dev-photos ${KEY} (through dev and prod)`,
    `IRSA085 base/app.yaml:22:17 Pod dev-photos ${KEY.replace('ACCESS_KEY_ID', 'SESSION_TOKEN')} (through dev and prod)`,
  ]);
});

test('where an overlay mends it, that one is not named', async () => {
  const patch = `patches:
  - patch: |
      apiVersion: v1
      kind: ServiceAccount
      metadata: { name: sa-app, namespace: default, annotations: { ${ROLE_ARN}: "${ROLE}" } }
`;
  const [first] = await own(overlay('dev'), overlay('prod', patch), overlay('qa'));
  expect(first).toBe(`${ACCOUNT} (through dev and qa)`);
});

test('with one overlay there is nothing to tell apart', async () => {
  expect(await own(overlay('dev'))).toContain(ACCOUNT);
});

test('of many overlays the first are named', async () => {
  const [first] = await own(...['a', 'b', 'c', 'd', 'e'].map((name) => overlay(name)));
  expect(first).toBe(`${ACCOUNT} (through a, b, c and 2 more)`);
});
