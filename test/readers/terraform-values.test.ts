import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  type HclParser,
  loadHclParser,
  plainValue,
  readFiles,
  readTerraform,
} from '../../src/readers/index.js';
import { plain, value } from './support.js';

let parser: HclParser;
beforeAll(async () => {
  parser = await loadHclParser();
});

const read = (files: Readonly<Record<string, string>>) =>
  readTerraform(
    Object.entries(files).map(([path, content]) => ({ path, content })),
    parser,
  );

const ROOT = 'provider "aws" { region = "eu-west-1" }\n';

/** The value of an output of the only root. */
function output(hcl: string, more: Readonly<Record<string, string>> = {}): unknown {
  return plain(read({ 'main.tf': hcl, ...more }).terraformOutputs[0]?.value);
}

// Each `want` is what `terraform console` 1.11.4 says.
describe('type constraints', () => {
  test.each([
    ['object({ a = optional(string), b = number })', '{ b = "3" }', { a: null, b: 3 }],
    ['object({ a = optional(string, "x") })', '{ a = null }', { a: 'x' }],
    ['object({ a = optional(object({ c = optional(bool, true) }), {}) })', '{}', { a: { c: true } }],
    ['map(object({ a = optional(list(string)) }))', '{ k = {} }', { k: { a: null } }],
    ['list(object({ a = optional(string, "x"), b = string }))', '[{ b = 1, c = 2 }]', [{ a: 'x', b: '1' }]],
    ['set(string)', '["b", "a", "b"]', ['a', 'b']],
    ['tuple([string, object({ a = optional(number, 1) })])', '[true, {}]', ['true', { a: 1 }]],
    ['any', '{ a = 1 }', { a: 1 }],
  ])('%s makes of %s', (type, given, want) => {
    const hcl = `${ROOT}variable "v" {\n  type = ${type}\n  default = ${given}\n}\noutput "v" { value = var.v }`;
    expect(output(hcl)).toEqual(want);
  });

  test('what may still be there is neither given its default nor null', () => {
    const hcl = `variable "more" {}
      module "m" {
        source = "./m"
        v      = merge({ a = "1" }, var.more)
      }
      output "v" { value = module.m.v }`;
    const child = `variable "v" { type = object({ a = optional(string), b = optional(string, "x") }) }
      output "v" { value = var.v }`;
    const found = output(hcl, { 'm/main.tf': child });
    expect(found).not.toHaveProperty('b');
    expect(found).toMatchObject({ '…': '?var.more' });
  });

  test('a null for a variable that refuses it is its default', () => {
    const child = 'variable "v" {\n  default = "x"\n  nullable = false\n}\noutput "v" { value = var.v }';
    const hcl = 'module "m" {\n  source = "./m"\n  v = null\n}\noutput "v" { value = module.m.v }';
    expect(output(hcl, { 'm/main.tf': child })).toBe('x');
    expect(output(hcl, { 'm/main.tf': child.replace('false', 'true') })).toBeNull();
  });
});

