import { PARTITIONS, partitionOf } from '../aws/partitions.js';
import { type Inventory, ifKnown, type Known, type RoleFact } from '../readers/index.js';
import type { Given } from './types.js';

/** The partition in which the files work, and how that is known. */
export interface KnownPartition {
  readonly name: string;
  /** Set when no file says it. */
  readonly assumption?: string;
}

/**
 * The partition that everything known says: regions, issuers and ARNs. Where nothing says any, it is that of the
 * question, or the commercial one; undefined where several are said.
 */
export function knownPartition(
  { roles, clusters, oidcProviders, attachments }: Inventory,
  given: Given,
): KnownPartition | undefined {
  const regions = [given.region, hostRegion(given.issuer), ...clusters.map(({ region }) => ifKnown(region))];
  const issuers = [...clusters.map(({ issuer }) => issuer), ...oidcProviders.map(({ url }) => url)];
  const arns = [
    ...roles.map(({ arn }) => arn),
    ...oidcProviders.map(({ arn }) => arn),
    ...attachments.map(({ policy }) => policy.value),
  ];
  const said = new Set([
    ...[...regions, ...issuers.map((issuer) => hostRegion(ifKnown(issuer)))].map((region) =>
      region === undefined ? undefined : partitionOf(region)?.name,
    ),
    ...roles.map(({ partition }) => ifKnown(partition)),
    ...arns.map(partitionIn),
  ]);
  said.delete(undefined);
  const [only] = said;
  if (said.size > 1) return undefined;
  if (only !== undefined) return { name: only };
  if (given.partition !== undefined)
    return {
      name: given.partition,
      assumption: `that the account is in the partition ${given.partition}, as the resource of the question is`,
    };
  return {
    name: 'aws',
    assumption: 'that the account is in the partition aws: no file says so, and --region would',
  };
}

/** What is taken as given of a role whose partition no file tells. */
export function assumedPartition(
  { partition }: { readonly partition?: KnownPartition },
  role: RoleFact,
): readonly string[] {
  return role.partition.known || partition?.assumption === undefined ? [] : [partition.assumption];
}

/** Values that Terraform looks up, by the symbols under which the readers know them. */
export function partitionBindings({ name }: KnownPartition): readonly (readonly [string, string])[] {
  const suffix = PARTITIONS.find((partition) => partition.name === name)?.dnsSuffix;
  return [
    ['provider.partition', name],
    ...(suffix === undefined ? [] : [['provider.dns_suffix', suffix] as const]),
  ];
}

const hostRegion = (issuer: string | undefined) =>
  /^(?:https:\/\/)?oidc\.eks\.([a-z0-9-]+)\./.exec(issuer ?? '')?.[1];

function partitionIn(arn: Known<string>): string | undefined {
  const start = arn.known ? arn.value : arn.parts?.[0];
  return typeof start === 'string' ? /^arn:([a-z-]+):/.exec(start)?.[1] : undefined;
}
