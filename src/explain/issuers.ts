import type { OidcProviderFact, ServiceAccountFact } from '../readers/index.js';
import { isMark, isWhole } from './known-text.js';
import type { ReadPolicy } from './policy.js';
import { clustersFor, type World } from './world.js';

/** An OIDC provider that a trust policy names. */
export interface TrustedProvider {
  readonly arn: string;
  /** The issuer without its scheme. */
  readonly host: string;
}

/** Which issuer signs the pod's token, as far as can be told. */
export interface TokenIssuer {
  /** Without its scheme; undefined when nothing tells it. */
  readonly host: string | undefined;
  /** Other spellings of the same issuer. */
  readonly aliases: readonly string[];
  readonly assumption?: string;
  /** Why it cannot be told whether the role trusts this issuer. */
  readonly doubt?: string;
  /** How people call the cluster. */
  readonly cluster?: string;
}

/** The OIDC providers that the Allow statements of a trust policy name, each once. */
export function trustedProviders({ document }: ReadPolicy): readonly TrustedProvider[] {
  const found = document.statements.flatMap(({ effect, principal, conditions }) => {
    if (effect !== 'Allow' || principal === undefined || principal.negated) return [];
    const keys = conditions.map(({ key }) => /^(.*):(?:sub|aud)$/s.exec(key)?.[1]);
    const fromKeys = keys.find((host) => host !== undefined);
    return principal.identifiers
      .filter(({ type }) => type === 'Federated')
      .map(({ value }) => {
        const named = /:oidc-provider\/(.+)$/s.exec(value)?.[1] ?? value;
        return { arn: value, host: isMark(named) ? (fromKeys ?? named) : named };
      });
  });
  return [...new Map(found.map((provider) => [provider.arn, provider])).values()];
}

/** Decides which issuer the pod's token comes from, given whom the role trusts. */
export function tokenIssuer(
  world: World,
  account: ServiceAccountFact | undefined,
  trusted: readonly TrustedProvider[],
): TokenIssuer {
  const { given, texts } = world;
  const hosts = trusted.map(({ host }) => host);
  if (given.issuer !== undefined)
    return {
      host: given.issuer.replace(/^https:\/\//, '').replace(/\/$/, ''),
      aliases: clusterHosts(world, account),
    };
  const clusters = clustersFor(world, account).map((cluster) => ({
    host: texts.host(cluster.issuer),
    name: cluster.name.known ? cluster.name.value : texts.shown(texts.of(cluster.name)),
    region: cluster.region.known ? cluster.region.value : undefined,
  }));
  const same = clusters.find(({ host }) => hosts.includes(host));
  if (same !== undefined) return { host: same.host, aliases: [], cluster: same.name };
  const first = clusters[0];
  if (first === undefined) return withoutCluster(world, hosts);
  const names = new Set(clusters.map(({ name }) => name));
  const known = clusters.filter(({ host }) => isWhole(host));
  if (names.size > 1)
    return {
      host: known[0]?.host ?? hosts[0],
      aliases: [],
      doubt: `the files have several clusters (${[...names].join(', ')}), and none says which one the pod runs in`,
    };
  if (known[0] !== undefined) return { host: known[0].host, aliases: [first.host], cluster: first.name };
  return assumed(
    first,
    clusters.map(({ host }) => host),
    hosts,
    texts,
  );
}

const clusterHosts = (world: World, account: ServiceAccountFact | undefined) =>
  clustersFor(world, account).map(({ issuer }) => world.texts.host(issuer));

/** No file has the cluster: the question is then about the cluster that the role trusts. */
function withoutCluster({ inventory, texts }: World, hosts: readonly string[]): TokenIssuer {
  const made = inventory.oidcProviders.map(({ url }) => texts.host(url));
  const host = hosts.find((item) => made.includes(item)) ?? hosts[0];
  if (host === undefined) return { host: made[0], aliases: [] };
  const assumption = `that the pod runs in the cluster whose issuer is https://${texts.shown(host)}: no file has a cluster`;
  return { host, aliases: [], assumption };
}

/** AWS makes up the issuer of a new cluster: only the trust policy can state it, and only its region can be compared. */
function assumed(
  cluster: { readonly host: string; readonly name: string; readonly region: string | undefined },
  aliases: readonly string[],
  hosts: readonly string[],
  texts: World['texts'],
): TokenIssuer {
  const whole = hosts.filter(isWhole);
  const fitting = whole.filter(
    (host) =>
      regionOf(host) === undefined || cluster.region === undefined || regionOf(host) === cluster.region,
  );
  const [host] = fitting;
  if (host !== undefined) {
    const assumption = `that https://${texts.shown(host)} is the issuer of cluster ${cluster.name}: AWS alone knows; compare it with \`aws eks describe-cluster --name ${cluster.name} --query cluster.identity.oidc.issuer\`, or say it with --issuer`;
    return { host, aliases, assumption, cluster: cluster.name };
  }
  if (whole.length > 0 || hosts.length === 0) return { host: cluster.host, aliases, cluster: cluster.name };
  return {
    host: hosts[0],
    aliases,
    cluster: cluster.name,
    doubt: `the files do not tell whether the issuer that the role trusts is that of cluster ${cluster.name}`,
  };
}

/** The region in an EKS issuer's host. */
export function regionOf(host: string): string | undefined {
  return /^oidc\.eks\.([a-z0-9-]+)\./.exec(host)?.[1];
}

/** The provider of an issuer among those that the files make or look up. */
export function findProvider(
  { inventory, texts }: World,
  issuer: TokenIssuer,
  arn: string,
): OidcProviderFact | undefined {
  const wanted = [issuer.host, ...issuer.aliases];
  return inventory.oidcProviders.find(
    ({ url, arn: own }) => wanted.includes(texts.host(url)) || texts.of(own) === arn,
  );
}
