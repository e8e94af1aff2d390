import { partitionOf } from '../../aws/partitions.js';
import type { HclBlock } from '../hcl/syntax.js';
import { type Node, type StringNode, text, type UnknownNode, unknown } from '../node.js';
import { fieldOf, isString, itemsOf, nodeAt } from '../node-access.js';
import type { Span } from '../text/source-text.js';

/** What the files say of the AWS account that a provider works in. */
export interface AwsProvider {
  readonly region: Node;
  readonly partition: Node;
  readonly account: Node;
}

/** The partition of a region; unknown for a region that this release does not know. */
export function partitionNode(region: StringNode): StringNode | UnknownNode {
  const name = partitionOf(region.value)?.name;
  if (name !== undefined) return text(name, region.place);
  return unknown(`no partition is known for the region ${JSON.stringify(region.value)}`, region.place);
}

/** A provider of which the files say nothing. */
export function unstatedProvider(place: Span): AwsProvider {
  return {
    region: unknown('no provider block states the region', place, { symbol: 'provider.region' }),
    partition: unknown('no provider block states the partition', place, { symbol: 'provider.partition' }),
    account: unknown('no provider block states the account', place, { symbol: 'provider.account' }),
  };
}

/** Reads an evaluated `provider "aws"` block: the region tells the partition, `allowed_account_ids` the account. */
export function readProvider(block: HclBlock, body: Node): AwsProvider {
  const unstated = unstatedProvider(block.place);
  const region = fieldOf(body, 'region') ?? unstated.region;
  const partition = isString(region) ? partitionNode(region) : unstated.partition;
  return { region, partition, account: accountOf(body) ?? unstated.account };
}

function accountOf(body: Node): Node | undefined {
  const allowed = itemsOf(fieldOf(body, 'allowed_account_ids'));
  const [only] = allowed;
  if (allowed.length === 1 && isString(only) && /^\d{12}$/.test(only.value)) return only;
  const assumed = fieldOf(itemsOf(nodeAt(body, ['assume_role']))[0], 'role_arn');
  const account = isString(assumed) ? /^arn:[^:]*:iam::(\d{12}):role\//.exec(assumed.value)?.[1] : undefined;
  return account === undefined || assumed === undefined ? undefined : text(account, assumed.place);
}
