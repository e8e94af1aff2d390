import { describe, expect, test } from '@jest/globals';
import { unpackText } from '../../src/workspace/base-lines.js';
import { type Manifest, type ManifestFile, renderManifest } from '../../src/workspace/manifest.js';
import { parseManifest } from '../../src/workspace/parse-manifest.js';
import { sha256 } from '../../src/workspace/text.js';

const hash = sha256('x');

function aManifest(texts: Readonly<Record<string, string>>, more: Partial<Manifest> = {}): Manifest {
  const files = new Map(Object.entries(texts).map(([path, text]) => [path, { rendered: { text } }]));
  return { tool: '1.2.3', spec: hash, files, ...more };
}

/** A stored manifest with some fields replaced. */
function aStored(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ ...JSON.parse(renderManifest(aManifest({ 'a.txt': 'x\n' }))), ...fields });
}

describe('the reference of a file to lines, in version 1,', () => {
  test('is put together', () => {
    const lines = ['one', 'two', 'three', '', 'four'];
    expect(unpackText(lines, '0-1 4 3')).toBe('one\ntwo\nfour\n');
  });

  test.each(['', ' ', '1-0', '2', '0-2', '-1', '0 ', 'x', '0-99999999999'])(
    'is refused as %j',
    (reference) => {
      expect(unpackText(['a', 'b'], reference)).toBeUndefined();
    },
  );
});

describe('a manifest', () => {
  test('comes back with everything it records', () => {
    const files = new Map<string, ManifestFile>([
      ['k/a.yaml', { rendered: { text: 'a: 1\n' }, edited: hash, unresolved: true }],
      ['k/old.yaml', { rendered: { sha256: hash } }],
      ['__proto__', { rendered: { text: 'p\n' } }],
      ['constructor', { rendered: { text: 'c\n' } }],
    ]);
    const standard = { name: 'acme', version: '1.0.0', hash };
    const read = parseManifest(renderManifest({ tool: '1.2.3', spec: hash, standard, files }));
    expect(read).toMatchObject({ tool: '1.2.3', spec: hash, standard });
    expect(new Map(read.files)).toEqual(files);
  });

  test('has the same bytes whatever the order of its files', () => {
    const one = renderManifest(aManifest({ b: '1\n', a: '2\n', 'a/c': '3\n' }));
    const other = renderManifest(aManifest({ 'a/c': '3\n', a: '2\n', b: '1\n' }));
    expect(one).toBe(other);
    expect(JSON.parse(one).files).toEqual({
      a: { base: ['2', ''] },
      'a/c': { base: ['3', ''] },
      b: { base: ['1', ''] },
    });
  });

  test('of version 1 is read', () => {
    const files = { 'a.txt': { sha256: sha256('x\ny\n'), base: '0 2 1' } };
    const read = parseManifest(aStored({ version: 1, files, lines: ['x', '', 'y'] }));
    expect(read.files.get('a.txt')).toEqual({ rendered: { text: 'x\ny\n' } });
    expect(renderManifest(read)).toContain('"version": 2');
  });

  test('does not give out a base that does not fit its hash', () => {
    const files = { 'a.txt': { sha256: sha256('x\n'), base: '0-1' } };
    const text = aStored({ version: 1, files, lines: ['forged', ''] });
    expect(parseManifest(text).files.get('a.txt')).toEqual({ rendered: { sha256: sha256('x\n') } });
  });

  const paths = [
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a\\b',
    'C:/x',
    'a\0b',
    './a',
    'a//b',
    'a/',
    '',
    '.irsa-forge.json',
    '.IRSA-FORGE.tmp/x',
    'a\nb',
  ];
  test.each(paths)('with the path %j is refused', (path) => {
    const text = aStored({ files: { [path]: { sha256: hash } } });
    expect(() => parseManifest(text)).toThrow(
      expect.objectContaining({ code: 'output-manifest', turn: 'user' }),
    );
  });

  const garbage: readonly [string, string][] = [
    ['no JSON', 'garbage'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['no version', '{}'],
    ['a later version', aStored({ version: 3 })],
    ['an earlier version than the first', aStored({ version: 0 })],
    ['half a version', aStored({ version: 1.5 })],
    ['a version in quotes', aStored({ version: '2' })],
    ['an unknown field', aStored({ extra: 1 })],
    ['a bad hash', aStored({ files: { a: { sha256: 'x' } } })],
    ['a bad edited hash', aStored({ files: { a: { sha256: hash, edited: 1 } } })],
    ['a false unresolved', aStored({ files: { a: { sha256: hash, unresolved: false } } })],
    ['an unknown field of a file', aStored({ files: { a: { sha256: hash, mode: 1 } } })],
    ['files that are a list', aStored({ files: [] })],
    ['lines that are no strings', aStored({ files: { a: { base: [1] } } })],
    ['neither hash nor text', aStored({ files: { a: {} } })],
    ['half a standard', aStored({ standard: { name: 'acme' } })],
  ];
  test.each(garbage)('with %s is refused', (_, text) => {
    expect(() => parseManifest(text)).toThrow(
      expect.objectContaining({ code: 'output-manifest', turn: 'user' }),
    );
  });

  test('with the conflict markers of a git merge says so', () => {
    expect(() => parseManifest('{\n<<<<<<< HEAD\n')).toThrow('conflict markers of a git merge');
  });

  test('of a later format tells to use a later release', () => {
    const text = aStored({ version: 3 });
    expect(() => parseManifest(text)).toThrow('format version 3');
  });
});
