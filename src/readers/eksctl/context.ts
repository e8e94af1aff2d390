import type { Fact, Link, MutableInventory } from '../inventory.js';
import { type Known, type Node, type StringNode, text, type UnknownNode, unknown } from '../node.js';
import { knownString } from '../node-access.js';
import { joinParts, partsOf } from '../parts.js';
import type { Span } from '../text/source-text.js';
import type { EksctlCluster } from './trust.js';

/** What the readers of a ClusterConfig's parts share. */
export interface EksctlContext {
  readonly inventory: MutableInventory;
  /** `file`, or `file#n` for a later document. */
  readonly scope: string;
  readonly cluster: EksctlCluster;
  /** The cluster's own fact. */
  readonly clusterLink: Link;
}

/** The common part of a fact of a ClusterConfig; `path` is that of the element in the document. */
export function factOf(context: EksctlContext, path: string, kind: string, place: Span): Fact {
  return { id: `eksctl:${context.scope}:${path}`, tool: 'eksctl', kind, scope: context.scope, place };
}

/** A text node, or why it is unknown. */
export function textNode(node: Node | undefined, missing: string, place: Span): StringNode | UnknownNode {
  const value = knownString(node);
  if (value === undefined) return unknown(missing, place);
  return value.known ? text(value.value, value.place, true) : value;
}

/** A node as a fact. */
export const asKnown = (node: StringNode | UnknownNode): Known<string> =>
  node.kind === 'unknown' ? node : { known: true, value: node.value, place: node.place };

/** A pointer to what is only named, such as a role's ARN. */
export function linkTo(node: Node): Link {
  return { value: knownString(node) ?? unknown('no value', node.place) };
}

/** The ARN of a role that eksctl makes, as far as it can be told. */
export function roleArn(cluster: EksctlCluster, name: StringNode | UnknownNode, place: Span): Known<string> {
  const parts = [
    'arn:',
    ...partsOf(cluster.partition),
    ':iam::',
    cluster.account,
    ':role/',
    ...partsOf(name),
  ];
  return asKnown(joinParts(parts, place));
}
