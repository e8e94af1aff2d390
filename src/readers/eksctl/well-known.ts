import { bundledBy } from '../bundled/load.js';
import { plainNode } from '../bundled/plain-node.js';
import type { Brought } from '../inventory.js';
import { type MapEntry, type Node, unknown } from '../node.js';
import { joinParts, partsOf } from '../parts.js';
import type { EksctlCluster } from './trust.js';

/** What a field of `wellKnownPolicies` adds to a role. */
export interface WellKnownPolicy {
  /** ARNs of policies of AWS's own. */
  readonly managed: readonly Node[];
  readonly inline?: { readonly document: Node; readonly brought?: Brought };
}

/**
 * The policies that eksctl brings itself: those of its newest release that is known, since no file says which one reads
 * it; undefined for a field that is off.
 */
export function wellKnownPolicy(
  { key, keyNode, value }: MapEntry,
  { partition }: EksctlCluster,
): WellKnownPolicy | undefined {
  if (value.kind === 'scalar' && value.value !== true) return undefined;
  const { place } = keyNode;
  const { policies, versions } = bundledBy('eksctl');
  const found = value.kind === 'scalar' ? policies.find(({ flag }) => flag === key) : undefined;
  if (found === undefined) {
    const reason = `whether eksctl adds a policy ${key ?? ''}, and what it says, is not known`;
    return { managed: [], inline: { document: unknown(reason, place) } };
  }
  const inPartition = (text: string): Node => {
    const [before = '', ...after] = text.split(PARTITION);
    return joinParts([before, ...after.flatMap((part) => [...partsOf(partition), part])], place);
  };
  const { managed = [], statements = [] } = found;
  const [version, date] = versions.at(-1) ?? ['', ''];
  const document = plainNode({ Version: '2012-10-17', Statement: statements }, inPartition, place);
  const brought = { by: `eksctl ${version}`, date, open: true };
  return {
    managed: managed.map((name) => inPartition(`arn:${PARTITION}:iam::aws:policy/${name}`)),
    ...(statements.length === 0 ? {} : { inline: { document, brought } }),
  };
}

/** What stands for the cluster's partition in the data. */
const PARTITION = 'PARTITION';
