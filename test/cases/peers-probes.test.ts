import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { loadSpec } from '../../src/cli/load-spec.js';
import {
  buildMatrix,
  buildWorld,
  explain,
  type Verdict,
  type World,
  worldOfSpec,
} from '../../src/explain/index.js';
import { readFiles, scan } from '../../src/readers/index.js';
import { lintFiles } from '../lint/support.js';

const base = fileURLToPath(new URL('../fixtures/cases/peers-probes', import.meta.url));

async function inventoryOf(folder: string) {
  const { files } = await scan([folder], { base });
  return readFiles(files);
}

const worldOfFolder = async (folder: string): Promise<World> => buildWorld(await inventoryOf(folder));

function load(name: string) {
  const path = `${base}/${name}`;
  return loadSpec({ name, path, text: readFileSync(path, 'utf8') }, base);
}

async function worldOfFile(name: string): Promise<World> {
  const loaded = await load(name);
  if (!loaded.ok) throw new Error(`${name} is not valid`);
  const { model, render } = loaded.value;
  return worldOfSpec(model, await render(['eksctl', 'terraform', 'kubernetes']));
}

const worldOf = (name: string) => (name.endsWith('.yaml') ? worldOfFile(name) : worldOfFolder(name));

interface Asked {
  readonly account: string;
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

async function ask(name: string, { account, ...more }: Asked) {
  const [namespace = '', serviceAccount = ''] = account.split('/');
  return explain(await worldOf(name), { namespace, serviceAccount, ...more });
}

const get = (account: string, key: string): Asked => ({
  ...{ account, action: 's3:GetObject' },
  resource: `arn:aws:s3:::tenant/${key}`,
});

const KEY = 'arn:aws:kms:us-east-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const inZone = (account: string): Asked => ({
  ...{ account, action: 'route53:ChangeResourceRecordSets' },
  resource: 'arn:aws:route53:::hostedzone/Z1',
});

const QUESTIONS: readonly (readonly [string, string, Asked, Verdict, RegExp])[] = [
  [
    'no tags for a trust policy that asks for them',
    'ext2',
    get('shop/web', 'x'),
    'denied',
    /RequestTag|without session tags/,
  ],
  ['no tags for a variable', 'ext', get('shop/web', 'shop/x'), 'denied', /no policy of the role allows/],
  [
    'a session policy for something else',
    'ext',
    get('shop/other', 'shop/x'),
    'denied',
    /does not allow s3:GetObject/,
  ],
  ['a session policy of eksctl', 'ext3', get('shop/web', 'x'), 'denied', /does not allow s3:GetObject/],
  ['a session policy with tags', 'ext3', get('shop/web', 'x'), 'denied', /EKS refuses the association/],
  [
    'a target role that the first role may not assume',
    'ext',
    get('shop/third', 'shop/x'),
    'denied',
    /sts:AssumeRole/,
  ],
  ['tags in a variable', 'ext5', get('shop/web', 'shop/x'), 'allowed', /allows s3:GetObject/],
  [
    'tags in a variable, of another tenant',
    'ext5',
    get('shop/web', 'other/x'),
    'denied',
    /no policy of the role allows/,
  ],
  [
    'a managed policy that is not in the files',
    'ext6',
    get('shop/web', 'x'),
    'unknown',
    /AmazonEBSCSIDriverPolicyV2/,
  ],
  [
    'a role of another account',
    'tgt.yaml',
    { account: 'app/web', action: 'sts:AssumeRole', resource: 'arn:aws:iam::444455556666:role/target' },
    'allowed',
    /trust policy other-accounts\/444455556666\/target\.trust\.json lets/,
  ],
  [
    'a key of another account',
    'plus.yaml',
    {
      account: 'app/a',
      action: 'kms:Decrypt',
      resource: KEY,
      context: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' },
    },
    'allowed',
    /of the key policy other-accounts\/444455556666\/key-policy.+\.json allows kms:Decrypt/,
  ],
  [
    'a bucket whose name tells another account',
    'an.yaml',
    {
      account: 'app/web',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::photos-999900001111-us-east-1-an/x',
    },
    'allowed',
    /of the bucket policy other-accounts\/999900001111\/bucket-policy.+\.json allows s3:GetObject/,
  ],
  ['tags in a spec', 'abac.yaml', get('shop/web', 'shop/x'), 'allowed', /allows s3:GetObject/],
  [
    'tags in a spec, of another tenant',
    'abac.yaml',
    get('shop/web', 'other/x'),
    'denied',
    /no policy of the role allows/,
  ],
  [
    'a policy that a module for Pod Identity brings',
    'mod',
    inZone('external-dns/external-dns'),
    'allowed',
    /allows route53:ChangeResourceRecordSets/,
  ],
  [
    'a policy that a module for IRSA brings',
    'mod',
    inZone('cert-manager/cert-manager'),
    'allowed',
    /allows route53:ChangeResourceRecordSets/,
  ],
  [
    'a policy that eksctl brings',
    'wk',
    inZone('external-dns/external-dns'),
    'allowed',
    /allows route53:ChangeResourceRecordSets/,
  ],
  [
    'a pattern of eksctl that holds a whole subject',
    'wk',
    get('app/any', 'x'),
    'denied',
    /does not let system:serviceaccount:app:any/,
  ],
  ['either of two clusters', 'two', get('shop/web', 'x'), 'denied', /the role has no policy/],
  ['a role that both mechanisms may take', 'ext4', get('shop/web', 'x'), 'denied', /the role has no policy/],
];

