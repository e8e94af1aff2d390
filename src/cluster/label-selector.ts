import { fieldOf, isMap, isNull, itemsWithRest, type Node } from '../readers/index.js';
import type { SameCluster } from './clusters.js';

/** Whether something holds, where not all is known. */
type Match = SameCluster;

/**
 * Whether a Kubernetes label selector matches labels; `seen: false` stands for objects of which nothing is known, which
 * only the empty selector certainly matches.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ (2026-11)
 */
export function labelsMatch(selector: Node | undefined, labels: Node | undefined, seen: boolean): Match {
  if (selector === undefined || isNull(selector)) return 'yes';
  if (!isMap(selector) || selector.rest.length > 0) return 'maybe';
  const equal = fieldOf(selector, 'matchLabels');
  const wanted = isMap(equal) ? equal.entries : [];
  const expressions = itemsWithRest(fieldOf(selector, 'matchExpressions'));
  if ((equal !== undefined && !isMap(equal) && !isNull(equal)) || (isMap(equal) && equal.rest.length > 0))
    return 'maybe';
  if (wanted.length + expressions.length === 0) return 'yes';
  if (!seen) return 'maybe';
  const results = [
    ...wanted.map(({ key, value }) => matchOne(labels, key, 'In', [value])),
    ...expressions.map((item) =>
      matchOne(
        labels,
        textOf(fieldOf(item, 'key')),
        textOf(fieldOf(item, 'operator')),
        itemsWithRest(fieldOf(item, 'values')),
      ),
    ),
  ];
  if (results.includes('no')) return 'no';
  return results.includes('maybe') ? 'maybe' : 'yes';
}

const textOf = (node: Node | undefined) => (node?.kind === 'scalar' ? String(node.value) : undefined);

function matchOne(
  labels: Node | undefined,
  key: string | undefined,
  operator: string | undefined,
  values: readonly Node[],
): Match {
  const complete = labels === undefined || (isMap(labels) && labels.rest.length === 0);
  const own = key === undefined ? undefined : fieldOf(labels, key);
  if (key === undefined || (own === undefined && !complete)) return 'maybe';
  if (operator === 'Exists') return own === undefined ? 'no' : 'yes';
  if (operator === 'DoesNotExist') return own === undefined ? 'yes' : 'no';
  const value = textOf(own);
  const texts = values.map(textOf);
  if ((own !== undefined && value === undefined) || texts.includes(undefined)) return 'maybe';
  const listed = value !== undefined && texts.includes(value);
  if (operator === 'In') return listed ? 'yes' : 'no';
  return operator === 'NotIn' ? (listed ? 'no' : 'yes') : 'maybe';
}
