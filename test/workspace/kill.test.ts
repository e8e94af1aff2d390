import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { casesOf } from '../support/stress.js';
import { buildOnce, startRuns } from './processes.js';
import { aFolder, aRequest, generate, putFiles, readFiles, readTree, type Tree } from './support.js';

const KILLS = casesOf(20, 200);
const WORKERS = 2;

buildOnce();

/** Two states of a folder that differ in every way: changed, new and vanishing files, in new and old folders. */
function aVariant(name: 'a' | 'b'): Tree {
  const files: Record<string, string> = { same: 'same\n', edited: `top\n1\n2\n3\n${name}\n` };
  for (let number = 0; number < 12; number++) {
    files[`changed/${number % 3}/${number}`] = `${name}\n`.repeat(number * 100 + 1);
    files[`only-${name}/${number % 4}/${number}`] = `${number}\n`;
  }
  return files;
}

const A = aVariant('a');
const B = aVariant('b');

function expectWhole(folder: string, edit: string): void {
  for (const [path, content] of Object.entries(readFiles(folder))) {
    if (path.startsWith('.irsa-forge') || path.endsWith('/')) continue;
    const allowed = [A[path], B[path]].map((text) => (path === 'edited' ? text?.replace('top', edit) : text));
    expect({ path, whole: allowed.includes(content) }).toEqual({ path, whole: true });
  }
}

describe('SIGKILL at random instants', () => {
  test(`${KILLS} times leaves whole files, keeps the edit, and the next run ends it`, async () => {
    let interrupted = 0;
    const work = async (worker: number): Promise<void> => {
      const folder = aFolder();
      for (let round = worker; round < KILLS; round += WORKERS) {
        const edit = `typed in round ${round}`;
        putFiles(folder, { edited: A['edited'] ?? '' });
        await generate(folder, A);
        putFiles(folder, { edited: A['edited']?.replace('top', edit) ?? '' });
        const requests = [B, A].map((files) => aRequest(folder, files, { resolve: 'merge' }));
        const child = startRuns(requests, true);
        await once(child.stdout ?? child, 'data');
        await sleep(Math.random() * 12);
        child.kill('SIGKILL');
        await once(child, 'close');
        if (Object.keys(readTree(folder)).some((path) => /^\.irsa-forge\.(tmp|lock)/.test(path)))
          interrupted++;
        expectWhole(folder, edit);
        const last = round % 4 < 2 ? A : B;
        await generate(folder, last, { resolve: 'merge' });
        const { '.irsa-forge.json': manifest, ...files } = readTree(folder);
        expect(files).toEqual({ ...last, edited: last['edited']?.replace('top', edit) });
        expect(manifest).toBeDefined();
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
    // How many kills meet a run in its midst depends on the machine; none would prove nothing.
    expect(interrupted).toBeGreaterThan(0);
  });
});