describe('explain', () => {
  test.each(QUESTIONS)('%s', async (_, name, asked, want, reason) => {
    const { decision, links } = await ask(name, asked);
    expect(decision).toBe(want);
    const status = want === 'allowed' ? 'ok' : want === 'denied' ? 'broken' : 'unknown';
    const reasons = links.filter((link) => link.status === status).map((link) => link.reason);
    expect(reasons.join('\n')).toMatch(reason);
  });
});

describe('the matrix', () => {
  const get = async (name: string) =>
    buildMatrix(await worldOf(name)).rows.map(
      ({ namespace, serviceAccount, resource, access }) =>
        `${namespace}/${serviceAccount} ${resource} ${access['get']}`,
    );
  test.each<[string, readonly string[]]>([
    ['ext5', ['shop/other tenant/shop/ not granted', 'shop/web tenant/shop/ allowed']],
    ['abac.yaml', ['shop/web tenant/shop/ assumed']],
    ['an.yaml', ['app/web photos-999900001111-us-east-1-an assumed']],
    [
      'ext',
      [
        'shop/other tenant/shop/ not granted',
        'shop/third tenant/shop/ not granted',
        'shop/web tenant/shop/ not granted',
      ],
    ],
  ])('of %s', async (name, want) => {
    expect(await get(name)).toEqual(want);
  });

  test('that is empty says why', async () => {
    const { rows, empty } = buildMatrix(await worldOf('ext6'));
    expect([rows, empty]).toEqual([
      [],
      'what the roles may do is in policies that are not in the files: arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2',
    ]);
  });
});

/** Rules that fire in a folder, each with what it names. */
const FOUND: readonly (readonly [folder: string, rules: readonly string[], named?: readonly string[]])[] = [
  ['ext', ['IRSA153']],
  ['ext2', ['IRSA154']],
  ['ext3', ['IRSA153']],
  ['ext4', []],
  ['ext5', []],
  ['ext6', []],
  [
    'lint1',
    Array<string>(6).fill('IRSA027'),
    [
      ...['ec2:GetInstanceTypesFromInstanceRequirementsPages', 'sqs:RecieveMessage', 'dynamodb:GetItems'],
      ...['secretsmanager:GetSecret', 'kms:GenerateDataKeys', 's3:GetObjects'],
    ],
  ],
  [
    'lint2',
    ['IRSA193', 'IRSA193', 'IRSA234'],
    [
      ...['AmazonEBSCSIDriverPolicy', 'service-role/AmazonEBSCSIDriverPolicyV2'],
      'AmazonEBSCSIDriverEKSClusterScopedPolicy',
    ],
  ],
  ['mod', []],
  ['two', []],
  ['wk', ['IRSA050'], ['"system:serviceaccount:app:system:serviceaccount:app:*"']],
];