// Each `want` is what `terraform console` 1.11.4 says.
describe('functions', () => {
  test.each<[string, unknown]>([
    ['title("my-role of a_b.c")', 'My-Role Of A_b.C'],
    ['title("été-été\\u2003x")', 'Été-Été\u2003X'],
    ['[lower("ΑΣ"), upper("é"), trimspace("\\ufeff ")]', ['ασ', 'É', '\ufeff']],
    [
      '[for path in ["/foo", "foo/bar/", "foo", "", "a//b", "../x/y"] : dirname(path)]',
      ['/', 'foo/bar', '.', '.', 'a', '../x'],
    ],
    ['[for path in ["a/b", "/foo/", "", "/"] : basename(path)]', ['b', 'foo', '.', '/']],
    ['replace("abc", "/(b)/", "<$1$0$2>")', 'a<bb>c'],
    ['replace("abc", "/(b)/", "$${1}x$$$&")', 'abx$$&c'],
    ['replace("a.b", ".", "$1")', 'a$1b'],
    ['[for text in ["aab", "baac", ""] : replace(text, "/a*/", "-")]', ['-b-', '-b-c-', '-']],
    ['[replace("ab", "/^/", "x-"), replace("ab", "/$/", "-x")]', ['x-ab', 'ab-x']],
    ['substr("hi", -5, 2)', 'hi'],
    ['format("%s %05d %q", 1.50, -5, "a<b>")', '1.5 -0005 "a\\u003cb\\u003e"'],
    ['format("%05s", -3)', '000-3'],
    ['jsonencode({ "10" = [1, null], "9" = { b = "&" } })', '{"10":[1,null],"9":{"b":"\\u0026"}}'],
    ['tolist(toset([10, 9, 10]))', [9, 10]],
    ['distinct([[1, 2], [1, 2], [3]])', [[1, 2], [3]]],
    ['length(toset([{ a = 1, b = 2 }, { b = 2, a = 1 }]))', 1],
    ['[10 / 4, 5.5 % 2, -5 % 3, 60 * 60 * 12, 0.5 + 0.25]', [2.5, 1.5, -2, 43200, 0.75]],
    ['[1e3, 1E+2, 1 + 1e3, max(1.5e3, 5), "${1e3}x${012}${-(-5)}"]', [1000, 100, 1001, 1500, '1000x125']],
    ['[tonumber("012"), parseint("0FF", 16)]', [12, 255]],
    [
      'yamldecode("[012, 0x10, 0o12, 1.50, no, .5, 1e3, 1_000, 0b11, -0x1f, 2012-10-17, 2012-13-17]")',
      [12, 16, 10, 1.5, false, 0.5, 1000, '1_000', '0b11', '-0x1f', '2012-10-17T00:00:00Z', '2012-13-17'],
    ],
    ['yamldecode("{on: 1, 012: ${yamldecode("0x10")}-${yamldecode("yes")}}")', { true: 1, 12: '16-true' }],
    ['tolist(setsubtract(["b", "a", "c"], ["c"]))', ['a', 'b']],
    ['tolist(setintersection(["b", "a"], ["a", "b"]))', ['a', 'b']],
    ['tolist(setintersection([10, 9, 8], [8, 10]))', [8, 10]],
    [
      '[alltrue([null, true]), alltrue([]), anytrue([null, false]), anytrue([null, true])]',
      [false, true, false, true],
    ],
  ])('%s', (expression, want) => {
    expect(output(`${ROOT}output "v" { value = ${expression} }`)).toEqual(want);
  });

  test.each([
    'replace("abc", "/(b)/", "$1x")',
    'replace("abc", "/(?P<n>b)/", "$n")',
    'replace("abc", "/b/", "$é")',
    'toset([10, "a"])',
    'setunion([10], ["a"])',
    'transpose({ a = ["x"] })',
    'distinct([1, "1"])',
    'distinct([1234567890123456788, 1234567890123456789])',
    'jsonencode([1234567890123456789])',
    'distinct([[1], ["1"]])',
    '100 * 1.1',
    '1 / 3',
    '0.1 + 0.2 == 0.3',
    '9007199254740993 + 0',
    '9007199254740993 == 9007199254740992',
    '"a" == uuid()',
    '1e400',
    '0.12345678901234567890',
    'range(0, 1, 0.1)',
    'tonumber("0x10")',
    'parseint("12abc", 10)',
    'upper("straße")',
    'title("ǆ")',
    'yamldecode("12345678901234567890")',
    'yamldecode("2012-10-17T10:00:00Z")',
  ])('%s is not evaluated', (expression) => {
    expect(output(`${ROOT}output "v" { value = ${expression} }`)).toMatch(/^\?/);
  });

  test('a list that is made of a text is no larger than others', () => {
    const texts = ','.repeat(300_000);
    expect(output(`${ROOT}output "v" { value = length(split(",", "${texts}")) }`)).toMatch(/^\?/);
  });
});

