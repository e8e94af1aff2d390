import { describe, expect, test } from '@jest/globals';
import { Failure } from '../../src/diagnostics.js';
import { type FileOps, nodeFileOps } from '../../src/workspace/file-ops.js';
import { type FolderRequest, hasChanges, planFolder } from '../../src/workspace/index.js';
import {
  aDeadOwner,
  aFolder,
  aRequest,
  type Fault,
  faultyOps,
  generate,
  Killed,
  putFiles,
  readFiles,
  readTree,
  type Tree,
  verdictsOf,
} from './support.js';

/** A folder's story up to the run that is disturbed, and that run. */
interface Scenario {
  readonly first: Tree;
  readonly edits: Tree;
  readonly second: Tree;
  readonly resolve?: FolderRequest['resolve'];
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'a first run': {
    first: {},
    edits: {},
    second: { 'README.md': 'r\n', 'k/a/one': '1\n', 'k/a/two': '2\n', 'k/b': 'b\n' },
  },
  'create, update, unchanged, orphan, kept and merge': {
    first: {
      same: '=\n',
      change: '1\n',
      'deep/er/orphan': 'o\n',
      edited: 'a\nb\nc\n',
      mine: 'm\n',
      'deep/change': '1\n',
    },
    edits: { edited: 'a\nb\nY\n', mine: 'M\n', 'deep/foreign': 'x\n' },
    second: {
      same: '=\n',
      change: '2\n',
      edited: 'X\nb\nc\n',
      mine: 'm\n',
      'deep/change': '2\n',
      'deep/new/er': 'n\n',
      'fresh/a': 'n\n',
    },
    resolve: 'merge',
  },
  'force over edits, foreign files and edited orphans': {
    first: { edited: 'a\n', 'deep/orphan': 'o\n', 'gone/orphan': 'o\n', change: '1\n' },
    edits: { edited: 'b\n', 'edited.orig': 'older\n', 'deep/orphan': 'O\n', foreign: 'f\n' },
    second: { edited: 'a\n', foreign: 'F\n', change: '2\n' },
    resolve: 'force',
  },
};

/** The folders before the disturbed runs, as trees: what was generated of a story is the same wherever it is. */
const prepared = new Map<Scenario, Tree>();

async function prepare(scenario: Scenario): Promise<string> {
  const tree = prepared.get(scenario);
  if (tree !== undefined) return aFolder(tree);
  const folder = aFolder();
  await generate(folder, scenario.first);
  putFiles(folder, scenario.edits);
  prepared.set(scenario, readTree(folder));
  return folder;
}

/** What the run makes of the folder when nothing disturbs it, and how many operations that takes. */
async function rehearse(scenario: Scenario) {
  const folder = await prepare(scenario);
  const before = readTree(folder);
  const { ops, count } = faultyOps();
  const { plan } = await generate(folder, scenario.second, { ops, resolve: scenario.resolve });
  return { before, after: readTree(folder), operations: count(), verdicts: verdictsOf({ plan }) };
}

