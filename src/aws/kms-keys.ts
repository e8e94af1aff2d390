import { quote } from '../text/quote.js';
import { type Arn, parseArn } from './arns.js';
import { partitionOf } from './partitions.js';

const KEY_ID = /^key\/(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/;

const WANT =
  "use the key's ARN, such as arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

/** Why text is no ARN of a KMS key; a policy's Resource must name the key itself, never an alias. */
export function checkKmsKeyArn(text: string): string | undefined {
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== 'kms') return WANT;
  if (arn.resource.startsWith('alias/'))
    return "an alias in a policy's Resource grants nothing; use the ARN of its key, …:key/<id>";
  const partition = partitionOf(arn.region);
  if (partition === undefined) return `there is no region ${quote(arn.region)}; ${WANT}`;
  if (partition.name !== arn.partition)
    return `the region ${arn.region} is in the partition ${partition.name}`;
  if (!/^\d{12}$/.test(arn.accountId)) return `the account is 12 digits; ${WANT}`;
  return KEY_ID.test(arn.resource) ? undefined : `the key's id is a UUID or mrk- and 32 hex digits; ${WANT}`;
}

/** The fields of a key's ARN that has passed the check. */
export function parseKmsKeyArn(text: string): Arn | undefined {
  return checkKmsKeyArn(text) === undefined ? parseArn(text) : undefined;
}
