import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/diagnostics.js';
import { hasChanges, markedFiles, planFolder } from '../../src/workspace/index.js';
import {
  aFolder,
  aRequest,
  faultyOps,
  generate,
  putFiles,
  readFiles,
  readTree,
  type Tree,
  verdictsOf,
} from './support.js';

const V1: Tree = {
  'README.md': '# one\n',
  'k/a/one.yaml': 'a: 1\nb: 2\nc: 3\n',
  'k/a/two.yaml': 'a: 1\n',
  'k/b/three.yaml': 'a: 1\n',
};
const V2: Tree = {
  'README.md': '# one\n',
  'k/a/one.yaml': 'a: 1\nb: 2\nc: 4\n',
  'k/c/four.yaml': 'a: 1\n',
};

/** Everything about a folder that a run with nothing to do must leave alone. */
function fingerprint(folder: string): Record<string, unknown> {
  const names = ['', ...Object.keys(readTree(folder)), 'k', 'k/a'];
  return Object.fromEntries(
    names.map((name) => {
      const { ino, mtimeMs, ctimeMs, mode } = lstatSync(join(folder, name));
      return [name, { ino, mtimeMs, ctimeMs, mode }];
    }),
  );
}

async function failureOf(run: Promise<unknown>): Promise<Failure> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Failure)) throw new Error(`no Failure but ${String(error)}`);
  return error;
}

describe('writing a folder', () => {
  test('makes it hold what is rendered, and nothing else but the manifest', async () => {
    const folder = join(aFolder(), 'deep/er');
    const result = await generate(folder, V1);
    expect(result.written).toBe(true);
    expect(readFiles(folder)).toEqual(V1);
    expect(Object.keys(readTree(folder)).sort()).toEqual(['.irsa-forge.json', ...Object.keys(V1)].sort());
  });

  test('a second time touches nothing at all', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    const before = fingerprint(folder);
    const result = await generate(folder, V1);
    expect(result.written).toBe(false);
    expect(new Set(Object.values(verdictsOf(result)))).toEqual(new Set(['unchanged']));
    expect(fingerprint(folder)).toEqual(before);
  });

  test('updates, makes and removes, and removes the folders that become empty', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    expect(verdictsOf(await generate(folder, V2))).toEqual({
      'README.md': 'unchanged',
      'k/a/one.yaml': 'update',
      'k/a/two.yaml': 'orphan',
      'k/b/three.yaml': 'orphan',
      'k/c/four.yaml': 'create',
    });
    expect(readFiles(folder)).toEqual(V2);
  });

  test('leaves files that are not ours alone, and their folders', async () => {
    const folder = aFolder({ 'k/b/mine.txt': 'x', 'terraform.tfstate': '{}' });
    await generate(folder, V1);
    await generate(folder, V2);
    expect(readFiles(folder)).toEqual({ ...V2, 'k/b/mine.txt': 'x', 'terraform.tfstate': '{}' });
  });

  test('keeps the mode of files that are there, and gives new ones the usual one', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    chmodSync(join(folder, 'k/a/one.yaml'), 0o755);
    await generate(folder, V2);
    expect(statSync(join(folder, 'k/a/one.yaml')).mode & 0o777).toBe(0o755);
    expect(statSync(join(folder, 'k/c/four.yaml')).mode & 0o777).toBe(0o644 & ~process.umask());
  });

  test('makes a file again that was deleted', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    rmSync(join(folder, 'k'), { recursive: true });
    expect(verdictsOf(await generate(folder, V1))['k/a/one.yaml']).toBe('create');
    expect(readFiles(folder)).toEqual(V1);
  });

  test('with nothing rendered makes nothing', async () => {
    const folder = join(aFolder(), 'out');
    expect((await generate(folder, {})).written).toBe(false);
    expect(lstatSync(folder, { throwIfNoEntry: false })).toBeUndefined();
  });

  test('works through a symbolic link to the folder', async () => {
    const folder = aFolder({ 'real/.keep': '' });
    symlinkSync('real', join(folder, 'link'));
    await generate(join(folder, 'link'), V1);
    expect(readFiles(join(folder, 'real'))).toEqual({ ...V1, '.keep': '' });
    expect(lstatSync(join(folder, 'link')).isSymbolicLink()).toBe(true);
  });

  test('gives the same manifest on every path and after every history', async () => {
    const [one, other] = [aFolder(), aFolder()];
    await generate(one, V2);
    await generate(other, V1);
    await generate(other, V2);
    expect(readTree(one)['.irsa-forge.json']).toBe(readTree(other)['.irsa-forge.json']);
    expect(readTree(one)['.irsa-forge.json']).not.toContain(one);
  });
});

