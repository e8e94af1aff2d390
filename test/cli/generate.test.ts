import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const folder = tempFolders();

const SPEC = `version: 1
cluster: { name: demo, region: eu-west-1, accountId: "111122223333" }
workloads:
  - name: app
    namespace: web
    serviceAccount: app
    buckets: [{ name: acme-data, access: get }]
`;

/** A folder with a spec in it. */
function project(spec = SPEC): string {
  const cwd = folder();
  writeFileSync(join(cwd, 'irsa.yaml'), spec);
  return cwd;
}

function list(path: string): readonly string[] {
  return readdirSync(path, { recursive: true }).map(String).sort();
}

describe('generate', () => {
  test('renders irsa.yaml into generated/ beside it', async () => {
    const cwd = project();
    const { code, out, err } = await runCli(cwd, ['generate']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('cluster.yaml');
    expect(list(join(cwd, 'generated'))).toContain('terraform/versions.tf');
    expect(existsSync(join(cwd, 'generated/.irsa-forge.json'))).toBe(true);
  });

  test.each([
    ['a path', ['irsa.yaml']],
    ['a folder', ['.']],
    ['-f and a folder', ['-f', '.']],
    ['the same spec twice', ['irsa.yaml', '-f', 'irsa.yaml']],
  ])('takes %s', async (_name, args) => {
    const cwd = project();
    expect((await runCli(cwd, ['validate', ...args])).out).toBe('irsa.yaml: valid\n');
    expect((await runCli(cwd, ['generate', ...args])).code).toBe(0);
    expect(existsSync(join(cwd, 'generated/README.md'))).toBe(true);
  });

  test('a second run has nothing to do and touches nothing', async () => {
    const cwd = project();
    await runCli(cwd, ['generate']);
    const before = statSync(join(cwd, 'generated/README.md')).mtimeMs;
    const { code, out } = await runCli(cwd, ['generate']);
    expect(code).toBe(0);
    expect(out).toMatch(/^\d+ files: \d+ unchanged\n$/);
    expect(statSync(join(cwd, 'generated/README.md')).mtimeMs).toBe(before);
  });

  test('takes several specs and globs, each into its own folder', async () => {
    const cwd = folder();
    for (const name of ['a', 'b']) {
      mkdirSync(join(cwd, name));
      writeFileSync(join(cwd, name, 'irsa.yaml'), SPEC.replace('demo', name));
    }
    const { code, out } = await runCli(cwd, ['generate', '-f', '*/irsa.yaml']);
    expect(code).toBe(0);
    expect(out).toContain('a/irsa.yaml → a/generated/');
    for (const name of ['a', 'b']) {
      expect(readFileSync(join(cwd, name, 'generated/eksctl/cluster.yaml'), 'utf8')).toContain(
        `name: ${name}`,
      );
    }
  });

  test.each(['generate', 'validate'])(
    '%s refuses a spec whose role an earlier one makes',
    async (command) => {
      const cwd = folder();
      for (const name of ['blue', 'green']) {
        mkdirSync(join(cwd, name));
        const role = SPEC.replace('demo', name).replace(
          '  - name: app\n',
          '  - name: app\n    roleName: shop-Web\n',
        );
        writeFileSync(join(cwd, name, 'irsa.yaml'), name === 'blue' ? role : role.replace('-Web', '-web'));
      }
      const { code, err } = await runCli(cwd, [command, '-f', '*/irsa.yaml']);
      expect(code).toBe(2);
      expect(err).toContain(
        'green/irsa.yaml:5:15: error: workloads[0].roleName: role "shop-web" of account 111122223333 is made by blue/irsa.yaml as well',
      );
      expect(existsSync(join(cwd, 'green/generated'))).toBe(false);
      expect((await runCli(cwd, [command, '-f', 'green/irsa.yaml'])).code).toBe(0);
    },
  );

  test('refuses two specs that make one policy, or one provider', async () => {
    const cwd = folder();
    const cluster = '{ name: one, region: eu-west-1, accountId: "111122223333", provision: false }';
    for (const name of ['blue', 'green']) {
      mkdirSync(join(cwd, name));
      const spec = SPEC.replace(
        /cluster: .*/,
        `cluster: ${cluster}\nidentity: { oidcProviderOwner: terraform }`,
      );
      const own = `  - name: app\n    roleName: ${name}\n    policyName: shop\n`;
      writeFileSync(join(cwd, name, 'irsa.yaml'), spec.replace('  - name: app\n', own));
    }
    const { code, err } = await runCli(cwd, ['validate', '-f', '*/irsa.yaml']);
    expect(code).toBe(2);
    expect(err).toContain(
      'green/irsa.yaml:7:17: error: workloads[0].policyName: policy "shop" of account 111122223333 is made by blue/irsa.yaml as well',
    );
    expect(err).toContain(
      'green/irsa.yaml:3:32: error: identity.oidcProviderOwner: the OIDC provider of "one" is made by blue/irsa.yaml as well',
    );
  });

  test.each(['generate', 'validate'])('%s refuses two specs with one state', async (command) => {
    const cwd = folder();
    for (const [name, key] of Object.entries({ blue: 'shop', green: 'shop', red: 'red' })) {
      mkdirSync(join(cwd, name));
      const backend = `terraform: { backend: { type: s3, config: { bucket: acme-state, key: ${key}.tfstate, region: eu-west-1 } } }\n`;
      writeFileSync(join(cwd, name, 'irsa.yaml'), SPEC.replace('demo', name) + backend);
    }
    const { code, err } = await runCli(cwd, [command, '-f', '*/irsa.yaml']);
    expect(code).toBe(2);
    expect(err).toContain(
      'green/irsa.yaml:8:23: error: terraform.backend: "s3 acme-state/shop.tfstate" holds the state of blue/irsa.yaml as well',
    );
    expect(err).not.toContain('red/');
    expect(existsSync(join(cwd, 'green/generated'))).toBe(false);
  });

  test('one bad spec does not keep the good ones from being written', async () => {
    const cwd = folder();
    for (const [name, text] of Object.entries({ a: 'version: 2\n', b: SPEC })) {
      mkdirSync(join(cwd, name));
      writeFileSync(join(cwd, name, 'irsa.yaml'), text);
    }
    const { code, err } = await runCli(cwd, ['generate', '-f', 'a/irsa.yaml', 'b/irsa.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('a/irsa.yaml:1:10: error: version');
    expect(existsSync(join(cwd, 'a/generated'))).toBe(false);
    expect(existsSync(join(cwd, 'b/generated/README.md'))).toBe(true);
  });

  test('writes a folder for each environment, and leaves the base that they extend to them', async () => {
    const cwd = folder();
    const [head = '', ...rest] = SPEC.split('\n').filter((line) => !line.startsWith('cluster:'));
    const files = { base: [head, 'cluster: { provision: false }', ...rest].join('\n') };
    for (const [name, text] of Object.entries({
      ...files,
      dev: 'extends: ../base/irsa.yaml\ncluster: { name: dev, region: eu-west-1, accountId: "111122223333" }\n',
      prod: 'extends: ../dev/irsa.yaml\ncluster: { name: prod }\nworkloads: [{ name: app, namespace: live }]\n',
    })) {
      mkdirSync(join(cwd, name));
      writeFileSync(join(cwd, name, 'irsa.yaml'), text);
    }
    const { code, out, err } = await runCli(cwd, ['generate', '-f', '*/irsa.yaml']);
    expect({ code, out }).toEqual({ code: 0, out: expect.not.stringContaining('base') });
    expect(err).toContain('base/irsa.yaml: a base of dev/irsa.yaml and prod/irsa.yaml');
    expect(existsSync(join(cwd, 'base/generated'))).toBe(false);
    expect(
      readFileSync(join(cwd, 'prod/generated/kubernetes/service-accounts/live.app.yaml'), 'utf8'),
    ).toContain('role/eu-west-1.prod.live.app');
    const alone = await runCli(cwd, ['generate', '-f', 'base']);
    expect({ code: alone.code, err: alone.err }).toEqual({
      code: 2,
      err: expect.stringContaining('info: this is a base, which dev/irsa.yaml extends'),
    });
    const explained = await runCli(cwd, ['validate', 'prod', '--explain', 'cluster.provision']);
    expect(explained.out).toBe('cluster.provision = false: what the spec extends (base/irsa.yaml:2:23)\n');
  });

  test('reads standard input with -f -', async () => {
    const cwd = folder();
    expect((await runCli(cwd, ['generate', '-f', '-', '-o', 'out'], { input: SPEC })).code).toBe(0);
    expect(existsSync(join(cwd, 'out/README.md'))).toBe(true);
  });

  test('--dry-run and --check write nothing', async () => {
    const cwd = project();
    expect((await runCli(cwd, ['generate', '--dry-run'])).code).toBe(0);
    const check = await runCli(cwd, ['generate', '--check']);
    expect(check.code).toBe(1);
    expect(check.out).toContain('+++ b/README.md');
    expect(existsSync(join(cwd, 'generated'))).toBe(false);
    await runCli(cwd, ['generate']);
    expect((await runCli(cwd, ['generate', '--check'])).code).toBe(0);
  });

  test('--only renders some parts and leaves the rest alone', async () => {
    const cwd = project();
    await runCli(cwd, ['generate']);
    rmSync(join(cwd, 'generated/eksctl'), { recursive: true });
    expect((await runCli(cwd, ['generate', '--only', 'terraform,policies', '--check'])).code).toBe(0);
    expect((await runCli(cwd, ['generate', '--check'])).code).toBe(1);
  });

  test('stops before the first write when a file was edited, and says how to go on', async () => {
    const cwd = project();
    await runCli(cwd, ['generate']);
    const edited = join(cwd, 'generated/terraform/versions.tf');
    writeFileSync(edited, '# mine\n');
    writeFileSync(join(cwd, 'irsa.yaml'), SPEC.replace('access: get', 'access: read'));
    const before = readFileSync(join(cwd, 'generated/README.md'), 'utf8');
    const { code, out, err } = await runCli(cwd, ['generate']);
    expect(code).toBe(2);
    expect(out).toContain('-# mine');
    expect(err).toMatch(/--merge.*--force/s);
    expect(readFileSync(edited, 'utf8')).toBe('# mine\n');
    expect(readFileSync(join(cwd, 'generated/README.md'), 'utf8')).toBe(before);
  });

  test('a merge that leaves conflict markers names the files before anybody applies them', async () => {
    const cwd = project();
    await runCli(cwd, ['generate']);
    const edited = join(cwd, 'generated/kubernetes/service-accounts/web.app.yaml');
    const edit = (text: string) => text.replace(/^ {4}eks.*$/m, '    mine: "yes"');
    writeFileSync(edited, edit(readFileSync(edited, 'utf8')));
    writeFileSync(
      join(cwd, 'irsa.yaml'),
      SPEC.replace('access: get }]', 'access: get }]\n    roleName: other'),
    );
    const said = 'conflict markers in generated/kubernetes/service-accounts/web.app.yaml';
    const dry = await runCli(cwd, ['generate', '--merge', '--dry-run']);
    expect([dry.code, dry.err]).toEqual([1, expect.stringContaining(`would leave ${said}\n`)]);
    const { code, err } = await runCli(cwd, ['generate', '--merge']);
    expect([code, err]).toEqual([1, expect.stringMatching(RegExp(`left ${said}\n +help: resolve them`))]);
    expect((await runCli(cwd, ['generate', '--merge'])).code).toBe(2);
  });

  test('does not overwrite what it did not write; --force keeps a copy', async () => {
    const cwd = project();
    mkdirSync(join(cwd, 'generated'));
    writeFileSync(join(cwd, 'generated/README.md'), 'mine\n');
    expect((await runCli(cwd, ['generate'])).code).toBe(2);
    expect(list(join(cwd, 'generated'))).toEqual(['README.md']);
    expect((await runCli(cwd, ['generate', '--force'])).code).toBe(0);
    const contents = list(join(cwd, 'generated'))
      .filter((path) => path.includes('README.md'))
      .map((path) => readFileSync(join(cwd, 'generated', path), 'utf8'));
    expect(contents).toContain('mine\n');
    expect(contents.length).toBe(2);
  });

  test('--format json puts one document on stdout and nothing else', async () => {
    const cwd = project();
    const { code, out, err } = await runCli(cwd, ['generate', '--format', 'json']);
    const { ok, specs } = JSON.parse(out);
    expect({ code, err, ok }).toEqual({ code: 0, err: '', ok: true });
    expect(specs[0].files).toContainEqual({ path: 'README.md', verdict: 'create' });
  });

  test('--shard splits specs so that every one is in exactly one shard', async () => {
    const cwd = folder();
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) {
      mkdirSync(join(cwd, name));
      writeFileSync(join(cwd, name, 'irsa.yaml'), SPEC.replace('demo', name));
    }
    for (const shard of ['1/2', '2/2'])
      await runCli(cwd, ['generate', '-f', '*/irsa.yaml', '--shard', shard]);
    expect(names.filter((name) => existsSync(join(cwd, name, 'generated')))).toEqual(names);
    const { out } = await runCli(cwd, [
      'generate',
      '-f',
      '*/irsa.yaml',
      '--shard',
      '1/2',
      '--format',
      'json',
    ]);
    expect(JSON.parse(out).specs.map(({ file }: { file: string }) => file)).toEqual(
      ['a', 'c', 'e'].map((name) => `${name}/irsa.yaml`),
    );
  });

  test('warnings show, and decide the exit code only where asked to', async () => {
    const cwd = project(SPEC.replace('serviceAccount: app', 'serviceAccount: default'));
    const plain = await runCli(cwd, ['generate', '--dry-run']);
    expect({ code: plain.code, warned: plain.err.includes('warning:') }).toEqual({ code: 0, warned: true });
    expect((await runCli(cwd, ['generate', '--dry-run', '--fail-on', 'warning'])).code).toBe(1);
  });
});

describe('generate refuses', () => {
  const cases: readonly [string, (cwd: string) => readonly string[], RegExp][] = [
    ['a spec that is not there', () => ['-f', 'nope.yaml'], /cannot read nope\.yaml: there is no such file/],
    [
      'a path through a file',
      () => ['-f', 'irsa.yaml/x'],
      /cannot read irsa\.yaml\/x: a part of its path is no folder/,
    ],
    [
      'a link that leads to itself',
      (cwd) => {
        symlinkSync('loop.yaml', join(cwd, 'loop.yaml'));
        return ['-f', 'loop.yaml'];
      },
      /cannot read loop\.yaml: its links lead in a circle/,
    ],
    ['a name that is too long', () => ['-f', 'x'.repeat(300)], /cannot read x+: /],
    ['a folder without a spec', () => ['/'], /cannot read \/irsa\.yaml: there is no such file/],
    ['a glob without a match', () => ['-f', '*.nope'], /no file matches \*\.nope/],
    ['--out for several specs', () => ['-f', 'irsa.yaml', 'other.yaml', '-o', 'x'], /--out takes one spec/],
    ['two specs for one folder', () => ['-f', 'irsa.yaml', 'other.yaml'], /would both write to generated/],
    ['an unknown part', () => ['--only', 'docker'], /"docker" is none of eksctl, terraform/],
    ['a shard that is none', () => ['--shard', '3/2'], /1 ≤ i ≤ n/],
    ['--force with --merge', () => ['--force', '--merge'], /cannot be used with option/],
    ['two specs for one folder, by path', () => ['irsa.yaml', 'other.yaml'], /would both write to generated/],
    [
      'a file where the output folder should be',
      (cwd) => {
        writeFileSync(join(cwd, 'taken'), '');
        return ['-o', 'taken'];
      },
      /error: \S*taken is a file; a folder is needed there\n/,
    ],
    [
      'a file where a folder should be',
      (cwd) => {
        mkdirSync(join(cwd, 'out'));
        writeFileSync(join(cwd, 'out/terraform'), 'mine');
        return ['-o', 'out'];
      },
      /terraform/,
    ],
    [
      'a link that leads out of the output folder',
      (cwd) => {
        mkdirSync(join(cwd, 'out'));
        mkdirSync(join(cwd, 'elsewhere'));
        symlinkSync(join(cwd, 'elsewhere'), join(cwd, 'out/terraform'));
        return ['-o', 'out'];
      },
      /terraform/,
    ],
  ];
  test.each(cases)('%s', async (_name, prepare, message) => {
    const cwd = project();
    writeFileSync(join(cwd, 'other.yaml'), SPEC);
    const args = prepare(cwd);
    const before = list(cwd);
    const { code, out, err } = await runCli(cwd, ['generate', ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(list(cwd)).toEqual(before);
  });
});

describe('bad specs write nothing, say where and what, and end with 2', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
    .split('')
    .map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefg'[i]}`).join()}]`)
    .join('\n')}\n`;
  const cases: readonly [string, string, RegExp][] = [
    ['empty', '', /irsa\.yaml:1:1: error/],
    ['only a comment', '# nothing\n', /irsa\.yaml:1:1: error/],
    ['not YAML', 'version: [1\n', /irsa\.yaml:\d+:\d+: error/],
    ['a list', '- version: 1\n', /irsa\.yaml:1:1: error/],
    ['duplicate keys', `${SPEC}version: 1\n`, /irsa\.yaml:8:1: error/],
    ['exploding aliases', `${bomb}${SPEC}`, /error/],
    ['a wrong version', SPEC.replace('version: 1', 'version: 7'), /irsa\.yaml:1:10: error: version: 7/],
    ['an unknown field', SPEC.replace('workloads:', 'workload:'), /"?workloads"?/],
    ['a number for the account', SPEC.replace('"111122223333"', '012345678901'), /accountId.*\n.*quote/],
    ['a hostile name', SPEC.replace('name: app', 'name: "a\\n  b: c"'), /workloads\[0\]\.name/],
    ['a path for a name', SPEC.replace('name: app', 'name: ../../etc'), /workloads\[0\]\.name/],
    ['an interpolation for a bucket', SPEC.replace('acme-data', '"${file(1)}"'), /buckets\[0\]\.name/],
    ['a template for a namespace', SPEC.replace('namespace: web', 'namespace: "{{ x }}"'), /namespace/],
    ['a right-to-left mark', SPEC.replace('demo', '"de\\u202emo"'), /cluster\.name/],
  ];
  test.each(cases)('%s', async (_name, spec, message) => {
    const cwd = project(spec);
    const { code, out, err } = await runCli(cwd, ['generate']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
    expect(err).not.toMatch(/bug in irsa-forge/);
    expect(list(cwd)).toEqual(['irsa.yaml']);
  });

  test('every finding of a file comes in one run, in the order of the file', async () => {
    const cwd = project(
      SPEC.replace('eu-west-1', 'eu-west-9')
        .replace('app\n    namespace', 'App\n    namespace')
        .replace('get', 'gett'),
    );
    const { err } = await runCli(cwd, ['validate']);
    const lines = [...err.matchAll(/irsa\.yaml:(\d+):/g)].map(([, line]) => Number(line));
    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });
});

test('a spec of 1,000 workloads is rendered', async () => {
  const workloads = Array.from(
    { length: 1000 },
    (_, i) =>
      `  - { name: app-${i}, namespace: ns-${i % 10}, serviceAccount: app-${i}, buckets: [{ name: acme-data, access: get, prefix: "app-${i}/" }] }`,
  );
  const cwd = project(`${SPEC.slice(0, SPEC.indexOf('  - name'))}${workloads.join('\n')}\n`);
  const { code, out } = await runCli(cwd, ['generate', '--quiet', '--dry-run']);
  expect(code).toBe(0);
  expect(out).toMatch(/\d{4} files: \d{4} created/);
});

describe('a change of what was generated before', () => {
  const RUNNING = SPEC.replace(
    'accountId: "111122223333" }',
    'accountId: "111122223333", provision: false }',
  );

  test('is told with its steps, once; in JSON and beforehand as well', async () => {
    const cwd = project(RUNNING);
    expect((await runCli(cwd, ['generate'])).out).not.toContain('What this change');
    writeFileSync(join(cwd, 'irsa.yaml'), RUNNING.replace('buckets:', 'roleName: other\n    buckets:'));
    expect((await runCli(cwd, ['generate', '--dry-run'])).out).toContain('What this change would mean');
    const { out } = await runCli(cwd, ['generate', '--format', 'json', '--dry-run']);
    expect(JSON.parse(out).specs[0].change.changes[0]).toMatchObject({ kind: 'role', subject: 'web/app' });
    expect((await runCli(cwd, ['generate'])).out).toContain('     terraform -chdir=terraform apply tfplan\n');
    expect((await runCli(cwd, ['generate'])).out).not.toContain('What this change');
  });

  test('leaves the files of Terraform until it has destroyed what it made', async () => {
    const cwd = project(RUNNING);
    await runCli(cwd, ['generate']);
    const eksctl = 'identity: { roleOwner: eksctl, serviceAccountOwner: eksctl }\nworkloads:';
    writeFileSync(join(cwd, 'irsa.yaml'), RUNNING.replace('workloads:', eksctl));
    expect((await runCli(cwd, ['generate'])).out).toContain(
      'stays until Terraform has destroyed what it made',
    );
    expect((await runCli(cwd, ['generate', '--check'])).code).toBe(0);
    rmSync(join(cwd, 'generated/terraform'), { recursive: true });
    expect((await runCli(cwd, ['generate'])).out).not.toContain('main.tf');
    expect((await runCli(cwd, ['generate', '--check'])).code).toBe(0);
    expect(existsSync(join(cwd, 'generated/terraform'))).toBe(false);
  });
});
