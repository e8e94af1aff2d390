import { describe, expect, test } from '@jest/globals';
import { formatDiff, planWrite, summarisePlan } from '../../src/workspace/index.js';
import type { Manifest } from '../../src/workspace/manifest.js';
import type { DiskFile, PlanEntry } from '../../src/workspace/write-plan.js';
import { asRendered } from './support.js';

function aFile(content: string | Uint8Array): DiskFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { content: bytes, mode: 0o644, stamp: '' };
}

function aPlan() {
  const texts: Readonly<Record<string, string>> = {
    'k/gone': 'g\n',
    'k/a/same': 's\n',
    mine: 'm\n',
    old: '1\n',
  };
  const disk = { ...texts, mine: 'M\n', 'k/b/theirs': 't\n' };
  const manifest: Manifest = {
    tool: '1',
    spec: 's',
    files: new Map(Object.entries(texts).map(([path, text]) => [path, { rendered: { text } }])),
  };
  const files = new Map(Object.entries(disk).map(([path, text]) => [path, aFile(text)]));
  const rendered = asRendered({
    'k/a/same': 's\n',
    'k/a/new': 'n\n',
    'k/b/theirs': 'T\n',
    mine: 'm2\n',
    old: '2\n',
  });
  return planWrite({ rendered, disk: { files, names: new Set() }, manifest, tool: '1', spec: 's' });
}

describe('a summary', () => {
  const summary = summarisePlan(aPlan());

  test('counts the verdicts', () => {
    expect(summary.counts).toEqual({
      create: 1,
      update: 1,
      unchanged: 1,
      kept: 0,
      merge: 0,
      orphan: 1,
      conflict: 2,
    });
    expect(summary.manifestChanged).toBe(true);
  });

  test('is a tree, each folder once', () => {
    const tree = summary.rows.map(({ depth, name, verdict = '', note }) =>
      `${' '.repeat(depth)}${name} ${verdict} ${note}`.trimEnd(),
    );
    expect(tree).toEqual([
      'k/',
      ' a/',
      '  new create',
      '  same unchanged',
      ' b/',
      '  theirs conflict not written by irsa-forge',
      ' gone orphan',
      'mine conflict edited by hand',
      'old update',
    ]);
  });

  test('names the way out of each kind of conflict once', () => {
    expect(summary.waysOut).toEqual([expect.stringContaining('--adopt'), expect.stringContaining('--merge')]);
  });
});

describe('a diff', () => {
  const rows: readonly [string, PlanEntry, string][] = [
    [
      'of a new file',
      { verdict: 'create', path: 'k/f', content: 'a\n', again: false },
      '--- /dev/null\n+++ b/k/f\n@@ -0,0 +1,1 @@\n+a\n',
    ],
    [
      'of an update',
      { verdict: 'update', path: 'f', content: 'a\nX\n', before: aFile('a\nb\n') },
      '--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n a\n-b\n+X\n',
    ],
    [
      'of an orphan',
      { verdict: 'orphan', path: 'f', before: aFile('a\n') },
      '--- a/f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n',
    ],
    [
      'of a conflict without a final newline',
      { verdict: 'conflict', reason: 'edited', path: 'f', content: 'b\n', before: aFile('a') },
      '--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+b\n',
    ],
    ['of an unchanged file', { verdict: 'unchanged', path: 'f' }, ''],
    [
      'of what is no text',
      {
        verdict: 'conflict',
        reason: 'not-ours',
        path: 'f',
        content: 'b\n',
        before: aFile(new Uint8Array([0xff])),
      },
      'Binary file f differs\n',
    ],
  ];
  test.each(rows)('%s', async (_, entry, want) => {
    expect(await formatDiff(entry)).toBe(want);
  });

  test('of tens of thousands of different lines takes no time', async () => {
    const text = (word: string): string =>
      Array.from({ length: 30_000 }, (_, line) => `${word} ${line}\n`).join('');
    const entry: PlanEntry = {
      verdict: 'update',
      path: 'f',
      content: text('new'),
      before: aFile(text('old')),
    };
    expect(await formatDiff(entry)).toContain('more than 4000 lines differ');
  });
});
