import { parseArn } from '../aws/arns.js';
import { isPublicParameter } from '../aws/public-parameters.js';
import { groupBy, sortedUnique } from '../collections.js';
import type { Conditions, PermissionStatement } from '../iam/policy.js';
import type { ProgramBucket, Values } from './parameters.js';
import type { ProgramCluster } from './program.js';

/** Actions from a short form, a service before the names of its actions: `s3:GetObject,PutObject ec2:CreateTags`. */
function actionsOf(text: string): readonly string[] {
  return sortedUnique(
    text.split(/\s+/).flatMap((group) => {
      const [service = '', names = ''] = group.split(':');
      return names.split(',').map((name) => `${service}:${name}`);
    }),
  );
}

/** One statement, or none where there is nothing that it is about. */
export function allow(
  sid: string,
  actions: string,
  resources: string | readonly string[],
  conditions: Conditions = {},
): readonly PermissionStatement[] {
  const on = sortedUnique([resources].flat());
  if (on.length === 0) return [];
  return [{ sid, effect: 'Allow', actions: actionsOf(actions), resources: on, conditions }];
}

/** An ARN of the cluster's place. */
export function arnIn({ partition, region, accountId }: ProgramCluster, service: string, resource: string) {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}

/** ARNs of things of the cluster's place that are given by name; ARNs stay as they are. */
export function arnsIn(
  cluster: ProgramCluster,
  service: string,
  names: readonly string[],
  resource: (name: string) => string = (name) => name,
): readonly string[] {
  return names.map((name) => (name.startsWith('arn:') ? name : arnIn(cluster, service, resource(name))));
}

/** Secrets by name: Secrets Manager ends the ARN of each in a hyphen and six characters of its own. */
export function secretArns(cluster: ProgramCluster, names: readonly string[]): readonly string[] {
  return arnsIn(cluster, 'secretsmanager', names, (name) =>
    name.endsWith('*') ? `secret:${name}` : `secret:${name}-??????`,
  );
}

/** An SSM parameter by name, from its first slash. */
export function parameterArn(cluster: ProgramCluster, name: string): string {
  const accountId = isPublicParameter(name) ? '' : cluster.accountId;
  return arnIn({ ...cluster, accountId }, 'ssm', `parameter${name}`);
}

/** What a program does with a bucket, and with the objects in it. */
export interface BucketUse {
  readonly bucket: string;
  readonly objects: string;
  readonly sid?: string;
}

/** The statements of a program that keeps something in buckets; with prefixes, only below them. */
export function bucketStatements(
  { buckets, keys }: Values,
  cluster: ProgramCluster,
  { bucket, objects, sid = 'Objects' }: BucketUse,
): readonly PermissionStatement[] {
  const arn = ({ name }: ProgramBucket) => `arn:${cluster.partition}:s3:::${name}`;
  const whole = buckets.filter(({ prefix }) => prefix === undefined);
  const limited = buckets.filter(({ prefix }) => prefix !== undefined);
  const others = actionsOf(bucket).filter((action) => action !== 's3:ListBucket');
  const byPrefix = groupBy(limited, ({ prefix }) => prefix ?? '');
  return [
    ...allow('List', bucket, whole.map(arn)),
    ...(others.length === 0 ? [] : allow('Locate', others.join(' '), limited.map(arn))),
    // `s3:prefix` exists on the listing of objects alone.
    ...[...byPrefix].flatMap(([prefix, own], index) =>
      allow(`ListPrefix${index === 0 ? '' : index + 1}`, 's3:ListBucket', own.map(arn), {
        StringLike: { 's3:prefix': [`${prefix}*`] },
      }),
    ),
    ...allow(
      sid,
      objects,
      buckets.map((each) => `${arn(each)}/${each.prefix ?? ''}*`),
    ),
    ...objectKeys([...keys, ...buckets.flatMap(({ kmsKeyArn }) => kmsKeyArn ?? [])], cluster),
  ];
}

/** Keys may be used through S3 in their own region alone, never directly. */
function objectKeys(keys: readonly string[], { dnsSuffix }: ProgramCluster): readonly PermissionStatement[] {
  const byRegion = groupBy(keys, (key) => parseArn(key)?.region ?? '');
  return [...byRegion].flatMap(([region, own], index) =>
    allow(`UseObjectKey${index === 0 ? '' : index + 1}`, 'kms:Decrypt,GenerateDataKey', own, {
      StringEquals: { 'kms:ViaService': [`s3.${region}.${dnsSuffix}`] },
    }),
  );
}

/** EC2 may be given the use of a volume's key, by grants for AWS resources alone. */
export function grantKeysToEc2(keys: readonly string[]): readonly PermissionStatement[] {
  return allow('GrantToEc2', 'kms:CreateGrant', keys, { Bool: { 'kms:GrantIsForAWSResource': ['true'] } });
}
