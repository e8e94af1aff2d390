import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { type Node, parseYaml, SourceText } from '../../src/readers/index.js';
import type { RenderedFile } from '../../src/rendered-file.js';
import { builtInDocuments } from '../../src/verify/built-in-documents.js';

/** A document without its places. */
function bare(node: Node | undefined): unknown {
  if (node?.kind === 'list') return node.items.map(bare);
  if (node?.kind === 'map')
    return node.entries.map(({ key, keyNode, value }) => [key, bare(keyNode), bare(value)]);
  return node?.kind === 'scalar' ? { value: node.value, raw: node.raw } : node;
}

/** What each file says beside the others, and what it says by itself. */
function compare(files: readonly RenderedFile[]): void {
  const found = builtInDocuments(files).map(({ file, index, root }) => [file, index, bare(root)]);
  const parsed = files.flatMap(({ path, content }) =>
    parseYaml(new SourceText(path, content)).documents.flatMap(({ index, root }) =>
      root === undefined ? [] : [[path, index, bare(root)]],
    ),
  );
  expect(found).toEqual(parsed);
}

test('what we render says what the parser makes of it, whatever was read before', () => {
  const root = fileURLToPath(new URL('../../generated', import.meta.url));
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /\.yaml$/.test(path),
  );
  expect(paths.length).toBeGreaterThan(100);
  compare(
    paths.map((path) => ({ path: `kubernetes/${path}`, content: readFileSync(join(root, path), 'utf8') })),
  );
});

test.each([
  ['plain values', ['a: b\nc: d\n', 'a: e\nc: d\n', 'a: e\nc: f\n']],
  ['values of other types', ['a: b\n', 'a: 1\n', 'a: on\n', 'a: "1"\n', 'a: 012\n', 'a: ""\n', 'a: "b c"\n']],
  ['items', ['a:\n  - b\n  - c\n', 'a:\n  - d\n  - c\n', 'a:\n  - b: d\n']],
  ['further values', ['a: b\nc:\n', 'a: b\nc: d\n', 'a: b\nc: \n']],
  ['the same value twice', ['a: b\nc: b\n', 'a: d\nc: b\n', 'a: b\nc: d\n']],
  ['escapes', ['a: "b"\n', 'a: "\\n"\n', 'a: "\\\\"\n']],
  ['documents', ['a: b\n---\na: c\n', 'a: d\n---\na: e\n']],
  ['comments', ['# see: x\na: b\n', '# see: y\na: c\n']],
  ['texts of several lines', ['a: |\n  b: c\n', 'a: |\n  b: d\n', 'a: b\n  c: d\n']],
  ['keys', ['? a: b\n: c\n', '? a: d\n: c\n', 'a: b: c\n', 'a: b: d\n']],
  ['anchors', ['a: &x b\nc: *x\n', 'a: &x d\nc: *x\n', 'a: &y d\nc: *x\n']],
])('it does so for %s', (_name, contents) => {
  const files = contents.map((content, index) => ({ path: `kubernetes/${index}.yaml`, content }));
  compare(files);
  compare(files.toReversed());
});
