import { isOfNoCluster, issuerCommand } from '../aws/oidc-issuers.js';
import type { PolicyStatement } from '../iam/document.js';
import { matchesPattern, parsePattern } from '../iam/evaluate/pattern.js';
import { STS_AUDIENCE } from '../model/trust.js';
import {
  ifKnown,
  itemsWithRest,
  type OidcProviderFact,
  type RoleFact,
  type ServiceAccountFact,
} from '../readers/index.js';
import { asWildcards, isMark, isWhole, mayEqual } from './known-text.js';
import type { ReadPolicy } from './policy.js';
import { clustersFor, type World } from './world.js';

/** An OIDC provider that a trust policy names. */
export interface TrustedProvider {
  readonly arn: string;
  /** The issuer without its scheme. */
  readonly host: string;
  /** Whether a statement that names it may be about the subject. */
  readonly isForSubject: boolean;
}

/** Which issuer signs the pod's token, as far as can be told. */
export interface TokenIssuer {
  /** Without its scheme; undefined when nothing tells it. */
  readonly host: string | undefined;
  /** Other spellings of the same issuer. */
  readonly aliases: readonly string[];
  /** What is taken as given about it. */
  readonly assumption?: string;
  /** How people call the cluster. */
  readonly cluster?: string;
}

/** The OIDC providers that the Allow statements of a trust policy name, each once; `subject` as tokens spell it. */
export function trustedProviders({ document }: ReadPolicy, subject: string): readonly TrustedProvider[] {
  const found = new Map<string, TrustedProvider>();
  for (const statement of document.statements) {
    const { effect, principal, conditions } = statement;
    if (effect !== 'Allow' || principal === undefined || principal.negated) continue;
    const keys = conditions.map(({ key }) => /^(.*):(?:sub|aud)$/s.exec(key)?.[1]);
    const fromKeys = keys.find((host) => host !== undefined);
    for (const { type, value: arn } of principal.identifiers) {
      if (type !== 'Federated') continue;
      const named = /:oidc-provider\/(.+)$/s.exec(arn)?.[1] ?? arn;
      const host = isMark(named) ? (fromKeys ?? named) : named;
      const isForSubject = found.get(arn)?.isForSubject === true || mayBeAbout(statement, subject);
      found.set(arn, { arn, host, isForSubject });
    }
  }
  return [...found.values()];
}

function mayBeAbout({ conditions }: PolicyStatement, subject: string): boolean {
  return conditions
    .filter(({ key, operator }) => key.endsWith(':sub') && !operator.name.includes('Not'))
    .every(({ values }) => values.some((value) => matchesPattern(parsePattern(asWildcards(value)), subject)));
}

/** Decides which issuer the pod's token comes from, given whom the role trusts. */
export function tokenIssuer(
  world: World,
  account: ServiceAccountFact | undefined,
  role: RoleFact,
  trusted: readonly TrustedProvider[],
): TokenIssuer {
  const { given, texts } = world;
  const likely = trusted.filter(({ isForSubject }) => isForSubject);
  const hosts = (likely.length > 0 ? likely : trusted).map(({ host }) => host);
  if (given.issuer !== undefined) return givenIssuer(world, account, given.issuer, hosts);
  const clusters = clustersFor(world, account).map((cluster) => ({
    scope: cluster.scope,
    host: texts.host(cluster.issuer),
    isNamed: cluster.name.known,
    name: cluster.name.known ? cluster.name.value : texts.shown(texts.of(cluster.name)),
    region: ifKnown(cluster.region),
  }));
  const several = new Set(clusters.map(({ name }) => name)).size > 1;
  const same = hosts.flatMap((host) => clusters.find((cluster) => cluster.host === host) ?? [])[0];
  if (same !== undefined) {
    const assumption = `that the pod runs in cluster ${same.name}, which is one of several in the files`;
    const aliases = same.isNamed
      ? clusters.flatMap(({ name, host }) => (name === same.name ? [host] : []))
      : [];
    return { host: same.host, aliases, cluster: same.name, ...(several ? { assumption } : {}) };
  }
  const [first] = clusters;
  if (first === undefined) return trustedIssuer(world, hosts, 'no file has a cluster');
  if (several) return trustedIssuer(world, hosts, 'the files have several clusters');
  const known = clusters.find(({ host }) => isWhole(host));
  const own =
    known !== undefined && !hosts.some((host) => !isWhole(host) && mayEqual(host, known.host))
      ? { host: known.host, aliases: [first.host], cluster: first.name }
      : issuerOfCluster(
          known ?? first,
          clusters.map(({ host }) => host),
          hosts,
          texts,
        );
  const isOther = own.host === undefined || !hosts.includes(own.host);
  // Nothing says that a service account which no file makes belongs to a cluster of another configuration.
  if (account === undefined && isOther && clusters.every(({ scope }) => scope !== role.scope))
    return trustedIssuer(world, hosts, `it is not that of cluster ${first.name}`);
  return own;
}

