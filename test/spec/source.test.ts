import { describe, expect, test } from '@jest/globals';
import { parseSpec } from '../../src/spec/parse.js';
import { aSpecInput } from '../support/a-spec.js';
import { hostileStrings } from '../support/hostile-strings.js';

const VALID = JSON.stringify(aSpecInput());

const refused: [string, { given: string; want: { code: string; line?: number; column?: number } }][] = [
  ['nothing', { given: '', want: { code: 'spec/empty', line: 1 } }],
  ['only a comment', { given: '# nothing\n', want: { code: 'spec/empty' } }],
  ['an empty document', { given: '---\n', want: { code: 'spec/empty' } }],
  ['a list', { given: '- a\n', want: { code: 'spec/wrong-type', line: 1 } }],
  ['a word', { given: 'hello', want: { code: 'spec/wrong-type' } }],
  [
    'two documents',
    { given: 'version: 1\n---\nversion: 1\n', want: { code: 'spec/several-documents', line: 2 } },
  ],
  ['a syntax error', { given: 'version: 1\ncluster: [', want: { code: 'spec/yaml-syntax', line: 2 } }],
  [
    'conflict markers of git',
    {
      given: 'version: 1\n<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> b\n',
      want: { code: 'spec/git-conflict', line: 2 },
    },
  ],
  ['a tab as indentation', { given: 'cluster:\n\tname: x\n', want: { code: 'spec/yaml-syntax', line: 2 } }],
  [
    'a key twice',
    { given: 'version: 1\nversion: 1\n', want: { code: 'spec/duplicate-key', line: 2, column: 1 } },
  ],
  [
    'a merge key',
    { given: 'a: &a {x: 1}\ncluster:\n  <<: *a\n', want: { code: 'spec/yaml-merge', line: 3 } },
  ],
  ['a tag', { given: 'version: !env VERSION\n', want: { code: 'spec/yaml-tag', line: 1, column: 15 } }],
  ['binary data', { given: 'version: !!binary aGk=\n', want: { code: 'spec/yaml-tag' } }],
  [
    'a key that is no string',
    { given: 'tags: { 1: a }\n', want: { code: 'spec/yaml-key', line: 1, column: 9 } },
  ],
  ['a key that is a list', { given: '? [a]\n: 1\n', want: { code: 'spec/yaml-key' } }],
  ['a reserved key', { given: 'tags: { __proto__: a }\n', want: { code: 'spec/reserved-key' } }],
  ['an alias of nothing', { given: 'tags: *t\n', want: { code: 'spec/yaml-alias' } }],
  ['an alias of itself', { given: 'tags: &t { a: *t }\n', want: { code: 'spec/too-deep' } }],
  ['YAML 1.1', { given: '%YAML 1.1\n---\nversion: 1\n', want: { code: 'spec/yaml-version' } }],
  ['deep brackets', { given: '['.repeat(100_000), want: { code: 'spec/too-deep' } }],
  ['deep dashes', { given: `${'- '.repeat(50_000)}x`, want: { code: 'spec/too-deep' } }],
  ['too much text', { given: ' '.repeat(5_000_001), want: { code: 'spec/too-large' } }],
  ['a long string', { given: `version: ${'x'.repeat(200_000)}`, want: { code: 'spec/too-long' } }],
];

test('a tab is one finding a line: what the parser says behind it follows from it', () => {
  const result = parseSpec(
    'version: 1\ncluster:\n\tname: x\n  region: eu-west-1\n\taccountId: "1"\n',
    'irsa.yaml',
  );
  expect(result.diagnostics.map(({ place }) => place?.line)).toEqual([3, 5]);
});

const FLOOR =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028\u2029\u202a-\u202e\ufeff\uffff]|\p{Surrogate}/u;

describe('a source', () => {
  test.each(refused)('refuses %s', (_name, { given, want }) => {
    const result = parseSpec(given, 'irsa.yaml');
    expect(result.ok).toBe(false);
    const found = result.diagnostics.find(({ code }) => code === want.code);
    expect(found).toBeDefined();
    expect(found?.help).toBeTruthy();
    if (want.line !== undefined) expect(found?.place?.line).toBe(want.line);
    if (want.column !== undefined) expect(found?.place?.column).toBe(want.column);
  });

  test.each([
    ['a list that ends half a step in', 'a:\n  - b: 1\n   c: 2\n', /^check the indentation/],
    ['a list after which a name is out by a column', 'a:\n    - b\n   c: 2\n', /^check the indentation/],
    ['a name without a colon', 'a: 1\nb\nc: 2\n', /^put a colon and a space/],
    [
      'a name without a colon after its list',
      'a:\n  - b: 1\n    c d\n    e: 1\n',
      /^put a colon and a space/,
    ],
    ['a quote that stays open', 'a: "b\n', /^close quotes/],
  ])('says of %s what to look for', (_name, given, help) => {
    expect(parseSpec(given, 'irsa.yaml').diagnostics[0]?.help).toMatch(help);
  });

  test('refuses aliases that expand to too much, once', () => {
    const levels = 'abcdefghi'.split('').map((name, index, all) => {
      const inner = index === 0 ? 'x' : `*${all[index - 1]}`;
      return `${name}: &${name} [${Array(9).fill(inner).join(', ')}]`;
    });
    const { diagnostics } = parseSpec(levels.join('\n'), 'irsa.yaml');
    expect(diagnostics.filter(({ code }) => code === 'spec/yaml-alias')).toHaveLength(1);
  });

  test('takes anchors and aliases within reason', () => {
    const text = `${VALID.slice(0, -1)}, "tags": {"a": &x "y", "b": *x}}`;
    const result = parseSpec(text, 'irsa.yaml');
    expect(result.ok && result.value.spec.tags).toEqual({ a: 'y', b: 'y' });
  });

  test('takes a byte-order mark, CRLF and JSON', () => {
    expect(parseSpec(`\ufeff${VALID}`, 'irsa.yaml').ok).toBe(true);
    expect(parseSpec(JSON.stringify(aSpecInput(), null, 2).replaceAll('\n', '\r\n'), 'irsa.yaml').ok).toBe(
      true,
    );
  });

  test.each(hostileStrings.map((text) => [JSON.stringify(text), text] as const))(
    'passes %s on unchanged, or refuses it',
    (_name, text) => {
      const input = aSpecInput();
      const pod = { kind: 'Deployment', image: 'a/b:1', env: { VALUE: text }, args: [text] };
      const workloads = [{ ...input.workloads[0], pod }];
      const result = parseSpec(JSON.stringify({ ...input, workloads }), 'irsa.yaml');
      expect(result.ok).toBe(!FLOOR.test(text));
      if (result.ok)
        expect(result.value.spec.workloads[0]?.pod).toMatchObject({ env: { VALUE: text }, args: [text] });
      else
        expect(result.diagnostics.map(({ code }) => code)).toEqual(Array(2).fill('spec/refused-character'));
    },
  );

  test.each(hostileStrings.map((text) => [JSON.stringify(text), text] as const))(
    'refuses %s as a name',
    (_name, text) => {
      const input = aSpecInput({ cluster: { name: text } });
      const result = parseSpec(JSON.stringify(input), 'irsa.yaml');
      expect(result.ok).toBe(/^[A-Za-z][A-Za-z0-9-]{0,99}$/.test(text));
      for (const { message } of result.diagnostics) expect(message).not.toMatch(FLOOR);
    },
  );
});
