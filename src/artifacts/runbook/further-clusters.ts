import { type Association, distantAssociationsOf } from '../../model/associations.js';
import { accountKey } from '../../model/build.js';
import { STS_AUDIENCE } from '../../model/trust.js';
import type { AccessModel, Role, TrustedCluster } from '../../model/types.js';
import { usesIrsa, usesPodIdentity } from '../../spec/mechanism.js';
import { sessionArguments } from './session-arguments.js';

/** The arguments of `aws eks create-pod-identity-association`. */
export function associationCommand({ subject, region, cluster }: Association, { arn }: Role): object {
  const { namespace, serviceAccount } = subject;
  return { namespace, serviceAccount, region, cluster, roleArn: arn, session: sessionArguments(subject) };
}

/** What is to be done in each further cluster, whose service accounts have the names of those in the spec's own. */
export function buildFurtherClusters(model: AccessModel): readonly object[] {
  const [, ...further] = model.clusters;
  return further.map((cluster) => furtherCluster(cluster, model));
}

function furtherCluster({ name, region, issuer, provider }: TrustedCluster, model: AccessModel): object {
  const { roles, serviceAccounts, workloads, namespaces } = model;
  const irsa = roles.some((role) => usesIrsa(role.mechanism));
  const made = serviceAccounts.filter(({ owner, role }) => owner === 'eksctl' && usesIrsa(role.mechanism));
  return {
    name,
    region,
    ...(irsa ? { issuer, provider, audience: STS_AUDIENCE } : {}),
    agent: roles.some((role) => usesPodIdentity(role.mechanism)),
    associations: roles.flatMap((role) =>
      distantAssociationsOf(role, model)
        .filter((association) => association.cluster === name)
        .map((association) => associationCommand(association, role)),
    ),
    manifests:
      namespaces.length > 0 ||
      serviceAccounts.some(({ owner }) => owner === 'manifest') ||
      workloads.some(({ pod }) => pod !== undefined),
    serviceAccounts: made.map(({ namespace, serviceAccount, role }) => ({
      ...{ namespace, serviceAccount, roleArn: role.arn },
    })),
    foreign: serviceAccounts.filter(({ owner }) => owner === 'existing').map(accountKey),
  };
}
