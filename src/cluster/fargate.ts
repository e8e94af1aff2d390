import { matchesPattern, parsePattern } from '../iam/evaluate/pattern.js';
import {
  type FargateProfileFact,
  type FargateSelector,
  fieldOf,
  type Inventory,
  isMap,
  itemsOf,
  knownString,
  type Node,
  type PodFact,
  type PodIdentityAssociationFact,
} from '../readers/index.js';
import { isOfModule, isOfSameCluster, type SameCluster } from './clusters.js';
import { type Obstacle, podName } from './obstacle.js';

/** One selector of a profile that may be of the association's cluster. */
interface Selector extends FargateSelector {
  readonly profile: string;
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
    const fits = every([namespaceFits(selector, namespace), labelsFit(selector, pod)]);
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
  const own = inventory.fargateProfiles.flatMap((profile): readonly Selector[] => {
    const same = isOfSameCluster(association, profile);
    const certain = same === 'yes' && profile.conditional !== true;
    return same === 'no'
      ? []
      : profile.selectors.map((selector) => ({ ...selector, certain, profile: nameOf(profile) }));
  });
  return [...own, ...selectorsOfModules(inventory, association)];
}

const nameOf = ({ name }: FargateProfileFact) => (name.known ? name.value : 'of these files');

/** `fargate_profiles` of terraform-aws-modules/eks. */
function selectorsOfModules(
  { terraformObjects }: Inventory,
  association: PodIdentityAssociationFact,
): readonly Selector[] {
  return terraformObjects.flatMap((object) => {
    const profiles = fieldOf(object.inputs, 'fargate_profiles');
    const same = isOfModule(association, object);
    if (!isMap(profiles) || same === 'no') return [];
    return profiles.entries.flatMap(({ key, value }) => {
      const name = knownString(fieldOf(value, 'name'));
      const profile = name?.known ? name.value : (key ?? 'of these files');
      return itemsOf(fieldOf(value, 'selectors')).flatMap((node) => {
        const namespace = knownString(fieldOf(node, 'namespace'));
        const labels = fieldOf(node, 'labels');
        return namespace === undefined
          ? []
          : [{ profile, namespace, labels, place: node.place, certain: same === 'yes' }];
      });
    });
  });
}

type Fit = SameCluster;

/** Namespaces and labels of a selector may hold `*` and `?`. */
function textFits(pattern: Node | undefined, text: Node | string | undefined): Fit {
  const value = typeof text === 'string' ? text : text?.kind === 'scalar' ? String(text.value) : undefined;
  if (pattern?.kind !== 'scalar' || value === undefined) return 'maybe';
  return matchesPattern(parsePattern(String(pattern.value)), value) ? 'yes' : 'no';
}

const namespaceFits = (selector: Selector, namespace: string): Fit =>
  selector.namespace.known
    ? matchesPattern(parsePattern(selector.namespace.value), namespace)
      ? 'yes'
      : 'no'
    : 'maybe';

function labelsFit({ labels: wanted }: Selector, pod: PodFact | undefined): Fit {
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
