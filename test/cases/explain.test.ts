import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { buildWorld, type Explanation, explain, type Verdict } from '../../src/explain/index.js';
import { readFiles, scan } from '../../src/readers/index.js';

const CASES = fileURLToPath(new URL('../fixtures/cases/explain', import.meta.url));
const issuer = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

async function answerTo(folder: string): Promise<Explanation> {
  const { files } = await scan([folder], { base: CASES });
  const world = buildWorld(await readFiles(files, { given: { issuer } }), { issuer });
  const subject = { namespace: 'shop', serviceAccount: 'web' };
  return explain(world, { ...subject, action: 's3:GetObject', resource: 'arn:aws:s3:::bkt/k' });
}

/** The decision, and what of the answer shows that it was made for the right reason. */
const ANSWERS: readonly (readonly [folder: string, decision: Verdict, reason: RegExp])[] = [
  [
    'SA-in-other-ns-role-arn-acct',
    'denied',
    /the provider is in account 111122223333, the role in 222222222222/,
  ],
  ['allow-unknown-operator', 'denied', /AWS refuses .*StringEqual/],
  ['aud-wrong-SA-annotation', 'denied', /takes the audiences sts.amazonaws.com, and the token has foo/],
  ['boundary-narrow', 'denied', /the permissions boundary does not allow/],
  ['count-var-nodefault', 'unknown', /only under a condition/],
  ['count-var-policy', 'allowed', /statement 1 of aws_iam_role_policy/],
  ['deny-NotAction', 'denied', /statement 2 of .* denies/],
  ['deny-action-typo', 'denied', /AWS refuses/],
  ['deny-data.x', 'unknown', /cannot be told/],
  ['deny-in-inline-block', 'denied', /denies s3:GetObject/],
  ['deny-region', 'unknown', /--context aws:RequestedRegion=/],
  ['deny-resource-not-arn', 'denied', /AWS refuses/],
  ['deny-second-inline', 'denied', /aws_iam_role_policy.d denies/],
  ['deny-unknown-operator', 'denied', /AWS refuses/],
  ['for_each-empty', 'denied', /the role has no policy/],
  ['helm-template-braces', 'unknown', /\{\{ \.Values\.x \}\}/],
  ['ignore_changes-policy', 'unknown', /Terraform ignores changes to its document/],
  ['inline_policy-empty-block', 'unknown', /which Terraform takes away again/],
  ['k8s-automount-false', 'allowed', /statement 1 of aws_iam_role_policy.p/],
  ['managed_policy_arns-deny', 'denied', /aws_iam_policy.d denies/],
  ['moved/removed role', 'allowed', /statement 1 of aws_iam_role_policy.p/],
  ['override-file-policy', 'denied', /denies s3:GetObject/],
  ['override-file-trust', 'denied', /trust policy/],
  ['pod-env-AWS_ROLE_ARN', 'denied', /SDKs take static keys before any role/],
  ['policy-statement-invalid-elem', 'denied', /AWS refuses/],
  ['policy_document-override-same-sid', 'denied', /denies s3:GetObject/],
  ['principal-account-trust', 'denied', /the role trusts no OIDC provider/],
  ['provider-alias-role-other-account', 'unknown', /is not in the files/],
  ['role-in-other-path-ann', 'denied', /another path/],
  ['sts-regional-etc-boundary-attach-separate', 'allowed', /statement 1 of aws_iam_role_policy.p/],
  ['tfvars-wins', 'denied', /no policy of the role allows/],
  ['trust-ForAllValues', 'allowed', /statement 1 of the trust policy/],
  ['trust-StringEquals-wildcard', 'denied', /the trust policy does not let/],
  ['trust-StringLike-wildcard-ns', 'denied', /the trust policy does not let/],
  ['trust-kubernetes.io-claim', 'unknown', /kubernetes\.io\/pod\/name/],
  ['trust-other-provider-account', 'denied', /the provider is in account 999999999999/],
  ['trust-two-stmts-deny', 'unknown', /aws:SourceVpc/],
  ['two-accounts', 'denied', /No OpenIDConnect provider found in your account/],
  ['two-roles-same-name', 'unknown', /which of aws_iam_role.web, aws_iam_role.web2 counts/],
  ['vpce-policy-deny', 'unknown', /the endpoint policy aws_vpc_endpoint.e does not let/],
  ['unknown-managed-customer', 'unknown', /policy\/other is not in the files/],
];

/** Where a variable's default is all there is, and where what was declared is not what runs: not allowed, for a reason. */
const OPEN: readonly (readonly [folder: string, reason: RegExp])[] = [
  ['boundary-var-null-default', /var\.b/],
];

describe('attacks on explain', () => {
  test.each(ANSWERS)('%s: %s', async (folder, decision, reason) => {
    const answer = await answerTo(folder);
    const deciding = answer.links.filter(({ status }) => decision === 'allowed' || status !== 'ok');
    expect(deciding.map((link) => link.reason).join('\n')).toMatch(reason);
    expect(answer.decision).toBe(decision);
  });

  test.each(OPEN)('%s is not known', async (folder, reason) => {
    const { decision, links } = await answerTo(folder);
    expect(decision).toBe('unknown');
    expect(links.map((link) => link.reason).join('\n')).toMatch(reason);
  });

  test('each of the folder has its answer', () => {
    const named = [...ANSWERS, ...OPEN].map(([folder]) => folder.split('/')[0]);
    expect([...named].sort()).toEqual(readdirSync(CASES).sort());
  });
});
