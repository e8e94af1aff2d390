import { describe, expect, test } from '@jest/globals';
import {
  loadHclParser,
  parseJson,
  plainValue,
  readFiles,
  readTerraform,
  SourceText,
  wholeText,
} from '../../src/readers/index.js';
import { withinCpuTime } from '../support/cpu-time.js';
import { plain, value } from './support.js';

const parser = await loadHclParser();
const terraform = (content: string) => readTerraform([{ path: 'main.tf', content }], parser);

/** Each takes a fraction of a second, what multiplies would take hours. */
const timed = <T>(run: () => T) => withinCpuTime(20_000, run);

const repeat = (text: string, times: number) => text.repeat(times);
const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

describe('what multiplies or has no end', () => {
  test('YAML aliases that explode are unknown', async () => {
    const content = `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${lines(20, (i) => `a${i + 1}: &a${i + 1} [${repeat(`*a${i}, `, 9)}]`)}\n`;
    const { documents } = await timed(() => readFiles([{ path: 'a.yaml', content }]));
    expect(JSON.stringify(plain(documents[0]?.root))).toMatch(/holds more than/);
  });

  test('what holds too much to be followed is an error where it would be checked, and none elsewhere', async () => {
    const bomb = `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${lines(9, (i) => `a${i + 1}: &a${i + 1} [${repeat(`*a${i}, `, 9)}]`)}\n`;
    const codes = async (path: string, content: string) =>
      (await timed(() => readFiles([{ path, content }]))).diagnostics.map(({ code, severity }) => [
        code,
        severity,
      ]);
    expect(await codes('a.yaml', bomb)).toEqual([]);
    expect(await codes('a.yaml', `apiVersion: v1\nkind: X\n${bomb}`)).toContainEqual([
      'read/too-large',
      'error',
    ]);
    const statements = repeat('{"Effect":"Allow"},', 200_000).slice(0, -1);
    expect(await codes('a.json', `{"Version":"2012-10-17","Statement":[${statements}]}`)).toEqual([
      ['read/too-large', 'error'],
    ]);
    expect(await codes('a.json', `{"items":[${statements}]}`)).toEqual([]);
  });

  test('an alias inside its own anchor is unknown', async () => {
    const { documents } = await timed(() => readFiles([{ path: 'a.yaml', content: 'a: &a [1, *a]\n' }]));
    expect(JSON.stringify(plain(documents[0]?.root))).toMatch(/no anchor a/);
  });

  test('locals that double are unknown', async () => {
    const content = `locals {\n s0 = "xxxxxxxxxxxxxxxx"\n l0 = [1, 2]\n${lines(40, (i) => ` s${i + 1} = "\${local.s${i}}\${local.s${i}}"\n l${i + 1} = [local.l${i}, local.l${i}]`)}\n}\nresource "aws_iam_role" "r" {\n name = local.s40\n tags = { a = jsonencode(local.l40) }\n}\n`;
    const { roles } = await timed(() => terraform(content));
    expect(value(roles[0]?.name)).toMatch(/longer than/);
    expect(JSON.stringify(plain(roles[0]?.tags))).toMatch(/holds more than/);
  });

  test.each([
    ['a circle of locals', 'locals {\n a = local.b\n b = local.a\n}', 'local.a'],
    ['a role that names itself', '', 'aws_iam_role.r.name'],
    [
      'a circle through a data source',
      'data "aws_iam_policy_document" "d" {\n policy_id = aws_iam_role.r.name\n}',
      'data.aws_iam_policy_document.d.json',
    ],
  ])('%s is unknown', async (_, more, expression) => {
    const { roles } = await timed(() =>
      terraform(`${more}\nresource "aws_iam_role" "r" {\n name = ${expression}\n}\n`),
    );
    expect(value(roles[0]?.name)).toMatch(/^\?|refers to itself/);
  });

  test('a long chain of locals ends', async () => {
    const chain = `locals {\n${lines(5000, (i) => ` a${i} = local.a${i + 1}`)}\n a5000 = "end"\n}`;
    const { roles } = await timed(() =>
      terraform(`${chain}\nresource "aws_iam_role" "r" {\n name = local.a0\n}\n`),
    );
    expect(value(roles[0]?.name)).toMatch(/nested too deeply|end/);
  });

  test('huge counts and products stay unknown', async () => {
    const { roles } = await timed(() =>
      terraform(`locals {
        r = range(1000)
        p = setproduct(local.r, local.r, local.r)
        f = [for a in local.r : [for b in local.r : [for c in local.r : "\${a}\${b}\${c}"]]]
      }
      resource "aws_iam_role" "many" {
        count = 100000000
        name  = "r\${count.index}"
      }
      resource "aws_iam_role" "p" {
        name = length(local.p)
        path = length(local.f)
      }`),
    );
    expect(roles).toHaveLength(2);
    expect(roles[0]?.conditional).toBe(true);
  });
});

