import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { runBuilt, runCli } from '../support/run-cli.js';
import { tempFolders, writeFiles } from '../support/temp-folder.js';

const folder = tempFolders();

const SPEC = `version: 1
standard: ../standard
cluster: { name: prod, accountId: "111122223333", provision: false }
workloads:
  - name: app
    namespace: web
    serviceAccount: app
    buckets: [{ name: acme-data, access: read }]
    pod: { kind: Deployment, image: "registry.example/app:1", port: 8080 }
`;

const STANDARD = `version: 1
name: acme
defaults: { cluster: { region: eu-west-1 } }
locked: { identity: { rolePath: /acme/ } }
templates: ./templates
`;

const ATTACK = `resource "aws_iam_role_policy_attachment" "more" {
  role = {{hcl role.nameRef}}
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
`;

/** What templates add is told on every run, and nothing else. */
const ADDS = expect.stringMatching(/^info: the standard "\w+" adds .*\n$/);

/** A project with a spec in `app` and a standard beside it. */
function project(files: Readonly<Record<string, string>> = {}): string {
  return folder({
    'app/irsa.yaml': SPEC,
    'standard/standard.yaml': STANDARD,
    'standard/package.json': '{ "version": "1.0.0" }',
    'standard/templates/kubernetes/partials/labels.yaml.hbs': 'acme/cluster: {{yaml cluster.name}}\n',
    ...files,
  });
}

const generate = (cwd: string, ...args: readonly string[]) =>
  runCli(cwd, ['generate', '-f', 'app/irsa.yaml', ...args]);

describe('generate under a standard', () => {
  test('gives values and templates, and records the standard', async () => {
    const cwd = project();
    const { code, err } = await generate(cwd);
    expect({ code, err }).toEqual({ code: 0, err: ADDS });
    const out = (path: string) => readFileSync(join(cwd, 'app/generated', path), 'utf8');
    expect(out('kubernetes/service-accounts/web.app.yaml')).toContain('    acme/cluster: prod\n');
    expect(out('kubernetes/service-accounts/web.app.yaml')).toContain('role/acme/eu-west-1.prod.web.app');
    expect(JSON.parse(out('.irsa-forge.json')).standard).toEqual({
      name: 'acme',
      version: '1.0.0',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect((await generate(cwd, '--check')).code).toBe(0);
  });

  test('--check says when the standard has moved on, even where no file changes', async () => {
    const cwd = project();
    await generate(cwd);
    writeFiles(cwd, {
      'standard/standard.yaml': `# A comment.\n${STANDARD}`,
      'standard/package.json': '{ "version": "1.1.0" }',
    });
    // A run reads a standard once, so that this one is another.
    const later = (...args: readonly string[]) => runBuilt(cwd, ['generate', '-f', 'app/irsa.yaml', ...args]);
    const { code, err } = later('--check');
    expect(code).toBe(1);
    expect(err).toMatch(
      /the standard "acme" 1\.0\.0 \(\w{8}\) has moved on since the files were generated: it is the standard "acme" 1\.1\.0/,
    );
    expect(later().code).toBe(0);
    expect(later('--check')).toMatchObject({ code: 0, err: ADDS });
  });

  test('writes nothing when a template means something else', async () => {
    const cwd = project({ 'standard/templates/terraform/partials/role.tf.hbs': ATTACK });
    const { code, err } = await generate(cwd);
    expect(code).toBe(2);
    expect(err).toContain(
      'has the policy arn:aws:iam::aws:policy/AdministratorAccess, which is not what the spec asks for (rendered with templates of the standard "acme")',
    );
    expect(existsSync(join(cwd, 'app/generated'))).toBe(false);
  });

  test.each([
    [
      'a lock',
      { 'app/irsa.yaml': SPEC.replace('cluster:', 'identity: { rolePath: /other/ }\ncluster:') },
      /^app\/irsa\.yaml:3:23: error: identity\.rolePath: "\/other\/" is not what the standard "acme" locks$/m,
    ],
    [
      'a bad template',
      { 'standard/templates/docs/README.md.hbs': '{{cluster.name}}' },
      /^standard\/templates\/docs\/README\.md\.hbs:1:1: error: \{\{cluster\.name\}\} puts a value out as it is/m,
    ],
    [
      'a value that a spec leaves out',
      { 'standard/templates/docs/partials/end.md.hbs': '{{md cluster.oidcIssuer}}' },
      /^error: standard\/templates\/docs\/partials\/end\.md\.hbs.*\(a template of the standard "acme"\)$/m,
    ],
    [
      'a standard that is none',
      { 'standard/standard.yaml': 'version: 1\nname: acme\ndefualts: {}\n' },
      /^standard\/standard\.yaml:3:1: error: defualts: "defualts" is no field of a standard$/m,
    ],
    [
      'no standard',
      { 'app/irsa.yaml': SPEC.replace('../standard', '../standrad') },
      /^app\/irsa\.yaml:2:11: error: standard: there is no folder "\.\.\/standrad"$/m,
    ],
    [
      'a file in the place of another',
      {
        'standard/standard.yaml': `${STANDARD}files: [{ template: x.hbs, path: readme.MD }]\n`,
        'standard/templates/x.hbs': 'x',
      },
      /^error: standard\/standard\.yaml:\d+:\d+: "readme\.MD" is another output already \(files of the standard "acme"\)$/m,
    ],
    [
      'a file out of the folder',
      {
        'standard/standard.yaml': `${STANDARD}files: [{ template: x.hbs, path: "{tags.x}/../../y" }]\n`,
        'standard/templates/x.hbs': 'x',
      },
      /^standard\/standard\.yaml:6:34: error: files\[0\]\.path: ".*" leaves the output folder$/m,
    ],
  ])('exits 2 and writes nothing with %s', async (_name, files, says) => {
    const cwd = project(files);
    const { code, err } = await generate(cwd);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(says) });
    expect(existsSync(join(cwd, 'app/generated'))).toBe(false);
  });

  test('a path never holds a slash from a value', async () => {
    const cwd = project({
      'app/irsa.yaml': SPEC.replace('cluster:', 'tags: { x: ../../a }\ncluster:'),
      'standard/standard.yaml': `${STANDARD}files: [{ template: x.hbs, path: "d/{tags.x}.md" }]\n`,
      'standard/templates/x.hbs': 'x',
    });
    expect((await generate(cwd)).code).toBe(0);
    expect(readdirSync(join(cwd, 'app/generated/d'))).toEqual(['..-..-a.md']);
  });

  test('--verify reads back what is rendered without a standard', async () => {
    const cwd = project({
      'app/irsa.yaml': SPEC.replace('standard: ../standard\n', '').replace(
        '{ name: prod,',
        '{ name: prod, region: eu-west-1,',
      ),
    });
    expect(await generate(cwd, '--verify')).toMatchObject({ code: 0, err: '' });
  });
});

