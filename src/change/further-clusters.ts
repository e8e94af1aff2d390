import { buildFurtherClusters, makeServiceAccount } from '../artifacts/runbook/further-clusters.js';
import { commandsInFurtherCluster } from '../artifacts/runbook/steps.js';
import type { AccessModel, ServiceAccount } from '../model/types.js';
import { accountKey } from '../spec/subjects.js';
import type { Comparison } from './compare.js';
import { type Step, sh } from './step.js';

/** Whether the roles of a model trust a cluster, by its name. */
export function isTrusted(name: string, { clusters }: AccessModel): boolean {
  return clusters.some((cluster) => cluster.name === name);
}

/** Says of a step by kubectl where else it is to be done. */
export function everywhere({ before, after }: Comparison): (step: Step) => Step {
  const names = furtherOnBothSides(before, after).map(({ name }) => name);
  if (names.length === 0) return (step) => step;
  return ({ title, commands }) => ({ title: `${title}; in ${names.join(', ')} as well`, commands });
}

/** Writes the role of service accounts of eksctl into what further clusters have of them. */
export function annotateElsewhere(
  { before, after }: Comparison,
  accounts: readonly ServiceAccount[],
): readonly string[] {
  const had = new Set(before.serviceAccounts.map(accountKey));
  return furtherOnBothSides(before, after).flatMap((cluster) =>
    accounts.map((account) => {
      const isThere = had.has(accountKey(account));
      const override = isThere ? ['--override-existing-serviceaccounts'] : [];
      return sh(...makeServiceAccount(account, cluster), ...override);
    }),
  );
}

function furtherOnBothSides(before: AccessModel, { clusters: [, ...further] }: AccessModel) {
  return further.filter(({ name }) => isTrusted(name, before));
}

/** What a cluster needs whose service accounts have not had the roles so far. */
export function joinClusters({ before, after }: Comparison): readonly Step[] {
  return buildFurtherClusters(after)
    .filter(({ name }) => !isTrusted(name, before))
    .map((cluster) => ({
      title: `Bring in ${cluster.name}; README.md says what must be there first`,
      commands: commandsInFurtherCluster(cluster).map((words) => sh(...words)),
    }));
}

/** Clusters whose service accounts lose the roles. */
export function leaveClusters({ before, after }: Comparison): readonly Step[] {
  const names = before.clusters.filter(({ name }) => !isTrusted(name, after)).map(({ name }) => name);
  return names.map((name) => ({
    title: `Take down in ${name} what needs the roles, which trust it no more`,
    commands: [],
  }));
}