describe('what is nested deeply', () => {
  const deep = 10_000;
  const cases: [string, string][] = [
    ['a.json', `${repeat('[', deep)}${repeat(']', deep)}`],
    ['a.json', repeat('{"a":', deep)],
    ['a.yaml', `a: ${repeat('[', deep)}${repeat(']', deep)}`],
    ['a.yaml', repeat('- ', 5_000)],
    ['a.yaml', lines(2_000, (i) => `${' '.repeat(i)}a:`)],
    ['a.tf', `x = ${repeat('[', deep)}${repeat(']', deep)}`],
    ['a.tf', `x = ${repeat('(', deep)}1${repeat(')', deep)}`],
    ['a.tf', `x = 1${repeat(' + 1', deep)}`],
    ['a.tf', `x = a${repeat('.b', deep)}`],
    ['a.tf', `x = ${repeat('!', deep)}true`],
    ['a.tf', repeat('a {\n', 3_000)],
    ['a.tf', `x = "${repeat('${"', 2_000)}${repeat('"}', 2_000)}"`],
    ['a.tf.json', `{"locals": {"a": ${repeat('[', deep)}${repeat(']', deep)}}}`],
  ];
  test.each(cases)('%s %#', async (path, content) => {
    const { diagnostics } = await timed(() => readFiles([{ path, content }]));
    expect(diagnostics.every((each) => each.place?.file === path)).toBe(true);
  });
});

describe('what is long', () => {
  test.each([
    ['one string', 'a.tf', `resource "aws_iam_role" "r" {\n name = "${repeat('x', 200_000)}"\n}\n`],
    ['many attributes', 'a.tf', `locals {\n${lines(4_000, (i) => ` a${i} = "v${i}"`)}\n}\n`],
    ['many escapes', 'a.json', `["${repeat('\\n', 200_000)}"]`],
    ['many lines', 'a.yaml', lines(6_000, (i) => `k${i}: v${i}`)],
    ['no closing quote', 'a.tf', `a = "${repeat('x ', 100_000)}`],
    ['no closing quote in YAML', 'a.yaml', `a: "${repeat('x ', 100_000)}`],
    ['white space', 'a.json', `${repeat(' \n', 200_000)}1`],
  ])('%s', async (_, path, content) => {
    await timed(() => readFiles([{ path, content }]));
  });
});

describe('names that mean something to JavaScript', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s', async (name) => {
    const { diagnostics, roles } = await readFiles([
      {
        path: 'a.yaml',
        content: `apiVersion: v1\nkind: ${name}\nmetadata: {name: ${name}, ${name}: 1}\n${name}: {a: b}\n`,
      },
      {
        path: 'a.tf',
        content: `locals {\n ${name} = { ${name} = "v" }\n}\nresource "${name}" "${name}" { ${name} = ${name}(1) }\nresource "aws_iam_role" "r" { name = local.${name}.${name} }\n`,
      },
      {
        path: 'b.tf.json',
        content: `{"${name}": {"${name}": {"x": 1}}, "resource": {"${name}": {"x": {"${name}": {}}}}}`,
      },
    ]);
    expect(diagnostics).toEqual([]);
    expect(value(roles[0]?.name)).toBe('v');
  });

  test('plain data has them as plain fields', () => {
    const { root } = parseJson(wholeText(new SourceText('a.json', '{"__proto__": {"x": 1}}')));
    const data = root === undefined ? undefined : plainValue(root);
    expect(Object.keys((data?.value ?? {}) as object)).toEqual(['__proto__']);
  });
});
