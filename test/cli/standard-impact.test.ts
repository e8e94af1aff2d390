import { describe, expect, test } from '@jest/globals';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const folder = tempFolders();

const NOW = `version: 1
name: acme
allowed: { cluster.region: [eu-*, us-*] }
requiredTags: { team: "^[a-z0-9]+$" }
`;

const NEXT = `version: 1
name: acme
defaults: { workloads: { pod: { replicas: 3 } } }
allowed: { cluster.region: eu-* }
forbidden: { "workloads[].buckets[].access": { values: full, since: 2027-01-01 } }
requiredTags: { team: "^[a-z0-9]+$", cost: { pattern: "^[0-9]{4}$", severity: warning } }
exceptions: [{ match: { cluster.name: "t05-*" }, rule: allowed.cluster.region, reason: moves, owner: team5, until: 2027-03-31 }]
`;

/** Every tenth is in the US, every eighth grants everything, every fifth has a cost centre, and one is not valid today. */
function spec(index: number): string {
  const id = `t${String(index).padStart(2, '0')}`;
  const region = index % 10 === 5 ? 'us-east-1' : 'eu-west-1';
  const cost = index % 5 === 0 ? ', cost: "1234"' : '';
  return `version: 1
standard: ../../platform
cluster: { name: ${id}-dev, region: ${region}, accountId: "${index === 39 ? 'none' : '111122223333'}", provision: false }
tags: { team: ${id}${cost} }
workloads:
  - name: app
    namespace: ${id}
    serviceAccount: app
    buckets: [{ name: acme-${id}, access: ${index % 8 === 0 ? 'full' : 'read'} }]
    ${index % 2 === 0 ? 'pod: { kind: Deployment, image: "registry.example/app:1", port: 8080 }' : ''}
`;
}

const teams = Object.fromEntries(
  Array.from({ length: 40 }, (_, index) => [
    `teams/t${String(index).padStart(2, '0')}/irsa.yaml`,
    spec(index),
  ]),
);
const project = (files: Readonly<Record<string, string>> = {}) =>
  folder({ 'platform/standard.yaml': NOW, 'next/standard.yaml': NEXT, ...teams, ...files });

const impact = (cwd: string, ...args: readonly string[]) =>
  runCli(cwd, ['standard', 'impact', 'next', '-f', 'teams/*/irsa.yaml', ...args]);

