import { describe, expect, test } from '@jest/globals';
import { aModel, type ModelParts, PROVIDER, RUNNING } from '../support/a-model.js';
import { renderedFiles } from '../support/rendered.js';

interface Row {
  readonly given: ModelParts;
  readonly want: readonly string[];
}

const BOTH = ['policies/r.trust.json', 'policies/r.permissions.json'];
const EXISTING = { roleArn: 'arn:aws:iam::111122223333:role/teams/r' };

const rows: readonly [string, Row][] = [
  ['a known issuer', { given: { cluster: RUNNING }, want: BOTH }],
  ['an issuer yet unknown, without which there is no trust to show', { given: {}, want: BOTH.slice(1) }],
  ['Pod Identity, which needs no issuer', { given: { identity: { mechanism: 'pod-identity' } }, want: BOTH }],
  [
    'managed policies alone',
    {
      given: { cluster: RUNNING, workloads: [{ roleName: 'r', policyArns: ['arn:aws:iam::aws:policy/P'] }] },
      want: BOTH.slice(0, 1),
    },
  ],
  ['a role of eksctl', { given: { cluster: RUNNING, identity: { roleOwner: 'eksctl' } }, want: BOTH }],
  [
    'a role that exists: what it must hold',
    {
      given: {
        cluster: RUNNING,
        identity: { roleOwner: 'existing' },
        workloads: [{ ...EXISTING, buckets: [{ name: 'data', access: 'get' }] }],
      },
      want: BOTH,
    },
  ],
];

describe('the plain policies of', () => {
  test.each(rows)('%s', async (_name, { given, want }) => {
    const workloads = given.workloads ?? [{ roleName: 'r' }];
    expect([...(await renderedFiles(aModel({ ...given, workloads }), 'policies')).keys()]).toEqual(want);
  });
});

async function policy(parts: ModelParts, kind: string) {
  const files = await renderedFiles(aModel({ workloads: [{ roleName: 'r' }], ...parts }), 'policies');
  return JSON.parse(files.get(`policies/r.${kind}.json`) ?? 'null');
}

describe('a plain policy', () => {
  test('of permissions is what IAM gets', async () => {
    expect(await policy({}, 'permissions')).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Sid: 'GetObjects', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' },
      ],
    });
  });

  test('of trust names the issuer in full', async () => {
    expect(await policy({ cluster: RUNNING }, 'trust')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${PROVIDER}` },
          Action: 'sts:AssumeRoleWithWebIdentity',
          Condition: {
            StringEquals: {
              [`${PROVIDER}:aud`]: 'sts.amazonaws.com',
              [`${PROVIDER}:sub`]: 'system:serviceaccount:default:app',
            },
          },
        },
      ],
    });
  });

  test('of trust of a role in another account names the provider of that account', async () => {
    const roleArn = 'arn:aws:iam::999988887777:role/r';
    const trust = await policy(
      { cluster: RUNNING, identity: { roleOwner: 'existing' }, workloads: [{ roleArn }] },
      'trust',
    );
    expect(trust.Statement[0].Principal.Federated).toBe(
      `arn:aws:iam::999988887777:oidc-provider/${PROVIDER}`,
    );
  });

  test('of trust by eksctl has no conditions with Pod Identity, since eksctl writes none', async () => {
    expect(await policy({ identity: { mechanism: 'pod-identity', roleOwner: 'eksctl' } }, 'trust')).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
        },
      ],
    });
  });
});
