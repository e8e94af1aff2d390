import { describe, expect, test } from '@jest/globals';
import { specJsonSchema } from '../../src/spec/json-schema.js';
import { checkField } from '../../src/spec/shape.js';
import { aPod, aSpecInput, aWorkload } from '../support/a-spec.js';

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly required?: readonly string[];
  readonly if?: { readonly required: readonly string[] };
  readonly else?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly additionalProperties?: boolean | Node;
}

const SCHEMA = specJsonSchema() as Node;

/** The little of JSON Schema that ours uses. */
function accepts(node: Node, value: unknown): boolean {
  const has = (key: string) => typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  if (!(node.required ?? []).every(has)) return false;
  if (node.else !== undefined && !node.if?.required.every(has) && !accepts(node.else, value)) return false;
  if (node.anyOf !== undefined) return node.anyOf.some((option) => accepts(option, value));
  if (node.enum !== undefined && !node.enum.includes(value)) return false;
  if (node.const !== undefined && node.const !== value) return false;
  if (node.pattern !== undefined && !new RegExp(node.pattern).test(String(value))) return false;
  if (node.type === 'array' && !Array.isArray(value)) return false;
  if (node.items !== undefined && Array.isArray(value))
    return value.every((item) => accepts(node.items ?? {}, item));
  if (node.type !== 'object' && node.properties === undefined)
    return node.type === undefined || node.type.replace('integer', 'number') === typeof value;
  const { properties = {}, additionalProperties } = node;
  return Object.entries(value as object).every(([key, child]) => {
    const known = properties[key] ?? additionalProperties ?? node.type !== 'object';
    return known === true || (typeof known === 'object' && accepts(known, child));
  });
}

function eachField(
  node: Node,
  path: readonly (string | number)[],
  visit: (node: Node, path: readonly (string | number)[]) => void,
): void {
  for (const [key, child] of Object.entries(node.properties ?? {})) {
    visit(child, [...path, key]);
    eachField(child, [...path, key], visit);
  }
  if (node.items !== undefined) eachField(node.items, [...path, 0], visit);
}

describe('the JSON Schema', () => {
  test('says what it is', () => {
    expect(specJsonSchema()).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: 'urn:irsa-forge:spec:1',
      title: 'irsa.yaml',
      type: 'object',
      additionalProperties: false,
      if: { required: ['extends'] },
      else: { required: ['version', 'cluster', 'workloads'] },
    });
  });

  test('describes every field, and refuses others', () => {
    eachField(SCHEMA, [], (node, path) => {
      expect([path, node.description ?? node.anyOf?.[0]?.description]).toEqual([
        path,
        expect.stringMatching(/^\S.*\.$/),
      ]);
      if (node.properties !== undefined) expect(node.additionalProperties).toBe(false);
    });
  });

  test('gives only examples and defaults that the spec takes', () => {
    eachField(SCHEMA, [], (node, path) => {
      for (const example of node.examples ?? [])
        expect([path, checkField(path, example)]).toEqual([path, undefined]);
      if (node.default !== undefined)
        expect([path, checkField(path, node.default)]).toEqual([path, undefined]);
    });
  });

  test('takes what the spec takes', () => {
    const workload = aWorkload({
      pod: aPod({
        env: { A: 'b' },
        resources: { requests: { cpu: 1, memory: '1Gi' } },
        service: 'ClusterIP',
      }),
      statements: [
        { actions: ['s3:Get*'], resources: ['*'], conditions: { Bool: { 'aws:SecureTransport': 'true' } } },
      ],
      identity: { mechanism: 'pod-identity' },
    });
    const backend = { type: 's3', config: { bucket: 'b', encrypt: true } };
    const spec = aSpecInput({
      tags: { 'Cost Center': 'ä/1' },
      terraform: { backend },
      workloads: [workload],
    });
    expect(accepts(SCHEMA, spec)).toBe(true);
    expect(accepts(SCHEMA, { ...spec, quux: 1 })).toBe(false);
    expect(accepts(SCHEMA, { ...spec, version: 2 })).toBe(false);
    const { name: _name, ...nameless } = workload;
    const named = aWorkload({ roleName: '{cluster.name}-app' });
    expect(accepts(SCHEMA, { ...spec, workloads: [named] })).toBe(true);
    expect(accepts(SCHEMA, { ...spec, workloads: [aWorkload({ roleName: '{name}' })] })).toBe(false);
    expect(accepts(SCHEMA, { ...spec, workloads: [nameless] })).toBe(false);
    expect(accepts(SCHEMA, { extends: '../irsa.yaml', workloads: [nameless] })).toBe(true);
  });
});