test('a resource may be named with the word before its type', () => {
  const hcl = `${ROOT}resource "aws_iam_role" "x" {
  for_each           = toset(["a"])
  name               = each.key
  assume_role_policy = "{}"
}
output "v" { value = resource.aws_iam_role.x["a"].name }`;
  expect(output(hcl)).toBe('a');
});

describe('an empty default', () => {
  test.each(['null', '""', '[]', '{}'])('%s is a fact in a root module alone', (usual) => {
    const hcl = `variable "v" { default = ${usual} }\noutput "v" { value = var.v }`;
    expect(output(hcl)).toBe('?var.v');
    for (const root of [ROOT, 'terraform {\n  backend "s3" { bucket = "state" }\n}\n'])
      expect(output(root + hcl)).not.toBe('?var.v');
    expect(output(hcl, { 'terraform.tfvars': 'w = 1' })).not.toBe('?var.v');
  });
});

test('an empty text is no fact where values certainly come from elsewhere', () => {
  const hcl = (usual: string) =>
    `${ROOT}variable "needed" {}\nvariable "v" { default = ${usual} }\noutput "v" { value = var.v }`;
  expect(output(hcl('""'))).toBe('?var.v');
  expect(output(hcl('"{ }"'))).toBe('?var.v');
  expect(output(hcl('null'))).toBeNull();
  expect(output(hcl('""'), { 'terraform.tfvars': 'needed = 1' })).toBe('');
  expect(output(hcl('""').replace(ROOT, 'terraform {\n  backend "s3" {}\n}\n'))).toBe('?var.v');
});

describe('override files', () => {
  const BASE = `${ROOT}
    locals {
      a = 1
      b = 1
    }
    resource "aws_iam_role" "r" {
      name = "base"
      tags = { a = "1" }
      inline_policy { name = "one" }
      inline_policy { name = "two" }
      lifecycle { ignore_changes = [tags] }
    }
    output "v" { value = [local.a, local.b, aws_iam_role.r] }`;

  test('replace arguments, and nested blocks of a type as a whole, in the order of their names', () => {
    const [a, b, role] = output(BASE, {
      'a_override.tf': 'locals { b = 2 }\nresource "aws_iam_role" "r" {\n  name = "first"\n  path = "/x/"\n}',
      'override.tf':
        'resource "aws_iam_role" "r" {\n  name = "last"\n  dynamic "inline_policy" {\n    for_each = ["three"]\n    content { name = inline_policy.value }\n  }\n}',
    }) as [unknown, unknown, Record<string, unknown>];
    expect([a, b]).toEqual([1, 2]);
    expect(role).toMatchObject({
      name: 'last',
      path: '/x/',
      tags: { a: '1' },
      inline_policy: [{ name: 'three' }],
    });
  });

  test('may be JSON, and change variables, outputs and module calls', () => {
    const hcl = `${ROOT}variable "v" { default = "a" }\nmodule "m" {\n  source = "./m"\n  v = "a"\n}\noutput "v" { value = [var.v, module.m.v] }`;
    const child = 'variable "v" {}\noutput "v" { value = var.v }';
    const override = JSON.stringify({
      variable: { v: { default: 'b' } },
      module: { m: { v: 'c' } },
    });
    expect(output(hcl, { 'm/main.tf': child, 'x_override.tf.json': override })).toEqual(['b', 'c']);
    const { roles } = read({
      'main.tf': BASE,
      'notoverride.tf': 'resource "aws_iam_role" "s" { name = "s" }',
    });
    expect(roles.map(({ name }) => value(name))).toEqual(['base', 's']);
  });
});

