import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { FolderRequest } from '../../src/workspace/index.js';

let built = '';
const started: ChildProcess[] = [];

// A test that fails half way must not leave a process behind that runs for ever.
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** Builds the module once for the tests of a file, so that other processes can run it. */
export function buildOnce(): void {
  beforeAll(() => {
    built = mkdtempSync(join(tmpdir(), 'irsa-forge-built-'));
    const entry = 'src/workspace/index.ts';
    const options = [
      '--bundle',
      '--splitting',
      '--platform=node',
      '--format=esm',
      '--out-extension:.js=.mjs',
    ];
    execFileSync('node_modules/.bin/esbuild', [entry, ...options, `--outdir=${built}`, '--log-level=error']);
  });
  afterAll(() => rmSync(built, { recursive: true, force: true }));
}

/** Starts a process that makes these requests, once or for ever; it says `ready` after the first round. */
export function startRuns(requests: readonly FolderRequest[], forever = false): ChildProcess {
  const job = JSON.stringify({ requests, forever });
  const driver = 'test/workspace/driver.mjs';
  const child = spawn(process.execPath, [driver, join(built, 'index.mjs'), job], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  return child;
}

/** What the driver tells of one request. */
export interface Told {
  readonly written?: boolean;
  readonly verdicts?: readonly string[];
  readonly failure?: string;
  readonly message?: string;
}

/** Waits for the end of a process and gives what it told. */
export async function endOf(child: ChildProcess): Promise<readonly Told[]> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(child, 'close');
  const lines = output.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => JSON.parse(line) as Told);
}
