import { parseArn } from '../../aws/arns.js';
import type { Given } from '../given.js';
import { type Node, text } from '../node.js';
import { fieldOf, isString } from '../node-access.js';
import { type AwsProvider, partitionNode, unstatedProvider } from '../resources/provider.js';
import type { Span } from '../text/source-text.js';

/** The account and region that the ARNs of a document say, where all say the same, and what its own ARN says of an object. */
export function providersOf(bodies: readonly Node[], place: Span, given: Given, silence: string) {
  const arns = bodies.flatMap(arnOf);
  const unstated = unstatedProvider(place, given, undefined, silence);
  const common = (field: 'partition' | 'accountId' | 'region') => {
    const values = new Set(arns.map((arn) => arn[field]).filter((value) => /^[a-z0-9-]+$/.test(value)));
    values.delete('aws-managed');
    return values.size === 1 ? [...values][0] : undefined;
  };
  const said = { account: common('accountId'), region: common('region'), partition: common('partition') };
  return (body: Node): AwsProvider => {
    const [own] = arnOf(body);
    const account = own?.accountId || said.account;
    const region = own?.region || said.region;
    const partition = own?.partition || said.partition;
    const { place } = body;
    return {
      account: account === undefined ? unstated.account : text(account, place),
      region: region === undefined ? unstated.region : text(region, place),
      partition:
        partition !== undefined
          ? text(partition, place)
          : region !== undefined
            ? partitionNode(text(region, place))
            : unstated.partition,
    };
  };
}

function arnOf(body: Node) {
  const arn = fieldOf(body, 'arn');
  const parsed = isString(arn) ? parseArn(arn.value) : undefined;
  // Policies of AWS's own are of no account.
  return parsed === undefined || parsed.accountId === 'aws' ? [] : [parsed];
}
