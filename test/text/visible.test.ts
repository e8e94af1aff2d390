import { describe, expect, test } from '@jest/globals';
import { visible, visibleJson, visibleLine, withoutCommand } from '../../src/text/visible.js';

describe('a visible text', () => {
  test.each([
    ['plain text', 'naïve → 日本語 ✓ 😀', 'naïve → 日本語 ✓ 😀'],
    ['line breaks and tabs', 'a\nb\r\tc', 'a\\nb\\r\\tc'],
    ['an escape sequence', '\u001b[31mred', '\\x1b[31mred'],
    ['a C1 control', '\u009b2J\u0085', '\\x9b2J\\x85'],
    ['DEL', 'a\u007fb', 'a\\x7fb'],
    [
      'bidirectional overrides',
      'a\u202eb\u2066c\u061c\u200e\u200f',
      'a\\u202eb\\u2066c\\u061c\\u200e\\u200f',
    ],
    ['zero-width characters', 'a\u200bb\u200d\u2060\ufeff\u00ad', 'a\\u200bb\\u200d\\u2060\\ufeff\\xad'],
    ['line separators', 'a\u2028b\u2029', 'a\\u2028b\\u2029'],
    ['tags', 'a\u{e0041}', 'a\\u{e0041}'],
    ['a lone surrogate', 'a\ud800b', 'a\\ud800b'],
  ])('shows %s', (_, text, want) => {
    expect(visible(text)).toBe(want);
  });

  test('keeps the tabs of a line', () => {
    expect(visibleLine('\ta\u001b\nb')).toBe('\ta\\x1b\\nb');
  });

  test('means the same in JSON', () => {
    const value = {
      'k\u202e': ['\u001b\u009b\u007f', '\u200b\u2028', '\u{e0041}😀', '##[group]x', '##vso[a]'],
    };
    const json = visibleJson(value);
    expect(JSON.parse(json)).toEqual(value);
    expect(json).toMatch(/^[\n\x20-\x7e😀]*$/u);
    expect(json).not.toContain('##');
  });
});

describe('a line of a CI log', () => {
  test.each([
    ['::error::x', '\\x3a:error::x'],
    [' \u00a0\t::set-output name=a::b', ' \u00a0\t\\x3a:set-output name=a::b'],
    ['a ::error::', 'a ::error::'],
    ['a:b', 'a:b'],
    ['+##[set-env name=A]b', '+\\x23#[set-env name=A]b'],
    ['x ##vso[task.setvariable variable=a]b', 'x \\x23#vso[task.setvariable variable=a]b'],
    ['## [link](x)', '## [link](x)'],
  ])('%j is %j', (line, want) => {
    expect(withoutCommand(line)).toBe(want);
  });
});