describe('planning', () => {
  test('says what a run would do, and does nothing', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    const before = fingerprint(folder);
    const plan = await planFolder(aRequest(folder, V2));
    expect(hasChanges(plan)).toBe(true);
    expect(fingerprint(folder)).toEqual(before);
    expect(verdictsOf(await generate(folder, V2))).toEqual(verdictsOf({ plan }));
    expect(hasChanges(await planFolder(aRequest(folder, V2)))).toBe(false);
  });

  test('does not make the folder', async () => {
    const folder = join(aFolder(), 'out');
    await planFolder(aRequest(folder, V1));
    expect(lstatSync(folder, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('an edited file survives', () => {
  const edit = { 'k/a/one.yaml': 'a: 9\nb: 2\nc: 3\n' };

  test('a run with nothing new: it stops, and writes nothing of the rest either', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    putFiles(folder, edit);
    unlinkSync(join(folder, 'README.md'));
    const before = readTree(folder);
    const result = await generate(folder, V1);
    expect(result.written).toBe(false);
    expect(verdictsOf(result)['k/a/one.yaml']).toBe('conflict');
    expect(readTree(folder)).toEqual(before);
  });

  test('an upgrade that renders it anew: it stops', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    putFiles(folder, edit);
    const before = readTree(folder);
    expect((await generate(folder, V2)).written).toBe(false);
    expect(readTree(folder)).toEqual(before);
  });

  test('a merge, and the runs after it', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    putFiles(folder, edit);
    const merged = await generate(folder, V2, { resolve: 'merge' });
    expect(merged.written).toBe(true);
    expect(readFiles(folder)).toEqual({ ...V2, 'k/a/one.yaml': 'a: 9\nb: 2\nc: 4\n' });
    expect(hasChanges(await planFolder(aRequest(folder, V2)))).toBe(false);
    const after = await generate(folder, V2);
    expect([after.written, verdictsOf(after)['k/a/one.yaml']]).toEqual([false, 'kept']);
    const upgraded = { ...V2, 'k/a/one.yaml': 'a: 1\nb: 2\nc: 4\nd: 5\n' };
    expect(verdictsOf(await generate(folder, upgraded))['k/a/one.yaml']).toBe('conflict');
    await generate(folder, upgraded, { resolve: 'merge' });
    expect(readFiles(folder)['k/a/one.yaml']).toBe('a: 9\nb: 2\nc: 4\nd: 5\n');
  });

  test('a merge with conflicts: both sides are there, and it counts as accepted once resolved', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    putFiles(folder, { 'k/a/one.yaml': 'a: 1\nb: 2\nc: 9\n' });
    const merged = await generate(folder, V2, { resolve: 'merge' });
    expect([merged.written, markedFiles(merged.plan)]).toEqual([true, ['k/a/one.yaml']]);
    expect(readFiles(folder)['k/a/one.yaml']).toMatch(/c: 9\n=+\nc: 4\n/);
    expect(verdictsOf(await generate(folder, V2))['k/a/one.yaml']).toBe('conflict');
    putFiles(folder, { 'k/a/one.yaml': 'a: 1\nb: 2\nc: 94\n' });
    expect(verdictsOf(await generate(folder, V2))['k/a/one.yaml']).toBe('kept');
    expect(hasChanges(await planFolder(aRequest(folder, V2)))).toBe(false);
    expect(readFiles(folder)['k/a/one.yaml']).toBe('a: 1\nb: 2\nc: 94\n');
  });

  test('adoption, and the runs after it', async () => {
    const folder = aFolder({ ...edit, 'README.md': '# one\n' });
    expect(verdictsOf(await generate(folder, V1))['k/a/one.yaml']).toBe('conflict');
    const adopted = await generate(folder, V1, { resolve: 'adopt' });
    expect(verdictsOf(adopted)).toMatchObject({
      'k/a/one.yaml': 'kept',
      'README.md': 'unchanged',
      'k/a/two.yaml': 'create',
    });
    expect(readFiles(folder)).toEqual({ ...V1, ...edit });
    expect((await generate(folder, V1)).written).toBe(false);
    expect(hasChanges(await planFolder(aRequest(folder, V1)))).toBe(false);
    await generate(folder, V2, { resolve: 'merge' });
    expect(readFiles(folder)['k/a/one.yaml']).toBe('a: 9\nb: 2\nc: 4\n');
  });

  test('that it is no longer rendered: it stops; by adoption the file becomes the user’s', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    putFiles(folder, { 'k/b/three.yaml': 'a: 9\n' });
    expect(verdictsOf(await generate(folder, V2))['k/b/three.yaml']).toBe('conflict');
    expect(readFiles(folder)['k/a/two.yaml']).toBe('a: 1\n');
    await generate(folder, V2, { resolve: 'adopt' });
    expect(readFiles(folder)).toEqual({ ...V2, 'k/b/three.yaml': 'a: 9\n' });
    expect(verdictsOf(await generate(folder, V2))['k/b/three.yaml']).toBeUndefined();
  });

  test('force, as a copy with its mode that is not ours', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    putFiles(folder, { ...edit, 'k/b/three.yaml': 'a: 9\n' });
    chmodSync(join(folder, 'k/a/one.yaml'), 0o600);
    await generate(folder, V2, { resolve: 'force' });
    const expected = { ...V2, 'k/a/one.yaml.orig': edit['k/a/one.yaml'], 'k/b/three.yaml.orig': 'a: 9\n' };
    expect(readFiles(folder)).toEqual(expected);
    expect(statSync(join(folder, 'k/a/one.yaml.orig')).mode & 0o777).toBe(0o600);
    putFiles(folder, { 'k/a/one.yaml': 'again\n' });
    await generate(folder, V2, { resolve: 'force' });
    expect(readFiles(folder)).toEqual({ ...expected, 'k/a/one.yaml.orig.2': 'again\n' });
    await generate(folder, { 'README.md': '# one\n' });
    expect(Object.keys(readFiles(folder)).sort()).toEqual([
      'README.md',
      'k/a/one.yaml.orig',
      'k/a/one.yaml.orig.2',
      'k/b/three.yaml.orig',
    ]);
  });

  test('the loss of the manifest', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    putFiles(folder, edit);
    unlinkSync(join(folder, '.irsa-forge.json'));
    const result = await generate(folder, V1);
    expect(verdictsOf(result)).toMatchObject({ 'k/a/one.yaml': 'conflict', 'README.md': 'unchanged' });
    expect(readFiles(folder)).toEqual({ ...V1, ...edit });
  });

  test('that an editor saves it while the run is writing', async () => {
    const folder = aFolder();
    await generate(folder, V1);
    const { ops } = faultyOps();
    const late = {
      ...ops,
      rename: (from: string, to: string) => {
        if (from.endsWith('journal.draft'))
          putFiles(folder, { 'k/a/one.yaml': 'a: 1\nb: 2\nc: saved now\n' });
        ops.rename(from, to);
      },
    };
    const before = readTree(folder);
    const failure = await failureOf(generate(folder, V2, { ops: late }));
    expect(failure).toMatchObject({ code: 'output-changed', turn: 'environment' });
    expect(readTree(folder)).toEqual({ ...before, 'k/a/one.yaml': 'a: 1\nb: 2\nc: saved now\n' });
  });
});

