import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { createColors } from '../../src/cli/colors.js';
import { explanationLines, marksFor } from '../../src/cli/explain-report.js';
import type { Explanation } from '../../src/explain/index.js';
import { runCli } from '../support/run-cli.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SPEC = ['-f', 'examples/s3-web-app/irsa.yaml'];
const SEVERAL = ['-f', 'examples/several-clusters/irsa.yaml'];
const ask = (
  action: string,
  resource = 'arn:aws:s3:::lightlytics-s3-bucket/a',
  account = 'default/sa-app',
) => [...['--service-account', account, '--action', action, '--resource', resource]];
const run = (...args: readonly string[]) =>
  runCli(root, ['explain', ...args], { env: { LANG: 'C.UTF-8', TERM: 'xterm' } });

test('on a terminal lines are broken between words, and elsewhere not at all', () => {
  const arn = `arn:aws:iam::111122223333:role/${'long-'.repeat(12)}name`;
  const reason = `annotation eks.amazonaws.com/role-arn names ${arn}, and more is to be said about it`;
  const explanation: Explanation = {
    question: { namespace: 'shop', serviceAccount: 'web', action: 's3:GetObject', resource: '*' },
    ...{ mechanism: 'irsa', decision: 'denied', standing: 'not granted' },
    links: [{ kind: 'binding', status: 'broken', reason, fix: reason }],
    ...{ assumptions: [reason], notEvaluated: [] },
  };
  const lines = (columns: number | undefined) =>
    explanationLines(explanation, {
      ...{ marks: marksFor({}, 'linux'), colors: createColors(false), verbose: false, columns },
    });
  expect(lines(undefined).filter((line) => line.includes(reason))).toHaveLength(5);
  const narrow = lines(80);
  expect(narrow.filter((line) => line.includes(arn))).toHaveLength(5);
  expect(narrow.filter((line) => !line.includes(arn) && line.length > 80)).toEqual([]);
  expect(narrow.join(' ').replace(/\s+/g, ' ')).toContain(`- ${reason}`);
  expect(lines(80)).toContain('\u2717 denied (not granted)');
});

