import { describe, expect, test } from '@jest/globals';
import type { Resolution } from '../../src/workspace/judge.js';
import type { Manifest, ManifestFile } from '../../src/workspace/manifest.js';
import { mergeText } from '../../src/workspace/merge-text.js';
import { planWrite } from '../../src/workspace/plan.js';
import { sha256 } from '../../src/workspace/text.js';
import { type DiskFile, hasChanges, type WritePlan } from '../../src/workspace/write-plan.js';
import { asRendered, type Tree } from './support.js';

/** What is known of the one file `f`; absent: there is none. */
interface Given {
  readonly rendered?: string;
  readonly disk?: string;
  /** What we wrote last. */
  readonly base?: string;
  /** The accepted content. */
  readonly edited?: string;
  readonly unresolved?: true;
}

type By = Resolution['by'] | 'plain';

const MARKED = 'a\n<<<<<<< edited by hand\nY\n=======\nX\n>>>>>>> rendered by irsa-forge\nc\n';

function aDisk(files: Tree, others: readonly string[] = []) {
  const known = Object.entries(files).map(([path, text]): [string, DiskFile] => {
    const content = new TextEncoder().encode(text);
    return [path, { content, mode: 0o644, stamp: text }];
  });
  return { files: new Map(known), names: new Set([...Object.keys(files), ...others]) };
}

function aManifest(texts: Tree, records: Readonly<Record<string, Partial<ManifestFile>>> = {}): Manifest {
  const files = Object.entries(texts).map(([path, text]): [string, ManifestFile] => [
    path,
    { rendered: { text }, ...records[path] },
  ]);
  return { tool: '1.0.0', spec: 's', files: new Map(files) };
}

function planOne(
  { rendered, disk, base, edited, unresolved }: Given,
  by: By,
  others?: readonly string[],
): WritePlan {
  const record = {
    ...(edited === undefined ? {} : { edited: sha256(edited) }),
    ...(unresolved === undefined ? {} : { unresolved }),
  };
  const resolution: Resolution | undefined =
    by === 'plain' ? undefined : by === 'merge' ? { by, mergeText, adopt: false } : { by };
  return planWrite({
    rendered: asRendered(rendered === undefined ? {} : { f: rendered }),
    disk: aDisk(disk === undefined ? {} : { f: disk }, others),
    manifest: aManifest(base === undefined ? {} : { f: base }, { f: record }),
    tool: '1.0.0',
    spec: 's',
    resolution,
  });
}