describe('a folder that cannot be written', () => {
  const rows: readonly [string, string, (folder: string) => void][] = [
    ['a file where a folder is needed', 'output-not-a-folder', (folder) => putFiles(folder, { k: 'x' })],
    [
      'a folder where a file is needed',
      'output-not-a-file',
      (folder) => mkdirSync(join(folder, 'README.md')),
    ],
    [
      'a link to a file outside',
      'output-symlink',
      (folder) => symlinkSync('/etc/hostname', join(folder, 'README.md')),
    ],
    ['a link to a folder outside', 'output-symlink', (folder) => symlinkSync('/tmp', join(folder, 'k'))],
    ['a dangling link', 'output-symlink', (folder) => symlinkSync('nowhere', join(folder, 'README.md'))],
    [
      'a manifest that is a link',
      'output-symlink',
      (folder) => symlinkSync('/etc/hostname', join(folder, '.irsa-forge.json')),
    ],
    [
      'a manifest that is a folder',
      'output-not-a-file',
      (folder) => mkdirSync(join(folder, '.irsa-forge.json')),
    ],
    [
      'a stage that is a link',
      'output-symlink',
      (folder) => symlinkSync('/tmp', join(folder, '.irsa-forge.tmp')),
    ],
    [
      'a stage that is a file',
      'output-not-a-folder',
      (folder) => putFiles(folder, { '.irsa-forge.tmp': '' }),
    ],
    ['garbage for a manifest', 'output-manifest', (folder) => putFiles(folder, { '.irsa-forge.json': '{' })],
  ];
  test.each(rows)('because of %s is left as it is, by name', async (_, code, prepare) => {
    const folder = aFolder();
    prepare(folder);
    const failure = await failureOf(generate(folder, V1));
    expect(failure).toMatchObject({ code, turn: 'user', help: expect.any(String) });
    expect(failure.message).toMatch(/README\.md|\bk\b|\.irsa-forge/);
    expect((await failureOf(planFolder(aRequest(folder, V1)))).code).toBe(code);
    await expect(generate(folder, V1, { resolve: 'force' })).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('because it is a file', async () => {
    const folder = aFolder({ out: 'x' });
    expect(await failureOf(generate(join(folder, 'out'), V1))).toMatchObject({ code: 'output-not-a-folder' });
    expect(await failureOf(generate(join(folder, 'out/deep'), V1))).toMatchObject({
      code: 'output-not-a-folder',
    });
    expect(await failureOf(planFolder(aRequest(join(folder, 'out'), V1)))).toMatchObject({
      code: 'output-not-a-folder',
    });
    expect(readTree(folder)).toEqual({ out: 'x' });
  });

  test('because a recorded file became a link leading outside', async () => {
    const folder = aFolder();
    const outside = aFolder({ 'three.yaml': 'a: 1\n' });
    await generate(folder, V1);
    rmSync(join(folder, 'k/b'), { recursive: true });
    symlinkSync(outside, join(folder, 'k/b'));
    expect(await failureOf(generate(folder, V2))).toMatchObject({ code: 'output-symlink' });
    expect(readTree(outside)).toEqual({ 'three.yaml': 'a: 1\n' });
  });

  test('because of a hostile journal is left as it is', async () => {
    const outside = aFolder({ victim: 'x' });
    const step = { path: '../victim', before: null, after: null };
    const folder = aFolder({
      '.irsa-forge.tmp/journal.json': JSON.stringify({ version: 1, steps: [step], folders: [] }),
    });
    expect(await failureOf(generate(folder, V1))).toMatchObject({ code: 'output-journal', turn: 'user' });
    const link = { path: 'out/victim', backup: '0.old', before: 'a'.repeat(64), after: null };
    writeFileSync(
      join(folder, '.irsa-forge.tmp/journal.json'),
      JSON.stringify({ version: 1, steps: [link], folders: [] }),
    );
    symlinkSync(outside, join(folder, 'out'));
    expect(await failureOf(generate(folder, V1))).toMatchObject({ code: 'output-symlink', turn: 'user' });
    expect(readTree(outside)).toEqual({ victim: 'x' });
  });

  test.each([
    ['ENOSPC', 'output-disk-full'],
    ['EACCES', 'output-not-writable'],
    ['EROFS', 'output-not-writable'],
    ['EPERM', 'output-not-writable'],
    ['EBUSY', 'output-in-use'],
    ['EIO', 'output-io'],
  ])('because of %s is left as it is', async (code, expected) => {
    const folder = join(aFolder(), 'out');
    const { ops } = faultyOps({ at: 6, kind: 'fail', code, changesOnly: true });
    expect(await failureOf(generate(folder, V1, { ops }))).toMatchObject({
      code: expected,
      turn: 'environment',
    });
    expect(lstatSync(folder, { throwIfNoEntry: false })).toBeUndefined();
  });
});

describe('--merge', () => {
  const before = Array.from({ length: 10 }, (_, index) => `line ${index}\n`).join('');
  const OLD: Tree = { 'k/old/app.yaml': `name: old\n${before}`, 'k/old/other.md': before };
  const NEW: Tree = {
    'k/new/app.yaml': `name: new\n${before}`,
    'k/new/unlike.yaml': 'a: 1\n',
    'k/new/other.md': before,
  };
  const edited = (folder: string, text: string): void => putFiles(folder, { 'k/old/app.yaml': text });

  test('carries the edit of a renamed file to its new name', async () => {
    const folder = aFolder();
    await generate(folder, OLD);
    edited(folder, `${OLD['k/old/app.yaml']}mine\n`);
    const { plan, written } = await generate(folder, NEW, { resolve: 'merge' });
    expect(written).toBe(true);
    expect(readFiles(folder)).toEqual({ ...NEW, 'k/new/app.yaml': `${NEW['k/new/app.yaml']}mine\n` });
    expect(plan.entries).toContainEqual(
      expect.objectContaining({ path: 'k/new/app.yaml', edit: { from: 'k/old/app.yaml', markers: 0 } }),
    );
    expect((await generate(folder, NEW)).written).toBe(false);
  });

  test('leaves markers in the new file where the edit and the new content meet', async () => {
    const folder = aFolder();
    await generate(folder, OLD);
    edited(folder, `name: mine\n${before}`);
    const { plan } = await generate(folder, NEW, { resolve: 'merge' });
    expect(markedFiles(plan)).toEqual(['k/new/app.yaml']);
    expect(readFiles(folder)['k/new/app.yaml']).toMatch(
      /^<<<<<<< edited by hand\nname: mine\n=======\nname: new\n>>>>>>> /,
    );
    expect(readFiles(folder)['k/old/app.yaml']).toBeUndefined();
  });

  const kept = { 'k/kept.yaml': `name: kept\n${before}` };
  test.each<[string, Tree, Tree]>([
    ['is like the old one', OLD, { 'k/new/unlike.yaml': 'a: 1\n' }],
    ['of its kind is', OLD, { 'k/new/app.md': NEW['k/new/app.yaml'] ?? '' }],
    ['is, but one that was there', { ...OLD, ...kept }, kept],
  ])('is a conflict where no new file %s', async (_, old, next) => {
    const folder = aFolder();
    await generate(folder, old);
    edited(folder, 'wholly mine\n');
    const { written } = await generate(folder, next, { resolve: 'merge' });
    expect(written).toBe(false);
    expect(readFiles(folder)).toEqual({ ...old, 'k/old/app.yaml': 'wholly mine\n' });
  });

  test('is a conflict for the second of two edited files that are like one new file', async () => {
    const folder = aFolder();
    const old = { 'a.yaml': `name: a\n${before}`, 'b.yaml': `name: b\n${before}` };
    await generate(folder, old);
    putFiles(folder, { 'a.yaml': `${old['a.yaml']}mine\n`, 'b.yaml': `${old['b.yaml']}mine\n` });
    const { plan, written } = await generate(
      folder,
      { 'c.yaml': `name: c\n${before}` },
      { resolve: 'merge' },
    );
    expect(written).toBe(false);
    expect(verdictsOf({ plan })).toMatchObject({ 'a.yaml': 'orphan', 'b.yaml': 'conflict' });
  });

  test('with --adopt takes over what is not ours, and still joins edits', async () => {
    const folder = aFolder();
    await generate(folder, { a: '1\n2\n3\n' });
    putFiles(folder, { a: '1\n2\n3\nmine\n', theirs: 'not ours\n' });
    const rendered = { a: '0\n2\n3\n', theirs: 'x\n' };
    expect((await generate(folder, rendered, { resolve: 'merge' })).written).toBe(false);
    expect((await generate(folder, rendered, { resolve: 'merge-adopt' })).written).toBe(true);
    expect(readFiles(folder)).toEqual({ a: '0\n2\n3\nmine\n', theirs: 'not ours\n' });
  });
});
