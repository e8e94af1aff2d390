import { describe, expect, test } from '@jest/globals';
import { readFiles } from '../../src/readers/index.js';
import { plain } from './support.js';

const ACCOUNT = (arn: string) => ({
  path: 'apps/prod/sa.yaml',
  content: `apiVersion: v1
kind: ServiceAccount
metadata: { name: app, namespace: shop, annotations: { eks.amazonaws.com/role-arn: "${arn}" } }
`,
});

const kustomization = (postBuild: object, path = './apps/prod') => ({
  ...{ apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
  metadata: { name: 'apps', namespace: 'flux-system' },
  spec: { path, postBuild },
});

const VARS = {
  ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'vars', namespace: 'flux-system' } },
  data: { account: '444455556666', role: 'from-map' },
};

async function annotated(arn: string, ...objects: readonly object[]): Promise<unknown> {
  const flux = objects.map((object, at) => ({
    path: `clusters/prod/${at}.json`,
    content: JSON.stringify(object),
  }));
  const { serviceAccounts } = await readFiles([ACCOUNT(arn), ...flux]);
  const [told] = Object.values(plain(serviceAccounts[0]?.annotations) as Record<string, string>);
  return told?.startsWith('?') ? '?' : told;
}

const ROLE = (name: string, account = '111122223333') => `arn:aws:iam::${account}:role/${name}`;
const OWN = { substitute: { account: '111122223333' } };
const FROM = (...kinds: readonly string[]) => ({
  substituteFrom: kinds.map((kind) => ({ kind, name: kind === 'Secret' ? 'hidden' : 'vars' })),
});
const ARN = 'arn:aws:iam::${account}:role/${role:=usual}';

describe('what Flux fills in after it has built a folder', () => {
  test.each<readonly [string, string, readonly object[], string]>([
    ['its own values', ARN, [kustomization(OWN)], ROLE('usual')],
    ['those of a ConfigMap', ARN, [kustomization(FROM('ConfigMap')), VARS], ROLE('from-map', '444455556666')],
    ['its own over those', ARN, [kustomization({ ...OWN, ...FROM('ConfigMap') }), VARS], ROLE('from-map')],
    [
      'not what a Secret may say',
      ARN,
      [kustomization({ ...OWN, ...FROM('ConfigMap', 'Secret') }), VARS],
      '?',
    ],
    ['not of a ConfigMap that no file has', ARN, [kustomization({ ...OWN, ...FROM('ConfigMap') })], '?'],
    ['not in other folders', ARN, [kustomization(OWN, './infra')], '?'],
    [
      'not where two deploy the folder',
      ARN,
      [kustomization(OWN), kustomization({ substitute: { account: '444455556666' } })],
      '?',
    ],
    ['not what is spared', 'arn:aws:iam::111122223333:role/$${account}', [kustomization(OWN)], '?'],
  ])('%s', async (_, arn, objects, wanted) => {
    expect(await annotated(arn, ...objects)).toBe(wanted);
  });
});