describe('lint', () => {
  test.each(FOUND)('%s', async (folder, rules, named = []) => {
    const { files } = await scan([folder], { base });
    const { findings } = await lintFiles(files);
    const hard = findings.filter(({ severity }) => severity !== 'info');
    expect(hard.map(({ code }) => code)).toEqual(rules);
    for (const [index, name] of named.entries()) expect(hard[index]?.message).toContain(name);
  });
});

const SYSTEM = 'warning spec/system-namespace workloads[0].namespace';
const OTHER_KEY = 'warning spec/other-account workloads[0].buckets[0].kmsKeyArn';
const NO_PROVIDER = 'error spec/pod-identity-provider cluster.oidcIssuer';

/** What `validate` says. What no spec can say yet (a target role) is refused. */
const SPECS: Readonly<Record<string, readonly string[]>> = {
  'abac.yaml': [],
  'an.yaml': ['warning spec/regional-bucket workloads[0].buckets[0].name'],
  'b.yaml': ['error spec/invalid-value workloads[0].buckets[0].name'],
  'cluster-scoped-irsa.yaml': [SYSTEM, 'warning spec/session-tags-absent workloads[0].policyArns[0]'],
  'cluster-scoped-pod-identity.yaml': [NO_PROVIDER, SYSTEM],
  'dual.yaml': ['error spec/two-identities workloads[1].identity.mechanism'],
  'ebs-v2-upstream-arn.yaml': [
    SYSTEM,
    'error IRSA193 workloads[0].policyArns[0]',
    'warning IRSA193 workloads[0].policyArns[1]',
  ],
  'ebs-wrong-arn.yaml': [SYSTEM, 'error IRSA193 workloads[0].policyArns[0]'],
  'karp.yaml': [SYSTEM, 'info IRSA192 workloads[0].statements[4].conditions["ForAllValues:StringEquals"]'],
  'multi.yaml': ['error spec/unknown-field cluster.oidcIssuers', OTHER_KEY],
  'plus.yaml': [OTHER_KEY],
  'pol.yaml': ['error IRSA027 workloads[0].statements[0].actions[0]'],
  'queue.yaml': [],
  'target-role.yaml': [NO_PROVIDER, 'warning model/beyond-reach workloads[0].buckets'],
  'tgt.yaml': ['warning spec/other-account workloads[0].statements[0].resources[0]'],
  'wildcard-ns.yaml': ['warning spec/pattern-breadth workloads[0].namespace'],
  'wildcard-sa.yaml': [],
};

/** What is said of the version of a cluster that is made. */
const VERSIONS: Readonly<Record<string, RegExp | undefined>> = {
  'v-1.30.yaml': /"1.30" is no longer supported by EKS/,
  'v-1.31.yaml': /"1.31" is no longer supported by EKS/,
  'v-1.32.yaml': /"1.32" left standard support on 2026-03-23/,
  'v-1.33.yaml': /"1.33" left standard support on 2026-07-29/,
  'v-1.34.yaml': /"1.34" leaves standard support on 2026-12-02/,
  'v-1.35.yaml': undefined,
  'v-1.36.yaml': undefined,
  'v-1.37.yaml': /"1.37" is newer than this release/,
  'v136.yaml': /"1.31" is no longer supported by EKS/,
};

describe('validate', () => {
  test.each(Object.entries(SPECS))('%s', async (name, want) => {
    const { diagnostics } = await load(name);
    expect(diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual(want);
  });

  test.each(Object.entries(VERSIONS))('%s', async (name, want) => {
    const messages = (await load(name)).diagnostics.map(({ severity, message }) => `${severity} ${message}`);
    expect(messages).toEqual(
      want === undefined ? [] : [expect.stringMatching(new RegExp(`^warning ${want.source}`))],
    );
  });

  test('a policy that is too long becomes two', async () => {
    const loaded = await load('karp.yaml');
    const parts = loaded.ok ? loaded.value.model.roles.map(({ policy }) => policy?.parts.length) : [];
    expect(parts).toEqual([2]);
  });
});

test('each of the folder has its answer', () => {
  const named = [...FOUND.map(([folder]) => folder), ...Object.keys(SPECS), ...Object.keys(VERSIONS)];
  expect(named.sort()).toEqual(readdirSync(base).sort());
});
