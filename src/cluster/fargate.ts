import { matchesPattern, parsePattern } from '../iam/evaluate/pattern.js';
import {
  fieldOf,
  type Inventory,
  isMap,
  itemsOf,
  type Node,
  type PodFact,
  type PodIdentityAssociationFact,
  type Span,
} from '../readers/index.js';
import { clusterConfigs, isOfConfig, isOfModule, isOfResource, type SameCluster } from './clusters.js';
import { type Obstacle, podName } from './obstacle.js';

/** One selector of a Fargate profile. */
interface Selector {
  readonly profile: string;
  readonly node: Node;
  readonly place: Span;
  readonly certain: boolean;
}

/**
 * A Fargate profile that takes the pods of an association: no agent runs there. Without pods in the files, only a profile
 * that takes the whole namespace counts.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html (2026-11)
 */
export function fargateObstacle(
  inventory: Inventory,
  association: PodIdentityAssociationFact,
  pod: PodFact | undefined,
): Obstacle | undefined {
  // Daemons never run on Fargate, whatever the profiles say.
  if (pod !== undefined && /^(?:DaemonSet|kubernetes_daemon)/.test(pod.kind)) return undefined;
  const namespace = association.namespace.known ? association.namespace.value : undefined;
  if (namespace === undefined) return undefined;
  const taken = selectorsFor(inventory, association).flatMap((selector) => {
    const fits = every([namespaceFits(selector.node, namespace), labelsFit(selector.node, pod)]);
    return fits === 'no' || (fits === 'maybe' && pod === undefined)
      ? []
      : [{ ...selector, certain: selector.certain && fits === 'yes' }];
  });
  const found = taken.find(({ certain }) => certain) ?? taken[0];
  if (found === undefined) return undefined;
  const who = pod === undefined ? `the pods of namespace ${namespace}` : podName(pod);
  const verb = pod === undefined ? 'run' : 'runs';
  return {
    ...{ cause: 'fargate', certain: found.certain, place: found.place },
    reason: found.certain
      ? `${who} ${verb} on Fargate by profile ${found.profile}, where EKS Pod Identity does not work`
      : `whether Fargate profile ${found.profile} takes ${who} is not known; EKS Pod Identity does not work on Fargate`,
    fix: 'use IRSA for pods on Fargate: a role annotation, and a role that trusts the OIDC provider',
  };
}

function selectorsFor(inventory: Inventory, association: PodIdentityAssociationFact): readonly Selector[] {
  const eksctl = clusterConfigs(inventory).flatMap((config) =>
    selectorsOf(
      itemsOf(fieldOf(config.root, 'fargateProfiles')),
      'selectors',
      isOfConfig(association, config),
    ),
  );
  const terraform = inventory.terraformObjects
    .filter(({ kind, mode }) => kind === 'aws_eks_fargate_profile' && mode === 'resource')
    .flatMap((object) => {
      const same = isOfResource(association, object);
      return selectorsOf(
        [object.node],
        'selector',
        object.conditional && same === 'yes' ? 'maybe' : same,
        object.place,
      );
    });
  return [...eksctl, ...terraform, ...selectorsOfModules(inventory, association)];
}

/** `fargate_profiles` of terraform-aws-modules/eks. */
function selectorsOfModules(
  { terraformObjects }: Inventory,
  association: PodIdentityAssociationFact,
): readonly Selector[] {
  return terraformObjects.flatMap((object) => {
    const profiles = fieldOf(object.inputs, 'fargate_profiles');
    if (!isMap(profiles)) return [];
    const same = isOfModule(association, object);
    return selectorsOf(
      profiles.entries.map(({ value }) => value),
      'selectors',
      same,
    );
  });
}

function selectorsOf(
  profiles: readonly Node[],
  field: string,
  same: SameCluster,
  place?: Span,
): readonly Selector[] {
  if (same === 'no') return [];
  return profiles.flatMap((profile) => {
    const name = fieldOf(profile, 'name') ?? fieldOf(profile, 'fargate_profile_name');
    return itemsOf(fieldOf(profile, field)).map((node) => ({
      ...{ node, certain: same === 'yes', place: place ?? node.place },
      profile: name?.kind === 'scalar' ? String(name.value) : 'of these files',
    }));
  });
}

type Fit = SameCluster;

/** Namespaces and labels of a selector may hold `*` and `?`. */
function textFits(pattern: Node | undefined, text: Node | string | undefined): Fit {
  const value = typeof text === 'string' ? text : text?.kind === 'scalar' ? String(text.value) : undefined;
  if (pattern?.kind !== 'scalar' || value === undefined) return 'maybe';
  return matchesPattern(parsePattern(String(pattern.value)), value) ? 'yes' : 'no';
}

const namespaceFits = (selector: Node, namespace: string): Fit =>
  textFits(fieldOf(selector, 'namespace'), namespace);

function labelsFit(selector: Node, pod: PodFact | undefined): Fit {
  const wanted = fieldOf(selector, 'labels');
  if (wanted === undefined || (wanted.kind === 'scalar' && wanted.value === null)) return 'yes';
  if (!isMap(wanted) || wanted.rest.length > 0) return 'maybe';
  if (wanted.entries.length === 0) return 'yes';
  if (pod === undefined) return 'maybe';
  return every(
    wanted.entries.map(({ key, value }): Fit => {
      const own = key === undefined ? undefined : fieldOf(pod.labels, key);
      if (own !== undefined) return textFits(value, own);
      const complete = pod.labels === undefined || (isMap(pod.labels) && pod.labels.rest.length === 0);
      return complete && key !== undefined ? 'no' : 'maybe';
    }),
  );
}

function every(fits: readonly Fit[]): Fit {
  if (fits.includes('no')) return 'no';
  return fits.includes('maybe') ? 'maybe' : 'yes';
}
