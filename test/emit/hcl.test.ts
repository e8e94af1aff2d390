import { describe, expect, test } from '@jest/globals';
import {
  escapeTemplate,
  formatHcl,
  type HclValue,
  hclKey,
  hclName,
  hclString,
  hclValue,
  ref,
  TerraformTemplate,
  UNBALANCED_HCL,
} from '../../src/emit/hcl.js';

describe('an HCL string', () => {
  test.each([
    ['plain', '"plain"'],
    ['say "hi"', '"say \\"hi\\""'],
    ['back\\slash', '"back\\\\slash"'],
    ['two\nlines', '"two\\nlines"'],
    ['${var.x}', '"$${var.x}"'],
    ['$${var.x}', '"$$${var.x}"'],
    ['%{ if true }', '"%%{ if true }"'],
    ['100% {x} $x', '"100% {x} $x"'],
    ['é', '"é"'],
  ])('%j is %s', (given, want) => {
    expect(hclString(given)).toBe(want);
  });

  test('has no interpolation for JSON syntax either', () => {
    expect(escapeTemplate('a${b}%{c}$$${d}')).toBe('a$${b}%%{c}$$$${d}');
  });
});

const values: readonly [string, HclValue, string][] = [
  ['a number', 7, '7'],
  ['a boolean', true, 'true'],
  ['null', null, 'null'],
  ['a reference', ref('local.x'), 'local.x'],
  ['a template', new TerraformTemplate('${local.x}:aud'), '"${local.x}:aud"'],
  ['a text that looks like a reference', 'local.x', '"local.x"'],
  ['an empty list', [], '[]'],
  ['a list of one', ['a'], '["a"]'],
  ['a list of two, a line for each', ['a', 'b'], '[\n"a",\n"b",\n]'],
  ['an empty map', {}, '{}'],
  ['a map', { a: 1, 'b/c': [ref('x')] }, '{\na = 1\n"b/c" = [x]\n}'],
];

describe('an HCL value', () => {
  test.each(values)('of %s', (_name, given, want) => {
    expect(hclValue(given)).toBe(want);
  });
});

describe('an HCL key', () => {
  test.each([
    ['name', 'name'],
    ['cost-center', 'cost-center'],
    ['_x', '_x'],
    ['true', 'true'],
    ['for', '"for"'],
    ['format', 'format'],
    ['a b', '"a b"'],
    ['1st', '"1st"'],
    ['é', '"é"'],
    ['', '""'],
    ['${x}', '"$${x}"'],
  ])('%j is %s', (given, want) => {
    expect(hclKey(given)).toBe(want);
  });
});

describe('the name of an argument', () => {
  test.each(['name', 'use_lockfile', 'for', 'a-b'])('%s stands bare', (name) => {
    expect(hclName(name)).toBe(name);
  });

  test.each(['', 'a b', '1st', 'a = 1\nb', '${x}'])('%j is none', (name) => {
    expect(() => hclName(name)).toThrow(
      expect.objectContaining({
        turn: 'internal',
        message: `${JSON.stringify(name)} is no name of a Terraform argument`,
      }),
    );
  });
});

/** Checked with `terraform fmt` 1.11.4; that blank lines do not pile up is our own. */
const layouts: readonly [string, { readonly given: string; readonly want: string }][] = [
  ['indents blocks', { given: 'a "b" {\nc {\nd = 1\n}\n}', want: 'a "b" {\n  c {\n    d = 1\n  }\n}\n' }],
  ['aligns neighbours', { given: 'a = 1\nlonger = 2', want: 'a      = 1\nlonger = 2\n' }],
  ['does not align across a blank line', { given: 'a = 1\n\nlonger = 2', want: 'a = 1\n\nlonger = 2\n' }],
  [
    'does not align an argument of several lines',
    { given: 'a = [\n"x",\n"y",\n]\nlonger = 2', want: 'a = [\n  "x",\n  "y",\n]\nlonger = 2\n' },
  ],
  [
    'aligns quoted keys',
    { given: 'x = {\n"a b" = 1\nc = 2\n}', want: 'x = {\n  "a b" = 1\n  c     = 2\n}\n' },
  ],
  [
    'counts a character beyond the basic plane as one column',
    { given: 'x = {\n"\u{20000}" = 1\nabcd = 2\n}', want: 'x = {\n  "\u{20000}"  = 1\n  abcd = 2\n}\n' },
  ],
  [
    'does not align across a comment',
    { given: 'a = 1\n# why\nlonger = 2', want: 'a = 1\n# why\nlonger = 2\n' },
  ],
  ['keeps one blank line of several', { given: 'a = 1\n\n\n\nb = 2', want: 'a = 1\n\nb = 2\n' }],
  ['drops blank lines at the ends of a block', { given: 'a {\n\nb = 1\n\n}', want: 'a {\n  b = 1\n}\n' }],
  ['reads no bracket inside a string', { given: 'a = "}{ # ["\nb = 1', want: 'a = "}{ # ["\nb = 1\n' }],
  ['reads no bracket inside a comment', { given: '# } ]\na = 1', want: '# } ]\na = 1\n' }],
  ['reads no end of string in an escaped quote', { given: 'a = "\\"{"\nb = 1', want: 'a = "\\"{"\nb = 1\n' }],
  [
    'takes no list item for an argument',
    { given: 'a = [\n"b = c",\n"d",\n]', want: 'a = [\n  "b = c",\n  "d",\n]\n' },
  ],
];

describe('the layout of HCL', () => {
  test.each(layouts)('%s', (_name, { given, want }) => {
    expect(formatHcl(given)).toBe(want);
    expect(formatHcl(want)).toBe(want);
  });

  test.each(['a {', 'a = [\n}]', '}'])('refuses what does not balance: %j', (source) => {
    expect(() => formatHcl(source)).toThrow(
      expect.objectContaining({ code: UNBALANCED_HCL, turn: 'internal' }),
    );
  });
});
