/** An AWS region: its code and where it is, for people who choose one. */
export interface Region {
  readonly code: string;
  readonly place: string;
}

/** A partition: a separate AWS with its own ARNs, endpoints and accounts. */
export interface Partition {
  readonly name: string;
  /** What its endpoints end in, such as `amazonaws.com`. */
  readonly dnsSuffix: string;
  readonly regions: readonly Region[];
}

function region(code: string, place: string): Region {
  return { code, place };
}

const COMMERCIAL: readonly Region[] = [
  region('us-east-1', 'US East (N. Virginia)'),
  region('us-east-2', 'US East (Ohio)'),
  region('us-west-1', 'US West (N. California)'),
  region('us-west-2', 'US West (Oregon)'),
  region('af-south-1', 'Africa (Cape Town)'),
  region('ap-east-1', 'Asia Pacific (Hong Kong)'),
  region('ap-east-2', 'Asia Pacific (Taipei)'),
  region('ap-northeast-1', 'Asia Pacific (Tokyo)'),
  region('ap-northeast-2', 'Asia Pacific (Seoul)'),
  region('ap-northeast-3', 'Asia Pacific (Osaka)'),
  region('ap-south-1', 'Asia Pacific (Mumbai)'),
  region('ap-south-2', 'Asia Pacific (Hyderabad)'),
  region('ap-southeast-1', 'Asia Pacific (Singapore)'),
  region('ap-southeast-2', 'Asia Pacific (Sydney)'),
  region('ap-southeast-3', 'Asia Pacific (Jakarta)'),
  region('ap-southeast-4', 'Asia Pacific (Melbourne)'),
  region('ap-southeast-5', 'Asia Pacific (Malaysia)'),
  region('ap-southeast-6', 'Asia Pacific (New Zealand)'),
  region('ap-southeast-7', 'Asia Pacific (Thailand)'),
  region('ca-central-1', 'Canada (Central)'),
  region('ca-west-1', 'Canada West (Calgary)'),
  region('eu-central-1', 'Europe (Frankfurt)'),
  region('eu-central-2', 'Europe (Zurich)'),
  region('eu-north-1', 'Europe (Stockholm)'),
  region('eu-south-1', 'Europe (Milan)'),
  region('eu-south-2', 'Europe (Spain)'),
  region('eu-west-1', 'Europe (Ireland)'),
  region('eu-west-2', 'Europe (London)'),
  region('eu-west-3', 'Europe (Paris)'),
  region('il-central-1', 'Israel (Tel Aviv)'),
  region('me-central-1', 'Middle East (UAE)'),
  region('me-south-1', 'Middle East (Bahrain)'),
  region('mx-central-1', 'Mexico (Central)'),
  region('sa-east-1', 'South America (São Paulo)'),
];

/**
 * Every partition with its regions, commercial first.
 * Source: botocore 1.43.67, `data/partitions.json` (2026-08-07).
 */
export const PARTITIONS: readonly Partition[] = [
  { name: 'aws', dnsSuffix: 'amazonaws.com', regions: COMMERCIAL },
  {
    name: 'aws-cn',
    dnsSuffix: 'amazonaws.com.cn',
    regions: [region('cn-north-1', 'China (Beijing)'), region('cn-northwest-1', 'China (Ningxia)')],
  },
  {
    name: 'aws-us-gov',
    dnsSuffix: 'amazonaws.com',
    regions: [
      region('us-gov-east-1', 'AWS GovCloud (US-East)'),
      region('us-gov-west-1', 'AWS GovCloud (US-West)'),
    ],
  },
  {
    name: 'aws-iso',
    dnsSuffix: 'c2s.ic.gov',
    regions: [region('us-iso-east-1', 'US ISO East'), region('us-iso-west-1', 'US ISO West')],
  },
  {
    name: 'aws-iso-b',
    dnsSuffix: 'sc2s.sgov.gov',
    regions: [region('us-isob-east-1', 'US ISOB East (Ohio)'), region('us-isob-west-1', 'US ISOB West')],
  },
  {
    name: 'aws-iso-e',
    dnsSuffix: 'cloud.adc-e.uk',
    regions: [region('eu-isoe-west-1', 'EU ISOE West')],
  },
  {
    name: 'aws-iso-f',
    dnsSuffix: 'csp.hci.ic.gov',
    regions: [region('us-isof-east-1', 'US ISOF East'), region('us-isof-south-1', 'US ISOF South')],
  },
  {
    name: 'aws-eusc',
    dnsSuffix: 'amazonaws.eu',
    regions: [region('eusc-de-east-1', 'European Sovereign Cloud (Brandenburg)')],
  },
];

const BY_REGION: ReadonlyMap<string, Partition> = new Map(
  PARTITIONS.flatMap((partition) => partition.regions.map(({ code }) => [code, partition] as const)),
);

/** Every region code that this release knows. */
export const REGION_CODES: readonly string[] = [...BY_REGION.keys()];

/** The partition of a region, or undefined for a region that this release does not know. */
export function partitionOf(regionCode: string): Partition | undefined {
  return BY_REGION.get(regionCode);
}

/** Whether ARNs may begin with `arn:<name>:`. */
export function isPartition(name: string): boolean {
  return PARTITIONS.some((partition) => partition.name === name);
}

/** A region that AWS does not have, for a made-up cluster of a partition; `partitionAnywhere` alone knows it. */
export function madeUpRegion({ name }: Partition): string {
  return `${name}-nowhere-1`;
}

/** The partition of a region, made up or not. */
export function partitionAnywhere(regionCode: string): Partition | undefined {
  return partitionOf(regionCode) ?? PARTITIONS.find((partition) => madeUpRegion(partition) === regionCode);
}