describe('a standard on another day, or in the place of another', () => {
  const RULES = `${STANDARD}allowed: { cluster.region: { values: us-*, since: 2027-01-01 } }
exceptions: [{ match: { cluster.name: prod }, rule: locked.identity.rolePath, reason: moves, owner: me, until: 2027-02-01 }]
`;
  const files = {
    'standard/standard.yaml': RULES,
    'next/standard.yaml': RULES.replace('since: 2027-01-01', 'severity: error').replace(
      'templates: ./templates\n',
      '',
    ),
    'app/irsa.yaml': SPEC.replace('cluster:', 'identity: { rolePath: /other/ }\ncluster:'),
  };
  const said = '"eu-west-1" is not allowed by the standard "acme"';

  test.each([
    [[], 0, `warning: cluster.region: ${said} from 2027-01-01 on`],
    [['--today', '2026-12-31'], 0, `warning: cluster.region: ${said} from 2027-01-01 on`],
    [['--today', '2027-01-01'], 2, `error: cluster.region: ${said}`],
    [['--standard', 'next'], 2, `error: cluster.region: ${said}`],
  ] as const)('validate and generate with %j', async (args, code, says) => {
    const cwd = project(files);
    for (const command of ['validate', 'generate']) {
      const done = await runCli(cwd, [command, '-f', 'app/irsa.yaml', ...args]);
      expect(done).toMatchObject({ code, err: expect.stringContaining(says) });
      expect(done.err).toContain(
        'info: identity.rolePath: "/other/" is not what the standard "acme" locks; excepted until 2027-02-01: moves (me)',
      );
    }
  });

  const EXCEPTED = /excepted until 2027-02-01: moves/;

  test('every report of a spec shows what is excepted', async () => {
    const cwd = project(files);
    const spec = ['-f', 'app/irsa.yaml'];
    for (const format of ['html', 'markdown', 'json']) {
      const { code, out } = await runCli(cwd, ['report', ...spec, '--format', format, '-o', '-']);
      expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(EXCEPTED) });
    }
    const question = ['--service-account', 'prod/web', '--action', 's3:GetObject', '--resource', '*'];
    expect((await runCli(cwd, ['explain', ...spec, ...question])).out).toMatch(EXCEPTED);
    for (const format of ['text', 'markdown'])
      expect((await runCli(cwd, ['explain', ...spec, '--matrix', '--format', format])).out).toMatch(EXCEPTED);
    expect((await runCli(cwd, ['explain', ...spec, '--matrix', '--format', 'csv'])).err).toMatch(EXCEPTED);
  });

  test.each(['explain --matrix', 'report -o -'])(
    '%s looks at a spec on the day that is given',
    async (line) => {
      const cwd = project(files);
      const run = (day: string) => runCli(cwd, [...line.split(' '), '-f', 'app/irsa.yaml', '--today', day]);
      expect((await run('2026-12-31')).code).toBe(0);
      expect(await run('2027-01-01')).toMatchObject({ code: 2, err: expect.stringContaining(said) });
    },
  );

  test('ends of support count by that day too', async () => {
    const cwd = project({
      'app/irsa.yaml': SPEC.replace('name: prod', 'name: prod, region: eu-west-1, kubernetesVersion: "1.35"')
        .replace('standard: ../standard\n', '')
        .replace('provision: false', 'provision: true'),
    });
    const errOn = async (...args: readonly string[]) =>
      (await runCli(cwd, ['validate', '-f', 'app/irsa.yaml', ...args])).err;
    expect(await errOn()).not.toContain('support');
    expect(await errOn('--today', '2027-03-28')).toContain('"1.35" left standard support on 2027-03-27');
    expect(await errOn('--today', '2028-03-28')).toContain('"1.35" is no longer supported by EKS');
  });

  test('is in JSON with the rule that it is about, and what there is to know of an exception', async () => {
    const cwd = project(files);
    const json = async (...args: readonly string[]) =>
      JSON.parse((await runCli(cwd, [...args, '--format', 'json'])).out);
    const rule = 'locked.identity.rolePath';
    const excepted = {
      ...{ code: 'standard/exception', severity: 'info', rule },
      exception: {
        ...{ standard: 'acme', rule, match: { 'cluster.name': ['prod'] } },
        ...{ reason: 'moves', owner: 'me', until: '2027-02-01' },
      },
    };
    const spec = ['-f', 'app/irsa.yaml'];
    const both = [
      excepted,
      { code: 'standard/allowed', severity: 'warning', rule: 'allowed.cluster.region' },
    ];
    expect((await json('validate', ...spec)).specs[0].diagnostics).toMatchObject(both);
    expect((await json('generate', ...spec)).specs[0].diagnostics).toMatchObject([...both, {}]);
    expect((await json('report', ...spec, '-o', '-')).findings).toMatchObject(both);
    const question = [
      '--service-account',
      'prod/web',
      '--action',
      's3:GetObject',
      '--resource',
      'arn:aws:s3:::x/y',
    ];
    expect((await json('explain', ...spec, ...question)).exceptions).toMatchObject([excepted]);
    expect((await json('explain', ...spec, '--matrix')).exceptions).toMatchObject([excepted]);
    const shown = (await json('standard', 'show', 'standard')).sections.find(
      ({ title }: { readonly title: string }) => title === 'exceptions',
    );
    expect(shown.entries).toMatchObject([{ exception: excepted.exception }]);
    const checked = await json('standard', 'check', 'standard', '--today', '2027-02-02');
    expect(checked.diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'standard/ended-exception',
        exception: { ...excepted.exception, ended: true },
      }),
    );
  });

  test.each(['text', 'github'])('is faulted once for all specs, in %s', async (format) => {
    const cwd = project({
      ...files,
      'standard/standard.yaml': 'version: 1\nname: acme\nlocks: {}\n',
      'other/irsa.yaml': SPEC,
    });
    const specs = ['-f', 'app/irsa.yaml', 'other/irsa.yaml', '--format', format];
    for (const command of ['validate', 'generate']) {
      const { code, out, err } = await runCli(cwd, [command, ...specs]);
      expect({ code, times: `${out}${err}`.match(/is no field of a standard/g)?.length }).toEqual({
        code: 2,
        times: 1,
      });
    }
  });

  test('tries a standard on a spec that names none', async () => {
    const cwd = project({
      ...files,
      'app/irsa.yaml': SPEC.replace('standard: ../standard\n', '').replace(
        'name: prod',
        'name: prod, region: eu-west-1',
      ),
    });
    expect((await runCli(cwd, ['validate', '-f', 'app/irsa.yaml'])).code).toBe(0);
    expect((await runCli(cwd, ['validate', '-f', 'app/irsa.yaml', '--standard', 'next'])).code).toBe(2);
    const explained = await runCli(cwd, [
      ...['validate', '-f', 'app/irsa.yaml', '--standard', 'standard', '--explain', 'identity.rolePath'],
    ]);
    expect(explained.out).toContain('a default of the standard "acme"');
  });

  test.each([
    [['--today', '2027-02-29'], '"2027-02-29" is not a day: name a day of the calendar'],
    [['--today', 'tomorrow'], '"tomorrow" is not a day: write year, month and day'],
    [['--standard', 'nowhere'], 'there is no folder "nowhere"'],
  ] as const)('exits 2 with %j', async (args, says) => {
    expect(await runCli(project(files), ['validate', '-f', 'app/irsa.yaml', ...args])).toMatchObject({
      code: 2,
      err: expect.stringContaining(says),
    });
  });
});