describe('modules that refer to each other', () => {
  test('are no circle when single outputs and inputs are none', () => {
    const one =
      'variable "v" { default = null }\noutput "fixed" { value = "x" }\noutput "v" { value = var.v }';
    const hcl = `${ROOT}
      module "a" {
        source = "./m"
        v      = module.b.v
      }
      module "b" {
        source   = "./m"
        for_each = toset(["k"])
        v        = module.a.fixed
      }
      module "c" {
        source = "./m"
        v      = module.b["k"].v
      }
      output "v" { value = [module.c.v, module.b["k"].v, module.b] }`;
    expect(output(hcl, { 'm/main.tf': one })).toEqual(['x', 'x', { k: { fixed: 'x', v: 'x' } }]);
  });

  test('are one when they are', () => {
    const one = 'variable "v" {}\noutput "v" { value = var.v }';
    const hcl = `${ROOT}module "a" {\n  source = "./m"\n  v = module.b.v\n}\nmodule "b" {\n  source = "./m"\n  v = module.a.v\n}\noutput "v" { value = module.a.v }`;
    expect(output(hcl, { 'm/main.tf': one })).toMatch(/refers to itself/);
  });
});

// What the provider 5.100.0 renders, by `terraform plan`.
describe('aws_iam_policy_document', () => {
  const document = async (body: string) => {
    const content = `${ROOT}${body}\nresource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.p.json }`;
    const { policies } = await readFiles([{ path: 'main.tf', content }]);
    const root = policies[0]?.document;
    return root === undefined ? undefined : (plainValue(root)?.value ?? plain(root));
  };

  test('writes a list of one as text and each text once', async () => {
    const statement = `data "aws_iam_policy_document" "p" {
      statement {
        actions   = ["s3:GetObject", "s3:GetObject"]
        resources = ["arn:aws:s3:::b/*"]
        principals {
          type        = "AWS"
          identifiers = ["111122223333"]
        }
        condition {
          test     = "StringEquals"
          variable = "k"
          values   = ["v"]
        }
      }
    }`;
    expect(await document(statement)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::b/*',
          Principal: { AWS: '111122223333' },
          Condition: { StringEquals: { k: 'v' } },
        },
      ],
    });
  });

  test('leaves out what is null or has no statement, and takes Id and Version from the documents that it merges', async () => {
    expect(await document('data "aws_iam_policy_document" "p" {}')).toEqual({ Version: '2012-10-17' });
    const merged = `data "aws_iam_policy_document" "p" {
      source_policy_documents   = [jsonencode({ Version = "2008-10-17", Id = "x", Statement = [] })]
      override_policy_documents = [jsonencode({ Version = "2008-10-17", Statement = [] })]
    }`;
    expect(await document(merged)).toEqual({ Version: '2008-10-17', Id: 'x' });
  });

  test('principals of type "*" are everyone only as "*"', async () => {
    const principal = (type: string, id: string) =>
      `data "aws_iam_policy_document" "p" {\n  statement {\n    principals {\n      type = "${type}"\n      identifiers = ["${id}"]\n    }\n  }\n}`;
    expect(await document(principal('*', '*'))).toMatchObject({ Statement: [{ Principal: '*' }] });
    expect(await document(principal('*', 'x'))).toMatchObject({ Statement: [{ Principal: { '*': 'x' } }] });
    expect(await document(principal('AWS', '*'))).toMatchObject({ Statement: [{ Principal: { AWS: '*' } }] });
  });

  test('an unknown argument beside the one that excludes it may be null', async () => {
    const unknown = `variable "v" {}
      data "aws_iam_policy_document" "p" {
        statement {
          actions       = ["s3:GetObject"]
          not_actions   = var.v.not_actions
          resources     = var.v.resources
        }
      }`;
    expect(await document(unknown)).toMatchObject({
      Statement: [{ Action: ['s3:GetObject'], Resource: '?var.v.resources', '…': '?var.v.not_actions' }],
    });
  });
});

// What `terraform console` 1.11.4 says: an index behind `.*` is taken of the whole list.
describe('an index behind a splat', () => {
  const LIST = 'locals { a = [{ x = ["p", "q"] }, { x = ["r", "s"] }] }\n';
  test.each([
    ['local.a.*.x[0]', ['p', 'q']],
    ['local.a[*].x[0]', ['p', 'r']],
    ['local.a.*.x[1][0]', 'r'],
  ])('%s', (expression, want) => {
    expect(output(`${LIST}output "o" { value = ${expression} }`)).toEqual(want);
  });
});
