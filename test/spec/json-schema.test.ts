import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
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

const validate = new Ajv({ strict: false }).compile(SCHEMA);

const accepts = (value: unknown): boolean => validate(value);

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
      else: { if: { required: ['standard'] }, else: { required: ['version', 'cluster', 'workloads'] } },
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
    expect(accepts(spec)).toBe(true);
    expect(accepts({ ...spec, quux: 1 })).toBe(false);
    expect(accepts({ ...spec, version: 2 })).toBe(false);
    const { name: _name, ...nameless } = workload;
    const named = aWorkload({ roleName: '{cluster.name}-app' });
    expect(accepts({ ...spec, workloads: [named] })).toBe(true);
    expect(accepts({ ...spec, workloads: [aWorkload({ roleName: '{name}' })] })).toBe(false);
    expect(accepts({ ...spec, workloads: [nameless] })).toBe(false);
    expect(accepts({ extends: '../irsa.yaml', workloads: [nameless] })).toBe(true);
  });

  test('lets null take away what another file says, wherever the spec does', () => {
    const overlay = {
      cluster: { vpc: null, kubernetesVersion: null },
      identity: null,
      tags: { tier: null },
      workloads: [{ name: 'app', pod: { env: { LOG: null }, port: null, service: null }, buckets: null }],
    };
    expect(accepts({ extends: '../irsa.yaml', ...overlay })).toBe(true);
    expect(accepts({ extends: '../irsa.yaml', workloads: [null] })).toBe(false);
    expect(accepts({ extends: null })).toBe(false);
    expect(accepts({ standard: '../standard.yaml', tags: { tier: null } })).toBe(false);
    expect(accepts({ standard: '../standard.yaml', tags: { tier: 'a' } })).toBe(true);
    for (const part of Object.entries(overlay))
      expect(accepts({ ...aSpecInput(), ...Object.fromEntries([part]) })).toBe(false);
    expect(accepts({ ...aSpecInput(), tags: { tier: null } })).toBe(false);
  });
});
