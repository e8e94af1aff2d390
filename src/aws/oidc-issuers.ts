import { quote } from '../text/quote.js';
import { partitionOf } from './partitions.js';

/** What an EKS cluster's issuer URL says. */
export interface OidcIssuer {
  readonly region: string;
  /** 32 characters; EKS deals out upper-case hex digits, documentation writes EXAMPLE into them. */
  readonly id: string;
}

/** The shape of every EKS issuer; the region and its DNS suffix are checked against the partitions. */
const OIDC_ISSUER = /^https:\/\/oidc\.eks\.([a-z0-9-]+)\.([a-z0-9.-]+)\/id\/([A-Z0-9]{32})$/;

/**
 * Issuers of others than clusters, without a scheme: no pod has a token of theirs. A company's GitHub may have a path behind it.
 * https://docs.github.com/en/actions/concepts/security/openid-connect (2026-11)
 */
const OTHERS =
  /^(?:token\.actions\.githubusercontent\.com|gitlab\.com|app\.terraform\.io|accounts\.google\.com|cognito-identity\.amazonaws\.com|agent\.buildkite\.com|oidc\.circleci\.com|api\.bitbucket\.org)(?:\/|$)/;

/** Whether an issuer without its scheme is certainly no cluster's. */
export const isOfNoCluster = (host: string): boolean => OTHERS.test(host);

/** The command that prints a cluster's issuer as a spec and a trust policy want it. */
export function issuerCommand(cluster = '<cluster>'): string {
  return `aws eks describe-cluster --name ${cluster} --query cluster.identity.oidc.issuer --output text`;
}

const WANT = `use what \`${issuerCommand()}\` prints`;

/** Faults that are easy to make and worth naming, most telling first. */
const FAULTS: readonly (readonly [RegExp, string])[] = [
  [/^arn:/, `this is an ARN, not the issuer's URL; ${WANT}`],
  [/^http:/, 'an issuer begins with https://'],
  [/^(?!https:\/\/)/, `an issuer begins with https://; ${WANT}`],
  [
    /^https:\/\/oidc\.[a-z0-9-]+\.eks\./,
    'eks and the region are the wrong way round: https://oidc.eks.<region>.…',
  ],
  [/\/$/, 'leave the slash at the end out: the trust policy compares the exact text'],
  [/[?#]/, 'an issuer has neither a query nor a fragment'],
  [/^https:\/\/[^/]*:/, 'an issuer has no port'],
  [/^https:\/\/[^/]*@/, 'an issuer has no user name'],
  [/^https:\/\/oidc-eks\./, 'this is the dual-stack endpoint; the tokens name oidc.eks.<region>.…'],
  [/\/id\/(?=[^/]*[a-f])[a-fA-F0-9]{32}$/, 'the id after /id/ is upper case'],
];

/** Why text is no EKS cluster's issuer URL. */
export function checkOidcIssuer(text: string): string | undefined {
  const fault = FAULTS.find(([pattern]) => pattern.test(text));
  if (fault !== undefined) return fault[1];
  const [, region = '', suffix] = OIDC_ISSUER.exec(text) ?? [];
  if (suffix === undefined) return `https://oidc.eks.<region>.<suffix>/id/<32 characters>; ${WANT}`;
  const partition = partitionOf(region);
  if (partition === undefined) return `there is no region ${quote(region)}; ${WANT}`;
  if (partition.dnsSuffix !== suffix) return `in ${region} the host ends in ${partition.dnsSuffix}; ${WANT}`;
  return undefined;
}

/** Reads an issuer's URL; undefined when it is none. */
export function parseOidcIssuer(text: string): OidcIssuer | undefined {
  const [, region, , id] = OIDC_ISSUER.exec(text) ?? [];
  return region === undefined || id === undefined ? undefined : { region, id };
}
