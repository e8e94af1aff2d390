import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AlikeParser, parseYaml, SourceText } from '../../src/readers/index.js';
import { casesOf } from '../support/stress.js';

/** Expects of each text, read after those before it, what the parser makes of it by itself; returns how many that was asked for. */
function compare(texts: readonly string[]): number {
  let asked = 0;
  const parser = new AlikeParser((source) => {
    asked += 1;
    return parseYaml(source);
  });
  const ofValues = new AlikeParser();
  for (const [index, text] of texts.entries()) {
    const source = new SourceText(`${index}.yaml`, text);
    const alone = parseYaml(source);
    expect(parser.parse(source)).toStrictEqual(alone);
    expect(withoutPlaces(ofValues.parseValues(source))).toBe(withoutPlaces(alone));
  }
  return asked;
}

const withoutPlaces = (parsed: ReturnType<typeof parseYaml>) =>
  JSON.stringify(parsed, (key, value) => (key === 'place' ? undefined : value));

const generated = fileURLToPath(new URL('../../generated', import.meta.url));
const ours = readdirSync(generated, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.yaml'))
  .map((path) => readFileSync(join(generated, path), 'utf8'));

test('what we render is read as the parser reads it, and most of it without the parser', () => {
  expect(ours.length).toBeGreaterThan(100);
  expect(compare(ours)).toBeLessThan(ours.length / 2);
});

test.each([
  ['plain values', ['a: b\nc: d\n', 'a: e\nc: d\n', 'a: longer\nc: f\n']],
  ['values of other types', ['a: b\n', 'a: 1\n', 'a: on\n', 'a: "1"\n', 'a: 012\n', 'a: ""\n', 'a: "b c"\n']],
  ['items', ['a:\n  - b\n  - c\n', 'a:\n  - d\n  - c\n', 'a:\n  - null\n  - "x"\n']],
  ['objects in lists', ['- a: b\n  c:\n    - - d\n', '- a: e\n  c:\n    - - "f"\n']],
  ['keys without a value', ['a: b\nc:\nd: e\n', 'a: f\nc:\nd: gh\n']],
  ['empty maps and lists', ['a: {}\nb: []\nc: d\n', 'a: {}\nb: []\nc: efg\n']],
  ['the same value twice', ['a: b\nc: b\n', 'a: d\nc: b\n', 'a: b\nc: d\n']],
  ['the same key twice', ['a: b\na: c\n', 'a: d\na: e\n']],
  ['documents', ['a: b\n---\na: c\n', 'a: d\n---\na: e\n', 'a: f\n---\na: true\n']],
  ['comments', ['# see: x\na: b\n  # y\n', '# "see": [a\na: b\n  # y\n', '#\na: c\n  # more: words\n']],
  ['what looks like a document', ['a: b\nc: "---"\n', 'a: d\nc: "..."\n']],
  ['a hash in a text', ['a: "b"\n', 'a: "b # c"\n', 'a: "# c"\n', 'a: b#c\n']],
  ['no line break at the end', ['a: b', 'a: cd']],
])('%s', (_name, texts) => {
  expect(compare(texts)).toBeLessThan(texts.length);
  compare(texts.toReversed());
});

test.each([
  ['keys in the place of values', ['- b\n', '- b:\n', '- b: c\n']],
  ['a value on the next line', ['a: b\n', 'a:\n  b\n', 'a: \n  b\n']],
  [
    'values that go on',
    ['a: b\n  c\n', 'a: d\n  c\n', 'a: "b"\n  c\n', 'a: b\n  - c\n', 'a: b\n  - d\n', 'a: "b"\n  - d\n'],
  ],
  [
    'values that go on behind a comment',
    ['a: b\n  # c\n  - d\n', 'a: b\n  # e\n  - d\n', 'a: b\n  # e: f\n  - g\n'],
  ],
  ['quotes that go on', ['a: "b\n  c: d"\n', 'a: "b\n  c: e"\n', 'a: "b\n  # c\n"\n', 'a: "b\n  # d\n"\n']],
  ['escapes', ['a: "b"\n', 'a: "\\n"\n', 'a: "\\\\"\n', 'a: "\\"\nb: "c"\n', "a: 'b'\n", "a: 'it''s'\n"]],
  ['block scalars', ['a: |\n  b: c\n', 'a: |\n  b: d\n', 'a: >\n  b: d\n', 'a: |\n  # b\n', 'a: |\n  # c\n']],
  [
    'block scalars with documents',
    ['a: |\n  ---\n  b: c\n', 'a: |\n  ---\n  b: d\n', 'a: |\n---\nb: c\n', 'a: |\n---\nb: d\n'],
  ],
  ['anchors', ['a: &x b\nc: *x\n', 'a: &x d\nc: *x\n', 'a: &x\n  b: c\nd: *x\n', 'a: &x\n  b: e\nd: *x\n']],
  ['merges', ['a: &x\n  b: c\nd:\n  b: c\n  <<: *x\n', 'a: &x\n  b: c\nd:\n  b: e\n  <<: *x\n']],
  [
    'tags',
    [
      'a: !!str\n  - b\n',
      'a: !!str\n  - c\n',
      'Resources: x\na: !Sub b\n',
      'Resources: y\na: !Sub c\n',
      'a: !x b\n',
    ],
  ],
  ['tags of templates', ['x: y\na: !Sub\n  - b\n', 'Resources: y\na: !Sub\n  - c\n']],
  [
    'brackets',
    [
      'a: [b, "c"]\n',
      'a: [b, "d"]\n',
      'a: {b: c\n}\n',
      'a: {b: d\n}\n',
      'a: [\n# b\nc]\n',
      'a: [\n# ]\nc]\n',
    ],
  ],
  ['explicit keys', ['? a: b\n: c\n', '? a: d\n: c\n', '? - a\n: - c\n', '? - d\n: - c\n']],
  [
    'keys in values',
    ['a: b: c\n', 'a: b: d\n', 'a: "b": c\n', '"a: b": c\n', '"a: b": d\n', '"a": "b: c"\n'],
  ],
  [
    'directives',
    ['%YAML 1.2\n---\na: b\n', '%YAML 1.1\n---\na: c\n', '%TAG ! x- b\n---\na: c\n', '--- b\n', '--- c\n'],
  ],
  [
    'documents that end',
    ['a: b\n...\nc: d\n', 'a: e\n...\nc: f\n', '--- a: b\n', 'a: b\n--- c\n', 'a: b\n--- d\n'],
  ],
  [
    'other line breaks',
    ['a: b\r\nc: d\r\n', 'a: e\r\nc: d\r\n', 'a: b\rc: d\n', 'a: b\u2028c: d\n', 'a: e\u2028c: d\n'],
  ],
  [
    'marks and tabs',
    ['\uFEFFa: b\n', '\uFEFFa: c\n', 'a:\tb\n', '\ta: b\n', 'a: b\t\n', 'a: b \n', 'a: c \n'],
  ],
  ['characters of our own', ['a: \0\n', 'a: b\n', '\x01\na: b\n', '# c\na: b\n', 'a: "\0"\n']],
  [
    'what ends in a comment',
    ['a: b # c: d\n', 'a: b # c: e\n', 'a: "b" # "\n', 'a: #b\n', 'a: #c\n', 'a:#b\n'],
  ],
  [
    'indents',
    [
      'a:\n  b: c\n d: e\n',
      'a:\n  b: f\n d: g\n',
      'a: b\n  c: d\n',
      'a: e\n  c: f\n',
      '- a\nb: c\n',
      '- d\nb: e\n',
    ],
  ],
  [
    'what is nested too deeply',
    ['a: "b"\n', `a: "${'['.repeat(501)}"\n`, `# ${'['.repeat(501)}\na: "b"\n`, '# c\na: "b"\n'],
  ],
  ['nothing at all', ['', '\n', '# a\n', '# b\n', '---\n', '---\n# b\n', '---\n# c\n---\n']],
])('nothing slips through: %s', (_name, texts) => {
  compare(texts);
  compare(texts.toReversed());
});

const PIECES = [
  ...[
    'a: ',
    'b:',
    'c: ',
    '- ',
    '- - ',
    '? ',
    ': ',
    '"k": ',
    '---',
    '--- ',
    '...',
    '%YAML 1.2',
    '<<: ',
    '<<: *x',
  ],
  ...[
    '&x ',
    '*x',
    '!t ',
    '!!str ',
    '|',
    '>-',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '{}',
    '[]',
    "'",
    '"',
    '# c',
    ' # d: e',
    '\\',
  ],
  ...[
    'v',
    'w:',
    '"q"',
    '"q: r"',
    '"q - r',
    "'s'",
    '0x1f',
    'on',
    '~',
    'x/y.z',
    '\n',
    '\n',
    '\n  ',
    '\n    ',
    '\n# ',
    '\r\n',
    '\t',
  ],
];

test('nothing slips through, whatever texts are made of', () => {
  const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(''));
  // Of each text, others of about its form.
  const changed = (base: string, [value, comment]: readonly [string, string]) =>
    base.replace(/(?<=[:-] )[\w"][^\n]*$/gm, value).replace(/#.*$/gm, comment);
  const value = fc.constantFrom(
    'x',
    'yes',
    '"x"',
    '""',
    '"x: y"',
    'x:',
    'x: y',
    '"x',
    '12',
    'x#y',
    '- x',
    '|',
  );
  const comment = fc.constantFrom('#', '# x', '# x: y', '#- "x"', '# [');
  fc.assert(
    fc.property(text, fc.array(fc.tuple(value, comment), { minLength: 1, maxLength: 3 }), (base, changes) => {
      compare([base, ...changes.map((change) => changed(base, change)), base]);
    }),
    { numRuns: casesOf(1000, 20_000) },
  );
});

test('nothing slips through where our own manifests are changed', () => {
  const small = ours.filter((text) => text.length < 1500);
  const change = fc.tuple(fc.nat(), fc.constantFrom(...PIECES));
  fc.assert(
    fc.property(fc.constantFrom(...small), fc.array(change, { maxLength: 3 }), (text, changes) => {
      const insert = (base: string, [at, piece]: readonly [number, string]) => {
        const index = at % (base.length + 1);
        return base.slice(0, index) + piece + base.slice(index);
      };
      const other = changes.reduce(insert, text);
      compare([text, other, text.replaceAll(/: \w+$/gm, ': other'), other.replaceAll(/: \w+$/gm, ': other')]);
    }),
    { numRuns: casesOf(100, 5000) },
  );
});