async function disturb(folder: string, scenario: Scenario, fault: Fault): Promise<unknown> {
  const { ops } = faultyOps(fault);
  const lock = { owner: aDeadOwner(), timeoutMs: 0 };
  return generate(folder, scenario.second, { ops, lock, resolve: scenario.resolve }).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** Every file is there as it was or as it will be, and none is missing that is there before and after. */
function expectOldOrNew(tree: Tree, before: Tree, after: Tree): void {
  // One expectation for all of them: jest makes an error, with its stack, for each.
  const isOurs = (path: string) => /^\.irsa-forge\.(?:tmp|lock-)|\/$/.test(path);
  const strange = Object.entries(tree).filter(
    ([path, content]) => !isOurs(path) && ![before[path], after[path]].includes(content),
  );
  const missing = Object.keys(before).filter((path) => path in after && !(path in tree));
  expect({ strange, missing }).toEqual({ strange: [], missing: [] });
}

describe.each(Object.entries(scenarios))('%s', (_, scenario) => {
  test('killed at any operation leaves every file old or new, and the next run ends it', async () => {
    const { before, after, operations, verdicts } = await rehearse(scenario);
    for (let at = 1; at <= operations; at++) {
      const folder = await prepare(scenario);
      const error = await disturb(folder, scenario, { at, kind: 'kill' });
      if (error !== undefined) expect(error instanceof Killed || error instanceof Failure).toBe(true);
      const killed = readTree(folder);
      expectOldOrNew(killed, before, after);
      const plan = await planFolder(aRequest(folder, scenario.second, { resolve: scenario.resolve }));
      if (hasChanges(plan)) expect(verdictsOf({ plan })).toEqual(verdicts);
      expect(readTree(folder)).toEqual(killed);
      await generate(folder, scenario.second, { resolve: scenario.resolve });
      expect({ at, tree: readTree(folder) }).toEqual({ at, tree: after });
    }
  });

  test('failing at any operation leaves everything as it was', async () => {
    const { before, after, operations } = await rehearse(scenario);
    for (let at = 1; at <= operations; at++) {
      const folder = await prepare(scenario);
      const error = await disturb(folder, scenario, { at, kind: 'fail' });
      // Only what follows the last rename may fail unnoticed: then everything is new, and rubbish is left at worst.
      if (error === undefined) expectOldOrNew(readTree(folder), after, after);
      else {
        expect(error).toMatchObject({ name: 'Failure', turn: 'environment' });
        const tree = withoutLocks(readTree(folder));
        expect({ at, tree }).toEqual({ at, tree: before });
      }
      await generate(folder, scenario.second, { resolve: scenario.resolve });
      expect({ at, tree: readTree(folder) }).toEqual({ at, tree: after });
    }
  });

  test('on a disk that breaks at any operation leaves every file old or new, and the next run repairs it', async () => {
    const { before, after, operations } = await rehearse(scenario);
    for (let at = 1; at <= operations; at++) {
      const folder = await prepare(scenario);
      await disturb(folder, scenario, { at, kind: 'break', changesOnly: true });
      expectOldOrNew(readTree(folder), before, after);
      await generate(folder, scenario.second, { resolve: scenario.resolve });
      expect({ at, tree: readTree(folder) }).toEqual({ at, tree: after });
    }
  });

  test('killed in the repair of a killed or failed run, at any operation, is repaired all the same', async () => {
    const { before, after, operations } = await rehearse(scenario);
    for (const kind of ['kill', 'break'] as const) {
      for (let at = Math.ceil(operations * 0.4); at <= operations; at += 5) {
        for (let second = 15 + (at % 11); second <= operations; second += 11) {
          const folder = await prepare(scenario);
          await disturb(folder, scenario, { at, kind });
          await disturb(folder, scenario, { at: second, kind: 'kill' });
          expectOldOrNew(readTree(folder), before, after);
          await generate(folder, scenario.second, { resolve: scenario.resolve });
          expect({ at, second, tree: readTree(folder) }).toEqual({ at, second, tree: after });
        }
      }
    }
  });

  test('edited between a kill and the next run loses no edit', async () => {
    const { operations } = await rehearse(scenario);
    for (let at = 1; at <= operations; at++) {
      const folder = await prepare(scenario);
      await disturb(folder, scenario, { at, kind: 'kill' });
      const edits = Object.fromEntries(
        Object.keys(scenario.second).map((path) => [path, `typed into ${path}\n`]),
      );
      putFiles(folder, edits);
      await generate(folder, scenario.second);
      await generate(folder, scenario.second, { resolve: 'merge' });
      const tree = readTree(folder);
      const lost = Object.entries(edits).filter(([path, text]) => !tree[path]?.includes(text));
      expect({ at, lost }).toEqual({ at, lost: [] });
      const remains = Object.keys(tree).filter((path) => /^\.irsa-forge\.(tmp|lock)/.test(path));
      expect({ at, remains }).toEqual({ at, remains: [] });
    }
  });
});

/** A lock file that could not be removed is the one thing that a failed run may leave. */
function withoutLocks(tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !path.startsWith('.irsa-forge.lock-')));
}

/** A run that is killed when it has committed and is about to put the first file in its place. */
async function killAfterCommit(
  folder: string,
  files: Tree,
  resolve?: FolderRequest['resolve'],
): Promise<void> {
  const rename = (from: string, to: string): void => {
    if (!to.includes('.irsa-forge.tmp')) alive = false;
    call(() => nodeFileOps.rename(from, to));
  };
  let alive = true;
  const call = (operation: () => unknown): unknown => {
    if (!alive) throw new Killed();
    return operation();
  };
  const wrapped = Object.entries(nodeFileOps).map(([name, operation]) => [
    name,
    (...parts: never[]) => call(() => (operation as (...parts: never[]) => unknown)(...parts)),
  ]);
  const ops = { ...Object.fromEntries(wrapped), rename } as FileOps;
  await generate(folder, files, { ops, resolve, lock: { owner: aDeadOwner() } }).catch(() => undefined);
}

describe('after a kill, before the first file is in its place', () => {
  test('an edit is merged with what it was made from, not with what it never saw', async () => {
    const folder = aFolder();
    await generate(folder, { f: 'a\nb\nc\n', g: '1\n' });
    await killAfterCommit(folder, { f: 'X\nb\nc\n', g: '2\n' });
    putFiles(folder, { f: 'a\nb\nY\n' });
    await generate(folder, { f: 'X\nb\nc\n', g: '2\n' }, { resolve: 'merge' });
    expect(readFiles(folder)).toEqual({ f: 'X\nb\nY\n', g: '2\n' });
  });

  test('a file that has to be copied first is not replaced when the place of its copy has been taken', async () => {
    const folder = aFolder({ f: 'mine\n' });
    await killAfterCommit(folder, { f: 'ours\n' }, 'force');
    putFiles(folder, { 'f.orig': 'something else\n' });
    expect(verdictsOf(await generate(folder, { f: 'ours\n' }))).toEqual({ f: 'conflict' });
    expect(readFiles(folder)).toEqual({ f: 'mine\n', 'f.orig': 'something else\n' });
  });
});
