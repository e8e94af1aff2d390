import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { hasConflicts, parseManifest, planFolder, writeFolder } from '../../src/workspace/index.js';
import { textOf } from '../../src/workspace/manifest.js';
import { aFolder, aRequest, generate, putFiles, readFiles, type Tree } from './support.js';

const hasGit = spawnSync('git', ['--version']).status === 0;
const withGit = hasGit ? describe : describe.skip;

function git(folder: string, ...args: readonly string[]): number | null {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  return spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' }).status;
}

/** What is rendered for some workloads: a file each, and one that lists them all between fixed lines. */
function rendered(names: readonly string[], version = '1'): Tree {
  const own = names.map((name) => [`k8s/${name}.yaml`, `name: ${name}\nimage: v${version}\n`]);
  return {
    'list.txt': `head\n${names.map((name) => `- ${name}\n`).join('')}tail v${version}\n`,
    ...Object.fromEntries(own),
  };
}

/** A repository in which two branches generated different things and one is being merged into the other. */
async function merging(
  ours: Tree,
  theirs: Tree,
  { edit = () => {}, status = 1 }: { edit?: (folder: string) => Promise<void> | void; status?: number } = {},
) {
  const folder = aFolder();
  git(folder, 'init', '-q', '-b', 'main');
  const commit = async (files: Tree): Promise<void> => {
    await generate(folder, files);
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', 'generate');
  };
  await commit(rendered(['app']));
  git(folder, 'checkout', '-qb', 'theirs');
  await commit(theirs);
  git(folder, 'checkout', '-q', 'main');
  await edit(folder);
  await commit(ours);
  expect(git(folder, 'merge', '-q', 'theirs')).toBe(status);
  return folder;
}

const manifestOf = (folder: string): string => readFileSync(join(folder, '.irsa-forge.json'), 'utf8');

withGit('two branches that git merges', () => {
  test('each add a workload: one run renders both, and no marker is left', async () => {
    const folder = await merging(rendered(['app', 'left']), rendered(['app', 'right']));
    expect(manifestOf(folder)).toContain('<<<<<<<');
    const both = rendered(['app', 'left', 'right']);
    const { plan, written } = await generate(folder, both);
    expect({ written, conflicts: hasConflicts(plan) }).toEqual({ written: true, conflicts: false });
    expect(readFiles(folder)).toMatchObject(both);
    expect(() => parseManifest(manifestOf(folder))).not.toThrow();
    expect(await planFolder(aRequest(folder, both))).toMatchObject({ manifestChanged: false });
  });

  test('each add a workload at another place: git merges the record too, and nothing is left to do', async () => {
    const folder = await merging(rendered(['a', 'app']), rendered(['app', 'z']), { status: 0 });
    const both = rendered(['a', 'app', 'z']);
    const plan = await planFolder(aRequest(folder, both));
    expect({ changed: plan.manifestChanged, verdicts: plan.entries.map(({ verdict }) => verdict) }).toEqual({
      changed: false,
      verdicts: Object.keys(both).map(() => 'unchanged'),
    });
    expect(textOf(parseManifest(manifestOf(folder)).files.get('list.txt'))).toBe(both['list.txt']);
  });

  test('remove different workloads: what neither renders goes', async () => {
    const base = ['left', 'right'];
    const folder = aFolder();
    git(folder, 'init', '-q', '-b', 'main');
    for (const [branch, names] of [
      ['main', ['app', ...base]],
      ['theirs', ['app', 'left']],
      ['ours', ['app', 'right']],
    ] as const) {
      if (branch !== 'main') git(folder, 'checkout', '-qb', branch, 'main');
      await generate(folder, rendered(names));
      git(folder, 'add', '-A');
      git(folder, 'commit', '-qm', branch);
    }
    git(folder, 'merge', '-q', 'theirs');
    await generate(folder, rendered(['app']));
    expect(Object.keys(readFiles(folder)).filter((path) => !path.startsWith('.git/'))).toEqual(
      Object.keys(rendered(['app'])),
    );
  });

  test('an edit by hand among what git merged stays, and --merge never nests markers', async () => {
    const folder = await merging(rendered(['app', 'left']), rendered(['app', 'right'], '2'));
    const path = join(folder, 'list.txt');
    writeFileSync(path, readFileSync(path, 'utf8').replace('head', 'head, by hand'));
    const request = aRequest(folder, rendered(['app', 'left', 'right'], '2'));
    for (const resolve of [undefined, 'merge'] as const) {
      const { plan, written } = await writeFolder({ ...request, resolve });
      expect(written).toBe(false);
      expect(plan.entries.filter(({ verdict }) => verdict === 'conflict')).toMatchObject([
        { path: 'list.txt', reason: 'git-conflict' },
      ]);
    }
    const forced = await writeFolder({ ...request, resolve: 'force' });
    expect(forced.written).toBe(true);
    expect(readFiles(folder)['list.txt.orig']).toContain('by hand');
  });

  test('an accepted edit of one branch is no part of what is rendered over', async () => {
    const folder = await merging(rendered(['app', 'left']), rendered(['app', 'right']), {
      edit: async (at) => {
        putFiles(at, { 'list.txt': 'head\n- app\ntail v1\nmine\n' });
        await generate(at, rendered(['app', 'left']), { resolve: 'merge' });
      },
    });
    const { plan } = await generate(folder, rendered(['app', 'left', 'right']));
    expect(plan.entries.find(({ path }) => path === 'list.txt')?.verdict).toBe('conflict');
    expect(readFiles(folder)['list.txt']).toContain('mine');
  });

  test('a manifest that was resolved to one side still lets go of markers', async () => {
    const folder = await merging(rendered(['app'], '2'), rendered(['app'], '3'));
    expect(git(folder, 'checkout', '--ours', '.irsa-forge.json')).toBe(0);
    const { plan } = await generate(folder, rendered(['app'], '4'));
    expect(hasConflicts(plan)).toBe(false);
    expect(readFiles(folder)).toMatchObject(rendered(['app'], '4'));
  });
});
