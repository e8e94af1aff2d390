/**
 * The table of CONTRIBUTING.md, to the letter: in a clone of what is committed, one of each row is written into the files that its
 * row names and into no other, then what the page says to run is run, and all must be well. Needs npm's registry or its cache.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ADDITIONS } from './contributing-additions.mjs';

const root = resolve(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'irsa-forge-contributing-'));

/** What follows from the sources, and is made by commands. */
const MADE = /^(?:docs|generated)\/|^examples\/.*\/(?!irsa\.yaml$)|^THIRD_PARTY_NOTICES$/;

try {
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const rows = rowsOf(page);
  assert.deepEqual(
    Object.keys(ADDITIONS),
    rows.map(({ what }) => what),
  );
  execFileSync('git', ['clone', '--quiet', root, work]);
  run('npm ci --ignore-scripts');
  for (const { what, files } of rows) add(what, files);
  for (const command of afterwards(page)) run(command);
  const written = new Set(Object.values(ADDITIONS).flatMap((files) => Object.keys(files)));
  const others = changed().filter((path) => !written.has(path) && !MADE.test(path));
  assert.deepEqual(others, [], 'changed besides what the rows name');
  run('npm run check');
  console.log(`${rows.length} rows hold`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** The rows, each with the files that it names. */
function rowsOf(page) {
  const [, table = ''] = page.match(/^\| To add \|.*\n\|[-|]+\|\n((?:\|.*\n)+)/m) ?? [];
  return [...table.matchAll(/^\| (.*?) \| (.*) \| (.*) \|$/gm)].map(([, what, write, entry]) => ({
    what,
    files: [...`${write} ${entry}`.matchAll(/`((?:src|test|templates|examples)\/[^`]*)`/g)].map(
      ([, file]) => file,
    ),
  }));
}

/** The commands that the page has run after an addition. */
function afterwards(page) {
  const [, sentence = ''] = page.match(/^Afterwards (.*?)\.$/ms) ?? [];
  const found = [...sentence.matchAll(/`(npm run \w+)`/g)].map(([, command]) => command);
  assert(found.length > 0, 'the page says what to run afterwards');
  return found;
}

/** Writes one of a row, into files that it names; a file that it names by its whole path needs one. */
function add(what, files) {
  const additions = ADDITIONS[what];
  const isNamed = (path) => files.some((file) => patternOf(file).test(path));
  assert.deepEqual(
    Object.keys(additions).filter((path) => !isNamed(path)),
    [],
    `${what}: files that its row does not name`,
  );
  assert.deepEqual(
    files.filter((file) => !/<|\/$/.test(file) && additions[file] === undefined),
    [],
    `${what}: files that need nothing`,
  );
  for (const [path, addition] of Object.entries(additions)) {
    const file = join(work, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof addition === 'string' ? addition : addition(readFileSync(file, 'utf8')));
  }
}

/** `src/grants/<kind>.ts`, or a folder with all below it. */
function patternOf(file) {
  const text = file.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/<[^>]*>/g, '[^/]+');
  return new RegExp(`^${text}${file.endsWith('/') ? '' : '$'}`);
}

function run(command) {
  console.log(`> ${command}`);
  // What it says of a failure is part of the error.
  execFileSync(command, { cwd: work, shell: true, stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1e8 });
}

function changed() {
  const status = execFileSync('git', ['status', '--porcelain', '-uall'], { cwd: work, encoding: 'utf8' });
  return status
    .split('\n')
    .filter(Boolean)
    .map((line) => line.slice(3));
}