describe('one file', () => {
  const rows: readonly [string, Given, Readonly<Record<By, string>>][] = [
    [
      'that is new',
      { rendered: 'a\n' },
      { plain: 'create', merge: 'create', force: 'create', adopt: 'create' },
    ],
    [
      'that the user deleted',
      { rendered: 'a\n', base: 'a\n' },
      { plain: 'create', merge: 'create', force: 'create', adopt: 'create' },
    ],
    [
      'that is as rendered',
      { rendered: 'a\n', disk: 'a\n', base: 'a\n' },
      { plain: 'unchanged', merge: 'unchanged', force: 'unchanged', adopt: 'unchanged' },
    ],
    [
      'that is as rendered but was never ours',
      { rendered: 'a\n', disk: 'a\n' },
      { plain: 'unchanged', merge: 'unchanged', force: 'unchanged', adopt: 'unchanged' },
    ],
    [
      'that is untouched and rendered anew',
      { rendered: 'b\n', disk: 'a\n', base: 'a\n' },
      { plain: 'update', merge: 'update', force: 'update', adopt: 'update' },
    ],
    [
      'that was never ours',
      { rendered: 'a\n', disk: 'x\n' },
      { plain: 'conflict not-ours', merge: 'conflict not-ours', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'that was edited, with nothing new rendered',
      { rendered: 'a\n', disk: 'x\n', base: 'a\n' },
      { plain: 'conflict edited', merge: 'kept merged', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'that was edited elsewhere than what is rendered anew',
      { rendered: 'a\nb\nX\n', disk: 'Y\nb\nc\n', base: 'a\nb\nc\n' },
      { plain: 'conflict edited', merge: 'merge 0', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'that was edited where it is rendered anew',
      { rendered: 'a\nX\nc\n', disk: 'a\nY\nc\n', base: 'a\nb\nc\n' },
      { plain: 'conflict edited', merge: 'merge 1', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'that was edited to what is rendered anew in part',
      { rendered: 'X\nb\nX\n', disk: 'X\nb\nc\n', base: 'a\nb\nc\n' },
      { plain: 'conflict edited', merge: 'update', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'whose edit holds all that is rendered anew',
      { rendered: 'X\nb\nc\n', disk: 'X\nb\nY\n', base: 'a\nb\nc\n' },
      { plain: 'conflict edited', merge: 'kept merged', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'with an accepted edit and nothing new rendered',
      { rendered: 'a\n', disk: 'x\n', base: 'a\n', edited: 'x\n' },
      { plain: 'kept accepted', merge: 'kept accepted', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'with an accepted edit that is rendered anew',
      { rendered: 'a\nb\nX\n', disk: 'Y\nb\nc\n', base: 'a\nb\nc\n', edited: 'Y\nb\nc\n' },
      { plain: 'conflict edited', merge: 'merge 0', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'that was edited again after an accepted edit',
      { rendered: 'a\n', disk: 'y\n', base: 'a\n', edited: 'x\n' },
      { plain: 'conflict edited', merge: 'kept merged', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'whose accepted edit was taken back',
      { rendered: 'b\n', disk: 'a\n', base: 'a\n', edited: 'x\n' },
      { plain: 'update', merge: 'update', force: 'update', adopt: 'update' },
    ],
    [
      'with conflict markers of the last merge',
      { rendered: 'a\nX\nc\n', disk: MARKED, base: 'a\nX\nc\n', edited: MARKED, unresolved: true },
      { plain: 'conflict unresolved', merge: 'conflict unresolved', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'with one conflict marker left, in Windows line ends',
      {
        rendered: 'a\nX\n',
        disk: 'a\r\n>>>>>>> rendered by irsa-forge\r\nX\r\n',
        base: 'a\nX\n',
        edited: MARKED,
        unresolved: true,
      },
      { plain: 'conflict unresolved', merge: 'conflict unresolved', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'whose conflict markers were resolved',
      { rendered: 'a\nX\nc\n', disk: 'a\nXY\nc\n', base: 'a\nX\nc\n', edited: MARKED, unresolved: true },
      { plain: 'kept accepted', merge: 'kept accepted', force: 'update', adopt: 'kept adopted' },
    ],
    [
      'that is untouched and no longer rendered',
      { disk: 'a\n', base: 'a\n' },
      { plain: 'orphan', merge: 'orphan', force: 'orphan', adopt: 'orphan' },
    ],
    [
      'that was edited and is no longer rendered',
      { disk: 'x\n', base: 'a\n' },
      {
        plain: 'conflict edited-orphan',
        merge: 'conflict edited-orphan',
        force: 'orphan',
        adopt: 'kept released',
      },
    ],
    [
      'with an accepted edit that is no longer rendered',
      { disk: 'x\n', base: 'a\n', edited: 'x\n' },
      {
        plain: 'conflict edited-orphan',
        merge: 'conflict edited-orphan',
        force: 'orphan',
        adopt: 'kept released',
      },
    ],
    [
      'that is neither there nor rendered any more',
      { base: 'a\n' },
      { plain: '', merge: '', force: '', adopt: '' },
    ],
  ];

  const cases = rows.flatMap(([name, given, want]) =>
    (['plain', 'merge', 'force', 'adopt'] as const).map((by) => [name, by, given, want[by]] as const),
  );
  test.each(cases)('%s, %s', (_, by, given, want) => {
    const [entry] = planOne(given, by).entries;
    const detail =
      entry?.verdict === 'merge' ? entry.markers : entry && 'reason' in entry ? entry.reason : '';
    expect(`${entry?.verdict ?? ''} ${detail}`.trim()).toBe(want);
  });

  test.each(cases)('%s, %s: every old content that is ours to lose is kept somewhere', (_, by, given) => {
    const [entry] = planOne(given, by).entries;
    const touched = given.disk !== undefined && given.disk !== given.base;
    if (!touched || entry === undefined) return;
    if (entry.verdict === 'update' && by === 'force') expect(entry.keepAs).toBe('f.orig');
    if (entry.verdict === 'orphan') expect(entry.keepAs).toBe('f.orig');
    if (entry.verdict === 'merge') expect(entry.content).toContain('Y');
  });
});

describe('a plan', () => {
  test('says that a deleted file comes back', () => {
    expect(planOne({ rendered: 'a\n', base: 'a\n' }, 'plain').entries).toMatchObject([{ again: true }]);
    expect(planOne({ rendered: 'a\n' }, 'plain').entries).toMatchObject([{ again: false }]);
  });

  test('never lets a copy take the place of an earlier one', () => {
    const plan = planOne({ rendered: 'a\n', disk: 'x\n' }, 'force', ['f.orig', 'f.orig.2']);
    expect(plan.entries).toMatchObject([{ verdict: 'update', keepAs: 'f.orig.3' }]);
  });

  test('records what is rendered as the base of the next merge, and the accepted content beside it', () => {
    const { manifest } = planOne({ rendered: 'a\nb\nX\n', disk: 'Y\nb\nc\n', base: 'a\nb\nc\n' }, 'merge');
    expect(manifest.files.get('f')).toEqual({
      rendered: { text: 'a\nb\nX\n' },
      edited: sha256('Y\nb\nX\n'),
    });
  });

  test('records that markers are left', () => {
    const { manifest } = planOne({ rendered: 'X\n', disk: 'Y\n', base: 'a\n' }, 'merge');
    expect(manifest.files.get('f')).toMatchObject({ rendered: { text: 'X\n' }, unresolved: true });
  });

  test('does not merge without the base', () => {
    const input = { rendered: asRendered({ f: 'X\n' }), disk: aDisk({ f: 'Y\n' }), tool: '1', spec: 's' };
    const manifest = aManifest({ f: '' }, { f: { rendered: { sha256: sha256('a\n') } } });
    expect(
      planWrite({ ...input, manifest, resolution: { by: 'merge', mergeText, adopt: false } }).entries,
    ).toMatchObject([{ verdict: 'conflict', reason: 'edited' }]);
  });

  test('does not merge what is no text', () => {
    const content = new Uint8Array([0xff, 0x00]);
    const file = { content, mode: 0o644, stamp: '' };
    const disk = { files: new Map([['f', file]]), names: new Set(['f']) };
    const input = {
      rendered: asRendered({ f: 'X\n' }),
      disk,
      manifest: aManifest({ f: 'a\n' }),
      tool: '1',
      spec: 's',
    };
    expect(
      planWrite({ ...input, resolution: { by: 'merge', mergeText, adopt: false } }).entries,
    ).toMatchObject([{ verdict: 'conflict', reason: 'edited' }]);
  });

  test('leaves files out of scope alone and keeps what is recorded of them', () => {
    const manifest = aManifest({ 'in/gone': '1\n', 'out/gone': '2\n', 'out/edited': '3\n' });
    const disk = aDisk({ 'in/gone': '1\n', 'out/gone': '2\n', 'out/edited': 'x\n' });
    const rendered = asRendered({ 'in/new': 'n\n', 'out/new': 'n\n' });
    const only = (path: string): boolean => path.startsWith('in/');
    const plan = planWrite({ rendered, disk, manifest, tool: '1', spec: 's', only });
    expect(plan.entries.map(({ path, verdict }) => [path, verdict])).toEqual([
      ['in/gone', 'orphan'],
      ['in/new', 'create'],
    ]);
    expect([...plan.manifest.files.keys()].sort()).toEqual(['in/new', 'out/edited', 'out/gone']);
    expect(plan.manifest.files.get('out/gone')).toEqual({ rendered: { text: '2\n' } });
  });

  test.each([
    ['version of the tool', { tool: '9.9.9' }],
    ['wording of the spec', { spec: 'other' }],
  ])('changes nothing when only the %s is another', (_, stamps) => {
    const manifest = aManifest({ f: 'a\n' });
    const input = { rendered: asRendered({ f: 'a\n' }), disk: aDisk({ f: 'a\n' }), manifest };
    expect(hasChanges(planWrite({ ...input, tool: '1', spec: 's', ...stamps }))).toBe(false);
  });

  test('changes the manifest when the standard is another', () => {
    const stamps = { spec: 's', standard: { name: 'acme', version: '1', hash: 'h' } };
    const manifest = aManifest({ f: 'a\n' });
    const plan = planWrite({
      rendered: asRendered({ f: 'a\n' }),
      disk: aDisk({ f: 'a\n' }),
      manifest,
      tool: '1',
      ...stamps,
    });
    expect(plan.manifestChanged).toBe(true);
    expect(hasChanges(plan)).toBe(true);
  });

  test('writes LF and a final newline', () => {
    expect(planOne({ rendered: 'a\r\nb' }, 'plain').entries).toMatchObject([{ content: 'a\nb\n' }]);
  });

  const refused: readonly [string, readonly string[]][] = [
    ['an absolute path', ['/etc/passwd']],
    ['a path that leaves', ['a/../../b']],
    ['a path of its own files', ['.irsa-forge.json']],
    ['a backslash', ['a\\b']],
    ['two outputs at one path', ['a', 'a']],
    ['two paths that differ only in case', ['README.md', 'readme.md']],
    ['a file that is also a folder', ['docs', 'docs/a']],
    ['a folder that is also a file', ['docs/a/b', 'docs/A']],
  ];
  test.each(refused)('refuses %s', (_, paths) => {
    const rendered = paths.map((path) => ({ path, content: '' }));
    const plan = () => planWrite({ rendered, disk: aDisk({}), tool: '1', spec: 's' });
    expect(plan).toThrow(expect.objectContaining({ code: 'output-path', turn: 'user' }));
  });
});
