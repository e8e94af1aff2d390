import { parseArn } from '../aws/arns.js';
import { bucketEncryptions } from '../readers/index.js';
import type { ChainLink, Question } from './types.js';
import type { World } from './world.js';

/**
 * What S3 asks of the key in the name of whoever reads or writes an object.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (2026-11)
 */
const NEEDED: Readonly<Record<string, string>> = {
  's3:getobject': 'kms:Decrypt',
  's3:putobject': 'kms:GenerateDataKey',
};

/** The question about the key that the files encrypt a bucket with, behind a question about its objects. */
export function keyQuestion({ inventory, texts }: World, question: Question): Question | undefined {
  const action = NEEDED[question.action.toLowerCase()];
  const [bucket, key] = parseArn(question.resource)?.resource.split('/') ?? [];
  if (action === undefined || bucket === undefined || key === undefined) return undefined;
  const encryption = bucketEncryptions(inventory).find(({ bucket: own }) => texts.of(own.name) === bucket);
  if (encryption === undefined) return undefined;
  return { ...question, action, resource: texts.of(encryption.key.arn) };
}

/** Links about the key, as those of the question about the object: what was written before the files encrypted may be readable. */
export function keyLinks(
  { texts }: World,
  { action }: Question,
  key: Question,
  links: readonly ChainLink[],
): readonly ChainLink[] {
  const certain = action.toLowerCase() === 's3:putobject';
  return links
    .filter(({ status }) => status !== 'ok')
    .map((link) => ({
      ...link,
      status: certain ? link.status : 'unknown',
      reason: `the bucket's objects are encrypted with ${texts.shown(key.resource)}, so ${action} takes ${key.action} as well: ${texts.shown(link.reason)}`,
    }));
}
