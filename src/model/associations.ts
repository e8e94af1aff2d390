import { usesPodIdentity } from '../spec/mechanism.js';
import { accountKey, isSubjectPattern } from '../spec/subjects.js';
import type { AccessModel, Role, RoleSubject, TrustedCluster } from './types.js';

/** What gives a service account of one cluster its role. */
export interface Association {
  readonly cluster: string;
  readonly region: string;
  readonly subject: RoleSubject;
}

/**
 * What Terraform knows an association by: `<namespace>/<service account>`, in a further cluster with `<cluster>/` before it, so that
 * adding a cluster moves nothing in the state.
 */
export function associationKey({ cluster, subject }: Association, { clusters }: AccessModel): string {
  const key = accountKey(subject);
  return cluster === clusters[0].name ? key : `${cluster}/${key}`;
}

/**
 * The Pod Identity associations of a role that belong to whoever makes it: those of the spec's own cluster, and of further ones
 * in its region. One in another region is an object of that region, out of reach of the Terraform provider.
 */
export function associationsOf(role: Role, { clusters }: AccessModel): readonly Association[] {
  return clusters
    .filter((cluster) => !isElsewhere(cluster, clusters))
    .flatMap((cluster) => inCluster(role, cluster));
}

/** The associations of a role in every cluster, whoever makes them. */
export function allAssociationsOf(role: Role, { clusters }: AccessModel): readonly Association[] {
  return clusters.flatMap((cluster) => inCluster(role, cluster));
}

/** The associations that somebody makes by hand, as the runbook says: those of roles that exist, and those in other regions. */
export function handMadeAssociationsOf(role: Role, model: AccessModel): readonly Association[] {
  const distant = distantAssociationsOf(role, model);
  return role.owner === 'existing' ? [...associationsOf(role, model), ...distant] : distant;
}

/** The associations in other regions than that of the spec's own cluster. */
export function distantAssociationsOf(role: Role, { clusters }: AccessModel): readonly Association[] {
  return clusters
    .filter((cluster) => isElsewhere(cluster, clusters))
    .flatMap((cluster) => inCluster(role, cluster));
}

function isElsewhere({ region }: TrustedCluster, [own]: AccessModel['clusters']): boolean {
  return region !== own.region;
}

function inCluster({ mechanism, subjects }: Role, { name, region }: TrustedCluster): readonly Association[] {
  if (!usesPodIdentity(mechanism)) return [];
  // EKS takes no patterns: https://github.com/aws/containers-roadmap/issues/2233 (open in 2026-11).
  return subjects
    .filter((subject) => !isSubjectPattern(subject))
    .map((subject) => ({ cluster: name, region, subject }));
}
