import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { scan } from '../../src/readers/index.js';

let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'irsa-scan-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(base, dirname(path)), { recursive: true });
    await writeFile(join(base, path), content);
  }
}

const paths = async (...roots: string[]) => (await scan(roots, { base })).files.map((file) => file.path);

describe('scan', () => {
  test('finds what readers understand, sorted', async () => {
    await write({
      'b/x.yml': 'a',
      'a.tf': 'a',
      'a.tf.json': '{}',
      'c.json': '{}',
      'x.ts': '',
      'terraform.tfvars': '',
    });
    expect(await paths('.')).toEqual(['a.tf', 'a.tf.json', 'b/x.yml', 'c.json', 'terraform.tfvars']);
  });

  test('finds templates of CloudFormation among those of others', async () => {
    await write({
      'a.template': 'AWSTemplateFormatVersion: 2010-09-09\n',
      'b.template': '{\n  "Resources": { "R": { "Type": "AWS::IAM::Role" } }\n}',
      'nginx.conf.template': 'server {}\n',
    });
    expect(await paths('.')).toEqual(['a.template', 'b.template']);
  });

  test('takes of programs those alone that make what is judged', async () => {
    await write({
      'a.sh': 'eksctl create podidentityassociation --cluster demo\n',
      'b.sh': 'npm ci\n',
      'c.jsonnet': '{ annotations: { "eks.amazonaws.com/role-arn": arn } }\n',
      'd.libsonnet': '{}\n',
    });
    expect(await paths('.')).toEqual(['a.sh', 'c.jsonnet']);
  });

  test('skips what is not the repository’s own', async () => {
    await write({
      'a.yaml': '',
      '.git/a.yaml': '',
      '.terraform/modules/a.tf': '',
      'x/node_modules/a.json': '{}',
      'package-lock.json': '{}',
    });
    expect(await paths('.')).toEqual(['a.yaml']);
  });

  test('honours nested .gitignore files, the inner one last', async () => {
    await write({
      '.git/HEAD': '',
      '.gitignore': 'build/\n*.local.yaml\n/top.yaml\n',
      'top.yaml': '',
      'sub/top.yaml': '',
      'sub/build/a.yaml': '',
      'sub/a.local.yaml': '',
      'sub/.gitignore': '!keep.local.yaml\nprivate.yaml\n',
      'sub/keep.local.yaml': '',
      'sub/private.yaml': '',
      'private.yaml': '',
    });
    expect(await paths('.')).toEqual(['private.yaml', 'sub/keep.local.yaml', 'sub/top.yaml']);
    expect(await paths('sub')).toEqual(['sub/keep.local.yaml', 'sub/top.yaml']);
    const { leftOut } = scan(['sub'], { base });
    expect(leftOut).toEqual([
      { file: 'sub/a.local.yaml', reason: 'named in .gitignore' },
      { file: 'sub/private.yaml', reason: 'named in .gitignore' },
    ]);
  });

  test('folders that a kustomization names are read, though .gitignore names them', async () => {
    await write({
      '.gitignore': 'manager\nbuild\n',
      'config/default/kustomization.yaml': 'resources:\n- ../manager\n',
      'config/manager/kustomization.yaml': 'resources:\n- "manager.yaml"\n- ../build # more\n',
      'config/manager/manager.yaml': '',
      'config/build/kustomization.yaml': '',
      'build/x.yaml': '',
    });
    expect(await paths('.')).toEqual([
      'config/build/kustomization.yaml',
      'config/default/kustomization.yaml',
      'config/manager/kustomization.yaml',
      'config/manager/manager.yaml',
    ]);
  });

  test('so are files that it names, and what is within such a folder', async () => {
    await write({
      '.gitignore': 'build/\nsecret.yaml\n',
      'app/kustomization.yaml': 'resources: [ "secret.yaml", ../build/out/base ]\n',
      'app/secret.yaml': '',
      'build/out/base/kustomization.yaml': '',
      'build/other.yaml': '',
      'other/secret.yaml': '',
    });
    const { files, leftOut } = scan(['.'], { base });
    expect(files.map(({ path }) => path)).toEqual([
      'app/kustomization.yaml',
      'app/secret.yaml',
      'build/out/base/kustomization.yaml',
    ]);
    expect(leftOut).toEqual([{ file: 'other/secret.yaml', reason: 'named in .gitignore' }]);
  });

  test('what Terraform loads is read, though .gitignore names it', async () => {
    await write({
      '.git/HEAD': '',
      '.gitignore': '*.tfvars\n*.tfvars.json\noverride.tf\n*_override.tf.json\n*.tfstate\nhidden/\n',
      'override.tf': '',
      'x_override.tf.json': '{}',
      'terraform.tfvars': '',
      'a.auto.tfvars.json': '{}',
      'prod.tfvars': '',
      'terraform.tfstate': '{}',
      'hidden/a.tf': '',
    });
    await symlink('prod.tfvars', join(base, 'linked.auto.tfvars'));
    expect(await paths('.')).toEqual([
      'a.auto.tfvars.json',
      'linked.auto.tfvars',
      'override.tf',
      'terraform.tfvars',
      'x_override.tf.json',
    ]);
    expect(scan(['.'], { base }).leftOut.map(({ file }) => file)).toEqual([
      'prod.tfvars',
      'terraform.tfstate',
    ]);
  });

  test('links are followed once, circles end', async () => {
    await write({ 'a/x.yaml': '' });
    await symlink('..', join(base, 'a', 'up'));
    await symlink('missing', join(base, 'dangling.yaml'));
    expect(await paths('.')).toEqual(['a/x.yaml']);
  });

  test('huge files are left out, which is said, and is an error where they matter', async () => {
    const data = `"${'x'.repeat(200)}"`;
    await write({
      'big.json': data,
      'policy.json': `{"Statement": ${data}}`,
      'big.tf': data,
      'binary.yaml': 'a\0b',
      'ok.yaml': 'a',
    });
    const { files, diagnostics, leftOut } = await scan(['.'], { base, maxFileSize: 100 });
    expect(files.map((file) => file.path)).toEqual(['ok.yaml']);
    expect(diagnostics).toMatchObject([
      { code: 'read/too-large', severity: 'error', place: { file: 'big.tf' } },
      { code: 'read/too-large', severity: 'error', place: { file: 'policy.json' } },
    ]);
    expect(leftOut.map(({ file }) => file)).toEqual(['big.json', 'big.tf', 'binary.yaml', 'policy.json']);
  });

  test('a file that is named is read whatever its name; a missing one is a finding', async () => {
    await write({ 'policy.txt': '{}' });
    const { files, diagnostics } = await scan(['policy.txt', 'none'], { base });
    expect(files.map((file) => file.path)).toEqual(['policy.txt']);
    expect(diagnostics).toMatchObject([{ code: 'read/unreadable', place: { file: 'none' } }]);
  });

  test('links lead to what is within, once; those that lead out are not followed, which is said', async () => {
    await write({
      'in/real/x.yaml': '',
      'in/tf/common.tf': '',
      'in/a/main.tf': '',
      'out/secret.yaml': '',
      'out/policy.json': '{}',
    });
    await symlink('real', join(base, 'in/alias'));
    await symlink('../real/x.yaml', join(base, 'in/a/x.yaml'));
    await symlink('../tf/common.tf', join(base, 'in/a/common.tf'));
    await symlink('../out', join(base, 'in/away'));
    await symlink('/', join(base, 'in/machine'));
    await symlink('../../out/policy.json', join(base, 'in/a/policy.json'));
    await symlink('nowhere.yaml', join(base, 'in/dangling.yaml'));
    const { files, diagnostics, leftOut } = await scan(['in'], { base });
    expect(files.map((file) => file.path)).toEqual([
      'in/a/common.tf',
      'in/a/main.tf',
      'in/real/x.yaml',
      'in/tf/common.tf',
    ]);
    expect(diagnostics).toEqual([]);
    expect(leftOut).toEqual([
      { file: 'in/a/policy.json', reason: 'a link that leads out of the folder' },
      { file: 'in/away', reason: 'a link that leads out of the folder' },
      { file: 'in/dangling.yaml', reason: 'a link that leads nowhere' },
      { file: 'in/machine', reason: 'a link that leads out of the folder' },
    ]);
    expect(await paths('in', 'out')).toContain('out/secret.yaml');
  });

  test('a pipe or a socket in a folder is left out, and refused when it is named', async () => {
    await write({ 'a.yaml': '' });
    execFileSync('mkfifo', [join(base, 'pipe.yaml'), join(base, 'other')]);
    const server = createServer().listen(join(base, 's.yaml'));
    await once(server, 'listening');
    const { files, diagnostics, leftOut } = await scan(['.'], { base });
    expect(files.map((file) => file.path)).toEqual(['a.yaml']);
    expect(diagnostics).toEqual([]);
    expect(leftOut).toEqual([
      { file: 'pipe.yaml', reason: 'it is a named pipe, not a file' },
      { file: 's.yaml', reason: 'it is a socket, not a file' },
    ]);
    for (const path of ['pipe.yaml', 'other', 's.yaml', '/dev/zero', '/dev/null'])
      expect((await scan([path], { base })).diagnostics).toMatchObject([
        {
          code: 'read/unreadable',
          severity: 'error',
          message: expect.stringMatching(/^cannot be read: it is a/),
        },
      ]);
    server.close();
  });

  test.each([
    ['UTF-16', Buffer.from('\ufeffa: 1\n', 'utf16le'), 'it is UTF-16 text, not UTF-8'],
    ['Latin-1', Buffer.from('a: é\n', 'latin1'), 'it is not UTF-8 text'],
    ['bytes', Buffer.from([0, 1, 2]), 'it is binary, not text'],
  ])('%s is left out with the reason, and refused when it is named', async (_, bytes, reason) => {
    await writeFile(join(base, 'a.yaml'), bytes);
    expect(await scan(['.'], { base })).toEqual({
      files: [],
      diagnostics: [],
      leftOut: [{ file: 'a.yaml', reason }],
      named: [],
    });
    expect((await scan(['a.yaml'], { base })).diagnostics).toMatchObject([
      { code: 'read/unreadable', message: `cannot be read: ${reason}` },
    ]);
  });

  test('a folder that cannot be read takes nothing else along', async () => {
    await write({ 'a/x.yaml': '', 'b/x.yaml': '', 'c/x.yaml': '' });
    await chmod(join(base, 'b'), 0);
    const { files, diagnostics } = await scan(['.'], { base });
    await chmod(join(base, 'b'), 0o755);
    expect(files.map((file) => file.path)).toEqual(expect.arrayContaining(['a/x.yaml', 'c/x.yaml']));
    // The superuser may read everything.
    if (process.getuid?.() !== 0)
      expect(diagnostics).toMatchObject([{ code: 'read/unreadable', place: { file: 'b' } }]);
  });

  test('what Terraform reads by a path that is written out is read whatever its name, where it is of ours', async () => {
    const policy = '{ "Statement": [] }';
    await write({
      'in/infra/main.tf': [
        'a = templatefile("${path.module}/policies/app.json.tpl", { x = 1 })',
        'b = file("values.tftpl") == file("../run.sh") ? file("missing.tpl") : file("../../out.tpl")',
        'c = file("${path.module}/${var.x}.tpl")',
      ].join('\n'),
      'in/infra/policies/app.json.tpl': policy,
      'in/infra/values.tftpl': 'serviceAccount: { name: app }',
      'in/infra/unused.tpl': policy,
      'in/run.sh': 'exit 0',
      'out.tpl': policy,
    });
    const read = ['in/infra/main.tf', 'in/infra/policies/app.json.tpl', 'in/infra/values.tftpl'];
    expect(await scan(['in'], { base })).toMatchObject({
      files: read.map((path) => ({ path })),
      ...{ diagnostics: [], leftOut: [] },
    });
  });

  test('the output of CDK is read without its assets', async () => {
    await write({ 'cdk.out/App.template.json': '{}', 'cdk.out/asset.0/package.json': '{}', 'a.yaml': '' });
    const { files } = await scan(['.'], { base });
    expect(files.map(({ path }) => path)).toEqual(['a.yaml', 'cdk.out/App.template.json']);
  });

  test('a file with a byte order mark keeps its text', async () => {
    await write({ 'a.yaml': '\ufeffa: 1\n' });
    expect((await scan(['.'], { base })).files).toEqual([{ path: 'a.yaml', content: '\ufeffa: 1\n' }]);
  });
});
