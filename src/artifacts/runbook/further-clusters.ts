import type { Command } from '../../grants/index.js';
import { distantAssociationsOf } from '../../model/associations.js';
import { STS_AUDIENCE } from '../../model/trust.js';
import type { AccessModel, ServiceAccount, TrustedCluster } from '../../model/types.js';
import { usesIrsa, usesPodIdentity } from '../../spec/mechanism.js';
import { accountKey } from '../../spec/subjects.js';
import { APPLY_MANIFESTS, associate, connectTo } from './commands.js';

/** What is to be done in a further cluster. */
export interface FurtherCluster {
  readonly name: string;
  readonly region: string;
  readonly issuer?: string | undefined;
  readonly provider?: string | undefined;
  readonly audience?: string;
  readonly agent: boolean;
  readonly connect: Command;
  readonly associations: readonly Command[];
  readonly serviceAccounts: readonly Command[];
  readonly apply?: Command;
  readonly foreign: readonly string[];
}

/** What is to be done in each further cluster, whose service accounts have the names of those in the spec's own. */
export function buildFurtherClusters(model: AccessModel): readonly FurtherCluster[] {
  const [, ...further] = model.clusters;
  return further.map((cluster) => furtherCluster(cluster, model));
}

function furtherCluster(cluster: TrustedCluster, model: AccessModel): FurtherCluster {
  const { roles, serviceAccounts, workloads, namespaces } = model;
  const { name, region, issuer, provider } = cluster;
  const irsa = roles.some((role) => usesIrsa(role.mechanism));
  const hasManifests =
    namespaces.length > 0 ||
    serviceAccounts.some(({ owner }) => owner === 'manifest') ||
    workloads.some(({ pod }) => pod !== undefined);
  return {
    name,
    region,
    ...(irsa ? { issuer, provider, audience: STS_AUDIENCE } : {}),
    agent: roles.some((role) => usesPodIdentity(role.mechanism)),
    connect: connectTo(cluster),
    associations: roles.flatMap((role) =>
      distantAssociationsOf(role, model)
        .filter((association) => association.cluster === name)
        .map((association) => associate(association, role)),
    ),
    serviceAccounts: serviceAccounts
      .filter(({ owner, role }) => owner === 'eksctl' && usesIrsa(role.mechanism))
      .map((account) => makeServiceAccount(account, cluster)),
    ...(hasManifests ? { apply: APPLY_MANIFESTS } : {}),
    foreign: serviceAccounts.filter(({ owner }) => owner === 'existing').map(accountKey),
  };
}

/** Has eksctl make a service account with the annotation of a role that is there already. */
export function makeServiceAccount(
  { namespace, serviceAccount, role }: ServiceAccount,
  { name, region }: TrustedCluster,
): Command {
  return [
    ...['eksctl', 'create', 'iamserviceaccount', '--region', region, '--cluster', name],
    ...['--namespace', namespace, '--name', serviceAccount, '--attach-role-arn', role.arn, '--approve'],
  ];
}
