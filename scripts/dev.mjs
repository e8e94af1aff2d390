/** Builds after every change, and runs the tests of what changed since the last commit: `npm run dev`. */
import { spawn, spawnSync } from 'node:child_process';
import { watch } from 'node:fs';

const FOLDERS = ['src', 'templates', 'test', 'assets'];
const JEST = ['node_modules/jest/bin/jest.js', '--onlyChanged'];
let timer;
let tests;

for (const folder of FOLDERS) watch(folder, { recursive: true }, later);
later();

/** Editors write a file in several steps, and several files at once. */
function later() {
  clearTimeout(timer);
  timer = setTimeout(run, 200);
}

function run() {
  tests?.kill();
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (status === 0) tests = spawn(process.execPath, JEST, { stdio: 'inherit' });
}
