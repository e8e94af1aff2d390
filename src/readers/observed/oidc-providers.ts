import { parseIamArn } from '../../aws/arns.js';
import { entry, map, type Node, type StringNode, text, unknown } from '../node.js';
import { entryOf, fieldOf, isString, itemsOf } from '../node-access.js';
import { argumentsOf, type Names } from '../resources/translate.js';
import { whyNotKnown } from '../snapshot-index.js';
import { type Asked, callWith } from './asked.js';
import { observed } from './node.js';
import type { Beside, Told } from './told.js';

const PROVIDER: Names = { Url: 'url', ClientIDList: 'client_id_list', ThumbprintList: 'thumbprint_list' };
const TYPE = 'aws_iam_openid_connect_provider';

/** `iam get-open-id-connect-provider`, which has no ARN. */
export const isOwnAnswer = (root: Node): boolean =>
  entryOf(root, 'ClientIDList') !== undefined && entryOf(root, 'Url') !== undefined;

const LIST = 'OpenIDConnectProviderList';

/** `iam list-open-id-connect-providers`. */
export const isProviderList = (root: Node): boolean => entryOf(root, LIST) !== undefined;

/** The ARNs of a list's OIDC providers. */
export function listedArns(root: Node): readonly StringNode[] {
  return itemsOf(fieldOf(root, LIST)).flatMap((provider) => {
    const arn = fieldOf(provider, 'Arn');
    return isString(arn) && parseIamArn(arn.value)?.kind === 'oidc-provider' ? [arn] : [];
  });
}

/** The issuer in a provider's ARN, without scheme. */
export const issuerIn = (arn: string) => arn.slice(arn.indexOf('/') + 1);

/** The same by the provider's own answer. */
export function issuerOf(root: Node): string | undefined {
  const url = fieldOf(root, 'Url');
  return isString(url) ? url.value.replace(/^https:\/\//, '') : undefined;
}

/** A provider by its own answer; a list beside it names the ARN. */
export function providerTold(root: Node, beside: Beside | undefined): readonly Told[] {
  const body = argumentsOf(root, PROVIDER, root.place);
  const arn = beside?.providerArns.get(issuerOf(root) ?? '');
  const named =
    arn === undefined || body.kind !== 'map'
      ? body
      : map([...body.entries, entry('arn', arn.place, observed(arn))], body.place, body.rest);
  return [{ type: TYPE, mode: 'data', body: named }];
}

/** The providers of a list, but for those whose own answer is there as well: the list does not tell the audiences. */
export function providersListed(
  root: Node,
  asked: Asked | undefined,
  beside: Beside | undefined,
): readonly Told[] {
  return listedArns(root).flatMap((arn): readonly Told[] => {
    const issuer = issuerIn(arn.value);
    const own = callWith(asked, 'iam get-open-id-connect-provider', {
      'open-id-connect-provider-arn': arn.value,
    });
    if (own?.outcome === 'answered' || beside?.providers.has(issuer) === true) return [];
    const { place } = arn;
    const why = own && whyNotKnown(own);
    const ids = why === undefined ? [] : [entry('client_id_list', place, unknown(why, place))];
    const entries = [entry('arn', place, arn), entry('url', place, text(issuer, place))];
    return [{ type: TYPE, mode: 'data', body: map([...entries, ...ids], place) }];
  });
}
