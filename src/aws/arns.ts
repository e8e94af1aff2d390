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
  if (!isPartition(arn.partition)) return `there is no partition ${JSON.stringify(arn.partition)}; ${want}`;
  if (arn.service !== 'iam') return want;
  if (arn.region !== '') return `IAM ARNs have no region: two colons follow iam; ${want}`;
  if (!shape.accounts.test(arn.accountId)) return `the account is 12 digits; ${want}`;
  const [, found, names = ''] = RESOURCE.exec(arn.resource) ?? [];
  if (found !== kind) return want;
  const name = names.slice(names.lastIndexOf('/') + 1);
  if (name.length > NAME_LENGTH[kind]) return `a ${kind}'s name has at most ${NAME_LENGTH[kind]} characters`;
  return undefined;
}
