import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import {
  commentText,
  jsonText,
  markdownCode,
  markdownText,
  mermaidLabel,
  shellWord,
} from '../../src/emit/text.js';
import { hostileStrings } from '../support/hostile-strings.js';

const LINE_ENDS = /[\r\n\u0085\u2028\u2029]/;

describe('a comment', () => {
  test.each([
    ['two\nlines', 'two lines'],
    ['crlf\r\n\r\nx', 'crlf x'],
    ['next\u0085line', 'next line'],
    ['  x  ', 'x'],
  ])('%j is %j', (given, want) => {
    expect(commentText(given)).toBe(want);
  });

  test('is one line, whatever comes in', () => {
    for (const text of hostileStrings) expect(commentText(text)).not.toMatch(LINE_ENDS);
  });
});

describe('a shell word', () => {
  test.each([
    ['kubectl', 'kubectl'],
    ['arn:aws:iam::1:role/a', 'arn:aws:iam::1:role/a'],
    ['a=b', 'a=b'],
    ['', "''"],
    ['two words', "'two words'"],
    ["it's", "'it'\\''s'"],
    ['$(id)', "'$(id)'"],
    ['*', "'*'"],
    ['~', "'~'"],
    ['é', "'é'"],
  ])('%j is %s', (given, want) => {
    expect(shellWord(given)).toBe(want);
  });

  test('is what the shell hands to the command', () => {
    const words = hostileStrings.filter((text) => !/\p{Surrogate}/u.test(text) && !text.includes('\0'));
    const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${words.map(shellWord).join(' ')}`], {
      encoding: 'utf8',
    });
    expect(stdout.split('\0').slice(0, -1)).toEqual(words);
  });
});

describe('Markdown text', () => {
  test.each([
    ['plain words, 100', 'plain words, 100'],
    ['*bold* _it_', '\\*bold\\* \\_it\\_'],
    ['[x](y)', '\\[x\\]\\(y\\)'],
    ['a | b', 'a \\| b'],
    ['<script>', '\\<script\\>'],
    ['&amp;', '\\&amp;'],
    ['`x`', '\\`x\\`'],
    ['$x$', '\\$x\\$'],
    ['a\n# b', 'a \\# b'],
  ])('%j is %s', (given, want) => {
    expect(markdownText(given)).toBe(want);
  });
});

describe('a Markdown code span', () => {
  test.each([
    ['plain', '`plain`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a``', '``` a`` ```'],
    ['a|b', '`a\\|b`'],
    ['<b>', '`<b>`'],
    ['a\nb', '`a b`'],
  ])('%j is %s', (given, want) => {
    expect(markdownCode(given)).toBe(want);
  });

  test('is never closed by its content', () => {
    for (const text of hostileStrings) {
      const span = markdownCode(text);
      const fence = /^`+/.exec(span)?.[0] ?? '';
      const runs = span.slice(fence.length, -fence.length).match(/`+/g) ?? [];
      expect(span.endsWith(fence)).toBe(true);
      expect(runs).not.toContain(fence);
    }
  });
});

describe('a Mermaid label', () => {
  test.each([
    ['IAM role x', '"IAM role x"'],
    ['say "hi"', '"say #34;hi#34;"'],
    ['a#b', '"a#35;b"'],
    ['<b>&', '"#60;b#62;#38;"'],
    ['`md`', '"#96;md#96;"'],
    ['%%{init: {}}%%', '"#37;#37;{init: {}}#37;#37;"'],
    ['$$x^2$$ fa:fa-car', '"#36;#36;x^2#36;#36; fa#58;fa-car"'],
    ['a\nb', '"a b"'],
  ])('%j is %s', (given, want) => {
    expect(mermaidLabel(given)).toBe(want);
  });

  test('holds nothing that ends it or begins something else', () => {
    for (const text of hostileStrings) expect(mermaidLabel(text).slice(1, -1)).not.toMatch(/["<>`%&\\\r\n]/);
  });
});

test('JSON for people has two spaces and ends its last line', () => {
  expect(jsonText({ a: [1] })).toBe('{\n  "a": [\n    1\n  ]\n}\n');
});
