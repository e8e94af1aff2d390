import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { loadHclParser, parseYaml, readTerraform, SourceText } from '../../src/readers/index.js';
import { plain, value } from './support.js';

fc.configureGlobal({ seed: 20261128 });

const parser = await loadHclParser();

/** Text that HCL strings can hold: no control characters, made of what means something in HCL. */
const text = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '$',
      '%',
      '{',
      '}',
      '"',
      '\\',
      '~',
      '&',
      ' ',
      '\n',
      '\t',
      'a',
      '${',
      '%{',
      '$${',
      'EOT',
      '#',
      "'",
      'é',
      '€',
      '😀',
    ),
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 1 })
      .filter((char) => !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(char)),
  ),
  maxLength: 20,
});

const hcl = (value: string) =>
  JSON.stringify(value)
    .replaceAll('${', () => '$${')
    .replaceAll('%{', () => '%%{');

describe('what is written is read back', () => {
  test('HCL strings', () => {
    fc.assert(
      fc.property(text, text, (name, key) => {
        const content = `resource "aws_iam_role" "r" {\n  name = ${hcl(name)}\n  tags = { ${hcl(key)} = [${hcl(name)}] }\n}\n`;
        const { roles, diagnostics } = readTerraform([{ path: 'a.tf', content }], parser);
        expect(diagnostics).toEqual([]);
        expect(value(roles[0]?.name)).toBe(name);
        expect(plain(roles[0]?.tags)).toEqual({ [key]: [name] });
      }),
      { numRuns: 300 },
    );
  });

  test('strings of Terraform JSON', () => {
    fc.assert(
      fc.property(text, (name) => {
        const escaped = name.replaceAll('${', () => '$${').replaceAll('%{', () => '%%{');
        const content = JSON.stringify({ resource: { aws_iam_role: { r: { name: escaped } } } });
        const { roles } = readTerraform([{ path: 'a.tf.json', content }], parser);
        expect(value(roles[0]?.name)).toBe(name);
      }),
      { numRuns: 300 },
    );
  });

  test('YAML documents', () => {
    fc.assert(
      fc.property(
        fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null))),
        (data) => {
          const content = stringify(data, {
            defaultStringType: 'QUOTE_DOUBLE',
            version: '1.1',
            lineWidth: 0,
          });
          const { documents, problems } = parseYaml(new SourceText('a.yaml', content));
          expect(problems).toEqual([]);
          expect(plain(documents[0]?.root)).toEqual(data);
        },
      ),
      { numRuns: 300 },
    );
  });
});
