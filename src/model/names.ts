import type { Subject } from '../spec/subjects.js';
import type { Cluster } from '../spec/types.js';
import { stableHash } from '../text/stable-hash.js';

/** Longest role name that IAM takes. */
const MAX_ROLE_NAME = 64;

/**
 * The role name of a service account when the spec gives none: `<region>.<cluster>.<namespace>.<service account>`.
 * Only the last part may hold a dot, so two service accounts never share a name; one that is too long, or that
 * IAM could mistake for another because it ignores case, is shortened and closed with a hash of the whole. Patterns have
 * `+` and `=` for `*` and `?`, which IAM does not take, and no Kubernetes name has.
 */
export function deriveRoleName(cluster: Cluster, subject: Subject): string {
  const name = wholeRoleName(cluster, subject);
  if (name.length <= MAX_ROLE_NAME && name === name.toLowerCase()) return name;
  const hash = stableHash(name);
  return `${name.slice(0, MAX_ROLE_NAME - hash.length - 1)}-${hash}`;
}

/** The derived role name without a hash, however long. */
export function wholeRoleName(cluster: Cluster, subject: Subject): string {
  return [cluster.region, cluster.name, subject.namespace, subject.serviceAccount]
    .join('.')
    .replaceAll('*', '+')
    .replaceAll('?', '=');
}

/** `S3TalosAppTestRole` as `s3_talos_app_test_role`: the words of a name as Terraform's users spell them. */
export function snakeCase(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase();
  return /^[a-z]/.test(words) ? words : `role_${words}`;
}

/** Maps each name to a Terraform label of its own; names that would share one get a hash. */
export function terraformLabels(names: readonly string[]): ReadonlyMap<string, string> {
  const byLabel = new Map<string, string[]>();
  for (const name of names) {
    const label = snakeCase(name);
    byLabel.set(label, [...(byLabel.get(label) ?? []), name]);
  }
  const labels = new Map<string, string>();
  for (const [label, sharers] of byLabel) {
    for (const name of sharers) {
      const alone = sharers.length === 1 || name === label;
      labels.set(name, alone ? label : `${label}_${stableHash(name)}`);
    }
  }
  return labels;
}
