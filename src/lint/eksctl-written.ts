import { isMap, itemsOf, type Node, type StringNode, type UnknownNode } from '../readers/index.js';
import { eksctlFields } from './data/eksctl-fields.js';

/** A field of a ClusterConfig as it is written. */
export interface WrittenField {
  readonly key: string;
  readonly keyNode: StringNode | UnknownNode;
  /** As eksctl spells it; undefined when eksctl has no such field there. */
  readonly right: string | undefined;
  /** The fields that eksctl has there. */
  readonly known: readonly string[];
}

/** The fields of a ClusterConfig, without what is the user's own, such as tags and policies. */
export function* writtenFields(node: Node, kind = 'ClusterConfig'): Iterable<WrittenField> {
  const fields = eksctlFields(kind);
  if (fields === undefined || !isMap(node)) return;
  const known = [...fields.keys()];
  for (const { key, keyNode, value } of node.entries) {
    if (key === undefined) continue;
    const right = fields.has(key) ? key : known.find((name) => name.toLowerCase() === key.toLowerCase());
    yield { key, keyNode, right, known };
    const inside = right === undefined ? undefined : fields.get(right);
    if (inside !== undefined) for (const item of itemsOf(value)) yield* writtenFields(item, inside);
  }
}
