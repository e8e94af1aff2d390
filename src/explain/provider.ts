import { isOfNoCluster, issuerCommand } from '../aws/oidc-issuers.js';
import { isAnswered, type OidcProviderFact, type RoleFact } from '../readers/index.js';
import { findProviders, mayBeIssuer, regionOf, type TokenIssuer, type TrustedProvider } from './issuers.js';
import { isWhole } from './known-text.js';
import { assumedPartition } from './partition.js';
import { NAMELESS } from './policy.js';
import type { Token } from './trust.js';
import type { ChainLink } from './types.js';
import { givenThat, nameOf, type World } from './world.js';

const kind = 'provider';
/** What tells all providers of an account. */
const LIST_PROVIDERS = 'iam list-open-id-connect-providers';
/** A provider of which nothing is known has an ARN for the evaluator's sake alone. */
const shownProvider = ({ texts }: World, arn: string) => texts.shown(arn.replace(`${NAMELESS}/`, ''));
const accountIn = (arn: string) => /^arn:[^:]*:iam::(\d{12}):/.exec(arn)?.[1];

/**
 * Whether IAM has an OIDC provider for the issuer in the role's account, and takes the audience.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html (2026-11)
 */
export function providerLink(
  world: World,
  role: RoleFact,
  token: Token,
  trusted: readonly TrustedProvider[],
): ChainLink {
  const { texts, given } = world;
  const { host } = token.issuer;
  if (host === undefined)
    return { kind, status: 'unknown', reason: 'without an issuer the provider is not known' };
  if (isOfNoCluster(host))
    return noIssuer(
      role,
      shownProvider(world, trusted.find((item) => item.host === host)?.arn ?? host),
      host,
    );
  const named = trusted.find((provider) => provider.host === host);
  if (named === undefined) return strangeIssuer(world, token.issuer, trusted);
  const stray = strayPartition(world, role, named.arn);
  if (stray !== undefined) return stray;
  const own = texts.of(role.account);
  const home = /^\d{12}$/.test(own) ? own : given.accountId;
  const other = accountIn(named.arn);
  const shown = shownProvider(world, named.arn);
  if (other !== undefined && home !== undefined && other !== home)
    return {
      ...{ kind, status: 'broken', place: role.place },
      reason: `the provider is in account ${other}, the role in ${home}: STS looks for it in the role's account and answers "No OpenIDConnect provider found in your account"`,
      fix: `create the provider in account ${home}, and let the role trust that one`,
    };
  const provider = findProviders(world, token.issuer, named.arn).find((item) => {
    const place = accountIn(texts.of(item.arn));
    return place === undefined || home === undefined || place === home;
  });
  if (provider !== undefined) return providerOfFiles(world, provider, token, shown);
  if (given.providerExists !== undefined)
    return { kind, status: 'ok', reason: `${shown} exists, as ${given.providerExists} says` };
  return missingProvider(world, role, token.issuer, named);
}

/** A provider of another partition than the role's, such as `aws` in China and GovCloud: IAM knows none, and refuses the trust policy. */
function strayPartition(world: World, role: RoleFact, arn: string): ChainLink | undefined {
  if (assumedPartition(world, role).length > 0) return undefined;
  const own = world.texts.of(role.partition);
  const named = /^arn:([^:]*):/.exec(arn)?.[1];
  if (named === undefined || !isWhole(named) || !isWhole(own) || named === own) return undefined;
  return {
    ...{ kind, status: 'broken', place: role.place },
    reason: `the trust policy names a provider in partition ${named}, and the role is in ${own}`,
    fix: `write arn:${own}:… in the trust policy`,
  };
}

function providerOfFiles(
  { texts }: World,
  provider: OidcProviderFact,
  { audience }: Token,
  shown: string,
): ChainLink {
  const { place, clientIds: ids } = provider;
  const listed = ids?.kind === 'list' ? ids.items.map((item) => texts.of(item)) : ids && [texts.of(ids)];
  const complete =
    (ids?.kind !== 'list' || ids.rest.length === 0) && isWhole(`${listed?.join() ?? ''}${audience}`);
  const how =
    provider.tool === 'eksctl'
      ? `eksctl makes the provider ${shown}: ${nameOf(provider)} is true`
      : provider.tool === 'aws'
        ? `AWS has the provider ${shown}`
        : `${nameOf(provider)} is the provider ${shown}`;
  if (listed === undefined && provider.tool === 'aws')
    return {
      ...{ kind, status: 'ok', reason: how, place },
      assumes: `that ${shown} takes the audience ${texts.shown(audience)}: a list of providers does not tell`,
    };
  if (listed === undefined || listed.includes(audience))
    return { ...{ kind, status: 'ok', reason: how, place }, ...givenThat(provider) };
  if (!complete)
    return {
      ...{ kind, status: 'unknown', place },
      reason: `whether provider ${provider.tool === 'aws' ? shown : nameOf(provider)} takes the audience ${texts.shown(audience)} is ${whyOpen(provider)}`,
    };
  return {
    ...{ kind, status: 'broken', place },
    reason: `provider ${provider.tool === 'aws' ? shown : nameOf(provider)} takes the audiences ${listed.join(', ')}, and the token has ${audience}`,
    fix: `add ${audience} to its client ids, or give the token one of these audiences`,
  };
}