describe('standard impact on 40 specs', () => {
  test('names what is to be done beyond the files, such as roles of other names', async () => {
    const cwd = project({
      'next/standard.yaml': `${NOW}naming: { roleName: { template: "acme-{cluster.name}-{workload.name}" } }\n`,
    });
    const { code, out } = await impact(cwd);
    expect(code).toBe(0);
    expect(out).toContain('changes of role: 39\n');
    const role = 'role arn:aws:iam::111122223333:role/';
    const change = `service account t01/app: ${role}acme-t01-dev-app in place of ${role.slice(5)}eu-west-1.t01-dev.t01.app`;
    expect(out).toContain(`  teams/t01/irsa.yaml: ${change}\n`);
    expect((await impact(cwd, '--format', 'markdown')).out).toContain(
      '| changes of role | `teams/t01/irsa.yaml` | service account t01/app: role arn:aws:iam::111122223333:role/acme-t01-dev-app',
    );
    const { specs } = JSON.parse((await impact(cwd, '--format', 'json')).out);
    expect(specs[1].changes[0]).toMatchObject({ kind: 'role', subject: 't01/app', text: change });
  });

  test('names whose files alone would change', async () => {
    const { out } = await impact(
      project({
        'next/standard.yaml': `${NOW}templates: ./templates\nfiles: [{ template: x.hbs, path: oncall.md }]\n`,
        'next/templates/x.hbs': 'Ask us.\n',
      }),
      ...['--format', 'markdown'],
    );
    expect(out).toContain(
      '| Change | Spec | What |\n|---|---|---|\n| files alone | `teams/t00/irsa.yaml` | oncall.md |\n',
    );
    expect(out.match(/^\| files alone /gm)).toHaveLength(39);
  });

  test('says who of the refused is not valid today', async () => {
    const { out } = await impact(
      project({ 'teams/t39/irsa.yaml': spec(39).replace('eu-west-1', 'us-east-1') }),
    );
    expect(out).toContain('4 of 40 specs would be refused, 1 of which is not valid today either, ');
  });

  test('counts whom generate would refuse for what templates make of their specs', async () => {
    const { code, out } = await impact(
      project({
        'next/standard.yaml': `${NOW}templates: ./templates\n`,
        'next/templates/kubernetes/partials/pod.yaml.hbs': 'hostNetwork: true\n',
      }),
    );
    expect(code).toBe(1);
    expect(out).toContain('teams/t00/irsa.yaml:1:1: error: kubernetes/app/deployment.yaml:');
    expect(out).toContain('hostNetwork = true lets the pod out onto its node');
    expect(out).toContain('20 of 40 specs would be refused');
  });

  test('says who breaks, by rule, and who is only warned', async () => {
    const { code, out, err } = await impact(project());
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const [title, ...rest] = out.trimEnd().split('\n');
    expect(title).toMatch(
      /^The standard acme unversioned \(\w{8}\), for 40 specs against what each of them names today$/,
    );
    expect(rest.filter((line) => /^\S/.test(line))).toEqual([
      'allowed.cluster.region: 3 breaches, 1 exception',
      'requiredTags.cost: 32 warnings',
      'forbidden.workloads[].buckets[].access: 5 warnings',
      'changes of pods: 20',
      '3 of 40 specs would be refused, 32 would be warned, files of 20 would change, 1 would stay as it is',
      'what else would change for specs that would be refused is not known before they are mended',
      'not valid today either, for reasons of their own: teams/t39/irsa.yaml',
    ]);
    expect(rest.slice(2, 6)).toEqual([
      ...['15', '25', '35'].map(
        (id) =>
          `  teams/t${id}/irsa.yaml:3:35: error: cluster.region: "us-east-1" is not allowed by the standard "acme"`,
      ),
      '  teams/t05/irsa.yaml:3:35: info: cluster.region: "us-east-1" is not allowed by the standard "acme"; excepted until 2027-03-31: moves (team5)',
    ]);
  });

  test('in JSON, spec by spec', async () => {
    const { out } = await impact(project(), '--format', 'json');
    const found = JSON.parse(out);
    expect(found).toMatchObject({ ok: false, today: '2026-11-27', standard: { name: 'acme' }, unread: [] });
    expect(found.rules[0]).toEqual({
      rule: 'allowed.cluster.region',
      breaks: 3,
      warns: 0,
      excepts: 1,
      notes: 0,
    });
    expect(found.specs).toHaveLength(40);
    expect(found.specs[15]).toMatchObject({
      file: 'teams/t15/irsa.yaml',
      before: true,
      after: false,
      findings: [{ rule: 'allowed.cluster.region', severity: 'error' }],
      changed: [],
    });
    expect(found.specs[5].findings).toMatchObject([
      { code: 'standard/exception', exception: { reason: 'moves', owner: 'team5', until: '2027-03-31' } },
    ]);
    expect(found.specs[10]).toMatchObject({ findings: [], changed: ['kubernetes/app/deployment.yaml'] });
    expect(found.specs[39]).toMatchObject({ before: false, after: false });
  });

  test('as a table for a pull request', async () => {
    const { out } = await impact(project(), '--format', 'markdown');
    expect(out).toContain(
      '| Rule | | Spec | What |\n|---|---|---|---|\n| `allowed.cluster.region` | error | `teams/t15/irsa.yaml:3` | ',
    );
    expect(out.split('\n').filter((line) => line.startsWith('| `'))).toHaveLength(41);
  });

  test('on the day on which more rules hold', async () => {
    const { out } = await impact(project(), '--today', '2027-01-01');
    expect(out).toContain('forbidden.workloads[].buckets[].access: 5 breaches');
    expect(out).toContain('8 of 40 specs would be refused');
  });
});

