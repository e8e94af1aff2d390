import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { templateHelpers } from '../../src/emit/helpers.js';

const options = { hash: {} };
const helpers: Readonly<Record<string, (value: unknown, options: { hash: object }) => string>> =
  templateHelpers as never;

/** A fault of the program, as its exit code says. */
const ours = expect.objectContaining({ code: 'template-value', turn: 'internal' });

test('the build knows every helper', () => {
  const listed = JSON.parse(
    readFileSync(new URL('../../src/emit/template-helpers.json', import.meta.url), 'utf8'),
  );
  expect([...listed].sort()).toEqual(Object.keys(templateHelpers).sort());
});

describe('a helper', () => {
  test.each(Object.keys(templateHelpers))(
    '%s refuses a name that does not exist, and says who it is',
    (name) => {
      expect(() => helpers[name]?.(undefined, options)).toThrow(ours);
      expect(() => helpers[name]?.(undefined, options)).toThrow(`{{${name}}}`);
    },
  );

  test.each(['hclName', 'comment', 'md', 'code', 'mermaid', 'sh'])('%s refuses lists and maps', (name) => {
    expect(() => helpers[name]?.([['a']], options)).toThrow('takes text, a number or a boolean, not a list');
    expect(() => helpers[name]?.({}, options)).toThrow('takes text, a number or a boolean, not a map');
    expect(() => helpers[name]?.(null, options)).toThrow(ours);
  });

  test.each([
    ['yaml', 'on', '"on"'],
    ['yaml', { a: ['on', 1], 'b c': {} }, '{ a: ["on", 1], "b c": {} }'],
    ['yamlBlock', ['on'], '- "on"'],
    ['json', { a: ['"\n'] }, '{"a":["\\"\\n"]}'],
    ['hcl', '${x}', '"$${x}"'],
    ['hclName', 'for', 'for'],
    ['comment', 'a\nb', 'a b'],
    ['md', '*', '\\*'],
    ['code', 'x', '`x`'],
    ['mermaid', 'x', '"x"'],
    ['sh', 'a b', "'a b'"],
    ['sh', 80, '80'],
    ['sh', true, 'true'],
    ['sh', ['echo', 'a b', 80], "echo 'a b' 80"],
  ])('%s encodes %j', (name, value, want) => {
    expect(helpers[name]?.(value, options)).toBe(want);
  });

  test.each(['hclName', 'comment', 'md', 'code', 'mermaid'])('%s refuses a list of words', (name) => {
    expect(() => helpers[name]?.(['a'], options)).toThrow('takes text, a number or a boolean, not a list');
  });

  test('yamlBlock indents all lines but the first', () => {
    expect(templateHelpers.yamlBlock(['a', 'b'], { hash: { indent: 4 } })).toBe('- a\n    - b');
  });
});
