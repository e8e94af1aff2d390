import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { GRANT_KINDS } from '../../src/grants/index.js';
import { EVERY_GRANT, examplesOf } from '../support/every-grant.js';

/** What is half there is found by tests that go through these samples: those of explain, of its table and of the runbook. */
test('every word of every kind has a sample', () => {
  const sampled = new Set(EVERY_GRANT.map(({ kind, word }) => `${kind.field}: ${word}`));
  const words = GRANT_KINDS.flatMap(({ field, words }) =>
    Object.keys(words).map((word) => `${field}: ${word}`),
  );
  expect([...sampled].sort()).toEqual([...words].sort());
});

test('the examples of a kind are names of its things', () => {
  for (const kind of GRANT_KINDS) {
    expect([kind.field, examplesOf(kind).length]).toEqual([kind.field, expect.any(Number)]);
    expect(examplesOf(kind).length).toBeGreaterThan(0);
    for (const example of examplesOf(kind))
      for (const [name, value] of Object.entries(example))
        expect([kind.field, value, kind.names[name]?.check(value)]).toEqual([kind.field, value, undefined]);
  }
});

test('nothing but the registry is known of kinds outside', () => {
  const root = fileURLToPath(new URL('../../src', import.meta.url));
  const offenders = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.startsWith('grants'))
    .filter((path) => /from '[./]*\/grants\/(?!index\.js')/.test(readFileSync(`${root}/${path}`, 'utf8')));
  expect(offenders).toEqual([]);
});

test('docs/access.md is about the kinds that there are', () => {
  const { status, stdout } = spawnSync(process.execPath, ['scripts/access.mjs', '--check'], {
    encoding: 'utf8',
  });
  expect([stdout, status]).toEqual(['', 0]);
});