describe('irsa-forge explain', () => {
  test('answers link by link', async () => {
    const { code, out } = await run(...SPEC, ...ask('s3:GetObject'));
    expect(code).toBe(0);
    expect(out).toMatch(
      /✓ pod .*\n[\s\S]*✓ OIDC provider[\s\S]*✓ permissions .*statement 1 \(GetObjects\)[\s\S]*✓ allowed[\s\S]*Not evaluated/,
    );
    expect(out).toContain('terraform/role-s3-talos-app-test-role.tf:35:3');
  });

  test.each([
    ['denied', 1, [...SPEC, ...ask('s3:PutObject')]],
    ['another bucket', 1, [...SPEC, ...ask('s3:GetObject', 'arn:aws:s3:::other/a')]],
    [
      'a policy by ARN',
      2,
      ['-f', 'examples/eksctl-owned-pod/irsa.yaml', ...ask('eks:ListClusters', '*', 'default/svc-test')],
    ],
    [
      'a further cluster',
      0,
      [
        ...SEVERAL,
        ...ask('s3:GetObject', 'arn:aws:s3:::acme-catalogue/a', 'shop/catalogue'),
        '--cluster',
        'shop-green',
      ],
    ],
    [
      'an association that the runbook makes in another region',
      0,
      [
        ...SEVERAL,
        ...ask('s3:PutObject', 'arn:aws:s3:::acme-catalogue/a', 'shop/reindex'),
        '--cluster',
        'shop-frankfurt',
      ],
    ],
    [
      'a cluster that the spec does not name',
      2,
      [
        ...SEVERAL,
        ...ask('s3:GetObject', 'arn:aws:s3:::acme-catalogue/a', 'shop/catalogue'),
        '--cluster',
        'shop-red',
      ],
    ],
    ['files', 0, ['generated/s3-web-app', ...ask('s3:GetObject')]],
    [
      'the context',
      0,
      [
        '-f',
        'examples/shared-role/irsa.yaml',
        ...ask('s3:ListBucket', 'arn:aws:s3:::acme-reports', 'reports/nightly-report'),
        '--context',
        's3:prefix=nightly/',
      ],
    ],
    [
      'a prefix that is not said',
      2,
      [
        '-f',
        'examples/shared-role/irsa.yaml',
        ...ask('s3:ListBucket', 'arn:aws:s3:::acme-reports', 'reports/nightly-report'),
      ],
    ],
    [
      'another issuer',
      1,
      [
        'generated/s3-web-app',
        ...ask('s3:GetObject'),
        '--issuer',
        'https://oidc.eks.us-east-1.amazonaws.com/id/OTHER',
      ],
    ],
    ['half a question', 2, [...SPEC, '--action', 's3:GetObject']],
    ['no ARN', 2, [...SPEC, ...ask('s3:GetObject', 'lightlytics-s3-bucket')]],
    ['half an ARN', 2, [...SPEC, ...ask('s3:GetObject', 'arn:aws:s3')]],
    ['no action', 2, [...SPEC, ...ask('GetObject')]],
    ['no file', 2, ['nowhere', ...ask('s3:GetObject')]],
    ['a spec and files', 2, ['generated/s3-web-app', ...SPEC, ...ask('s3:GetObject')]],
    ['the matrix', 0, ['-f', 'examples/eksctl-owned-pod/irsa.yaml', '--matrix']],
  ])('%s: exit %i', async (_what, code, args) => {
    expect((await run(...args)).code).toBe(code);
  });

  test('reads standard input beside files', async () => {
    const folder = join(root, 'generated/s3-web-app');
    const input = readFileSync(join(folder, 'kubernetes/service-accounts/default.sa-app.yaml'));
    const { code, out } = await runCli(folder, ['explain', '-', 'terraform', ...ask('s3:GetObject')], {
      input,
    });
    expect(code).toBe(0);
    expect(out).toMatch(/service account .*\n +<stdin>:\d/);
  });

  test('JSON holds the links, each with its place', async () => {
    const { out, err } = await run(...SPEC, ...ask('s3:GetObject'), '--format', 'json');
    const answer = JSON.parse(out);
    expect(err).toBe('');
    expect(answer).toMatchObject({ decision: 'allowed', mechanism: 'irsa' });
    expect(answer.links.at(-1)).toMatchObject({
      kind: 'permissions',
      status: 'ok',
      place: { file: 'terraform/role-s3-talos-app-test-role.tf', line: 35 },
    });
  });

  test('a matrix in every format', async () => {
    const table = async (format: string) => (await run(...SPEC, '--matrix', '--format', format)).out;
    expect((await table('text')).split('\n').slice(0, 3)).toEqual([
      'default/sa-app  Deployment default/photo-site',
      '  bucket  lightlytics-s3-bucket  ✓ get',
      '                                 – list, put, delete',
    ]);
    const access = { list: 'not granted', get: 'allowed', put: 'not granted', delete: 'not granted' };
    expect(JSON.parse(await table('json')).rows).toEqual([
      {
        ...{ namespace: 'default', serviceAccount: 'sa-app', workloads: ['Deployment default/photo-site'] },
        ...{
          kind: 'buckets',
          resource: 'lightlytics-s3-bucket',
          arn: 'arn:aws:s3:::lightlytics-s3-bucket',
          access,
        },
      },
    ]);
    expect(await table('csv')).toBe(
      [
        'namespace,serviceAccount,workloads,kind,resource,arn,list,get,put,delete,partly\r\n',
        'default,sa-app,Deployment default/photo-site,buckets,lightlytics-s3-bucket,',
        'arn:aws:s3:::lightlytics-s3-bucket,not granted,allowed,not granted,not granted,\r\n',
      ].join(''),
    );
    expect(await table('markdown')).toContain(
      '| `default/sa-app` | `lightlytics-s3-bucket` | not granted | allowed | not granted | not granted |\n',
    );
  });

  const ORDERS = ['-f', 'examples/order-service/irsa.yaml', '--matrix', '--format', 'json'];
  const pairs = async (...args: string[]) =>
    JSON.parse((await run(...ORDERS, ...args)).out).rows.map(
      ({ serviceAccount, resource }: Record<string, string>) => `${serviceAccount} ${resource}`,
    );

  test('a matrix counts the pairs of which nothing is granted, unless it is asked for them', async () => {
    const all = JSON.parse((await run(...ORDERS, '--service-account', '*')).out);
    const told = JSON.parse((await run(...ORDERS)).out);
    expect(all.leftOut).toBeUndefined();
    expect(told.leftOut).toEqual({ pairs: all.rows.length - told.rows.length, serviceAccounts: [] });
    expect(told.leftOut.pairs).toBeGreaterThan(0);
    const csv = await run('-f', 'examples/order-service/irsa.yaml', '--matrix', '--format', 'csv');
    expect(csv.out.match(/\r\n/g)).toHaveLength(told.rows.length + 1);
    expect(csv.err).toContain(`${told.leftOut.pairs} pairs of which nothing is granted left out`);
  });

  test('a matrix of some service accounts and things', async () => {
    expect(await pairs('--service-account', 'shop/o*', '--resource', 'orders-*')).toEqual([
      'orders orders-dead',
    ]);
    expect(await pairs('--service-account', '*/assistant', '--resource', 'arn:aws:kinesis:*')).toEqual([
      'assistant clicks',
    ]);
    // What a policy says of a path holds for what is in it.
    expect(await pairs('--service-account', 'shop/orders', '--resource', '/shop/orders/db')).toEqual([
      'orders /shop/orders/*',
    ]);
    expect(await pairs('--resource', 'nothing')).toEqual([]);
  });

  test.each([
    [
      'a service account that fits none',
      ['--matrix', '--service-account', 'shoop/*'],
      /"shoop\/\*" fits none\n.*there are shop\/assistant and shop\/orders/,
    ],
    [
      'an action',
      ['--matrix', '--action', 's3:GetObject'],
      /--action is for a single question, not for --matrix/,
    ],
    ['a context', ['--matrix', '--context', 's3:prefix=a'], /--context is for a single question/],
    ['CSV of a single question', [...ask('s3:GetObject'), '--format', 'csv'], /--format csv is for --matrix/],
    ...['system:serviceaccount:shop:web', 'shop:web'].map(
      (account) =>
        [
          `a service account written ${account}`,
          ['--service-account', account, '--action', 's3:GetObject', '--resource', '*'],
          /is not one service account\n {2}help: did you mean shop\/web\?/,
        ] as const,
    ),
    [
      'a pattern in a single question',
      ['--service-account', 'shop/*', '--action', 's3:GetObject', '--resource', '*'],
      /"shop\/\*" is not one service account, nor a pattern that a role trusts/,
    ],
  ])('refuses %s', async (_, args, want) => {
    const { code, err } = await run('-f', 'examples/order-service/irsa.yaml', ...args);
    expect([code, err]).toEqual([2, expect.stringMatching(want)]);
  });

  test('a link that holds only if what no file shows is so has a mark of its own', async () => {
    const infra = `resource "aws_iam_role" "app" {
  name = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Action    = "sts:AssumeRoleWithWebIdentity"
    Principal = { Federated = "arn:aws:iam::111122223333:oidc-provider/\${local.host}" }
    Condition = { StringEquals = {
      "\${local.host}:sub" = "system:serviceaccount:shop:web"
      "\${local.host}:aud" = "sts.amazonaws.com"
    } }
  }] })
}
locals {
  host = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF"
}
resource "aws_iam_role_policy" "app" {
  role   = aws_iam_role.app.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sqs:SendMessage", Resource = "*" }] })
}
`;
    const answer = async (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
      runCli(root, ['explain', '-', ...ask('sqs:SendMessage', '*', 'shop/web'), ...args], {
        input: infra,
        env,
      });
    const unicode = { LANG: 'C.UTF-8', TERM: 'xterm' };
    const { code, out } = await answer(unicode);
    expect(code).toBe(0);
    expect(out).toMatch(/^≈ OIDC provider +no file makes or looks up/m);
    expect(out).toMatch(/^✓ permissions /m);
    expect(out).toMatch(/^≈ allowed \(assumed\)$/m);
    expect((await answer({ TERM: 'dumb' })).out).toMatch(/^~~ OIDC provider /m);
    const { links, assumptions } = JSON.parse((await answer(unicode, '--format', 'json')).out);
    const provider = links.find(({ kind }: Record<string, string>) => kind === 'provider');
    expect([provider.status, assumptions.includes(provider.assumes)]).toEqual(['ok', true]);
    const strict = await answer(unicode, '--strict');
    expect(strict.code).toBe(2);
    expect(strict.out).toMatch(/^\? OIDC provider .*only taken as given: that .* exists/m);
    expect(strict.out).not.toContain('≈');
  });

  test.each([
    ['dumb', { TERM: 'dumb', LANG: 'C.UTF-8' }, 'ok'],
    ['a locale without Unicode', { TERM: 'xterm', LANG: 'C' }, 'ok'],
    ['no locale said', { TERM: 'xterm' }, '✓'],
    ['UTF-8', { LC_ALL: 'de_DE.utf8', LANG: 'C' }, '✓'],
  ])('marks for %s', (_what, env, mark) => {
    expect(marksFor(env, 'linux').ok).toBe(mark);
  });
});
