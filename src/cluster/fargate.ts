import { matchesPattern, parsePattern } from '../iam/evaluate/pattern.js';
import {
  fieldOf,
  type Inventory,
  ifKnown,
  isMap,
  isNull,
  isString,
  itemsOf,
  type Known,
  knownString,
  type Node,
  type PodFact,
  type PodIdentityAssociationFact,
  type Span,
} from '../readers/index.js';
import { unknown } from '../readers/node.js';
import { isOfModule, type SameCluster, sameCluster } from './clusters.js';
import { type Obstacle, podName } from './obstacle.js';
import { isRunning, podsTold } from './running.js';

/** One selector of a Fargate profile. */
interface Selector {
  readonly profile: string;
  readonly namespace: Known<string>;
  readonly labels: Node | undefined;
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
  if (pod !== undefined && isRunning(pod)) return runningOnFargate(pod);
  const namespace = ifKnown(association.namespace);
  if (namespace === undefined) return undefined;
  const taken = selectorsFor(inventory, association).flatMap((selector) => {
    const fits = every([
      textFits(selector.namespace, association.namespace),
      labelsFit(selector.labels, pod),
    ]);
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
    fix: FIX,
  };
}

const FIX = 'use IRSA for pods on Fargate: a role annotation, and a role that trusts the OIDC provider';
const PROFILE_LABEL = 'eks.amazonaws.com/fargate-profile';

/** EKS labels the pods that it runs on Fargate, and no others. */
function runningOnFargate(pod: PodFact): Obstacle | undefined {
  const profile = fieldOf(pod.labels, PROFILE_LABEL);
  if (!isString(profile)) return undefined;
  return {
    ...{ cause: 'fargate', certain: true, place: profile.place, fix: FIX },
    reason: `${podsTold([pod])} runs on Fargate by profile ${profile.value}, where EKS Pod Identity does not work`,
  };
}

function selectorsFor(inventory: Inventory, association: PodIdentityAssociationFact): readonly Selector[] {
  const stated = inventory.fargateProfiles.flatMap(({ cluster, name, selectors, conditional }) => {
    const same = sameCluster(inventory, association.cluster, cluster);
    if (same === 'no') return [];
    const certain = same === 'yes' && conditional === undefined;
    return selectors.map((selector) => ({
      ...selector,
      profile: name.known ? name.value : 'of these files',
      certain,
    }));
  });
  return [...stated, ...selectorsOfModules(inventory, association)];
}

/** `fargate_profiles` of terraform-aws-modules/eks. */
function selectorsOfModules(
  { terraformObjects }: Inventory,
  association: PodIdentityAssociationFact,
): readonly Selector[] {
  return terraformObjects.flatMap((object) => {
    const profiles = fieldOf(object.inputs, 'fargate_profiles');
    const same = isOfModule(association, object);
    if (!isMap(profiles) || same === 'no') return [];
    return profiles.entries.flatMap(({ key = 'of these files', value }) =>
      itemsOf(fieldOf(value, 'selectors')).map((node) => ({
        profile: key,
        namespace: knownString(fieldOf(node, 'namespace')) ?? unknown('no namespace', node.place),
        labels: fieldOf(node, 'labels'),
        place: node.place,
        certain: same === 'yes',
      })),
    );
  });
}

type Fit = SameCluster;

/** Namespaces and labels of a selector may hold `*` and `?`. */
function textFits(pattern: Known<string> | undefined, text: Known<string> | undefined): Fit {
  if (pattern?.known !== true || text?.known !== true) return 'maybe';
  return matchesPattern(parsePattern(pattern.value), text.value) ? 'yes' : 'no';
}

function labelsFit(wanted: Node | undefined, pod: PodFact | undefined): Fit {
  if (wanted === undefined || isNull(wanted)) return 'yes';
  if (!isMap(wanted) || wanted.rest.length > 0) return 'maybe';
  if (wanted.entries.length === 0) return 'yes';
  if (pod === undefined) return 'maybe';
  return every(
    wanted.entries.map(({ key, value }): Fit => {
      const own = key === undefined ? undefined : fieldOf(pod.labels, key);
      if (own !== undefined) return textFits(knownString(value), knownString(own));
      const complete = pod.labels === undefined || (isMap(pod.labels) && pod.labels.rest.length === 0);
      return complete && key !== undefined ? 'no' : 'maybe';
    }),
  );
}

function every(fits: readonly Fit[]): Fit {
  if (fits.includes('no')) return 'no';
  return fits.includes('maybe') ? 'maybe' : 'yes';
}
