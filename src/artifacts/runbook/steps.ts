import type { Command } from '../../grants/index.js';
import type { AccessModel } from '../../model/types.js';
import type { FurtherCluster } from './further-clusters.js';
import type { ForeignAccount, Sections } from './sections.js';

/** A step of the runbook. */
export interface Step {
  /** As the template knows it. */
  readonly name: string;
  /** What is run in any case; none where the step looks, is somebody else's, or depends on what is there. */
  readonly commands: readonly Command[];
}

/** The steps from nothing to what a spec says, in their order. */
export function buildSteps({ spec, clusters }: AccessModel, sections: Sections): readonly Step[] {
  const { cluster } = spec;
  const { oidc, agent, terraform, existingRoles, foreignAccounts, kubernetes, furtherClusters } = sections;
  const made = (commands: readonly Command[]) => (cluster.provision ? [] : commands);
  const rows: readonly (readonly [name: string, applies: boolean, commands?: readonly Command[]])[] = [
    ['create', cluster.provision, [sections.create]],
    ['connect', !cluster.provision, [sections.connect]],
    ['oidc', oidc !== undefined, oidc?.eksctlAssociates ? [oidc.associate] : []],
    ['agent', agent],
    ['terraform', terraform !== undefined, terraform?.commands ?? []],
    ['roles', existingRoles.length > 0, existingRoles.flatMap(({ associations }) => associations)],
    // `eksctl create cluster` makes them as well.
    ['serviceAccounts', sections.eksctl.serviceAccounts.length > 0, made(sections.eksctl.serviceAccounts)],
    ['associations', sections.eksctl.associations.length > 0, made(sections.eksctl.associations)],
    // AWS takes no principal that is not there yet.
    ['otherAccounts', sections.otherAccounts.length > 0],
    // Pods are given what their service account says when they start.
    ['annotate', foreignAccounts.length > 0, foreignAccounts.flatMap(byHand)],
    ['kubernetes', kubernetes !== undefined, kubernetes === undefined ? [] : [kubernetes.apply]],
    ['patternRoles', sections.patternRoles.length > 0],
    ['furtherClusters', clusters.length > 1, furtherClusters.flatMap(commandsInFurtherCluster)],
    ['verify', true],
  ];
  return rows.filter(([, applies]) => applies).map(([name, , commands = []]) => ({ name, commands }));
}

/** A chart is given the annotation by its values. */
function byHand({ charts, annotate }: ForeignAccount): readonly Command[] {
  return annotate === undefined || charts.length > 0 ? [] : [annotate];
}

/** What is run in any case in a further cluster. */
export function commandsInFurtherCluster(cluster: FurtherCluster): readonly Command[] {
  const { connect, associations, serviceAccounts, apply } = cluster;
  return [connect, ...associations, ...serviceAccounts, ...(apply === undefined ? [] : [apply])];
}
