import { isNetworkPolicy, isOtherPolicy, type Obstacle, podIdentityObstacles } from '../cluster/index.js';
import { onceFor } from '../collections.js';
import {
  deploymentsOf,
  type Fact,
  type Inventory,
  type PodFact,
  type PodIdentityAssociationFact,
  type Span,
} from '../readers/index.js';
import { hasRole, identitiesOf, type NamedPod } from './identities.js';
import type { Report } from './rule.js';

/** What keeps the pods of an association from the agent. */
export interface CutOff {
  readonly association: PodIdentityAssociationFact;
  /** The service account, as `namespace/name`. */
  readonly key: string;
  readonly obstacle: Obstacle;
}

/** What keeps pods from the agent of EKS Pod Identity, in all associations. */
export const cutOffPods = onceFor((inventory: Inventory): readonly CutOff[] =>
  inventory.podIdentityAssociations.flatMap((association) => obstaclesOf(inventory, association)),
);

/** A report on what keeps pods from their credentials, and from which. */
export function obstacleReport(
  { place, reason, fix }: Obstacle,
  related: { readonly place: Span; readonly message: string },
): Report {
  return { place, message: reason, help: fix, related: [related] };
}

function obstaclesOf(inventory: Inventory, association: PodIdentityAssociationFact): readonly CutOff[] {
  const { namespace, serviceAccount } = association;
  if (!namespace.known || !serviceAccount.known) return [];
  const { podsByKey, accountsByKey } = identitiesOf(inventory);
  const key = `${namespace.value}/${serviceAccount.value}`;
  // By an annotation beside it, the pods have another way to a role.
  if (accountsByKey.get(key)?.some(hasRole)) return [];
  return obstaclesNear(inventory, association, podsByKey.get(key) ?? [], (near, pod) =>
    podIdentityObstacles(near, association, pod),
  ).map((obstacle) => ({ association, key, obstacle }));
}

/** Looks for obstacles of each pod among the network policies that may be deployed together with a fact; of all pods, where the files have none. */
export function obstaclesNear(
  inventory: Inventory,
  to: Fact,
  pods: readonly NamedPod[],
  obstacles: (near: Inventory, pod: PodFact | undefined) => readonly Obstacle[],
): readonly Obstacle[] {
  const deployments = deploymentsOf(inventory);
  const isNear = (fact: Fact) => deployments.mayBeTogether(fact, to);
  const near = { ...inventory, kubernetesObjects: policiesOf(inventory).filter(isNear) };
  const own = pods.map(({ fact }) => fact).filter(isNear);
  return (own.length === 0 ? [undefined] : own).flatMap((pod) => obstacles(near, pod));
}

/** Each of thousands of service accounts asks. */
const policiesOf = onceFor(({ kubernetesObjects }: Inventory) =>
  kubernetesObjects.filter((object) => isNetworkPolicy(object) || isOtherPolicy(object)),
);
