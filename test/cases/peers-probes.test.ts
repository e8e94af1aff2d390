import { readFileSync } from 'node:fs';
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

async function worldOfFile(name: string): Promise<World> {
  const path = `${base}/${name}`;
  const loaded = await loadSpec({ name, path, text: readFileSync(path, 'utf8') }, base);
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

describe('explain', () => {
  const rows: readonly (readonly [string, string, Asked, Verdict, RegExp])[] = [
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
      'unknown',
      /trust policy of arn:aws:iam::444455556666:role\/target decides/,
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
      'unknown',
      /both sides must allow it, and the key policy is not in the files/,
    ],
    [
      'a bucket whose name tells another account',
      'an.yaml',
      {
        account: 'app/web',
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::photos-999900001111-us-east-1-an/x',
      },
      'unknown',
      /both sides must allow it, and the bucket policy is not in the files/,
    ],
    ['tags in a spec', 'abac.yaml', get('shop/web', 'shop/x'), 'allowed', /allows s3:GetObject/],
    [
      'tags in a spec, of another tenant',
      'abac.yaml',
      get('shop/web', 'other/x'),
      'denied',
      /no policy of the role allows/,
    ],
  ];
  test.each(rows)('%s', async (_, name, asked, want, reason) => {
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
    ['an.yaml', ['app/web photos-999900001111-us-east-1-an unknown']],
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

describe('lint', () => {
  test.each<[string, readonly string[]]>([
    ['ext', ['IRSA153']],
    ['ext2', ['IRSA154']],
    ['ext3', ['IRSA153']],
    ['ext4', []],
    ['ext5', []],
    ['two', []],
  ])('%s', async (folder, want) => {
    const { files } = await scan([folder], { base });
    const { findings } = await lintFiles(files);
    const hard = findings.filter(({ severity }) => severity !== 'info');
    expect(hard.map(({ code }) => code)).toEqual(want);
  });
});
