import {
  fieldOf,
  hasKey,
  itemsOf,
  itemsWithRest,
  mayHave,
  type Node,
  nodeAt,
  type PodFact,
} from '../readers/index.js';
import { type Obstacle, podName } from './obstacle.js';

const OS_LABELS: readonly string[] = ['kubernetes.io/os', 'beta.kubernetes.io/os'];

/**
 * The agent of EKS Pod Identity runs on Linux nodes alone.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html (2026-11)
 */
export function windowsObstacle(pod: PodFact): Obstacle | undefined {
  const place = windowsChoice(pod);
  if (place === undefined) return undefined;
  return {
    ...{ cause: 'windows', certain: true, place: place.place },
    reason: `${podName(pod)} runs on Windows nodes, where EKS Pod Identity does not work`,
    fix: 'use IRSA for pods on Windows: a role annotation, and a role that trusts the OIDC provider',
  };
}

/** Where a pod says that it runs on Windows nodes and no others. */
function windowsChoice({ spec }: PodFact): Node | undefined {
  const selected = [
    nodeAt(spec, ['os', 'name']),
    ...OS_LABELS.map((label) => nodeAt(spec, ['nodeSelector', label])),
  ].find(isWindows);
  return selected ?? windowsAffinity(spec);
}

/** Terms are alternatives: the pod is certain to run on Windows only when each of them says so. */
function windowsAffinity(spec: Node): Node | undefined {
  const required = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution'];
  const terms = nodeAt(spec, [...required, 'nodeSelectorTerms']);
  const choices = itemsWithRest(terms)
    .filter(isChoice)
    .map((term) =>
      itemsOf(fieldOf(term, 'matchExpressions')).find((expression) => {
        const key = fieldOf(expression, 'key');
        const values = itemsWithRest(fieldOf(expression, 'values'));
        return (
          key?.kind === 'scalar' &&
          OS_LABELS.includes(String(key.value)) &&
          isText(fieldOf(expression, 'operator'), 'In') &&
          values.length > 0 &&
          values.every(isWindows)
        );
      }),
    );
  return choices.every((choice) => choice !== undefined) ? choices[0] : undefined;
}

/** A term that asks for nothing matches no node. https://kubernetes.io/docs/reference/kubernetes-api/definitions/node-selector-term-v1/ */
const isChoice = (term: Node) =>
  ['matchExpressions', 'matchFields'].some((key) =>
    hasKey(term, key) ? itemsWithRest(fieldOf(term, key)).length > 0 : mayHave(term, key),
  );

const isText = (node: Node | undefined, text: string) => node?.kind === 'scalar' && node.value === text;
const isWindows = (node: Node | undefined) => isText(node, 'windows');
