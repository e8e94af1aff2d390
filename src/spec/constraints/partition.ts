import { parseArn } from '../../aws/arns.js';
import { isPartition, partitionOf } from '../../aws/partitions.js';
import type { FieldPath } from '../../diagnostics.js';
import { quote } from '../../text/quote.js';
import type { RuleContext } from './rule.js';

/** Reports an ARN of another partition than the cluster's. */
export function checkPartition(
  arn: string,
  path: FieldPath,
  { spec: { cluster }, report }: RuleContext,
): void {
  const found = parseArn(arn)?.partition;
  const partition = partitionOf(cluster.region)?.name;
  if (found === undefined || partition === undefined || found === partition || !isPartition(found)) return;
  const message = `${quote(arn)} is in the partition ${found}, but ${cluster.region} is in ${partition}`;
  report.error('spec/partition', path, message, `begin it with arn:${partition}:`);
}
