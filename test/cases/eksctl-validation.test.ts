import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { lintFiles } from '../lint/support.js';

const folder = new URL('../fixtures/cases/eksctl-validation/', import.meta.url);

/** What is found: eksctl refuses the file for this reason. */
const REFUSED: Readonly<Record<string, string>> = {
  'addon-agent-pia': 'IRSA215 eks-pod-identity-agent cannot have associations',
  'addon-irsa-and-default':
    'IRSA215 the add-on has serviceAccountRoleARN and useDefaultPodIdentityAssociations',
  'addon-irsa-and-pia': 'IRSA215 the add-on has serviceAccountRoleARN and podIdentityAssociations',
  'addon-irsa-role-and-policies': 'IRSA215 the add-on has serviceAccountRoleARN and attachPolicyARNs',
  'addon-no-name': 'IRSA216 name is missing',
  'addon-pia-agent-missing': 'IRSA101 podIdentityAssociations needs the add-on eks-pod-identity-agent',
  'addon-pia-tags': 'IRSA215 the association of an add-on has tags',
  'addon-pia-wellknown': 'IRSA215 the association of an add-on has wellKnownPolicies',
  'karpenter-no-oidc': 'IRSA094 karpenter needs iam.withOIDC: true',
  'oidc-absent-with-sa': 'IRSA094 iam.serviceAccounts needs iam.withOIDC: true',
  'outpost-oidc': 'IRSA218 eksctl refuses iam.withOIDC on Outposts',
  'pia-agent-missing': 'IRSA101 podIdentityAssociations needs the add-on eks-pod-identity-agent',
  'pia-no-namespace': 'IRSA216 namespace is missing',
  'pia-nothing': 'IRSA102 the association has neither roleARN nor a policy',
  'pia-policyname-symbols': 'IRSA102 permissionPolicyName "---" has neither a letter nor a digit',
  'pia-role-and-wellknown': 'IRSA102 the association has roleARN and wellKnownPolicies',
  'sa-duplicate': 'IRSA100 ns-2/sa-2 stands twice in iam.serviceAccounts',
  'sa-unnamed': 'IRSA216 metadata.name is missing',
  'sa-wellknown-misspelt': 'IRSA095 eksctl drops "autoscaler" without a word',
};

const ACCEPTED = ['pia-auto-mode-no-agent', 'pia-ok', 'sa-ok'];

async function errorsOf(name: string): Promise<readonly string[]> {
  const content = readFileSync(new URL(`${name}.yaml`, folder), 'utf8');
  const { findings } = await lintFiles([{ path: 'cluster.yaml', content }]);
  return findings
    .filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ code, message }) => `${code} ${message}`);
}

describe('what eksctl refuses', () => {
  test('every case has its answer', () => {
    const names = readdirSync(folder).map((name) => name.replace('.yaml', ''));
    expect([...Object.keys(REFUSED), ...ACCEPTED].sort()).toEqual(names.sort());
  });

  test.each(Object.entries(REFUSED))('%s', async (name, finding) => {
    expect(await errorsOf(name)).toContain(finding);
  });

  test.each(ACCEPTED)('%s is accepted', async (name) => {
    expect(await errorsOf(name)).toEqual([]);
  });
});
