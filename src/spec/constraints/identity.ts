import { parseArn } from '../../aws/arns.js';
import { eksctlKnows } from '../../aws/eksctl.js';
import type { FieldPath } from '../../diagnostics.js';
import { quote } from '../../text/quote.js';
import { applies, lookUpIn } from '../applies.js';
import { usesIrsa } from '../mechanism.js';
import type { WorkloadIdentity } from '../types.js';
import { checkPartition } from './partition.js';
import { eachWorkload, type Rule, type RuleContext } from './rule.js';

/** Where a workload's mechanism or owner was written: on itself, or for all. */
export function ownerPath(
  wrote: RuleContext['wrote'],
  workload: FieldPath,
  field: keyof WorkloadIdentity,
): FieldPath {
  const own = [...workload, 'identity', field];
  return wrote(own) ? own : ['identity', field];
}

/** Whether eksctl's ClusterConfig gets an `iam.serviceAccounts` entry for the identity. */
function hasServiceAccountEntry({ mechanism, roleOwner, serviceAccountOwner }: WorkloadIdentity): boolean {
  return usesIrsa(mechanism) && (roleOwner === 'eksctl' || serviceAccountOwner === 'eksctl');
}

const providerExists: Rule = ({ spec, wrote, report }) => {
  const { cluster, identity } = spec;
  if (!wrote(['identity', 'oidcProviderOwner'])) return;
  if (!applies('identity.oidcProviderOwner', lookUpIn(spec, []))) return;
  if (identity.oidcProviderOwner !== 'existing' || !cluster.provision) return;
  report.error(
    'spec/provider-cannot-exist',
    ['identity', 'oidcProviderOwner'],
    '"existing" cannot be: the cluster is yet to be created, and with it its issuer',
    'use eksctl or terraform, or set cluster.provision: false',
  );
};

const oneProviderOwner: Rule = ({ spec, report }) => {
  const { cluster, identity, workloads } = spec;
  if (identity.oidcProviderOwner !== 'terraform' || !cluster.provision) return;
  const entry = workloads.findIndex((workload) => hasServiceAccountEntry(workload.identity));
  if (entry < 0) return;
  report.error(
    'spec/two-provider-owners',
    ['identity', 'oidcProviderOwner'],
    `"terraform" would create the provider again: workloads[${entry}] has an eksctl service account, for which eksctl creates it with the cluster`,
    'use oidcProviderOwner: eksctl, or let eksctl own neither roles nor service accounts',
  );
};

const ownersWorkTogether = eachWorkload(({ identity }, path, { wrote, report }) => {
  if (usesIrsa(identity.mechanism)) return;
  if (identity.serviceAccountOwner !== 'eksctl' || identity.roleOwner === 'eksctl') return;
  report.error(
    'spec/pod-identity-owners',
    ownerPath(wrote, path, 'serviceAccountOwner'),
    `"eksctl" creates service accounts for pod-identity only with associations of its own, but the role's owner is ${identity.roleOwner}`,
    'use serviceAccountOwner: manifest, or roleOwner: eksctl',
  );
});

const eksctlKnowsRegion = eachWorkload(({ identity }, path, { spec, wrote, report }) => {
  if (eksctlKnows(spec.cluster.region)) return;
  for (const field of ['roleOwner', 'serviceAccountOwner'] as const) {
    if (identity[field] !== 'eksctl') continue;
    const message = `"eksctl" does not know the region ${spec.cluster.region}`;
    const help = field === 'roleOwner' ? 'use terraform or existing' : 'use manifest or existing';
    report.error('spec/eksctl-region', ownerPath(wrote, path, field), message, help);
  }
});

const eksctlKnowsProviderRegion: Rule = ({ spec: { cluster, identity }, wrote, report }) => {
  const path = ['identity', 'oidcProviderOwner'];
  if (!wrote(path) || identity.oidcProviderOwner !== 'eksctl' || eksctlKnows(cluster.region)) return;
  const message = `"eksctl" does not know the region ${cluster.region}`;
  report.error('spec/eksctl-region', path, message, 'use terraform or existing');
};

const eksctlKnowsBoth = eachWorkload(({ identity }, path, { wrote, report }) => {
  if (identity.mechanism !== 'both' || identity.roleOwner !== 'eksctl') return;
  report.error(
    'spec/eksctl-cannot',
    ownerPath(wrote, path, 'mechanism'),
    '"both" cannot be: eksctl (0.231, the last one looked at) makes a role that trusts either mechanism, not both',
    'use roleOwner: terraform, or go from irsa to pod-identity at once, for which pods stop; `eksctl utils migrate-to-pod-identity` moves all of a cluster',
  );
});

const noConditionsByEksctl = eachWorkload(({ identity }, path, { wrote, report }) => {
  if (identity.mechanism !== 'pod-identity' || identity.roleOwner !== 'eksctl') return;
  report.warning(
    'spec/eksctl-open-trust',
    ownerPath(wrote, path, 'roleOwner'),
    '"eksctl" writes pod identity roles without conditions: any association of the account may use them',
    'use roleOwner: terraform for a trust policy that names cluster, namespace and service account',
  );
});

const boundaryBelongs: Rule = (context) => {
  const { cluster, identity } = context.spec;
  const { permissionsBoundaryArn: arn } = identity;
  if (arn === undefined) return;
  const path = ['identity', 'permissionsBoundaryArn'];
  checkPartition(arn, path, context);
  const account = parseArn(arn)?.accountId;
  if (account === 'aws' || account === cluster.accountId) return;
  const message = `${quote(arn)} is in another account than the roles`;
  context.report.error(
    'spec/policy-account',
    path,
    message,
    `use a policy of ${cluster.accountId}, or one of AWS`,
  );
};

/** What must hold of `identity` and its overrides. */
export const identityRules: readonly Rule[] = [
  providerExists,
  oneProviderOwner,
  ownersWorkTogether,
  eksctlKnowsRegion,
  eksctlKnowsProviderRegion,
  eksctlKnowsBoth,
  noConditionsByEksctl,
  boundaryBelongs,
];
