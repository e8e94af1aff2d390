import { buildModel } from '../../src/model/build.js';
import type { AccessModel } from '../../src/model/types.js';
import { fillDefaults } from '../../src/spec/defaults.js';
import type { SpecInput } from '../../src/spec/schema.js';

/** A workload as users write it; what a test does not care about is filled in. */
export type WorkloadParts = Partial<SpecInput['workloads'][number]>;

/** The parts of a spec that a test cares about, as users write them. */
export interface ModelParts {
  readonly cluster?: Partial<SpecInput['cluster']>;
  readonly identity?: NonNullable<SpecInput['identity']>;
  readonly terraform?: NonNullable<SpecInput['terraform']>;
  readonly tags?: Readonly<Record<string, string>>;
  readonly workloads?: readonly WorkloadParts[];
}

/** An issuer in us-east-1, without its scheme. */
export const PROVIDER = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

/** The cluster of these models once it runs: its issuer is known. */
export const RUNNING = { oidcIssuer: `https://${PROVIDER}` };

/**
 * The model of a spec whose constraints nobody has checked, since the layers below must not depend on them:
 * cluster `demo` in us-east-1, workloads `app`, `app2` … in `default` that may get the objects of `data`.
 */
export function aModel({
  cluster,
  identity,
  terraform,
  tags,
  workloads = [{}],
}: ModelParts = {}): AccessModel {
  const input: SpecInput = {
    version: 1,
    cluster: { name: 'demo', region: 'us-east-1', accountId: '111122223333', ...cluster },
    ...(identity && { identity }),
    ...(terraform && { terraform }),
    ...(tags && { tags: { ...tags } }),
    workloads: workloads.map((workload, index) => {
      const name = index === 0 ? 'app' : `app${index + 1}`;
      const grants = workload.buckets ?? workload.policyArns ?? workload.statements;
      const granted = grants === undefined ? { buckets: [{ name: 'data', access: 'get' as const }] } : {};
      return { name, namespace: 'default', serviceAccount: name, ...granted, ...workload };
    }),
  };
  return buildModel(fillDefaults(input));
}
