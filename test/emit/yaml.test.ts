import { describe, expect, test } from '@jest/globals';
import { parse, parseDocument } from 'yaml';
import { yamlBlock, yamlFlow, yamlScalar } from '../../src/emit/yaml.js';
import { findRefusedCharacter } from '../../src/spec/input-floor.js';
import { hostileStrings } from '../support/hostile-strings.js';

/** Hostile texts that a spec may hold. */
const allowed = hostileStrings.filter((text) => findRefusedCharacter(text) === undefined);

const scalars: readonly [string | number | boolean, string][] = [
  ['plain', 'plain'],
  ['apps/v1', 'apps/v1'],
  ['/healthz', '/healthz'],
  ['arn:aws:s3:::bucket/a', 'arn:aws:s3:::bucket/a'],
  ['registry.example/app:1.4.2', 'registry.example/app:1.4.2'],
  ['us-east-1a', 'us-east-1a'],
  ['User@example.com', 'User@example.com'],
  ['', '""'],
  ['1.35', '"1.35"'],
  ['111122223333', '"111122223333"'],
  ['012345678901', '"012345678901"'],
  ['1e3', '"1e3"'],
  ['2026-11-21', '"2026-11-21"'],
  ['12:30:45', '"12:30:45"'],
  ['yes', '"yes"'],
  ['Off', '"Off"'],
  ['y', '"y"'],
  ['null', '"null"'],
  ['NaN', '"NaN"'],
  ['~', '"~"'],
  ['.inf', '".inf"'],
  ['arn:aws:s3:::', '"arn:aws:s3:::"'],
  ['key: value', '"key: value"'],
  ['a #b', '"a #b"'],
  ['a*', 'a*'],
  ['*a', '"*a"'],
  ['-x', '"-x"'],
  ['--all', '"--all"'],
  ['with space', '"with space"'],
  ['say "hi"', '"say \\"hi\\""'],
  ['two\nlines', '"two\\nlines"'],
  ['tab\t', '"tab\\t"'],
  ['é', '"é"'],
  ['{{x}}', '"{{x}}"'],
  [8080, '8080'],
  [true, 'true'],
  [false, 'false'],
];

describe('a YAML scalar', () => {
  test.each(scalars)('%j is %s', (given, want) => {
    expect(yamlScalar(given)).toBe(want);
  });

  test.each(['1.1', '1.2'] as const)(
    'is one line that YAML %s reads back as it was, as value and as key',
    (version) => {
      for (const text of allowed) {
        expect(yamlScalar(text)).not.toMatch(/[\r\n]/);
        expect(parse(`a: ${yamlScalar(text)}`, { version })).toEqual({ a: text });
        const pair = parseDocument(`${yamlScalar(text)}: 1`, { version, schema: 'core' }).toJS({
          mapAsMap: true,
        });
        expect([...pair.keys()]).toEqual([text]);
      }
    },
  );
});

test.each(['1.1', '1.2'] as const)('a list or map on one line is what YAML %s reads back', (version) => {
  const value = {
    list: [...allowed],
    map: Object.fromEntries(allowed.map((text) => [text, [text, 1]])),
    none: [{}, []],
  };
  expect(yamlFlow(value)).not.toMatch(/[\r\n]/);
  expect(parse(`a: ${yamlFlow(value)}`, { version })).toEqual({ a: value });
});

describe('a YAML block', () => {
  test.each([
    ['a scalar', 'x', 0, 'x'],
    ['an empty list', [], 0, '[]'],
    ['an empty map', {}, 0, '{}'],
    ['a list', ['a', '1'], 2, '- a\n  - "1"'],
    ['a list of lists', [['a', 'b'], []], 0, '- - a\n  - b\n- []'],
    ['a list of maps', [{ a: 1, b: 2 }, {}], 0, '- a: 1\n  b: 2\n- {}'],
    ['a map', { a: { b: ['c'] }, d: [], e: {} }, 4, 'a:\n      b:\n        - c\n    d: []\n    e: {}'],
    ['a hostile key', { 'a: b\n': 'x' }, 0, '"a: b\\n": x'],
  ])('of %s', (_name, value, indent, want) => {
    expect(yamlBlock(value as never, indent)).toBe(want);
  });

  test('reads back as it was, however deep', () => {
    const value = {
      list: allowed,
      maps: allowed.map((text) => ({ text, nested: [[text], { [`k${text}`]: text }] })),
    };
    expect(parse(`root:\n  ${yamlBlock(value, 2)}`, { version: '1.1' })).toEqual({ root: value });
  });

  test('has no value for undefined', () => {
    const ours = expect.objectContaining({ turn: 'internal', message: 'no value for the key a' });
    expect(() => yamlBlock({ a: undefined } as never)).toThrow(ours);
    expect(() => yamlFlow({ a: undefined } as never)).toThrow(ours);
  });
});