/** Of a snapshot, the call that was refused. */
const whyOpen = ({ clientIds, observed }: OidcProviderFact) =>
  observed === true && clientIds?.kind === 'unknown' ? clientIds.reason : 'not known';

/** That the provider of a known issuer exists is usual; where the files make its cluster or other providers, they would make it. */
function missingProvider(
  world: World,
  role: RoleFact,
  issuer: TokenIssuer,
  { arn, host }: TrustedProvider,
): ChainLink {
  const { inventory, texts } = world;
  const shown = shownProvider(world, arn);
  if (!mayBeIssuer(host)) return noIssuer(role, shown, host);
  const home = accountIn(texts.of(role.arn));
  if (home !== undefined && isAnswered(inventory, LIST_PROVIDERS, home))
    return {
      ...{ kind, status: 'broken', place: role.place },
      reason: `account ${home} has no OIDC provider ${shown}: STS answers "No OpenIDConnect provider found in your account", whatever the role trusts`,
      fix: `create the provider of ${texts.shown(host)} with client id sts.amazonaws.com`,
    };
  const why = whyInFiles(world, role, issuer);
  if (why.length === 0) {
    const shownHost = texts.shown(host);
    // A host that is cut out of the ARN is its provider's by construction.
    const apart = arn.startsWith(NAMELESS) && !shownHost.includes(shown.replace(/^<|>$/g, ''));
    const where = apart
      ? `that ${shown} is the OIDC provider of ${shownHost}, and exists`
      : `that ${shown} exists`;
    return {
      kind,
      status: 'ok',
      reason: `no file makes or looks up ${shown}`,
      assumes: where,
      place: role.place,
    };
  }
  return {
    ...{
      kind,
      status: 'unknown',
      reason: `no file makes or looks up ${shown}, though ${why.join(', and ')}`,
    },
    fix: 'make sure it exists: `aws iam list-open-id-connect-providers`; without it STS answers "No OpenIDConnect provider found in your account"',
  };
}

/** Why the files would make the provider of an issuer, if it was to exist. */
function whyInFiles({ inventory, texts }: World, role: RoleFact, issuer: TokenIssuer): readonly string[] {
  const hosts = [issuer.host, ...issuer.aliases];
  const cluster = inventory.clusters.find(
    ({ ownership, issuer: url, name }) =>
      ownership === 'declared' &&
      (hosts.includes(texts.host(url)) || (name.known && name.value === issuer.cluster)),
  );
  const others = inventory.oidcProviders.filter(
    ({ ownership, scope, url }) =>
      ownership === 'declared' && scope === role.scope && regionOf(texts.host(url)) !== undefined,
  );
  return [
    ...(cluster === undefined ? [] : [`they make cluster ${issuer.cluster ?? 'of that issuer'}`]),
    ...others.map((other) => `${nameOf(other)} is that of ${texts.host(other.url)}`),
  ];
}

const noIssuer = ({ place }: RoleFact, provider: string, host: string): ChainLink => ({
  ...{ kind, status: 'broken', place },
  reason: `the role trusts ${provider}, and ${host} is no issuer of an EKS cluster`,
  fix: `name the issuer that \`${issuerCommand()}\` prints, without https://`,
});

function strangeIssuer(
  { texts }: World,
  issuer: TokenIssuer,
  trusted: readonly TrustedProvider[],
): ChainLink {
  const host = texts.shown(issuer.host ?? '');
  const others = trusted.map((provider) => texts.shown(provider.host)).join(', ');
  const whose =
    issuer.cluster === undefined ? "the token's issuer" : `the issuer of cluster ${issuer.cluster}`;
  const reason =
    trusted.length === 0
      ? `the role trusts no OIDC provider, and the token comes from ${host}`
      : `the role trusts ${others}, and ${whose} is ${host}`;
  const certain = isWhole(issuer.host ?? '') ? trusted.every((provider) => isWhole(provider.host)) : true;
  return {
    ...{ kind, status: certain ? 'broken' : 'unknown', reason },
    fix: `name the provider of ${host} in the trust policy`,
  };
}
