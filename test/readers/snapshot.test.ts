import { describe, expect, test } from '@jest/globals';
import {
  callsOf,
  readFiles,
  type SnapshotCall,
  severalClusters,
  type TextFile,
} from '../../src/readers/index.js';
import { plain, value } from './support.js';

const answered = (words: string, file: string): SnapshotCall => ({
  ...{ call: words.split(' '), needs: 'x:Y', outcome: 'answered', files: [file] },
});
const refused = (words: string, needs: string): SnapshotCall => ({
  ...{ call: words.split(' '), needs, outcome: 'refused', reason: 'AccessDenied' },
});

/** A snapshot's folder, of calls and answers. */
function snapshot(
  calls: readonly SnapshotCall[],
  answers: Readonly<Record<string, unknown>>,
  more: object = { finishedAt: '2026-11-28T03:01:00.000Z' },
  folder = 'snap',
): readonly TextFile[] {
  const index = {
    ...{ irsaForge: 'snapshot', version: 1, cluster: 'demo', region: 'eu-west-1', account: '111122223333' },
    ...{ startedAt: '2026-11-28T03:00:00.000Z', calls },
    ...more,
  };
  return Object.entries({ 'snapshot.json': index, ...answers }).map(([name, content]) => ({
    path: `${folder}/${name}`,
    content: typeof content === 'string' ? content : JSON.stringify(content),
  }));
}

const PROVIDER = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/A';
const POLICY = 'arn:aws:iam::111122223333:policy/p';
const document = { Version: '2012-10-17', Statement: [] };

