import { once } from 'node:events';
import { rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { nodeFileOps } from '../../src/workspace/file-ops.js';
import { planFolder, writeFolder } from '../../src/workspace/index.js';
import { currentOwner, type LockOwner } from '../../src/workspace/lock-owner.js';
import { casesOf } from '../support/stress.js';
import { buildOnce, endOf, startRuns } from './processes.js';
import {
  aDeadOwner,
  aFolder,
  aRequest,
  generate,
  putFiles,
  readFiles,
  readTree,
  type Tree,
} from './support.js';

buildOnce();

/** A state of a folder in which every file tells whose it is. */
function aVariant(name: string): Tree {
  const files: Record<string, string> = {};
  for (let number = 0; number < 30; number++) files[`f/${number % 5}/${number}`] = `${name}\n`;
  return { ...files, [`only/${name}`]: `${name}\n` };
}

function putLock(folder: string, { pid, start, host }: LockOwner): string {
  const name = `.irsa-forge.lock-${pid}-${start}-${host}-0123456789ab`;
  writeFileSync(join(folder, name), JSON.stringify({ pid, host: 'elsewhere' }));
  return name;
}

describe('runs at the same time', () => {
  test.each([2, 10])(
    '%i processes with different contents: the folder is wholly one of them',
    async (processes) => {
      const folder = join(aFolder(), 'out');
      const variants = Array.from({ length: processes }, (_, index) => aVariant(`v${index}`));
      const lock = { timeoutMs: 240_000 };
      const children = variants.map((files) =>
        startRuns([aRequest(folder, files, { lock }), aRequest(folder, files, { lock })]),
      );
      const told = await Promise.all(children.map(endOf));
      for (const results of told)
        expect(results.map(({ failure }) => failure)).toEqual([undefined, undefined]);
      expect(variants).toContainEqual(readFiles(folder));
    },
    60_000,
  );

  test('ten processes with the same content: one writes, the others find nothing to do', async () => {
    const folder = join(aFolder(), 'out');
    const request = aRequest(folder, aVariant('same'), { lock: { timeoutMs: 240_000 } });
    const told = await Promise.all(Array.from({ length: 10 }, () => endOf(startRuns([request]))));
    expect(
      told
        .flat()
        .map(({ written }) => written)
        .sort(),
    ).toEqual([...Array(9).fill(false), true]);
    expect(readFiles(folder)).toEqual(aVariant('same'));
  });

  test('ten in one process: the folder is wholly one of them', async () => {
    const folder = aFolder();
    const variants = Array.from({ length: 10 }, (_, index) => aVariant(`v${index}`));
    await Promise.all(variants.map((files) => generate(folder, files, { lock: { timeoutMs: 240_000 } })));
    expect(variants).toContainEqual(readFiles(folder));
  });

  test('a plan never shows a folder that is being written', async () => {
    const folder = aFolder();
    await generate(folder, aVariant('a'));
    const child = startRuns(
      [aVariant('b'), aVariant('a')].map((files) => aRequest(folder, files)),
      true,
    );
    await once(child.stdout ?? child, 'data');
    for (let round = 0; round < casesOf(8, 40); round++) {
      const plan = await planFolder(aRequest(folder, aVariant('a'), { lock: { timeoutMs: 240_000 } }));
      const verdicts = new Set(plan.entries.map(({ verdict }) => verdict));
      expect([['unchanged'], ['update', 'create', 'orphan'], []]).toContainEqual([...verdicts]);
    }
    child.kill('SIGKILL');
    await once(child, 'close');
  });
});

describe('a lock', () => {
  test('of a living process makes a run wait, then say who holds it', async () => {
    const folder = aFolder();
    const name = putLock(folder, currentOwner());
    await expect(generate(folder, aVariant('a'), { lock: { timeoutMs: 50 } })).rejects.toMatchObject({
      code: 'output-locked',
      turn: 'environment',
      message: expect.stringContaining(`process ${process.pid} on elsewhere`),
      help: expect.stringContaining(name),
    });
    expect(Object.keys(readTree(folder))).toEqual([name]);
  });

  test('of a process on another machine is not taken away', async () => {
    const folder = aFolder();
    const name = putLock(folder, { ...aDeadOwner(), host: 'abcdefabcdef' });
    await expect(generate(folder, aVariant('a'), { lock: { timeoutMs: 50 } })).rejects.toMatchObject({
      code: 'output-locked',
    });
    expect(Object.keys(readTree(folder))).toEqual([name]);
  });

  const stale: readonly [string, LockOwner][] = [
    ['a dead process', aDeadOwner()],
    ['an earlier process with the number of a living one', { ...currentOwner(), start: 'abc' }],
  ];
  test.each(stale)('of %s does not count, and is removed', async (_, owner) => {
    const folder = aFolder();
    putLock(folder, owner);
    expect((await generate(folder, aVariant('a'))).written).toBe(true);
    putLock(folder, owner);
    expect((await generate(folder, aVariant('a'))).written).toBe(false);
    expect(readFiles(folder)).toEqual(aVariant('a'));
  });

  test('lets another run take back, between two steps, a folder that it made as well', async () => {
    const folder = join(aFolder(), 'made', 'out');
    let attempts = 0;
    const makeFolder = (path: string, mode: number): void => {
      if (path === folder && attempts++ === 0) rmdirSync(dirname(folder));
      nodeFileOps.makeFolder(path, mode);
    };
    const { written } = await writeFolder(
      aRequest(folder, aVariant('a'), { ops: { ...nodeFileOps, makeFolder } }),
    );
    expect({ written, attempts }).toEqual({ written: true, attempts: 2 });
  });

  test('that is given up lets the waiting run through', async () => {
    const folder = aFolder();
    const name = putLock(folder, currentOwner());
    const waiting = writeFolder(aRequest(folder, aVariant('a'), { lock: { timeoutMs: 240_000 } }));
    await sleep(100);
    expect(Object.keys(readTree(folder))).toEqual([name]);
    rmSync(join(folder, name));
    expect((await waiting).written).toBe(true);
    expect(readFiles(folder)).toEqual(aVariant('a'));
  });

  test('is not taken by a run with nothing to do, nor by one with a conflict', async () => {
    const folder = aFolder();
    await generate(folder, aVariant('a'));
    const failing = {
      timeoutMs: 0,
      get owner(): never {
        throw new Error('took the lock');
      },
    };
    expect((await generate(folder, aVariant('a'), { lock: failing })).written).toBe(false);
    putFiles(folder, { 'f/0/0': 'edited\n' });
    expect((await generate(folder, aVariant('b'), { lock: failing })).written).toBe(false);
  });
});
