import { shellWord } from '../emit/text.js';
import { accountKey } from '../model/build.js';
import type { AccessModel, ServiceAccount, Subject } from '../model/types.js';
import { usesPodIdentity } from '../spec/mechanism.js';
import type { Spec } from '../spec/types.js';

/** The ID of the Pod Identity association of a service account, which only EKS knows, as the shell finds it. */
export function findAssociation({ namespace, serviceAccount }: Subject, { cluster }: Spec): string {
  const words = [
    ...['aws', 'eks', 'list-pod-identity-associations'],
    ...['--region', cluster.region, '--cluster-name', cluster.name],
    ...['--namespace', namespace, '--service-account', serviceAccount],
    ...['--query', 'associations[0].associationId', '--output', 'text'],
  ];
  return `$(${words.map(shellWord).join(' ')})`;
}

/** Associations that nobody makes but who follows the runbook, since the role is somebody else's. */
export function handMadeAssociations({ serviceAccounts }: AccessModel): ReadonlyMap<string, ServiceAccount> {
  const found = serviceAccounts.filter(
    ({ role }) => role.owner === 'existing' && usesPodIdentity(role.mechanism),
  );
  return new Map(found.map((account) => [accountKey(account), account]));
}
