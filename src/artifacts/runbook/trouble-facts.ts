import { grantsOf } from '../../grants/index.js';
import type { AccessModel, ServiceAccount } from '../../model/types.js';
import { usesIrsa, usesPodIdentity } from '../../spec/mechanism.js';
import { sourcesOf } from './targets.js';

/** What of a model decides which troubles its users can have, and where they look. */
export interface TroubleFacts {
  /** Whether pods cannot fall back to the role of their node. */
  readonly nodeRoleClosed: boolean;
  readonly irsa: boolean;
  readonly podIdentity: boolean;
  readonly terraform: boolean;
  readonly eksctl: boolean;
  /** Whether a role of ours has several service accounts. */
  readonly sharedRoles: boolean;
  /** Whether something granted is encrypted with a key of its own. */
  readonly keys: boolean;
  readonly pods: boolean;
  /** Whether pods take Secrets or ConfigMaps that are not ours. */
  readonly sources: boolean;
  readonly networkPolicy: boolean;
  readonly loadBalancer: string | undefined;
  /** ARN of a role that Pod Identity takes on for a pod. */
  readonly target: string | undefined;
  readonly region: string;
  /** Where trust policies stand. */
  readonly trustFile: string;
  /** Where service accounts stand. */
  readonly accountFile: string;
}

/** Collects what decides about the troubles of a model's users. */
export function troubleFacts(model: AccessModel): TroubleFacts {
  const { roles, workloads, serviceAccounts } = model;
  const { cluster } = model.spec;
  const terraform = roles.some((role) => role.owner === 'terraform');
  const eksctl = serviceAccounts.some(({ role, owner }) => role.owner === 'eksctl' || owner === 'eksctl');
  return {
    nodeRoleClosed: cluster.provision && !cluster.podImds,
    irsa: roles.some((role) => usesIrsa(role.mechanism)),
    podIdentity: roles.some((role) => usesPodIdentity(role.mechanism)),
    terraform,
    eksctl,
    sharedRoles: roles.some(({ owner, subjects }) => owner !== 'existing' && subjects.length > 1),
    keys: workloads.some((workload) =>
      grantsOf(workload).some(({ entries }) => entries.some((entry) => entry['kmsKeyArn'] !== undefined)),
    ),
    pods: workloads.some(({ pod }) => pod !== undefined),
    sources: workloads.some(({ pod }) => pod !== undefined && sourcesOf(pod).length > 0),
    networkPolicy: workloads.some(({ pod }) => pod?.networkPolicy === true),
    loadBalancer: workloads.flatMap(({ pod }) => pod?.loadBalancerClass ?? [])[0],
    target: serviceAccounts.flatMap(({ session }) => session?.targetRoleArn ?? [])[0],
    region: cluster.region,
    trustFile: trustFileOf(model, terraform, eksctl),
    accountFile: accountFileOf(serviceAccounts),
  };
}

function trustFileOf({ spec }: AccessModel, terraform: boolean, eksctl: boolean): string {
  if (terraform)
    return spec.terraform.syntax === 'json' ? 'terraform-json/main.tf.json' : 'terraform/role-*.tf';
  return eksctl ? 'eksctl/cluster.yaml' : "the role, which is somebody else's";
}

function accountFileOf(serviceAccounts: readonly ServiceAccount[]): string {
  return serviceAccounts.some(({ owner }) => owner === 'manifest')
    ? 'kubernetes/service-accounts/'
    : 'the service account: kubectl get serviceaccount -o yaml';
}