/** EKS's webhook asks for one audience; that of a cluster of one's own for another one if it is told to. */
export function usualAudience(
  world: World,
  issuer: TokenIssuer,
): { readonly audience: string; readonly assumption?: string } {
  const { host = '' } = issuer;
  const providers = isWhole(host) && !/^oidc\.eks\./.test(host) ? findProviders(world, issuer, '') : [];
  const taken = providers.flatMap(({ clientIds }) =>
    itemsWithRest(clientIds).map((id) => world.texts.of(id)),
  );
  const [only, ...others] = new Set(taken);
  if (only === undefined || others.length > 0 || !isWhole(only) || only === STS_AUDIENCE)
    return { audience: STS_AUDIENCE };
  const assumption = `that the webhook of the cluster, which is none of EKS's, asks for the audience ${only}, the only one that its provider takes`;
  return { audience: only, assumption };
}

/** The question tells the issuer; a trust policy that leaves its own to a variable is taken to mean that one. */
function givenIssuer(
  world: World,
  account: ServiceAccountFact | undefined,
  url: string,
  hosts: readonly string[],
): TokenIssuer {
  const host = url.replace(/^https:\/\//, '').replace(/\/$/, '');
  const aliases = clustersFor(world, account).map(({ issuer }) => world.texts.host(issuer));
  if (hosts.includes(host)) return { host, aliases };
  const open = hosts.find((item) => !isWhole(item) && mayEqual(item, host));
  if (open === undefined) return { host, aliases };
  const assumption = `that ${world.texts.shown(open)}, which the role trusts, is the issuer https://${host}`;
  return { host: open, aliases: [host, ...aliases], assumption };
}

/** No file tells the cluster of the pod: the question is then about the cluster that the role trusts. */
function trustedIssuer({ inventory, texts }: World, hosts: readonly string[], why: string): TokenIssuer {
  const made = inventory.oidcProviders
    .map(({ url }) => texts.host(url))
    .filter((host) => !isOfNoCluster(host));
  const named = hosts.find((item) => made.includes(item)) ?? hosts.find(mayBeIssuer) ?? hosts[0];
  if (named === undefined) return { host: made[0], aliases: [] };
  const host = withoutScheme(named);
  const assumption = `that the pod runs in the cluster whose issuer is ${texts.shown(`https://${host}`)}: ${why}`;
  return { host, aliases: [], assumption };
}

/** AWS makes up the issuer of a new cluster: only the trust policy can state it, and only its region can be compared. */
function issuerOfCluster(
  cluster: { readonly host: string; readonly name: string; readonly region: string | undefined },
  aliases: readonly string[],
  hosts: readonly string[],
  texts: World['texts'],
): TokenIssuer {
  const fitting = hosts.map(withoutScheme).find((host) => {
    const region = regionOf(host);
    if (isOfNoCluster(host)) return false;
    return (
      region === undefined || cluster.region === undefined || !isWhole(region) || region === cluster.region
    );
  });
  if (fitting === undefined) return { host: cluster.host, aliases, cluster: cluster.name };
  const assumption = `that ${texts.shown(`https://${fitting}`)} is the issuer of cluster ${cluster.name}: AWS alone knows; compare it with \`${issuerCommand(cluster.name)}\`, or say it with --issuer`;
  return { host: fitting, aliases, assumption, cluster: cluster.name };
}

/** Condition keys and ARNs of providers name the issuer without its scheme. */
const withoutScheme = (host: string) => host.replace(/^https?:\/\//, '');

/** Whether a host, so far as it is known, may be an issuer: one that is meant to be of EKS has to look like one. */
export function mayBeIssuer(host: string): boolean {
  if (isOfNoCluster(host)) return false;
  if (!isWhole(host) || !/^oidc\.(?:eks\.|[a-z0-9-]+\.eks\.)/.test(host)) return host === withoutScheme(host);
  return /^oidc\.eks\.[a-z0-9-]+\.[a-z0-9-]+\.[a-z0-9.-]+\/id\/[^/]+$/.test(host);
}

/** The region in an EKS issuer's host. */
export function regionOf(host: string): string | undefined {
  return /^oidc\.eks\.([a-z0-9-]+)\./.exec(host)?.[1];
}

/** The providers of an issuer among those that the files make or look up. */
export function findProviders(
  { inventory, texts }: World,
  issuer: TokenIssuer,
  arn: string,
): readonly OidcProviderFact[] {
  const wanted = [issuer.host, ...issuer.aliases];
  return inventory.oidcProviders.filter(
    ({ url, arn: own }) => wanted.includes(texts.host(url)) || texts.of(own) === arn,
  );
}
