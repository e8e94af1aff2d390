import { describe, expect, test } from '@jest/globals';
import { fieldOf, parseYaml, plainValue, SourceText, type StringNode } from '../../src/readers/index.js';
import { documentOf } from '../../src/readers/json/document-of.js';

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

describe('JSON in a scalar keeps its places', () => {
  const POLICY = '{\n  "Effect": "Allow",\n  "Action": "s3:Foo"\n}';
  const inBlock = (header: string) => `a: ${header}\n${POLICY.replace(/^/gm, '  ')}`;
  const short = POLICY.replace(/\s/g, '');
  test.each([
    ['a literal block', `${inBlock('|')}\n`],
    ['a block that ends with the file', inBlock('|')],
    ['a block with ends of lines of Windows', inBlock('|').replaceAll('\n', '\r\n')],
    ['a folded block', `${inBlock('>-')}\n`],
    ['single quotes', `a: '${short}'\n`],
    ['double quotes', `a: "${short.replaceAll('"', '\\"')}"\n`],
    ['double quotes over several lines', `a: "${POLICY.replaceAll('"', '\\"')}"\n`],
  ])('%s', (_, content) => {
    const [document] = parseYaml(new SourceText('a.yaml', content)).documents;
    const { root } = documentOf(fieldOf(document?.root, 'a') as StringNode);
    const { place, literal } = fieldOf(root, 'Action') as StringNode;
    expect(content.slice(place.start, place.end)).toMatch(/^\\?"s3:Foo\\?"$/);
    expect(literal === true).toBe(/\|/.test(content) && !/\r/.test(content));
  });
});
