import {
  fieldOf,
  type Inventory,
  isMap,
  isString,
  type MapNode,
  type Node,
  type ServiceAccountFact,
  type SourceDocument,
} from '../readers/index.js';
import { annotationOf } from './injection.js';
import type { Subject } from './world.js';

/** Values of charts hold those of other charts, and theirs. */
const MOST_DEPTH = 4;

/**
 * Service accounts that a chart makes by its values, where these give it a role, or something that is meant to be one;
 * other values may be added to those that do not.
 */
export function chartAccounts({ documents }: Inventory, subject: Subject): readonly ServiceAccountFact[] {
  return documents
    .filter(({ kind, file }) => kind === 'other' && /\.ya?ml$/.test(file))
    .flatMap((document) => accountsIn(document.root, 0, document, subject.serviceAccount));
}

function accountsIn(
  node: Node,
  depth: number,
  document: SourceDocument,
  wanted: string,
): readonly ServiceAccountFact[] {
  if (!isMap(node) || depth > MOST_DEPTH) return [];
  return node.entries.flatMap(({ key, value }) => {
    if (key !== 'serviceAccount') return accountsIn(value, depth + 1, document, wanted);
    const name = fieldOf(value, 'name');
    const annotations = fieldOf(value, 'annotations');
    const create = fieldOf(value, 'create');
    const isMade = !(create?.kind === 'scalar' && create.value === false);
    if (!isMade || !isString(name) || name.value !== wanted || !isMap(annotations)) return [];
    return namesRole(annotations) ? [accountOf(value, name.value, annotations, document)] : [];
  });
}

function namesRole(annotations: MapNode): boolean {
  if (annotationOf(annotations, 'role-arn') !== undefined) return true;
  return annotations.entries.some(({ key }) => /role|arn/i.test(key ?? ''));
}

function accountOf(
  node: Node,
  name: string,
  annotations: Node,
  { file }: SourceDocument,
): ServiceAccountFact {
  const { place } = node;
  const known = <T>(value: T) => ({ known: true, value, place }) as const;
  return {
    ...{ id: `kubernetes:${file}:serviceAccount`, tool: 'kubernetes', kind: 'helm-values', scope: file },
    ...{ place, node, annotations, labels: undefined, namespaceStated: false },
    ...{ name: known(name), namespace: known('default'), created: known(true) },
  };
}