describe('a snapshot', () => {
  test('says of an answer what that does not name', async () => {
    const { resourcePolicies, policies, attachments, diagnostics } = await readFiles(
      snapshot(
        [
          answered('aws kms get-key-policy --key-id arn:aws:kms:eu-west-1:111122223333:key/k', 'aws/k.json'),
          answered('aws s3api get-bucket-policy --bucket orders', 'aws/b.json'),
          answered(`aws iam get-policy-version --policy-arn ${POLICY} --version-id v3`, 'aws/p.json'),
          answered('aws iam list-attached-role-policies --role-name app', 'aws/a.json'),
        ],
        {
          'aws/k.json': { Policy: JSON.stringify(document) },
          'aws/b.json': { Policy: JSON.stringify(document) },
          'aws/p.json': { PolicyVersion: { Document: document, VersionId: 'v3', IsDefaultVersion: true } },
          'aws/a.json': { AttachedPolicies: [{ PolicyName: 'p', PolicyArn: POLICY }] },
        },
      ),
    );
    expect(diagnostics).toEqual([]);
    expect(resourcePolicies.map(({ resource, of }) => [resource, value(of.value)])).toEqual([
      ['key', 'arn:aws:kms:eu-west-1:111122223333:key/k'],
      ['bucket', 'orders'],
    ]);
    expect(policies.map(({ arn, use }) => [value(arn), use])).toEqual([[POLICY, 'managed']]);
    expect(attachments.map(({ role, policy }) => [value(role.value), value(policy.value)])).toEqual([
      ['app', POLICY],
    ]);
  });

  test('has all of a role whose lists were answered, and says what of it was refused', async () => {
    const { roles, policies } = await readFiles(
      snapshot(
        [
          answered('aws iam get-role --role-name app', 'aws/r.json'),
          answered('aws iam list-role-policies --role-name app', 'aws/l.json'),
          answered('aws iam list-attached-role-policies --role-name app', 'aws/a.json'),
          refused('aws iam get-role-policy --role-name app --policy-name secret', 'iam:GetRolePolicy'),
          refused(`aws iam get-policy --policy-arn ${POLICY}`, 'iam:GetPolicy'),
          answered('aws iam get-role --role-name half', 'aws/h.json'),
          refused('aws iam list-role-policies --role-name half', 'iam:ListRolePolicies'),
        ],
        {
          'aws/r.json': { Role: { RoleName: 'app', AssumeRolePolicyDocument: document } },
          'aws/l.json': { PolicyNames: ['secret'] },
          'aws/a.json': { AttachedPolicies: [{ PolicyName: 'p', PolicyArn: POLICY }] },
          'aws/h.json': { Role: { RoleName: 'half', AssumeRolePolicyDocument: document } },
        },
      ),
    );
    expect(roles.map(({ name, ownership, account }) => [value(name), ownership, value(account)])).toEqual([
      ['app', 'declared', '111122223333'],
      ['half', 'existing', '111122223333'],
    ]);
    expect(policies.map(({ name, document: text }) => [value(name), plain(text)])).toEqual([
      ['secret', '?not known: AccessDenied for iam:GetRolePolicy'],
      ['p', '?not known: AccessDenied for iam:GetPolicy'],
    ]);
  });

  test('takes a thing of a list once, by its own answer where there is one', async () => {
    const association = (id: string) => ({
      ...{ clusterName: 'demo', namespace: 'a', serviceAccount: id, associationId: id },
    });
    const { oidcProviders, podIdentityAssociations, addons } = await readFiles(
      snapshot(
        [
          answered('aws iam list-open-id-connect-providers', 'aws/1.json'),
          answered(
            `aws iam get-open-id-connect-provider --open-id-connect-provider-arn ${PROVIDER}`,
            'aws/2.json',
          ),
          answered('aws eks list-pod-identity-associations --cluster-name demo', 'aws/3.json'),
          answered(
            'aws eks describe-pod-identity-association --cluster-name demo --association-id a-1',
            'aws/4.json',
          ),
          refused(
            'aws eks describe-pod-identity-association --cluster-name demo --association-id a-2',
            'eks:DescribePodIdentityAssociation',
          ),
          answered('aws eks list-addons --cluster-name demo', 'aws/5.json'),
          refused('aws eks describe-addon --cluster-name demo --addon-name coredns', 'eks:DescribeAddon'),
        ],
        {
          'aws/1.json': { OpenIDConnectProviderList: [{ Arn: PROVIDER }, { Arn: `${PROVIDER}B` }] },
          'aws/2.json': { Url: PROVIDER.slice(PROVIDER.indexOf('/') + 1), ClientIDList: ['vault'] },
          'aws/3.json': { associations: [association('a-1'), association('a-2')] },
          'aws/4.json': {
            association: { ...association('a-1'), roleArn: 'arn:aws:iam::111122223333:role/r' },
          },
          'aws/5.json': { addons: ['coredns'] },
        },
      ),
    );
    expect(oidcProviders.map(({ url, clientIds }) => [value(url), plain(clientIds)])).toEqual([
      ['oidc.eks.eu-west-1.amazonaws.com/id/AB', undefined],
      ['oidc.eks.eu-west-1.amazonaws.com/id/A', ['vault']],
    ]);
    expect(
      podIdentityAssociations.map(({ serviceAccount, role }) => [value(serviceAccount), value(role.value)]),
    ).toEqual([
      ['a-2', '?not known: AccessDenied for eks:DescribePodIdentityAssociation'],
      ['a-1', 'arn:aws:iam::111122223333:role/r'],
    ]);
    expect(addons.map(({ name, cluster }) => [value(name), value(cluster.value)])).toEqual([
      ['coredns', 'demo'],
    ]);
  });

  test.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    ['is missing', {}, 'aws/a.json is not there, or is no whole JSON'],
    ['is cut off', { 'aws/a.json': '{"addons": ["core' }, 'aws/a.json is not there, or is no whole JSON'],
    [
      'answers something else',
      { 'aws/a.json': { clusters: [] } },
      'aws/a.json has no addons, and so is the answer to something else',
    ],
  ])('takes nothing for known of a file that %s', async (_what, answers, message) => {
    const calls = [answered('aws eks list-addons --cluster-name demo', 'aws/a.json')];
    const inventory = await readFiles(snapshot(calls, answers));
    expect(callsOf(inventory, 'eks list-addons').map(({ outcome }) => outcome)).toEqual(['failed']);
    expect(inventory.diagnostics.map((each) => [each.severity, each.message])).toContainEqual([
      'error',
      `the answer to \`aws eks list-addons --cluster-name demo\` is not read: snap/${message}`,
    ]);
  });

  test('is no whole one while it is taken, nor in a layout that is not known', async () => {
    const { diagnostics } = await readFiles([
      ...snapshot([], {}, {}),
      ...snapshot([], {}, { version: 2 }, 'next'),
    ]);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'cannot be read: it has version 2, and 1 is the one that is known',
      'the snapshot of cluster demo was not finished: what is not in it may be there all the same',
    ]);
  });

  test('of two clusters is two', async () => {
    const both = [...snapshot([], {}), ...snapshot([], {}, { cluster: 'prod' }, 'other')];
    expect(severalClusters(await readFiles(both)).map(({ cluster }) => cluster)).toEqual(['demo', 'prod']);
    expect(severalClusters(await readFiles([...snapshot([], {}), ...snapshot([], {}, {}, 'again')]))).toEqual(
      [],
    );
  });
});
