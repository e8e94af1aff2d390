import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { allNeedsOf, applies, depthOf } from '../../src/spec/applies.js';
import { ALL_QUESTIONS } from '../../src/wizard/questions/index.js';

const SPEC = fileURLToPath(new URL('../../src/spec', import.meta.url));
const codesIn = (text: string) => new Set(text.match(/'spec\/[\w-]+'/g));

describe('when a field applies', () => {
  test('is said beside the field: what is found by it is found by no other rule', () => {
    const needs = codesIn(readFileSync(`${SPEC}/schema/needs.ts`, 'utf8'));
    expect(needs.size).toBeGreaterThan(8);
    const rules = readdirSync(`${SPEC}/constraints`).map((file) =>
      readFileSync(`${SPEC}/constraints/${file}`, 'utf8'),
    );
    expect([...codesIn(rules.join('\n'))].filter((code) => needs.has(code))).toEqual([]);
  });

  /** Whether the field itself needs anything, rather than what it stands in. */
  const isConditional = (field: string) =>
    allNeedsOf(field).length > allNeedsOf(field.replace(/\.[^.]+$/, '')).length;

  test('is asked of the schema by the wizard, whose questions add what is their own', () => {
    const conditional = ALL_QUESTIONS.filter(({ key }) => isConditional(key));
    expect(conditional.length).toBeGreaterThan(8);
    expect(conditional.filter(({ when }) => when !== undefined).map(({ key }) => key)).toEqual([
      // Annotations of a Service are asked of load balancers alone; eksctl names its policies itself.
      'workloads[].pod.serviceAnnotations',
      'workloads[].policyName',
    ]);
  });

  test('counts what a field needs, and what that needs in turn', () => {
    const pod = (fields: object) => (field: string) =>
      (fields as Record<string, unknown>)[field.replace('workloads[].pod.', '')];
    const port = 'workloads[].pod.servicePort';
    expect(applies(port, pod({ kind: 'Deployment', port: 80, service: 'ClusterIP' }))).toBe(true);
    expect(applies(port, pod({ kind: 'Deployment', service: 'ClusterIP' }))).toBe(false);
    expect(applies('cluster.vpc.id', (field) => (field === 'cluster.provision' ? false : undefined))).toBe(
      false,
    );
  });

  test('is settled for a VPC before zones, which are refused beside it', () => {
    expect(depthOf('cluster.vpc')).toBeLessThan(depthOf('cluster.availabilityZones'));
    expect(depthOf('workloads[].pod.service')).toBeLessThan(depthOf('workloads[].pod.loadBalancerClass'));
  });
});