describe('validate --explain', () => {
  test('as text and as JSON', async () => {
    const cwd = project();
    const text = await runCli(cwd, ['validate', '-f', 'app/irsa.yaml', '--explain', 'identity.rolePath']);
    expect(text).toEqual({
      code: 0,
      out: 'identity.rolePath = "/acme/": locked by the standard "acme" (standard/standard.yaml:4:33)\n',
      err: '',
    });
    const json = await runCli(cwd, [
      'validate',
      '-f',
      'app/irsa.yaml',
      '--explain',
      'cluster.region',
      '--format',
      'json',
    ]);
    expect(JSON.parse(json.out).specs[0].explained).toEqual([
      {
        path: 'cluster.region',
        value: 'eu-west-1',
        source: 'default',
        standard: 'acme',
        place: { file: 'standard/standard.yaml', line: 3, column: 32 },
      },
    ]);
  });

  test('of no path exits 2', async () => {
    const { code, err } = await runCli(project(), [
      'validate',
      '-f',
      'app/irsa.yaml',
      '--explain',
      'cluster.regoin',
    ]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('did you mean region?') });
  });
});

describe('standard show', () => {
  test('of a folder and of a spec', async () => {
    const cwd = project({
      'standard/standard.yaml': `${STANDARD}when: [{ match: { cluster.name: "dev-*" }, defaults: { tags: { stage: dev } } }]\n`,
    });
    const all = await runCli(cwd, ['standard', 'show', 'standard']);
    expect(all).toMatchObject({ code: 0, err: '' });
    expect(all.out).toMatch(
      /^locked\n {2}identity\.rolePath = "\/acme\/" {2}acme, standard\/standard\.yaml:4:33$/m,
    );
    expect(all.out).toContain('when cluster.name: dev-*');
    const mine = await runCli(cwd, ['standard', 'show', '-f', 'app/irsa.yaml', '--format', 'json']);
    expect(JSON.parse(mine.out).sections.map(({ title }: { title: string }) => title)).toEqual([
      'defaults',
      'locked',
      'templates',
    ]);
  });

  test('of a spec without a standard exits 2', async () => {
    const cwd = project({ 'app/irsa.yaml': SPEC.replace('standard: ../standard\n', '') });
    expect(await runCli(cwd, ['standard', 'show', '-f', 'app/irsa.yaml'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('names no standard'),
    });
  });
});

describe('standard check', () => {
  const fixture = {
    'standard/fixtures/app.yaml': SPEC,
    'standard/fixtures/bad.yaml': SPEC.replace('name: prod', 'name: prod!'),
  };

  test('takes fixtures that extend one another, and tries no base alone', async () => {
    const cwd = project({
      'standard/fixtures/base/irsa.yaml': SPEC.replace('name: prod, ', ''),
      'standard/fixtures/app.yaml': 'extends: base/irsa.yaml\ncluster: { name: prod }\n',
      'standard/fixtures/lost.yaml': 'extends: nowhere.yaml\n',
    });
    await runCli(cwd, ['standard', 'check', 'standard', '--update']);
    expect(readdirSync(join(cwd, 'standard/goldens')).sort()).toEqual(['.irsa-forge.json', 'app', 'lost']);
    expect(readdirSync(join(cwd, 'standard/goldens/app'))).toContain('README.md');
    expect(readFileSync(join(cwd, 'standard/goldens/lost/findings.txt'), 'utf8')).toContain(
      'there is no file "nowhere.yaml"',
    );
  });

  test('refuses a fixture that leads out of the standard', async () => {
    const cwd = project(fixture);
    symlinkSync(join(cwd, 'app/irsa.yaml'), join(cwd, 'standard/fixtures/link.yaml'));
    expect(await runCli(cwd, ['standard', 'check', 'standard'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/^error: "link\.yaml" leads out of the standard's folder\n/),
    });
  });

  test('writes goldens, compares them, and says what differs', async () => {
    const cwd = project(fixture);
    expect((await runCli(cwd, ['standard', 'check', 'standard'])).code).toBe(1);
    expect((await runCli(cwd, ['standard', 'check', 'standard', '--update'])).code).toBe(0);
    expect(readFileSync(join(cwd, 'standard/goldens/bad/findings.txt'), 'utf8')).toContain(
      '"prod!" is not an EKS cluster name',
    );
    // From wherever it is run.
    expect(await runCli(join(cwd, 'standard'), ['standard', 'check'])).toMatchObject({ code: 0, err: ADDS });
    writeFiles(cwd, { 'standard/templates/kubernetes/partials/labels.yaml.hbs': 'acme/x: y\n' });
    const differs = await runCli(cwd, ['standard', 'check', 'standard']);
    expect(differs.code).toBe(1);
    expect(differs.out).toContain('+    acme/x: y');
    expect(
      JSON.parse((await runCli(cwd, ['standard', 'check', 'standard', '--format', 'json'])).out),
    ).toMatchObject({
      ok: false,
      name: 'acme',
    });
  });

  test('says where an exception stands that no fixture needs', async () => {
    const cwd = project(fixture);
    const exception =
      '{ match: { cluster.name: old }, rule: allowed.cluster.region, reason: moves, until: 2099-01-01 }';
    writeFiles(cwd, {
      'standard/standard.yaml': `version: 1\nname: acme\nallowed: { cluster.region: "*" }\nexceptions: [${exception}]\n`,
    });
    const { err } = await runCli(cwd, ['standard', 'check', 'standard', '--update']);
    expect(err).toContain('standard/standard.yaml:4:52: info: exceptions: no fixture needs this exception');
  });

  test('shows why a fixture is refused, and none of the goldens that go', async () => {
    const cwd = project(fixture);
    await runCli(cwd, ['standard', 'check', 'standard', '--update']);
    writeFiles(cwd, { 'standard/standard.yaml': `${STANDARD}requiredTags: { team: "^[a-z]+$" }\n` });
    const { code, out } = await runCli(cwd, ['standard', 'check', 'standard']);
    expect(code).toBe(1);
    expect(out.split('\n').filter((line) => /^[-+](?![-+])/.test(line))).toEqual([
      '+1:1 error: tags.team: is missing, but the standard "acme" requires it',
      '+  help: write it under tags, with a value that matches ^[a-z]+$',
      '+1:1 error: tags.team: is missing, but the standard "acme" requires it',
      '+  help: write it under tags, with a value that matches ^[a-z]+$',
    ]);
    expect(out).toMatch(/^ {2}app\/: \d+ files {2}remove$/m);
    expect(out).not.toContain('deployment.yaml');
  });

  test.each<readonly [string, Readonly<Record<string, string>>, RegExp]>([
    [
      'no value',
      { 'kubernetes/partials/labels.yaml.hbs': 'x: {{yaml tags.nothing}}\n' },
      /labels\.yaml\.hbs: \{\{yaml\}\} got no value/,
    ],
    [
      'broken YAML, once for all outputs',
      { 'kubernetes/partials/labels.yaml.hbs': 'x: [\n' },
      /error: kubernetes\/\S+\.yaml:\d+: flow sequence in block collection .*\(and at \d+ more places\)/,
    ],
    [
      'brackets of HCL',
      { 'terraform/partials/role.tf.hbs': 'tags = {\n' },
      /terraform\/role\.tf\.hbs, or a partial in it, leaves brackets open/,
    ],
    [
      'an empty output',
      { 'kubernetes/deployment.yaml.hbs': '' },
      /kubernetes lacks: the Deployment app runs as/,
    ],
  ])('says in few lines what is wrong with a template: %s', async (_, templates, says) => {
    const cwd = project(fixture);
    await runCli(cwd, ['standard', 'check', 'standard', '--update']);
    writeFiles(
      cwd,
      Object.fromEntries(
        Object.entries(templates).map(([path, text]) => [`standard/templates/${path}`, text]),
      ),
    );
    const { code, out, err } = await runCli(cwd, ['standard', 'check', 'standard']);
    expect({ code, err }).toEqual({ code: 1, err: expect.not.stringContaining('bug') });
    expect(out).toMatch(says);
    expect(out.split('\n').length).toBeLessThan(16);
  });

  test('a template that means something else is among the findings', async () => {
    const cwd = project({ ...fixture, 'standard/templates/terraform/partials/role.tf.hbs': ATTACK });
    await runCli(cwd, ['standard', 'check', 'standard', '--update']);
    expect(readdirSync(join(cwd, 'standard/goldens/app'))).toEqual(['findings.txt']);
  });

  test.each(['check', 'show'])('%s names a folder that is not there as it was given', async (action) => {
    for (const name of ['/nonexist', 'teams/none']) {
      const { code, err } = await runCli(project({}), ['standard', action, name]);
      expect({ code, err }).toEqual({
        code: 2,
        err: expect.stringContaining(`there is no folder "${name}"`),
      });
    }
    expect(await runCli(project({ 'empty/x': '' }), ['standard', action, 'empty'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('"empty" holds no standard.yaml'),
    });
  });

  test('refuses a standard with faults, and goldens elsewhere', async () => {
    expect(
      await runCli(project({ 'standard/templates/x.hbs': 'x' }), ['standard', 'check', 'standard']),
    ).toMatchObject({ code: 2, err: expect.stringContaining('no output uses this template') });
    const cwd = project({ ...fixture, 'elsewhere/x': '' });
    symlinkSync('../elsewhere', join(cwd, 'standard/goldens'));
    expect(await runCli(cwd, ['standard', 'check', 'standard', '--update'])).toMatchObject({
      code: 2,
      err: expect.stringContaining("leads out of the standard's folder"),
    });
    expect(readdirSync(join(cwd, 'elsewhere'))).toEqual(['x']);
  });
});

test('the example renders to its goldens', async () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  expect(await runCli(root, ['standard', 'check', 'examples/standard-acme'])).toMatchObject({
    code: 0,
    err: ADDS,
  });
});

describe('standard init', () => {
  test('makes a standard that holds', async () => {
    const cwd = folder();
    expect((await runCli(cwd, ['standard', 'init', 'p'])).code).toBe(0);
    expect((await runCli(cwd, ['standard', 'check', 'p'])).err).toContain(
      '`irsa-forge standard check p --update` takes them',
    );
    expect(await runCli(cwd, ['standard', 'check', 'p', '--update'])).toMatchObject({ code: 0, err: ADDS });
    expect(existsSync(join(cwd, 'p/goldens/web/README.md'))).toBe(true);
  });

  test('never writes over what is there', async () => {
    const cwd = folder({ 'p/package.json': 'mine' });
    expect(await runCli(cwd, ['standard', 'init', 'p'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('is there already'),
    });
    expect(readdirSync(join(cwd, 'p'))).toEqual(['package.json']);
  });
});

test('schema standard describes defaults as a part of a spec', async () => {
  const schema = JSON.parse((await runCli(folder(), ['schema', 'standard'])).out);
  expect(schema.required).toEqual(['version', 'name']);
  const shared = (part: { readonly $ref?: string }) =>
    part.$ref === undefined ? part : schema.definitions[part.$ref.replace('#/definitions/', '')];
  expect(shared(schema.properties.defaults.properties.cluster).properties).toHaveProperty('region');
  expect(shared(schema.properties.defaults.properties.cluster)).not.toHaveProperty('required');
  expect(schema.properties.defaults.properties).not.toHaveProperty('version');
  const [short, rule, several] = shared(schema.properties.when.items.properties.locked).anyOf;
  expect(shared(shared(short).properties.workloads).anyOf).toHaveLength(2);
  expect(shared(shared(shared(rule).properties.values).properties.workloads).anyOf).toHaveLength(2);
  expect(shared(several.items).anyOf).toHaveLength(2);
});
