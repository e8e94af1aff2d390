import { describe, expect, test } from '@jest/globals';
import { formatPath } from '../../src/diagnostics.js';
import { checkModel } from '../../src/model/check.js';
import { aModel, type ModelParts, RUNNING, type WorkloadParts } from '../support/a-model.js';

interface Row {
  readonly given: ModelParts;
  readonly want: readonly string[];
}

function findings(parts: ModelParts): readonly string[] {
  return checkModel(aModel(parts)).map(
    ({ severity, code, path }) => `${severity} ${code} ${formatPath(path)}`,
  );
}

function existing(roleArn: string): WorkloadParts {
  return { identity: { roleOwner: 'existing' }, roleArn };
}

const EKSCTL = { roleOwner: 'eksctl' } as const;

function manyPolicies(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `arn:aws:iam::111122223333:policy/p${i}`);
}

/** As many service accounts on one role. */
function sharers(count: number): WorkloadParts[] {
  return Array.from({ length: count }, (_, i) => ({ roleName: 'r', serviceAccount: `service-account-${i}` }));
}

/** A statement whose policy has roughly as many characters. */
function large(characters: number): WorkloadParts {
  const resources = Array.from({ length: Math.ceil(characters / 100) }, (_, i) => {
    const arn = `arn:aws:s3:::bucket/${i}/`;
    return arn + 'x'.repeat(97 - arn.length);
  });
  return { statements: [{ actions: ['s3:GetObject'], resources }] };
}

