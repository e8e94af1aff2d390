import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { marksFor } from '../../src/cli/explain-report.js';
import { runCli } from '../support/run-cli.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SPEC = ['-f', 'examples/s3-web-app/irsa.yaml'];
const ask = (
  action: string,
  resource = 'arn:aws:s3:::lightlytics-s3-bucket/a',
  account = 'default/sa-app',
) => [...['--service-account', account, '--action', action, '--resource', resource]];
const run = (...args: readonly string[]) =>
  runCli(root, ['explain', ...args], { env: { LANG: 'C.UTF-8', TERM: 'xterm' } });

describe('irsa-forge explain', () => {
  test('answers link by link', () => {
    const { code, out } = run(...SPEC, ...ask('s3:GetObject'));
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
    ['no action', 2, [...SPEC, ...ask('GetObject')]],
    ['no file', 2, ['nowhere', ...ask('s3:GetObject')]],
    ['a spec and files', 2, ['generated/s3-web-app', ...SPEC, ...ask('s3:GetObject')]],
    ['the matrix', 0, ['-f', 'examples/eksctl-owned-pod/irsa.yaml', '--matrix']],
  ])('%s: exit %i', (_what, code, args) => {
    expect(run(...args).code).toBe(code);
  });

  test('JSON holds the links, each with its place', () => {
    const { out, err } = run(...SPEC, ...ask('s3:GetObject'), '--format', 'json');
    const answer = JSON.parse(out);
    expect(err).toBe('');
    expect(answer).toMatchObject({ decision: 'allowed', mechanism: 'irsa' });
    expect(answer.links.at(-1)).toMatchObject({
      kind: 'permissions',
      status: 'ok',
      place: { file: 'terraform/role-s3-talos-app-test-role.tf', line: 35 },
    });
  });

  test('a matrix as a table and as JSON', () => {
    const { out } = run(...SPEC, '--matrix');
    expect(out.split('\n').slice(0, 2)).toEqual([
      'service account  bucket                 list       get        put        delete',
      'default/sa-app   lightlytics-s3-bucket  ✗ denied   ✓ allowed  ✗ denied   ✗ denied',
    ]);
    expect(JSON.parse(run(...SPEC, '--matrix', '--format', 'json').out).rows[0].access).toEqual({
      list: 'denied',
      get: 'allowed',
      put: 'denied',
      delete: 'denied',
    });
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
