import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const REQUIRED = [
  '--set',
  'cluster.region=eu-west-1',
  '--set',
  'cluster.accountId=111122223333',
  '--set',
  'workloads[0].buckets[0].name=acme-photos',
];

const newFolder = tempFolders();
let folder: string;
beforeEach(() => {
  folder = join(newFolder(), 'photo-site');
  mkdirSync(folder);
});

/** Runs init in the folder of the test, on a machine where nothing is set up. */
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const nowhere = { AWS_CONFIG_FILE: join(folder, 'none'), XDG_STATE_HOME: join(folder, 'none') };
  return runCli(folder, ['init', ...args], { env: { ...nowhere, ...env } });
};

const spec = (name = 'irsa.yaml') => readFileSync(join(folder, name), 'utf8');

describe('without a terminal', () => {
  test('exits 2 naming the flags that are missing', async () => {
    expect(await run([])).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(
        /^error: init asks questions, and this is no terminal\n.*--yes --set cluster\.region=\S+ --set cluster\.accountId=\S+ --set 'workloads\[0\]\.buckets\[0\]\.name=\S+'\n$/,
      ),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('--yes exits 2 naming each required value and its --set', async () => {
    expect(await run(['--yes', ...REQUIRED.slice(0, 4)])).toEqual({
      code: 2,
      out: '',
      err: `error: there is no default for workloads[0].buckets[0].name\n  help: add --set 'workloads[0].buckets[0].name=lightlytics-s3-bucket'\n`,
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('--yes', () => {
  test('takes every default, writes the spec and generates', async () => {
    const { code, out, err } = await run(['--yes', ...REQUIRED]);
    expect(code).toBe(0);
    expect(out).toContain('irsa.yaml: created\n');
    expect(out).toMatch(/README\.md +create/);
    expect(err).toContain('  eksctl create cluster -f eksctl/cluster.yaml\n');
    expect(spec()).toContain('serviceAccount: photo-site');
    expect(spec()).not.toContain('pod:');
    expect(readdirSync(folder).sort()).toEqual(['generated', 'irsa.yaml']);
  });

  test('--no-generate writes the spec alone', async () => {
    const { err } = await run(['--yes', ...REQUIRED, '--no-generate', '-f', 'prod.yaml']);
    expect(readdirSync(folder)).toEqual(['prod.yaml']);
    expect(err).toContain('  irsa-forge generate -f prod.yaml\n');
  });

  test('--out is where the files go', async () => {
    await run(['--yes', ...REQUIRED, '--out', 'build/aws']);
    expect(readdirSync(join(folder, 'build/aws'))).toContain('README.md');
  });

  test('reports in JSON on stdout alone', async () => {
    const { out, err } = await run(['--yes', ...REQUIRED, '--format', 'json']);
    expect(err).toBe('');
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      file: 'irsa.yaml',
      written: true,
      next: expect.arrayContaining(['eksctl create cluster -f eksctl/cluster.yaml']),
    });
  });

  test('writes nothing that the spec refuses, and says why', async () => {
    const { code, err } = await run(['--yes', ...REQUIRED, '--set', 'identity.oidcProviderOwner=existing']);
    expect(code).toBe(2);
    expect(err).toContain('identity.oidcProviderOwner: "existing" cannot be');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('the printed command makes the same spec', async () => {
    await run(['--yes', ...REQUIRED, '--set', 'tags.team=web', '--no-generate']);
    const first = spec();
    rmSync(join(folder, 'irsa.yaml'));
    const { out } = await run([
      '--yes',
      ...REQUIRED,
      '--set',
      'tags.team=web',
      '--no-generate',
      '--format',
      'json',
    ]);
    const { command } = JSON.parse(out) as { command: string };
    rmSync(join(folder, 'irsa.yaml'));
    const words = command.replaceAll('\\\n', ' ').replaceAll("'", '').split(/\s+/).slice(2);
    await run(words);
    expect(spec()).toBe(first);
  });
});

describe('values given ahead', () => {
  test('--set is stronger than IRSA_FORGE_SET, which is stronger than the file', async () => {
    writeFileSync(
      join(folder, 'irsa.yaml'),
      `version: 1
cluster: { name: from-file, region: eu-west-1, accountId: "111122223333" } # ours
tags: { a: file, b: file, c: file }
workloads:
  - { name: a, namespace: b, serviceAccount: c, buckets: [{ name: acme-b, access: get }] }
`,
    );
    const { code } = await run(['--yes', '--no-generate', '--set', 'tags.c=set'], {
      IRSA_FORGE_SET: 'tags.b=env\ntags.c=env\n',
    });
    expect(code).toBe(0);
    expect(spec()).toContain('tags: { a: file, b: env, c: set }');
    expect(spec()).toContain('# ours');
  });

  test('a file that says it already is left alone', async () => {
    await run(['--yes', ...REQUIRED]);
    const { out } = await run(['--yes', ...REQUIRED]);
    expect(out).toContain('irsa.yaml: unchanged\n');
    expect(out).toContain('14 unchanged'.replace('14', String(out.match(/(\d+) unchanged/)?.[1])));
  });

  test('AWS_REGION is the default of the region', async () => {
    await run(['--yes', ...REQUIRED.slice(2), '--no-generate'], { AWS_REGION: 'ap-south-1' });
    expect(spec()).toContain('region: ap-south-1  # Asia Pacific (Mumbai)');
  });

  test('an unknown path is refused with the nearest one', async () => {
    expect(await run(['--yes', '--set', 'cluster.nmae=x'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('help: did you mean cluster.name?'),
    });
  });
});

describe('a copy', () => {
  const FULL = ['--yes', ...REQUIRED, '--no-generate'];
  const s3 = ['terraform.backend.type=s3', 'terraform.backend.config.bucket=states'];
  const inBucket = (key: string) =>
    [...s3, `terraform.backend.config.key=${key}`].flatMap((each) => ['--set', each]);

  test('has a state of its own, and that is said', async () => {
    await run([...FULL, '-f', 'one.yaml', ...inBucket('shop.tfstate')]);
    const { err } = await run(['--yes', '--from', 'one.yaml', '-f', 'two.yaml', '--no-generate']);
    expect(err).toContain(
      'terraform.backend.config.key "shop.tfstate" names the state of one.yaml: it is left out',
    );
    expect(err).toContain('so that the state is "111122223333/eu-west-1/');
    expect(spec('two.yaml')).not.toContain('shop.tfstate');
  });

  test('keeps a name that follows the cluster', async () => {
    await run([...FULL, '-f', 'one.yaml', ...inBucket('{cluster.name}/{workload.name}.tfstate')]);
    const { err } = await run(['--yes', '--from', 'one.yaml', '-f', 'two.yaml', '--no-generate']);
    expect(err).not.toContain('names the state');
  });
});

describe('--from', () => {
  test('begins with a copy, comments and all', async () => {
    writeFileSync(join(folder, 'base.yaml'), `${TEXT}# the end\n`);
    const { code } = await run([
      '--yes',
      '--no-generate',
      '--from',
      'base.yaml',
      '--set',
      'cluster.name=copy',
    ]);
    expect(code).toBe(0);
    expect(spec()).toBe(`${TEXT.replace('name: demo', 'name: copy')}# the end\n`);
  });

  test('never replaces a spec that is there', async () => {
    writeFileSync(join(folder, 'irsa.yaml'), 'mine');
    writeFileSync(join(folder, 'base.yaml'), TEXT);
    expect(await run(['--yes', '--from', 'base.yaml'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('irsa.yaml is here already'),
    });
    expect(spec()).toBe('mine');
  });
});

describe('a standard', () => {
  const args = ['--yes', '--no-generate', '--set', 'standard=./platform', ...REQUIRED.slice(2)];
  beforeEach(() => {
    mkdirSync(join(folder, 'platform'));
    writeFileSync(
      join(folder, 'platform/standard.yaml'),
      `version: 1
name: acme
defaults:
  cluster: { region: eu-central-1 }
  terraform: { syntax: json }
  workloads: { pod: { replicas: 3 } }
locked:
  tags: { team: web }
`,
    );
  });

  test('gives defaults that the spec leaves to it', async () => {
    const { code } = await run(args);
    expect(code).toBe(0);
    expect(spec()).toContain('standard: "./platform"');
    expect(spec()).not.toMatch(/region|syntax|team/);
  });

  test('is weaker than what is given', async () => {
    await run([...args, '--set', 'terraform.syntax=hcl', '--set', 'cluster.region=eu-west-1']);
    expect(spec()).toContain('region: eu-west-1');
    expect(spec()).toContain('syntax: hcl');
  });

  test('refuses an option against its locks, at once and by name', async () => {
    expect(await run([...args, '--set', 'tags.team=ops'])).toMatchObject({
      code: 2,
      err: 'error: --set tags.team: "ops" is not what the standard "acme" locks\n  help: it must be "web": leave it out\n',
    });
    expect(existsSync(join(folder, 'irsa.yaml'))).toBe(false);
    expect(await run([...args, '--set', 'tags.team=web'])).toMatchObject({ code: 0 });
    expect(spec()).not.toContain('team');
  });

  test('refuses IRSA_FORGE_SET against its locks', async () => {
    expect(await run(args, { IRSA_FORGE_SET: 'tags.team=ops' })).toMatchObject({
      code: 2,
      err: expect.stringContaining('IRSA_FORGE_SET tags.team: "ops" is not what the standard "acme" locks'),
    });
  });

  test('refuses a file against its locks, and leaves it as it is', async () => {
    const text = `${TEXT}standard: ./platform\ntags: { team: ops }\n`;
    writeFileSync(join(folder, 'irsa.yaml'), text);
    const { code, err } = await run(['--yes']);
    expect(code).toBe(2);
    expect(err).toContain('"ops" is not what the standard "acme" locks');
    expect(spec()).toBe(text);
  });

  test('has to be there before anything is asked', async () => {
    const { code, err } = await run([...args, '--set', 'standard=./plattform']);
    expect(code).toBe(2);
    expect(err).toContain('the standard "./plattform" cannot be loaded');
    expect(existsSync(join(folder, 'irsa.yaml'))).toBe(false);
  });
});

test.each(['{', '- a\n', 'a: &x 1\nb: !!binary x\n'])(
  'a file that is no spec is left as it is: %j',
  async (text) => {
    writeFileSync(join(folder, 'irsa.yaml'), text);
    const { code, err } = await run(['--yes', ...REQUIRED]);
    expect(code).toBe(2);
    expect(err).toContain('cannot be read as a spec');
    expect(spec()).toBe(text);
  },
);

test('a conflict under the output folder is exit 2, with the spec written', async () => {
  mkdirSync(join(folder, 'generated'));
  writeFileSync(join(folder, 'generated/README.md'), 'mine\n');
  const { code } = await run(['--yes', ...REQUIRED]);
  expect(code).toBe(2);
  expect(readFileSync(join(folder, 'generated/README.md'), 'utf8')).toBe('mine\n');
  expect(readdirSync(folder)).toContain('irsa.yaml');
});

const TEXT = `version: 1
cluster:
  name: demo
  region: eu-west-1
  accountId: "111122223333"
workloads:
  - name: a # the first
    namespace: b
    serviceAccount: c
    buckets:
      - name: acme-b
        access: get
`;

describe('a spec over a base', () => {
  const ISSUER = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
  const BASE = `version: 1
cluster: { region: eu-west-1, provision: false }
workloads:
  - { name: app, namespace: web, serviceAccount: app, buckets: [{ name: acme-data, access: get }] }
  - { name: job, namespace: web, serviceAccount: job, buckets: [{ name: acme-data, access: put }] }
`;
  const DEV = `# Ours.
extends: ../base/irsa.yaml
cluster: { name: dev, accountId: "111122223333", oidcIssuer: "${ISSUER}" }
workloads:
  - name: app # the same
    roleName: dev-app
`;

  beforeEach(() => {
    for (const [name, text] of Object.entries({ base: BASE, dev: DEV })) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'irsa.yaml'), text);
    }
  });

  const change = (...sets: readonly string[]) =>
    run(['--yes', '-f', 'dev/irsa.yaml', ...sets.flatMap((set) => ['--set', set])]);

  test('is changed in its own file alone, which says what differs', async () => {
    expect((await change()).out).toContain('dev/irsa.yaml: unchanged');
    expect((await change('workloads[1].buckets[0].access=write', 'terraform.syntax=json')).code).toBe(0);
    expect(spec('dev/irsa.yaml')).toBe(
      `${DEV.replace('workloads:', 'terraform:\n  syntax: json\nworkloads:')}  - name: job
    buckets:
      - name: acme-data
        access: write
`.replace('terraform', '\nterraform'),
    );
    expect(spec('base/irsa.yaml')).toBe(BASE);
    expect((await change('workloads[0].roleName=null')).code).toBe(0);
    expect(spec('dev/irsa.yaml')).not.toContain('roleName');
    const renamed = await change('workloads[1].name=other');
    expect({ code: renamed.code, err: renamed.err }).toEqual({
      code: 2,
      err: expect.stringContaining('workloads: "job" stands in base/irsa.yaml:5, and a file over that'),
    });
  });

  test('or alone: a copy for another cluster asks for a network of its own, or takes none', async () => {
    const subnets = ['a', 'b'].map(
      (zone) => `{ id: subnet-0000000${zone}, availabilityZone: eu-west-1${zone} }`,
    );
    const vpc = `vpc: { id: vpc-0a1b2c3d, publicSubnets: [${subnets.join(', ')}] }`;
    writeFileSync(
      join(folder, 'one.yaml'),
      BASE.replace(
        /cluster: .*/,
        `cluster: { name: one, region: eu-west-1, accountId: "111122223333", ${vpc} }`,
      ),
    );
    const copy = (...sets: readonly string[]) =>
      run([
        ...['--yes', '--from', 'one.yaml', '-f', 'two.yaml', '--no-generate'],
        ...['cluster.name=two', ...sets].flatMap((set) => ['--set', set]),
      ]);
    const { code, err } = await copy();
    expect(code).toBe(2);
    expect(err).toContain('cluster.vpc.id is not kept');
    expect(err).toContain('there is no default for cluster.vpc.id, cluster.vpc.publicSubnets');
    expect((await copy('cluster.vpc=null')).code).toBe(0);
    expect(spec('two.yaml')).not.toMatch(/vpc|subnet/);
  });

  test('is copied with the way to its base, and without what is of the other cluster', async () => {
    const { code, err } = await run([
      ...['--yes', '--from', 'dev/irsa.yaml', '-f', 'more/qa/irsa.yaml', '--no-generate'],
      ...['--set', 'cluster.name=qa'],
    ]);
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringContaining(
        `cluster.oidcIssuer is not kept: the file's is that of cluster.name "dev"`,
      ),
    });
    expect(spec('more/qa/irsa.yaml')).toContain(
      'extends: "../../base/irsa.yaml"\ncluster: { name: qa, accountId',
    );
    expect(spec('more/qa/irsa.yaml')).not.toContain('oidcIssuer');
  });
});
