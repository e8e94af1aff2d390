import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson, plainValue, SourceText, wholeText } from '../../src/readers/index.js';
import { at, plain } from './support.js';

fc.configureGlobal({ seed: 20261128 });

const parse = (text: string) => parseJson(wholeText(new SourceText('a.json', text)));

describe('parseJson', () => {
  test('reads whatever JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(0, 2), (data, indent) => {
        const { root, problems } = parse(JSON.stringify(data, null, indent));
        expect(problems).toEqual([]);
        expect(root === undefined ? undefined : plainValue(root)?.value).toEqual(
          JSON.parse(JSON.stringify(data)),
        );
      }),
    );
  });

  test('says once that a text is no JSON', () => {
    expect(parse('${data.aws_iam_policy_document.x.json}').problems.map(({ message }) => message)).toEqual([
      'expected a value, found "$"',
    ]);
  });

  test('places of keys and values', () => {
    const { root } = parse('{\n  "a": [1,\n    "x"]\n}');
    const a = root?.kind === 'map' ? root.entries[0] : undefined;
    const list = a?.value.kind === 'list' ? a.value : undefined;
    expect([a?.keyNode, list, ...(list?.items ?? [])].map((node) => at(node?.place))).toEqual([
      '2:3',
      '2:8',
      '2:9',
      '3:5',
    ]);
    expect(list?.place).toMatchObject({ start: 9, end: 21 });
  });

  const broken: [string, string, unknown][] = [
    ['{"a": 1,}', '1:8', { a: 1 }],
    ['{"a": 1 "b": 2}', '1:9', { a: 1, b: 2 }],
    ["{'a': 1}", '1:2', {}],
    ['{"a" 1}', '1:6', { a: 1 }],
    ['[1, 2', '1:6', [1, 2]],
    ['{"a": [1}', '1:9', { a: [1] }],
    ['{"a": "x\n}', '1:7', { a: 'x' }],
    ['"\\q"', '1:2', '\\q'],
    ['{"a": yes}', '1:7', { a: 'yes' }],
    ['// c\n{}', '1:1', '?not valid JSON'],
    ['{} {}', '1:4', {}],
    ['01', '1:2', 0],
  ];
  test.each(broken)('%j is broken at %s', (text, place, want) => {
    const { root, problems } = parse(text);
    expect(at(problems[0]?.place)).toBe(place);
    expect(plain(root)).toEqual(want);
  });

  test('never fails, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]",:\\ua01-.e \nntf') }), (text) => {
        const { problems } = parse(text);
        expect(problems.length === 0).toBe(isJson(text));
      }),
      { numRuns: 500 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
