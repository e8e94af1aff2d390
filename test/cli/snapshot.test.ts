import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCli } from '../support/run-cli.js';
import { type Said, SMALL_WORLD, standIn } from '../support/stand-in.js';
import { tempFolders, writeFiles } from '../support/temp-folder.js';

const folder = tempFolders();

/** Takes a snapshot of the small world, or of one that differs in some answers. */
function world(says: Readonly<Record<string, Said>> = {}) {
  const cwd = folder();
  const programs = standIn(folder(), { ...SMALL_WORLD, ...says });
  const run = (...args: readonly string[]) => runCli(cwd, args, { env: programs.env });
  return {
    ...{ cwd, programs, run },
    take: (...more: readonly string[]) =>
      run('snapshot', '--cluster', 'demo', '--region', 'eu-west-1', '-o', 'snap', ...more),
    read: (file: string) => JSON.parse(readFileSync(join(cwd, 'snap', file), 'utf8')),
    text: () =>
      readdirSync(join(cwd, 'snap'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
        .join('\n'),
  };
}

const denied = (action: string): Said => ({
  error: `\nAn error occurred (AccessDenied) when calling the X operation: User: arn:aws:sts::111122223333:assumed-role/reader/s is not authorized to perform: ${action} on resource: *`,
});
const DETAILS = 'aws iam get-account-authorization-details --filter Role LocalManagedPolicy AWSManagedPolicy';

describe('snapshot', () => {
  test('keeps what was answered, lists each call, and is read by lint and explain', async () => {
    const { take, run, read } = world();
    const { code, out, err } = await take();
    expect([code, err]).toEqual([0, 'snap: cluster demo of account 111122223333, 22 calls\n']);
    expect(out).toContain('answered kubectl get pods --all-namespaces\n');
    expect(out).toContain('none     aws s3api get-bucket-policy --bucket orders\n');
    const { finishedAt, startedAt, calls, ...head } = read('snapshot.json');
    expect(head).toEqual({
      ...{ irsaForge: 'snapshot', version: 1, cluster: 'demo', region: 'eu-west-1', account: '111122223333' },
      context: 'demo-context',
    });
    expect([startedAt, finishedAt].every((time) => Number.isFinite(Date.parse(time)))).toBe(true);
    expect(calls).toContainEqual({
      call: ['aws', 'eks', 'list-addons', '--cluster-name', 'demo'],
      ...{ needs: 'eks:ListAddons', outcome: 'answered', files: ['aws/eks-list-addons.json'] },
    });
    expect((await run('lint', 'snap')).code).toBe(0);
    const answer = await run(
      ...['explain', 'snap', '--service-account', 'shop/app', '--action', 's3:GetObject'],
      ...['--resource', 'arn:aws:s3:::orders/a'],
    );
    expect(answer.out).toContain('✓ permissions');
  });

  test('keeps no value that may be a secret', async () => {
    const { take, read, text } = world();
    await take();
    expect(text()).not.toMatch(/canary/);
    expect(text()).not.toMatch(/c2VjcmV0/);
    const { env } = read('kubernetes/pods.json').items[0].spec.containers[0];
    expect(env.slice(2)).toEqual([
      { name: 'DB_PASSWORD' },
      { name: 'LEFT_EMPTY', value: '' },
      { name: 'FROM', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
    ]);
  });

  test('asks for nothing but lists and descriptions', async () => {
    const { take, programs } = world();
    await take('--profile', 'reader', '--context', 'demo-context');
    for (const call of programs.calls())
      expect(call).toMatch(
        /^(?:aws \w+ (?:get|list|describe)-[\w-]+ .*--output json.* --profile reader$|kubectl --context demo-context (?:config view|version|api-resources|get (?!secret)))/,
      );
  });

  test('goes on where it was refused, and says what is not known', async () => {
    const { take, read } = world({ [DETAILS]: denied('iam:GetAccountAuthorizationDetails') });
    const { code, out, err } = await take();
    expect(code).toBe(1);
    expect(out).toMatch(/^refused {2}aws iam get-account-authorization-details .*: .*is not authorized/m);
    expect(out).toMatch(/^none {5}aws iam get-role --role-name app/m);
    expect(err).toContain('1 without an answer: what they were to tell is not known');
    expect(read('snapshot.json').calls).toContainEqual(
      expect.objectContaining({
        ...{ needs: 'iam:GetAccountAuthorizationDetails', outcome: 'refused', reason: 'AccessDenied' },
      }),
    );
  });

  test('is told in answers what was refused', async () => {
    const { take, run } = world({
      'aws eks list-pod-identity-associations --cluster-name demo': denied('eks:ListPodIdentityAssociations'),
      'aws s3api get-bucket-policy --bucket orders': denied('s3:GetBucketPolicy'),
    });
    await take();
    const { code, out } = await run(
      ...['explain', 'snap', '--service-account', 'shop/app', '--action', 's3:GetObject'],
      ...['--resource', 'arn:aws:s3:::orders/a'],
    );
    expect(code).toBe(2);
    expect(out).toMatch(
      /^\? role given .*whether a Pod Identity association gives shop\/app a role is not known: AccessDenied for eks:ListPodIdentityAssociations$/m,
    );
    expect(out).toContain('the policy of orders, which is not known: AccessDenied for s3:GetBucketPolicy');
  });

  test('prints what others are to run or to allow, and runs nothing', async () => {
    const { run, programs, cwd } = world();
    const print = (...more: readonly string[]) =>
      run('snapshot', '--cluster', 'demo', '--region', 'cn-north-1', '--print', ...more);
    const script = await print();
    expect([script.code, script.out.split('\n')[0]]).toEqual([0, '#!/bin/sh']);
    const { Statement } = JSON.parse((await print('policy')).out);
    expect(Statement[0].Resource[0]).toBe('arn:aws-cn:eks:cn-north-1:*:cluster/demo');
    expect((await print('rbac')).out).toContain('kind: ClusterRoleBinding');
    expect(programs.calls()).toEqual([]);
    expect(readdirSync(cwd)).toEqual([]);
  });

  const refusals: readonly (readonly [string, Readonly<Record<string, Said>>, string])[] = [
    [
      'credentials that have expired',
      {
        'aws sts get-caller-identity': {
          error:
            'An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: The security token included in the request is expired',
        },
      },
      'aws is not signed in: An error occurred (ExpiredToken)',
    ],
    [
      'a session of SSO that has ended',
      {
        'aws sts get-caller-identity': {
          error:
            'The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.',
          code: 255,
        },
      },
      'aws is not signed in: The SSO session',
    ],
    [
      'a profile that is not there',
      {
        'aws sts get-caller-identity': {
          error: 'The config profile (staging) could not be found',
          code: 255,
        },
      },
      'aws has no such profile: The config profile (staging) could not be found\n  help: choose one of `aws configure list-profiles`',
    ],
    [
      'an aws that does not know the command',
      {
        'aws eks list-pod-identity-associations --cluster-name demo': {
          error:
            'aws: error: argument operation: Invalid choice, valid choices are:\n\ncreate-cluster | delete-cluster',
          code: 252,
        },
      },
      'this aws does not know `eks list-pod-identity-associations`',
    ],
    [
      'a cluster that is not there',
      {
        'aws eks describe-cluster --name demo': {
          error:
            'An error occurred (ResourceNotFoundException) when calling the DescribeCluster operation: No cluster found for name: demo.',
        },
        'aws eks list-clusters': { json: { clusters: ['demos'] } },
      },
      'has no cluster "demo"; there are demos\n  help: did you mean --cluster demos?',
    ],
    [
      'a context of another cluster',
      { 'kubectl config view --minify': { text: 'other\nhttps://DEF.gr7.eu-west-1.eks.amazonaws.com' } },
      `kubectl's context "other" is not of cluster demo: it asks https://DEF.gr7.eu-west-1.eks.amazonaws.com`,
    ],
    [
      'a cluster that cannot be reached',
      {
        'kubectl version': {
          error: 'Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout',
          code: 1,
        },
      },
      'kubectl gets no answer from the cluster: Unable to connect to the server: dial tcp',
    ],
    [
      'a context that is not there',
      {
        'kubectl config view --minify': {
          error: 'error: current-context must exist in order to minify',
          code: 1,
        },
      },
      'kubectl has no current context: error: current-context must exist',
    ],
  ];
  test.each(refusals)('refuses %s, and says what to do', async (_name, says, message) => {
    const { code, err, out } = await world(says).take();
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
    expect(err).toContain('  help: ');
  });

  test('takes an address of a tunnel where the cluster says that it has the issuer', async () => {
    const { take } = world({
      'kubectl config view --minify': { text: 'tunnel\nhttps://localhost:8443' },
      'kubectl get --raw /.well-known/openid-configuration': {
        json: { issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE' },
      },
    });
    expect((await take()).code).toBe(0);
  });

  test('leaves no snapshot where aws answers for another account, and takes one into the same folder afterwards', async () => {
    const { take, cwd } = world();
    const { code, err } = await take('--account', '444455556666');
    expect(code).toBe(2);
    expect(err).toContain('aws answers for account 111122223333, and the cluster is to be in 444455556666');
    expect(existsSync(join(cwd, 'snap/snapshot.json'))).toBe(false);
    expect((await take('--account', '111122223333')).code).toBe(0);
  });

  test('names the program that is missing', async () => {
    const { cwd } = world();
    const { code, err } = await runCli(
      cwd,
      ['snapshot', '--cluster', 'demo', '--region', 'eu-west-1', '-o', 'snap'],
      { env: { PATH: cwd } },
    );
    expect([code, err.split('\n')[0]]).toEqual([2, 'error: kubectl is not on PATH']);
  });

  test('reads past what a wrapper prints before the JSON', async () => {
    const { take, read } = world({
      'aws eks list-addons --cluster-name demo': {
        text: 'Using profile demo {sso}\n{\n  "addons": ["coredns"]\n}\n',
      },
    });
    await take();
    expect(read('aws/eks-list-addons.json')).toEqual({ addons: ['coredns'] });
  });

  test('takes no other text for an answer', async () => {
    const { take } = world({
      'aws eks list-addons --cluster-name demo': { json: { clusters: [] } },
      'kubectl get jobs.batch --all-namespaces': { text: '{"apiVersion":"batch/v1","kind":"Jo' },
    });
    const { code, out } = await take();
    expect(code).toBe(1);
    expect(out).toMatch(/^failed {3}aws eks list-addons .*: it printed ".*" in place of JSON with addons$/m);
    expect(out).toMatch(/^failed {3}kubectl get jobs.batch .*a line that is no whole JSON/m);
  });

  test('refuses folders of others', async () => {
    const { take, run } = world();
    await take();
    const other = await run('snapshot', '--cluster', 'prod', '--region', 'eu-west-1', '-o', 'snap');
    expect(other.err).toContain('snap holds a snapshot of cluster demo, not prod');
    const full = await run('snapshot', '--cluster', 'demo', '--region', 'eu-west-1', '-o', '.');
    expect(full.err).toContain('. is not empty, and holds no snapshot');
  });

  test('is read of one cluster at a time', async () => {
    const { take, run, cwd } = world();
    await take();
    const index = readFileSync(join(cwd, 'snap/snapshot.json'), 'utf8').replace('"demo"', '"prod"');
    writeFiles(cwd, { 'other/snapshot.json': index });
    for (const command of [
      ['lint', 'snap', 'other'],
      ['explain', '--matrix', '.'],
    ]) {
      const { code, err } = await run(...command);
      expect([code, err.split('\n')[0]]).toEqual([
        2,
        'error: other is a snapshot of cluster prod, and snap of demo',
      ]);
    }
  });

  test('goes on after a failure with what is missing, and takes a whole snapshot anew', async () => {
    const { take, programs } = world({
      'kubectl get jobs.batch --all-namespaces': { once: { text: 'no' }, later: { objects: [] } },
      'aws eks list-addons --cluster-name demo': {
        once: { json: { clusters: [] } },
        later: { json: { addons: [] } },
      },
    });
    expect((await take()).code).toBe(1);
    const before = programs.calls().length;
    const again = await take();
    expect([again.code, again.err.split('\n')[0]]).toEqual([0, 'going on: 19 calls made before']);
    const more = programs.calls().slice(before);
    expect(more.filter((call) => /^aws/.test(call)).map((call) => call.split(' ')[2])).toEqual([
      'list-addons',
    ]);
    const anew = await take();
    expect(anew.err).not.toContain('going on');
  });
});
