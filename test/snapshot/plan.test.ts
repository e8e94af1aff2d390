import { describe, expect, test } from '@jest/globals';
import { keyOf, learn, leastPolicy, nothingLearned, planCalls } from '../../src/snapshot/index.js';

const DETAILS = 'aws iam get-account-authorization-details --filter Role LocalManagedPolicy AWSManagedPolicy';
const ROLE = 'arn:aws:iam::111122223333:role/team/app';

/** What is learned from calls, by their words, and which were refused. */
function learned(answers: Readonly<Record<string, unknown>>, refused: readonly string[] = []) {
  const all = nothingLearned();
  learn(all, { call: 'aws sts get-caller-identity'.split(' ') }, { Account: '111122223333' });
  for (const [words, answer] of Object.entries(answers)) learn(all, { call: words.split(' ') }, answer);
  for (const words of refused) all.outcomes.set(words, 'refused');
  return all;
}

const namesRole = {
  'kubectl get serviceaccounts --all-namespaces': {
    metadata: { annotations: { 'eks.amazonaws.com/role-arn': ROLE } },
  },
};

const planned = (...given: Parameters<typeof learned>) =>
  planCalls('demo', learned(...given)).map((call) => keyOf(call));

describe('the plan of calls', () => {
  test('asks for roles one by one where the account may not be read', () => {
    expect(planned(namesRole).filter((call) => /iam get-role/.test(call))).toEqual([]);
    const calls = planned(
      {
        ...namesRole,
        'aws iam list-role-policies --role-name app': { PolicyNames: ['inline'] },
        'aws iam list-attached-role-policies --role-name app': {
          AttachedPolicies: [{ PolicyArn: 'arn:aws:iam::111122223333:policy/p' }],
        },
        'aws iam get-policy --policy-arn arn:aws:iam::111122223333:policy/p': {
          Policy: { DefaultVersionId: 'v7' },
        },
      },
      [DETAILS],
    );
    expect(calls.filter((call) => /^aws iam (?!list-open|get-account)/.test(call))).toEqual([
      'aws iam get-role --role-name app',
      'aws iam list-role-policies --role-name app',
      'aws iam list-attached-role-policies --role-name app',
      'aws iam get-role-policy --role-name app --policy-name inline',
      'aws iam get-policy --policy-arn arn:aws:iam::111122223333:policy/p',
      'aws iam get-policy-version --policy-arn arn:aws:iam::111122223333:policy/p --version-id v7',
    ]);
  });

  test('asks in the namespaces that matter where the cluster may not be listed', () => {
    const calls = planned(
      {
        'aws eks describe-cluster --name demo': {
          cluster: { identity: { oidc: { issuer: 'https://oidc.example/id/A' } } },
        },
        'aws eks list-pod-identity-associations --cluster-name demo': {
          associations: [{ associationId: 'a-1', namespace: 'orders' }],
        },
        [DETAILS]: {
          RoleDetailList: [
            {
              ...{ RoleName: 'app', Arn: ROLE },
              AssumeRolePolicyDocument: encodeURIComponent(
                '{"a": "oidc.example/id/A:sub", "b": "system:serviceaccount:shop:app"}',
              ),
            },
            {
              ...{ RoleName: 'other', Arn: `${ROLE}2` },
              AssumeRolePolicyDocument: { a: 'oidc.example/id/B:sub', b: 'system:serviceaccount:else:app' },
            },
          ],
        },
      },
      ['kubectl get pods --all-namespaces'],
    );
    expect(calls.filter((call) => call.startsWith('kubectl get pods'))).toEqual([
      'kubectl get pods --all-namespaces',
      'kubectl get pods --namespace orders',
      'kubectl get pods --namespace shop',
    ]);
  });

  test('asks for the policies of what the roles of the cluster name, and of keys of their own account', () => {
    const statement = (resource: string) => ({ Statement: [{ Resource: resource }] });
    const key = (owner: string, id: string) => `arn:aws:kms:eu-west-1:${owner}:key/${id}`;
    const calls = planned({
      ...namesRole,
      [DETAILS]: {
        RoleDetailList: [
          {
            ...{ RoleName: 'app', Arn: ROLE, AssumeRolePolicyDocument: {} },
            RolePolicyList: [
              { PolicyDocument: statement('arn:aws:s3:::orders/*') },
              { PolicyDocument: statement('arn:aws:s3:::any-*') },
              { PolicyDocument: statement(key('111122223333', 'k-1')) },
              { PolicyDocument: statement(key('444455556666', 'k-2')) },
            ],
            AttachedManagedPolicies: [{ PolicyArn: 'arn:aws:iam::111122223333:policy/p' }],
          },
          {
            ...{ RoleName: 'stranger', Arn: `${ROLE}2`, AssumeRolePolicyDocument: {} },
            RolePolicyList: [{ PolicyDocument: statement('arn:aws:s3:::strange') }],
          },
        ],
        Policies: [
          {
            Arn: 'arn:aws:iam::111122223333:policy/p',
            PolicyVersionList: [{ Document: statement('arn:aws:s3:::reports') }],
          },
        ],
      },
      'aws s3api get-bucket-encryption --bucket orders': {
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { KMSMasterKeyID: key('111122223333', 'k-3') } }],
        },
      },
    });
    const asked = calls
      .filter((call) => /get-bucket-policy|kms/.test(call))
      .map((call) => call.split(' ')[4]);
    expect(asked).toEqual([
      ...['orders', 'reports'],
      ...[key('111122223333', 'k-1'), key('111122223333', 'k-3')],
    ]);
  });

  test('needs nothing that the printed policy does not allow', () => {
    const allowed = new Set(leastPolicy('demo', 'eu-west-1').Statement.flatMap(({ Action }) => Action));
    const all = planCalls(
      'demo',
      learned(
        {
          ...namesRole,
          'aws eks list-addons --cluster-name demo': { addons: ['a'] },
          'aws eks list-pod-identity-associations --cluster-name demo': {
            associations: [{ associationId: 'a-1', namespace: 'orders' }],
          },
          'aws iam list-open-id-connect-providers': {
            OpenIDConnectProviderList: [{ Arn: 'arn:aws:iam::111122223333:oidc-provider/a' }],
          },
          'aws iam list-role-policies --role-name app': { PolicyNames: ['inline'] },
          'aws iam get-role-policy --role-name app --policy-name inline': {
            PolicyDocument: {
              Statement: [{ Resource: ['arn:aws:s3:::orders/*', 'arn:aws:kms:a:111122223333:key/k'] }],
            },
          },
          'aws iam get-role --role-name app': {
            Role: {
              ...{ RoleName: 'app', Arn: ROLE },
              PermissionsBoundary: { PermissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/b' },
            },
          },
          'aws iam get-policy --policy-arn arn:aws:iam::111122223333:policy/b': {
            Policy: { DefaultVersionId: 'v1' },
          },
        },
        [DETAILS],
      ),
    );
    const needed = new Set(all.filter(({ call }) => call[0] === 'aws').map(({ needs }) => needs));
    needed.delete('sts:GetCallerIdentity');
    expect([...needed].filter((action) => !allowed.has(action))).toEqual([]);
    expect([...allowed].filter((action) => !needed.has(action))).toEqual(['eks:ListClusters']);
  });
});
