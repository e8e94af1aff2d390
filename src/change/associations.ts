import { shellCommand } from '../emit/text.js';
import { handMadeAssociationsOf } from '../model/associations.js';
import { accountKey } from '../model/build.js';
import type { AccessModel, ServiceAccount, Subject } from '../model/types.js';
import type { Spec } from '../spec/types.js';

/** The ID of the Pod Identity association of a service account, which only EKS knows, as the shell finds it. */
export function findAssociation({ namespace, serviceAccount }: Subject, { cluster }: Spec): string {
  const words = [
    ...['aws', 'eks', 'list-pod-identity-associations'],
    ...['--region', cluster.region, '--cluster-name', cluster.name],
    ...['--namespace', namespace, '--service-account', serviceAccount],
    ...['--query', 'associations[0].associationId', '--output', 'text'],
  ];
  return `$(${shellCommand(words)})`;
}

/** Those of the spec's own cluster that nobody makes but who follows the runbook. */
export function handMadeAssociations(model: AccessModel): ReadonlyMap<string, ServiceAccount> {
  const { name, region } = model.spec.cluster;
  const made = model.roles
    .flatMap((role) => handMadeAssociationsOf(role, model))
    .filter((association) => association.cluster === name && association.region === region);
  const keys = new Set(made.map(({ subject }) => accountKey(subject)));
  const accounts = model.serviceAccounts.filter((account) => keys.has(accountKey(account)));
  return new Map(accounts.map((account) => [accountKey(account), account]));
}
