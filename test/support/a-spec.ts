import { isMap } from '../../src/plain-data.js';
import { type ParsedSpec, parseSpec } from '../../src/spec/parse.js';
import type { SpecInput } from '../../src/spec/schema.js';
import type { Spec } from '../../src/spec/types.js';

/** Any part of a value; lists are given whole. */
export type Part<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: Part<T[K]> | undefined }
    : T;

type WorkloadInput = SpecInput['workloads'][number];

const CLUSTER = { name: 'demo-k8s', region: 'us-east-1', accountId: '111122223333' };

const WORKLOAD: WorkloadInput = {
  name: 'photo-site',
  namespace: 'web',
  serviceAccount: 'sa-app',
  buckets: [{ name: 'lightlytics-s3-bucket', access: 'get' }],
};

/** A workload as users write it: `photo-site`, changed in part; undefined takes a field out. */
export function aWorkload(changes: Part<WorkloadInput> = {}): WorkloadInput {
  return merge(WORKLOAD, changes);
}

/** A pod as users write it: a Deployment, changed in part. */
export function aPod(
  changes: Part<NonNullable<WorkloadInput['pod']>> = {},
): NonNullable<WorkloadInput['pod']> {
  return merge({ kind: 'Deployment', image: 'registry.example/photo-site:1.4.2', port: 8080 }, changes);
}

/** A valid spec as users write it, changed in part; undefined takes a field out. */
export function aSpecInput(changes: Part<SpecInput> = {}): SpecInput {
  return merge({ version: 1, cluster: CLUSTER, workloads: [WORKLOAD] }, changes);
}

/** The finished spec of an input, with where it stands; throws what is wrong with it. */
function aParsedSpec(changes: Part<SpecInput> = {}): ParsedSpec {
  const result = parseSpec(JSON.stringify(aSpecInput(changes)), 'irsa.yaml');
  if (result.ok) return result.value;
  throw new Error(result.diagnostics.map(({ path, message }) => `${path}: ${message}`).join('\n'));
}

/** A finished spec: `aSpecInput` with every default filled in. */
export function aSpec(changes: Part<SpecInput> = {}): Spec {
  return aParsedSpec(changes).spec;
}

function merge<T extends object>(base: T, changes: object): T {
  const merged: Record<string, unknown> = Object.fromEntries(Object.entries(base));
  for (const [key, change] of Object.entries(changes)) {
    const old = merged[key];
    merged[key] = isMap(old) && isMap(change) ? merge(old, change) : change;
    if (change === undefined) delete merged[key];
  }
  return merged as T;
}
