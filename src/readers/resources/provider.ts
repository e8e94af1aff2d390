import { parseOidcIssuer } from '../../aws/oidc-issuers.js';
import { partitionOf } from '../../aws/partitions.js';
import { quote } from '../../text/quote.js';
import type { Given } from '../given.js';
import { type Node, type StringNode, text, type UnknownNode, unknown } from '../node.js';
import { fieldOf, isString, itemsOf, nodeAt } from '../node-access.js';
import type { Span } from '../text/source-text.js';

/** What the files say of the AWS account that a provider works in. */
export interface AwsProvider {
  readonly region: Node;
  readonly partition: Node;
  readonly account: Node;
  /** Tags that every resource gets beside its own. */
  readonly defaultTags?: Node;
}

/** The partition of a region; unknown for a region that this release does not know. */
export function partitionNode(region: StringNode): StringNode | UnknownNode {
  const name = partitionOf(region.value)?.name;
  if (name !== undefined) return text(name, region.place);
  return unknown(`no partition is known for the region ${quote(region.value)}`, region.place, {
    symbol: 'provider.partition',
  });
}

/** A provider of which the files say nothing; one with an alias may work in another account than the first. */
export function unstatedProvider(
  place: Span,
  given: Given = {},
  alias?: string,
  silence = 'no provider block states',
): AwsProvider {
  const region = given.region === undefined ? undefined : text(given.region, place);
  const issuing = given.issuer === undefined ? undefined : parseOidcIssuer(given.issuer)?.region;
  const regional = region ?? (issuing === undefined ? undefined : text(issuing, place));
  return {
    region: region ?? unknown(`${silence} the region`, place, { symbol: 'provider.region' }),
    partition:
      regional === undefined
        ? unknown(`${silence} the partition`, place, { symbol: 'provider.partition' })
        : partitionNode(regional),
    account:
      given.accountId === undefined || alias !== undefined
        ? unstatedAccount(place, alias, silence)
        : text(given.accountId, place),
  };
}

/** Reads an evaluated `provider "aws"` block: the region tells the partition, `allowed_account_ids` the account. */
export function readProvider(place: Span, body: Node, given: Given): AwsProvider {
  const unstated = unstatedProvider(place, given);
  const region = fieldOf(body, 'region') ?? unstated.region;
  const partition = isString(region) ? partitionNode(region) : unstated.partition;
  const defaultTags = fieldOf(itemsOf(fieldOf(body, 'default_tags'))[0], 'tags');
  return {
    ...{ region, partition },
    account: accountOf(body) ?? ownAccount(body, place) ?? unstated.account,
    ...(defaultTags === undefined ? {} : { defaultTags }),
  };
}

const CREDENTIALS = ['profile', 'access_key', 'assume_role', 'assume_role_with_web_identity'];

/** Another provider with credentials of its own most likely works in another account: an unknown one, but not the first one's. */
function ownAccount(body: Node, place: Span): Node | undefined {
  const alias = fieldOf(body, 'alias');
  const own = CREDENTIALS.some((name) => itemsOf(fieldOf(body, name)).length > 0);
  if (!isString(alias) || !own) return undefined;
  return unstatedAccount(place, alias.value);
}

function unstatedAccount(place: Span, alias: string | undefined, silence = 'no provider block states'): Node {
  const symbol = alias === undefined ? 'provider.account' : `provider.${alias}.account`;
  return unknown(`${silence} the account`, place, { symbol });
}

function accountOf(body: Node): Node | undefined {
  const allowed = itemsOf(fieldOf(body, 'allowed_account_ids'));
  const [only] = allowed;
  if (allowed.length === 1 && isString(only) && /^\d{12}$/.test(only.value)) return only;
  const assumed = fieldOf(itemsOf(nodeAt(body, ['assume_role']))[0], 'role_arn');
  const account = isString(assumed) ? /^arn:[^:]*:iam::(\d{12}):role\//.exec(assumed.value)?.[1] : undefined;
  return account === undefined || assumed === undefined ? undefined : text(account, assumed.place);
}