describe('standard impact', () => {
  const few = (files: Readonly<Record<string, string>>) =>
    folder({
      'platform/standard.yaml': NOW,
      'next/standard.yaml': NEXT,
      'teams/a/irsa.yaml': spec(10),
      ...files,
    });

  test('names the spec where a finding stands in what it extends', async () => {
    const [, ...rest] = spec(5)
      .split('\n')
      .filter((line) => !/^(standard|cluster):/.test(line));
    const cwd = few({
      'teams/a/irsa.yaml': `version: 1\nextends: ../base/irsa.yaml\ncluster: { name: t07-dev }\n`,
      'teams/base/irsa.yaml': `version: 1\nstandard: ../../platform\ncluster: { region: us-east-1, accountId: "111122223333", provision: false }\n${rest.join('\n')}`,
    });
    const run = (...args: readonly string[]) =>
      runCli(cwd, ['standard', 'impact', 'next', '-f', 'teams/a/irsa.yaml', ...args]);
    expect((await run()).out).toContain(
      '  teams/a/irsa.yaml:1:1 by teams/base/irsa.yaml:3:20: error: cluster.region: "us-east-1" is not allowed',
    );
    expect((await run('--format', 'markdown')).out).toContain(
      '| error | `teams/a/irsa.yaml:1` by `teams/base/irsa.yaml:3` | cluster.region',
    );
  });

  test('tells what is only noted from exceptions', async () => {
    const cwd = few({
      'teams/a/irsa.yaml': `${spec(9)}    statements: [{ sid: All, actions: ["s3:*"], resources: ["*"] }]\n`,
      'next/standard.yaml': `${NOW}rules: { IRSA030: info }\n`,
    });
    expect((await impact(cwd)).out).toContain('IRSA030: 1 note\n');
  });

  test('is nothing for a standard that is the same, exit 0', async () => {
    const cwd = few({});
    const { code, out } = await runCli(cwd, ['standard', 'impact', 'platform', '-f', 'teams/a']);
    expect(code).toBe(0);
    expect(out).toContain('0 of 1 spec would be refused, 1 would stay as it is');
  });

  test('counts what warns only with --fail-on warning', async () => {
    const cwd = few({ 'teams/a/irsa.yaml': spec(2) });
    expect((await impact(cwd)).code).toBe(0);
    expect((await impact(cwd, '--fail-on', 'warning')).code).toBe(1);
  });

  test('says who would be valid again', async () => {
    const cwd = few({ 'platform/standard.yaml': NOW.replace('eu-*, us-*', 'ap-*') });
    expect((await impact(cwd)).out).toContain('1 would be valid that is not today');
  });

  test('tells of templates that fail for a spec', async () => {
    const cwd = few({
      'next/standard.yaml': `${NEXT}templates: ./t\n`,
      'next/t/docs/partials/end.md.hbs': '{{md cluster.oidcIssuer}}',
    });
    const { code, out } = await impact(cwd);
    expect(code).toBe(1);
    expect(out).toContain('standard-template: 1 breach\n');
  });

  test('leaves a base to the specs that extend it', async () => {
    const cwd = few({
      'teams/b/irsa.yaml': 'version: 1\ntags: { team: b, cost: "1234" }\n',
      'teams/c/irsa.yaml': spec(10).replace('version: 1\n', 'version: 1\nextends: ../b/irsa.yaml\n'),
    });
    expect((await impact(cwd)).out).toContain('0 of 2 specs would be refused');
  });

  test.each(['text', 'markdown', 'json'])('says what it could not read, as %s', async (format) => {
    const cwd = few({ 'bad.yaml': 'a: [\n' });
    const args = ['standard', 'impact', 'platform', '-f', 'teams/a', 'bad.yaml', '--format', format];
    const { code, out } = await runCli(cwd, args);
    expect(code).toBe(2);
    if (format === 'json')
      expect(JSON.parse(out)).toMatchObject({ ok: false, unread: [{ place: { line: 2 } }] });
    else expect(out).toContain('\ncannot be read, and may be refused as well: bad.yaml\n');
  });

  test.each([
    [
      'a standard that is none',
      ['standard', 'impact', 'nowhere', '-f', 'teams/a'],
      'there is no folder "nowhere"',
    ],
    ['no spec', ['standard', 'impact', 'next', '-f', 'x/*.yaml'], 'no file matches x/*.yaml'],
    [
      'a spec that is no YAML',
      ['standard', 'impact', 'next', '-f', 'bad.yaml', 'teams/a'],
      'bad.yaml:2:1: error',
    ],
    [
      'markdown of something else',
      ['standard', 'show', 'next', '--format', 'markdown'],
      'is for standard impact',
    ],
    [
      'two specs to show',
      ['standard', 'show', '-f', 'teams/a', '-f', 'bad.yaml'],
      'one spec is looked at at a time',
    ],
  ])('exits 2 with %s', async (_name, args, says) => {
    const done = await runCli(few({ 'bad.yaml': 'a: [\n' }), args);
    expect(done).toMatchObject({ code: 2, err: expect.stringContaining(says) });
  });
});
