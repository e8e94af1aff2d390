import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
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

  test('skips what is not the repository’s own', async () => {
    await write({
      'a.yaml': '',
      '.git/a.yaml': '',
      '.terraform/modules/a.tf': '',
      'x/node_modules/a.json': '{}',
      'package-lock.json': '{}',
      'terraform.tfstate': '{}',
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
  });

  test('links are followed once, circles end', async () => {
    await write({ 'a/x.yaml': '' });
    await symlink('..', join(base, 'a', 'up'));
    await symlink('missing', join(base, 'dangling.yaml'));
    expect(await paths('.')).toEqual(['a/x.yaml']);
  });

  test('huge files are left out, which is said; binary ones are silent', async () => {
    await write({ 'big.json': `"${'x'.repeat(200)}"`, 'binary.yaml': 'a\0b', 'ok.yaml': 'a' });
    const { files, diagnostics } = await scan(['.'], { base, maxFileSize: 100 });
    expect(files.map((file) => file.path)).toEqual(['ok.yaml']);
    expect(diagnostics).toMatchObject([{ code: 'read/too-large', place: { file: 'big.json' } }]);
  });

  test('a file that is named is read whatever its name; a missing one is a finding', async () => {
    await write({ 'policy.txt': '{}' });
    const { files, diagnostics } = await scan(['policy.txt', 'none'], { base });
    expect(files.map((file) => file.path)).toEqual(['policy.txt']);
    expect(diagnostics).toMatchObject([{ code: 'read/unreadable', place: { file: 'none' } }]);
  });
});