const rows: readonly [string, Row][] = [
  ['an ordinary spec', { given: {}, want: [] }],
  ['one role of two service accounts by Terraform', { given: { workloads: sharers(2) }, want: [] }],
  [
    'existing roles of one name in two accounts',
    {
      given: {
        workloads: [
          existing('arn:aws:iam::111122223333:role/r'),
          existing('arn:aws:iam::999988887777:role/r'),
        ],
      },
      want: ['error model/role-name-clash workloads[1].roleArn'],
    },
  ],
  [
    'workloads of one role, one of which names its policy',
    { given: { workloads: [{ roleName: 'r' }, { roleName: 'r', policyName: 'q' }] }, want: [] },
  ],
  [
    'a role of eksctl for two workloads on one service account',
    { given: { identity: EKSCTL, workloads: [{}, { serviceAccount: 'app' }] }, want: [] },
  ],
  [
    'a policy with the name of another role, whose policy has that name',
    {
      given: { workloads: [{ roleName: 'b' }, { roleName: 'a', policyName: 'b' }] },
      want: ['error model/policy-name-clash workloads[0].policyName'],
    },
  ],
  [
    'a statement about a queue of another account',
    {
      given: {
        workloads: [
          {
            statements: [
              {
                actions: ['sqs:SendMessage'],
                resources: ['111122223333', '444455556666'].map((id) => `arn:aws:sqs:us-east-1:${id}:jobs`),
              },
            ],
          },
        ],
      },
      want: ['warning spec/other-account workloads[0].statements[0].resources[1]'],
    },
  ],
  [
    'a program for which a queue of another account is named, once for all of its statements',
    {
      given: {
        workloads: [
          {
            uses: 'keda',
            with: { queues: ['arn:aws:sqs:us-east-1:444455556666:jobs', 'jobs'] },
            identity: { serviceAccountOwner: 'existing' },
          },
        ],
      },
      want: ['warning spec/other-account workloads[0].with'],
    },
  ],
  [
    'a module for clusters whose derived role names follow them',
    { given: { terraform: { layout: 'module' } }, want: [] },
  ],
  [
    'a module of which one derived role name holds a hash, and one is written out',
    {
      given: {
        cluster: { name: 'Demo' },
        terraform: { layout: 'module' },
        workloads: [{}, { roleName: 'r' }],
      },
      want: ['warning model/module-role-name workloads[0].roleName'],
    },
  ],
  [
    'names that are devices on Windows, of files',
    {
      given: {
        workloads: [
          { name: 'con', pod: { kind: 'Pod', image: 'i' } },
          { name: 'prn', uses: 'external-dns', with: { zones: ['Z0123456789ABCDEFGHIJ'] } },
          { namespace: 'aux' },
          { roleName: 'Com1.reader' },
          existing('arn:aws:iam::111122223333:role/NUL'),
          { name: 'console', namespace: 'nulls' },
          { namespace: 'lpt1', createNamespace: true, identity: { serviceAccountOwner: 'existing' } },
        ],
      },
      want: [
        'warning model/device-name workloads[0].name',
        'warning model/device-name workloads[1].name',
        'warning model/device-name workloads[2].namespace',
        'warning model/device-name workloads[6].namespace',
        'warning model/device-name workloads[3].roleName',
        'warning model/device-name workloads[4].roleArn',
      ],
    },
  ],
  [
    'such names of nothing that is a file',
    {
      given: {
        cluster: { provision: false },
        identity: { serviceAccountOwner: 'existing' },
        workloads: [{ name: 'con', namespace: 'aux', policyName: 'nul' }],
      },
      want: [],
    },
  ],
  [
    'two roles whose policies are named alike in the spec, where it is said',
    { given: { workloads: [{ policyName: 'data' }, { policyName: 'data' }] }, want: [] },
  ],
  [
    'inline policies of one name: eksctl keeps them in their roles',
    { given: { identity: EKSCTL, workloads: [{ policyName: 'data' }, { policyName: 'data' }] }, want: [] },
  ],
  [
    'one Sid for two statements of a shared role',
    {
      given: {
        workloads: ['a', 'b'].map((name) => ({
          roleName: 'r',
          statements: [{ sid: 'Same', actions: [`s3:${name}`], resources: ['*'] }],
        })),
      },
      want: ['error model/duplicate-sid workloads[1].statements[0].sid'],
    },
  ],
  [
    'one Sid for the same statement in two workloads',
    {
      given: {
        workloads: [1, 2].map(() => ({
          roleName: 'r',
          statements: [{ sid: 'Same', actions: ['s3:Get*'], resources: ['*'] }],
        })),
      },
      want: [],
    },
  ],
  [
    'ten policies, its own counted',
    { given: { workloads: [{ roleName: 'r', policyArns: manyPolicies(9), buckets: [] }] }, want: [] },
  ],
  [
    'eleven policies, its own counted',
    {
      given: { workloads: [{ policyArns: manyPolicies(10), buckets: [{ name: 'data', access: 'get' }] }] },
      want: ['warning model/attached-policies workloads[0]'],
    },
  ],
  [
    'eleven policies where the own one is inline',
    {
      given: {
        identity: EKSCTL,
        workloads: [{ policyArns: manyPolicies(10), buckets: [{ name: 'data', access: 'get' }] }],
      },
      want: [],
    },
  ],
  [
    'more policies than AWS ever attaches',
    {
      given: { workloads: [{ policyArns: manyPolicies(26) }] },
      want: ['error model/attached-policies workloads[0]'],
    },
  ],
  ['a managed policy within 6144 characters', { given: { workloads: [large(5800)] }, want: [] }],
  ['a statement beyond them, which several policies hold', { given: { workloads: [large(6300)] }, want: [] }],
  [
    'a statement beyond all policies of a role',
    { given: { workloads: [large(160_000)] }, want: ['error model/policy-size workloads[0].statements[0]'] },
  ],
  ['an inline policy within 10240', { given: { identity: EKSCTL, workloads: [large(9800)] }, want: [] }],
  [
    'an inline policy beyond them',
    {
      given: { identity: EKSCTL, workloads: [large(10400)] },
      want: ['error model/policy-size workloads[0]'],
    },
  ],
  [
    'any number of characters in a policy that nobody creates',
    {
      given: { workloads: [{ ...existing('arn:aws:iam::111122223333:role/r'), ...large(20000) }] },
      want: [],
    },
  ],
  [
    'a trust policy within 2048 characters',
    { given: { cluster: RUNNING, workloads: sharers(30) }, want: [] },
  ],
  [
    'a trust policy that needs a higher quota',
    { given: { cluster: RUNNING, workloads: sharers(60) }, want: ['warning model/trust-size workloads[0]'] },
  ],
  [
    'a trust policy that needs a higher quota, its issuer yet unknown',
    { given: { workloads: sharers(60) }, want: ['warning model/trust-size workloads[0]'] },
  ],
  [
    'a trust policy beyond any quota',
    { given: { workloads: sharers(220) }, want: ['error model/trust-size workloads[0]'] },
  ],
  [
    'Pod Identity, whose statements are longer',
    {
      given: { identity: { mechanism: 'pod-identity' }, workloads: sharers(7) },
      want: ['warning model/trust-size workloads[0]'],
    },
  ],
  ['the provider 5.0 for a plain role', { given: { terraform: { awsProviderVersion: '>= 5.0' } }, want: [] }],
  [
    'a provider that knows no associations',
    {
      given: { identity: { mechanism: 'pod-identity' }, terraform: { awsProviderVersion: '>= 5.0, < 7.0' } },
      want: ['error model/provider-version terraform.awsProviderVersion'],
    },
  ],
  [
    'a provider that asks for thumbprints',
    {
      given: { identity: { oidcProviderOwner: 'terraform' }, terraform: { awsProviderVersion: '~> 5.80' } },
      want: ['error model/provider-version terraform.awsProviderVersion'],
    },
  ],
  [
    'a provider that asks for none',
    {
      given: { identity: { oidcProviderOwner: 'terraform' }, terraform: { awsProviderVersion: '>= 5.81' } },
      want: [],
    },
  ],
];

