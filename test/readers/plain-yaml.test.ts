import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SourceText } from '../../src/readers/index.js';
import { parseAnyYaml } from '../../src/readers/yaml/parse-yaml.js';
import { parsePlain } from '../../src/readers/yaml/plain-yaml.js';
import { casesOf } from '../support/stress.js';

const plain = (text: string) => parsePlain(new SourceText('a.yaml', text));
const byAll = (text: string) => parseAnyYaml(new SourceText('a.yaml', text));

const GENERATED = [
  'acme-web-shop/kubernetes/web-shop/deployment.yaml',
  'acme-web-shop/kubernetes/web-shop/network-policy.yaml',
  'acme-web-shop/kubernetes/kustomization.yaml',
  'acme-web-shop/kubernetes/service-accounts/shop.web-shop.yaml',
  's3-web-app/eksctl/cluster.yaml',
].map((path) => readFileSync(fileURLToPath(new URL(`../../generated/${path}`, import.meta.url)), 'utf8'));

describe('the parser of plain YAML reads as that of all of YAML:', () => {
  test.each([
    ...GENERATED,
    'a: b\n',
    '- a\n- b: c\n  d: e\n- f\n',
    'a:\n- b\n- c: d\ne: f\n',
    'a:\n  - b:\n      - c\n    d: []\n  - {}\n',
    '# c\n\na: 1\nb:\n# d\n  c: 012\n\nd: on\non: null\n# end\n',
    'a: "b c: #d"\nb: \'"\'\nc: "{\\"d\\": \\"\\\\\\\\\\"}"\nd: ""\n',
    'a: arn:aws:iam::111122223333:role/x\nb: 30 1 * * *\nc: a,b]}c\nd: ...\n',
    'a: b\na: c\n',
  ])('%j', (text) => {
    const root = plain(text);
    expect(root).toBeDefined();
    expect(byAll(text)).toEqual({ documents: [{ index: 0, root }], problems: [] });
  });

  test('it leaves everything else to that one, or agrees with it', () => {
    const fragments = fc.constantFrom(
      ...['#', ' # c', '- ', '-', ': ', ':', '"', "'", '|', '>', '[]', '{}', '&a ', '*a', '<<: *a', '? a'],
      ...['---', '...', '  ', ' ', 'a: b', '- a: b', 'a:', '!x ', '%Y', '\t', '\r', 'é', '\u2028', '\u0000'],
      ...['on', '0x1f', '~', ',', ']', '}', '`', '@', '\\', '\uFEFF'],
    );
    const edit = fc.record({ at: fc.nat(), column: fc.nat(), how: fc.nat(6), fragment: fragments });
    fc.assert(
      fc.property(
        fc.constantFrom(...GENERATED),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        (text, edits) => {
          const edited = edits.reduce(withEdit, text);
          const root = plain(edited);
          if (root === undefined) return;
          expect(byAll(edited)).toEqual({ documents: [{ index: 0, root }], problems: [] });
        },
      ),
      { seed: 1, numRuns: casesOf(150, 20_000) },
    );
  });
});

interface Edit {
  readonly at: number;
  readonly column: number;
  readonly how: number;
  readonly fragment: string;
}

function withEdit(text: string, { at, column, how, fragment }: Edit): string {
  const lines = text.split('\n');
  const index = at % lines.length;
  const line = lines[index] ?? '';
  const middle = column % (line.length + 1);
  const edited = [
    line.slice(0, middle) + fragment + line.slice(middle),
    line + fragment,
    line.replace(/:.*/, `: ${fragment}`),
    line.slice(0, middle) + line.slice(middle + 1),
    ' '.repeat(column % 5) + line,
    line.replace(/^ {1,4}/, ''),
    `${' '.repeat(column % 9)}${fragment}\n${line}`,
  ][how];
  return lines.with(index, edited ?? line).join('\n');
}
