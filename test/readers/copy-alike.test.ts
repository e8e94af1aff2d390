import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AlikeTrees, loadHclParser, parseHcl, SourceText } from '../../src/readers/index.js';
import { casesOf } from '../support/stress.js';

const alone = await loadHclParser();

/** Expects of each text, read after those before it, what the parser makes of it by itself; returns how many that was asked for. */
function compare(texts: readonly string[]): number {
  let asked = 0;
  const parse: typeof alone.parse = (...given) => {
    asked += 1;
    return alone.parse(...given);
  };
  const parser = { parse, alike: new AlikeTrees() };
  for (const text of texts) {
    const source = new SourceText('x.tf', text);
    expect(parseHcl(source, parser)).toStrictEqual(parseHcl(source, alone));
  }
  return asked;
}

const generated = fileURLToPath(new URL('../../generated', import.meta.url));
const ours = readdirSync(generated, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.tf'))
  .map((path) => readFileSync(join(generated, path), 'utf8'));

test('what we render is read as the parser reads it, and most of it without the parser', () => {
  expect(ours.length).toBeGreaterThan(100);
  expect(compare(ours)).toBeLessThan(0.7 * ours.length);
});

test.each([
  [
    'literals',
    ['a = "b"\n', 'a = "c d"\n', 'a = "{"\n', 'a = "//"\n', 'a = "# x"\n', 'a = "/* x"\n', 'a = "<<EOT"\n'],
  ],
  ['labels', ['a "b" "c" {\n}\n', 'a "longer" "d" {\n}\n', 'a "if" "null" {\n}\n']],
  ['references', ['a = b.c.d\n', 'a = b.longer.x-y\n', 'a = b.c.forx\n']],
  ['keys and items', ['a = { "b" = ["c", x.y] }\n', 'a = { "longer" = ["d", x.z] }\n']],
  ['beside interpolations', ['a = "${b.c}:d"\ne = "f"\n', 'a = "${b.c}:d"\ne = "h"\n']],
])('%s', (_name, texts) => {
  expect(compare(texts)).toBeLessThan(texts.length);
  compare(texts.toReversed());
});

test.each([
  ['spaces at the ends', ['a = "b"\n', 'a = " b"\n', 'a = "b "\n', 'a = " "\n', 'a = ""\n', 'a = "\t"\n']],
  [
    'templates',
    [
      'a = "b"\n',
      'a = "${b}"\n',
      'a = "%{ if x }b%{ endif }"\n',
      'a = "$b"\n',
      'a = "b$"\n',
      'a = "$${b}"\n',
      'a = "$$${b}"\n',
    ],
  ],
  ['escapes', ['a = "b"\n', 'a = "\\n"\n', 'a = "\\""\n', 'a = "\\\\"\nb = "c"\n', 'a = "\\u0041"\n']],
  [
    'quotes in templates',
    [
      'a = "${b["c"]}d"\n',
      'a = "${b["e"]}d"\n',
      'a = "${b["c"]} = ${d["e"]}"\n',
      'a = "${b["c"]} | ${d["e"]}"\n',
    ],
  ],
  ['quotes that are never closed', ['a = "b\nc = "d"\n', 'a = "e\nc = "f"\n', 'a = "b\n}\n"\n']],
  [
    'heredocs',
    [
      'a = <<EOT\nb "c" d.e\nEOT\n',
      'a = <<EOT\nb "f" d.g\nEOT\n',
      'a = <<EOT\n"}"\nEOT\n',
      'a = <<-EOT\n  "{"\n  EOT\n',
    ],
  ],
  [
    'comments',
    [
      '# "a" b.c\nd = "e"\n',
      '# "f" b.g\nd = "e"\n',
      'a = "b" // "c"\n',
      'a = "b" // "d"\n',
      '/* "a" */\nb = "c"\n',
      '/* "*/ */\nb = "c"\n',
    ],
  ],
  [
    'quotes in comments before labels',
    ['/*"*/a "b"c"d" {\n}\n', '/*"*/a "b"c e"d" {\n}\n', '/*"*/a "b"/*"d" {\n}\n/**/'],
  ],
  ['keywords', ['a = b.c\n', 'a = b.for\n', 'a = b.if\n', 'a = b.null\n', 'a = b.true\n', 'a = b.in\n']],
  [
    'indexes',
    [
      'a = b.c\n',
      'a = b.0\n',
      'a = b.*\n',
      'a = b.*.c\n',
      'a = b[0].c\n',
      'a = b.c[0]\n',
      'a = b.c()\n',
      'a = b...\n',
    ],
  ],
  ['numbers', ['a = 1.5\n', 'a = 1.e5\n', 'a = 1.5e3\n', 'a = b.e5\n']],
  ['faults', ['a "b" {\n', 'a "c" {\n', 'a = "b" "c"\n', 'a = "d" "e"\n', 'a = b. c\n', 'a = b.\nc = d\n']],
  [
    'other line breaks',
    ['a = "b"\r\n', 'a = "c"\r\n', 'a = "b"\r', '\uFEFFa = "b"\n', 'a = "\u2028"\n', 'a = b.c\u00E9\n'],
  ],
  ['characters of our own', ['a = "\0"\n', 'a = "b"\n', 'a = b.\x01\n', 'a = b.c\n']],
])('nothing slips through: %s', (_name, texts) => {
  compare(texts);
  compare(texts.toReversed());
});

const PIECES = [
  ...[
    'a = ',
    'b {\n',
    '}\n',
    '"',
    '"x"',
    '"x y"',
    '" x"',
    '""',
    '${',
    '%{ if c }',
    '%{ endif }',
    '}',
    '~}',
    '$',
    '%',
    '\\',
    '\\"',
  ],
  ...[
    '.',
    '.c',
    '.for',
    '.0',
    '.*',
    '[',
    ']',
    '(',
    ')',
    ',',
    '{',
    '=',
    '<<EOT\n',
    'EOT\n',
    '# ',
    '// ',
    '/* ',
    '*/',
    '\n',
    '\n',
    ' ',
    'd',
    '1',
    '?',
    ':',
  ],
];

test('nothing slips through, whatever is put into our own files', () => {
  const small = ours.filter((text) => text.length < 1500);
  const change = fc.tuple(fc.nat(), fc.constantFrom(...PIECES));
  const token = fc.constantFrom(
    'x',
    'longer',
    ' x',
    '',
    '{',
    '}',
    '#',
    '//',
    '/*',
    '*/',
    '$',
    '${x}',
    '%{',
    '\\',
    "'",
    '<<EOT',
    'for',
  );
  fc.assert(
    fc.property(
      fc.constantFrom('', ...small),
      fc.array(change, { maxLength: 4 }),
      token,
      (text, changes, by) => {
        const insert = (base: string, [at, piece]: readonly [number, string]) => {
          const index = at % (base.length + 1);
          return base.slice(0, index) + piece + base.slice(index);
        };
        const other = changes.reduce(insert, text);
        const replaced = (base: string) =>
          base.replace(/"[^"\n]*"/g, `"${by}"`).replace(/\.[a-z]\w*/g, `.${by}`);
        compare([text, replaced(text), other, replaced(other), other]);
      },
    ),
    { numRuns: casesOf(200, 5000) },
  );
});