describe('the check of a model finds, in', () => {
  test.each(rows)('%s', (_name, { given, want }) => {
    expect(findings(given)).toEqual(want);
  });

  test('and says what is wrong and what to do', () => {
    const [finding] = checkModel(
      aModel({
        workloads: [
          existing('arn:aws:iam::111122223333:role/r'),
          existing('arn:aws:iam::999988887777:role/R'),
        ],
      }),
    );
    expect(finding?.message).toBe(
      '"r" is the name of a second role, beside arn:aws:iam::999988887777:role/R',
    );
    expect(finding?.help).toContain('choose another name');
  });

  test.each<[string, WorkloadParts, string]>([
    ['others alone', { policyArns: manyPolicies(26) }, 'attach fewer managed policies'],
    [
      'others beside one of its own',
      { policyArns: manyPolicies(26), buckets: [{ name: 'data', access: 'get' }] },
      'attach fewer managed policies',
    ],
    [
      'others beside several of its own',
      { policyArns: manyPolicies(26), ...large(6300) },
      'attach fewer managed policies, give it fewer things to do or share them between several service accounts; its own policy is split into 2 by length',
    ],
  ])('and says what to do about too many policies: %s', (_name, workload, want) => {
    expect(checkModel(aModel({ workloads: [workload] })).map(({ help }) => help)).toEqual([want]);
  });

  test.each([
    [11, 'the quota is 10 unless AWS has raised it'],
    [26, 'the limit is 25'],
  ])('and says what %d policies are above', (count, want) => {
    const [finding] = checkModel(aModel({ workloads: [{ policyArns: manyPolicies(count) }] }));
    expect(finding?.message).toContain(`; ${want}`);
  });

  test('and counts as IAM does, without white space', () => {
    const text = {
      actions: ['s3:GetObject'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:x': [' '.repeat(7000)] } },
    };
    expect(findings({ workloads: [{ statements: [text] }] })).toEqual([]);
  });
});
