import { describe, expect, test } from '@jest/globals';
import { parseYaml, plainValue, SourceText } from '../../src/readers/index.js';

function parsed(text: string) {
  const { documents, problems } = parseYaml(new SourceText('a.yaml', text));
  const values = documents.flatMap(({ root }) => (root === undefined ? [] : [plainValue(root)?.value]));
  return { values, problems: problems.map(({ code, place }) => `${code} ${place?.line}`) };
}

/** As `kubectl kustomize` v1.32 reads them, tried on 2026-11-27. */
describe('lines inside brackets', () => {
  test.each<readonly [string, string, unknown]>([
    ['by a tab', 'a: {\n\tb: c\n}\n', { a: { b: 'c' } }],
    ['by nothing', 'a:\n  b: [c,\nd]\n', { a: { b: ['c', 'd'] } }],
    ['less than their parent', 'a:\n  b: { c: "1",\n d: "2" }\n', { a: { b: { c: '1', d: '2' } } }],
    [
      'behind a comment',
      'a:\n  b: { # x ]\n\tc: d, # y }\n\te: f }\ng: h\n',
      { a: { b: { c: 'd', e: 'f' } }, g: 'h' },
    ],
  ])('may be indented %s', (_, text, want) => {
    expect(parsed(text)).toEqual({ values: [want], problems: [] });
  });

  test('keep their places', () => {
    const { documents } = parseYaml(new SourceText('a.yaml', 'a: {\n\tb: c\n}\nd: e\n'));
    const root = documents[0]?.root;
    const places =
      root?.kind === 'map' ? root.entries.map(({ value }) => [value.place.line, value.place.start]) : [];
    expect(places).toEqual([
      [1, 3],
      [4, 16],
    ]);
  });
});

test.each(['a:\n\tb: c\n', 'a:\n-\tb: c\n', 'a: [b\nc: d\n'])(
  'what kubectl refuses stays refused: %j',
  (text) => {
    expect(parsed(text).problems.length).toBeGreaterThan(0);
  },
);
