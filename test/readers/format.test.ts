import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { RULES } from '../../src/lint/registry.js';
import { formatOf, formatOfText } from '../../src/readers/text/format.js';

const GENERATED = fileURLToPath(new URL('../../generated', import.meta.url));
const generated = readdirSync(GENERATED, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.(tf|json|yaml)$/.test(path))
  .map((path) => ({ path, content: readFileSync(join(GENERATED, path), 'utf8') }));
const examples = RULES.flatMap(({ examples: { bad, good } }) => [...bad, ...good]);

describe('the format of a text without a name', () => {
  test('is the one that its name would tell', () => {
    const files = [...generated, ...examples].filter(({ path }) => /\.(tf|json|ya?ml)$/.test(path));
    const formats = new Set(files.map(({ path, content }) => formatOf(path, content)));
    expect([...formats].sort()).toEqual(['json', 'terraform', 'terraform-json', 'yaml']);
    const other = files.filter(({ path, content }) => formatOf(path, content) !== formatOfText(content));
    expect(other.map(({ path }) => path)).toEqual([]);
  });

  test.each([
    ['a byte order mark', '\uFEFF{"Statement": []}', 'json'],
    ['JSON that is cut off', '[{"a": 1', 'json'],
    ['a comment of Terraform in its JSON syntax', '{"//": "made", "resource": {}}', 'terraform-json'],
    ['comments of all kinds', '# a\n// b = 1\n/* c { \n*/ resource "r" "n" {', 'terraform'],
    ['comments without an end', `/*${'# /* */ '.repeat(20_000)}/*`, 'yaml'],
    ['a block on one line', 'locals { a = 1 }', 'terraform'],
    ['a template of Helm', '{{- if .Values.a }}\napiVersion: v1\n{{- end }}', 'yaml'],
    ['text in YAML that looks like HCL', 'data:\n  main.tf: |\n    resource "a" "b" {\n', 'yaml'],
    ['Terragrunt', 'terraform {\n  source = "x"\n}\ninclude "root" {\n  path = "y"\n}\n', 'hcl'],
    ['values of variables', 'region = "eu-central-1"\n', 'hcl'],
    ['a block of another program', 'job "web" {\n}\n', 'hcl'],
  ])('is told of %s', (_what, text, format) => {
    expect(formatOfText(text)).toBe(format);
  });
});
