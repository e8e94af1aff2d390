import { quote } from '../text/quote.js';
import { isPartition } from './partitions.js';

/** The six fields of an ARN; region and account may be empty. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** Everything after the fifth colon, further colons included. */
  readonly resource: string;
}

const ARN = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.+)$/s;

/** Splits an ARN into its fields, unchecked; undefined when there are fewer than six. */
export function parseArn(text: string): Arn | undefined {
  const match = ARN.exec(text);
  if (match === null) return undefined;
  const [, partition = '', service = '', region = '', accountId = '', resource = ''] = match;
  return { partition, service, region, accountId, resource };
}

/** How many fields an ARN has: `arn`, partition, service, region, account, and the resource with whatever colons it has. */
export const ARN_FIELDS = 6;

/** The fields of a text by position, whatever they hold; fewer than six when it is no ARN. */
export function splitArn(text: string): readonly string[] {
  const parts = text.split(':');
  const last = ARN_FIELDS - 1;
  return [...parts.slice(0, last), ...(parts.length < ARN_FIELDS ? [] : [parts.slice(last).join(':')])];
}

/** An ARN of IAM by what it names. */
export interface IamArn extends Arn {
  /** Such as `role`, `policy` or `oidc-provider`. */
  readonly kind: string;
  /** `/` or `/teams/web/`. */
  readonly path: string;
  readonly name: string;
}

/** Reads an ARN of IAM, whose resource is `<kind>/<path and name>`; undefined for any other text. */
export function parseIamArn(text: string): IamArn | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 'iam' || arn.region !== '') return undefined;
  const [, kind, path, name] = /^([^/:]+)(\/(?:.*\/)?)([^/]+)$/s.exec(arn.resource) ?? [];
  return kind === undefined || path === undefined || name === undefined
    ? undefined
    : { ...arn, kind, path, name };
}

/** The name of a policy that AWS manages, such as `AmazonS3FullAccess`; undefined for any other ARN. */
export function awsManagedPolicy(text: string): string | undefined {
  const arn = parseIamArn(text);
  return arn?.kind === 'policy' && arn.accountId === 'aws' ? arn.name : undefined;
}

/** What an ARN of S3 names: a bucket, and below it a key or a pattern of keys. */
export interface S3Arn {
  readonly partition: string;
  readonly bucket: string;
  /** Absent for the bucket itself; may be empty. */
  readonly key?: string;
}

/** Reads the ARN of a bucket or of objects, which has neither region nor account; undefined for any other text. */
export function parseS3Arn(text: string): S3Arn | undefined {
  const arn = parseArn(text);
  if (arn?.service !== 's3' || arn.region !== '' || arn.accountId !== '') return undefined;
  const slash = arn.resource.indexOf('/');
  if (slash === 0) return undefined;
  const { partition, resource } = arn;
  if (slash === -1) return { partition, bucket: resource };
  return { partition, bucket: resource.slice(0, slash), key: resource.slice(slash + 1) };
}

/** The ARN that has these fields. */
export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.accountId}:${arn.resource}`;
}

/** Why an AWS account id is refused: it has 12 digits. */
export function checkAccountId(text: string): string | undefined {
  return /^\d{12}$/.test(text) ? undefined : 'use the 12 digits of the account, in quotes';
}

interface IamArnShape {
  readonly kind: 'policy' | 'role';
  readonly example: string;
  readonly accounts: RegExp;
}

const SHAPES: Readonly<Record<IamArnShape['kind'], IamArnShape>> = {
  policy: {
    kind: 'policy',
    example: 'arn:aws:iam::111122223333:policy/name or arn:aws:iam::aws:policy/name',
    accounts: /^(\d{12}|aws)$/,
  },
  role: { kind: 'role', example: 'arn:aws:iam::111122223333:role/name', accounts: /^\d{12}$/ },
};

const RESOURCE = /^(role|policy)((?:\/[\w+=,.@-]+)+)$/;

/** Longest last segment: names of roles and of managed policies. */
const NAME_LENGTH = { role: 64, policy: 128 } as const;

/** Why text is no ARN of an IAM role or managed policy, each field with its own reason. */
export function checkIamArn(kind: IamArnShape['kind'], text: string): string | undefined {
  const shape = SHAPES[kind];
  const arn = parseArn(text);
  const want = `use a ${kind}'s ARN, such as ${shape.example}`;
  if (arn === undefined) return want;
  if (!isPartition(arn.partition)) return `there is no partition ${quote(arn.partition)}; ${want}`;
  if (arn.service !== 'iam') return want;
  if (arn.region !== '') return `IAM ARNs have no region: two colons follow iam; ${want}`;
  if (!shape.accounts.test(arn.accountId)) return `the account is 12 digits; ${want}`;
  const [, found, names = ''] = RESOURCE.exec(arn.resource) ?? [];
  if (found !== kind) return want;
  const name = names.slice(names.lastIndexOf('/') + 1);
  if (name.length > NAME_LENGTH[kind]) return `a ${kind}'s name has at most ${NAME_LENGTH[kind]} characters`;
  return undefined;
}
