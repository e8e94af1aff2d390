import { parseArn } from '../aws/arns.js';
import { type BucketEncryption, bucketEncryptions } from '../readers/index.js';
import type { OtherSide } from './other-side.js';
import type { ChainLink, Question } from './types.js';
import { verdict } from './verdict.js';
import type { World } from './world.js';

/**
 * What S3 asks of the key in the name of whoever reads or writes an object.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (2026-11)
 */
const NEEDED: Readonly<Record<string, string>> = {
  's3:getobject': 'kms:Decrypt',
  's3:putobject': 'kms:GenerateDataKey',
};

/** What a question about the objects of a bucket asks of the key that encrypts them. */
export interface KeyQuestion {
  readonly encryption: BucketEncryption;
  readonly question: Question;
}

/** The question about the key that the files encrypt a bucket with, behind a question about its objects. */
export function keyQuestion({ inventory, texts }: World, question: Question): KeyQuestion | undefined {
  const action = NEEDED[question.action.toLowerCase()];
  const [bucket, key] = parseArn(question.resource)?.resource.split('/') ?? [];
  if (action === undefined || bucket === undefined || key === undefined) return undefined;
  const encryption = bucketEncryptions(inventory).find(({ bucket: own }) => texts.of(own.name) === bucket);
  if (encryption === undefined) return undefined;
  return { encryption, question: { ...question, action, resource: texts.of(encryption.keyArn) } };
}

/**
 * What the ruling about the key means for the object. What was written before the files encrypted may be readable; a key
 * whose policy is not in the files may let the role in without a permission of its own, and has to let it or the account in.
 */
export function keyRuling(
  { texts }: World,
  { action }: Question,
  { encryption, question: key }: KeyQuestion,
  { links, read }: Pick<OtherSide, 'links' | 'read'>,
): Pick<OtherSide, 'links' | 'assumptions'> {
  const name = texts.shown(key.resource);
  const isForeign = encryption.key === undefined && !read.resource;
  const takes = `the bucket's objects are encrypted with ${name}, so ${action} takes ${key.action} as well`;
  const others = links
    .filter(({ status }) => status !== 'ok')
    .map((link): ChainLink => {
      const isSilent = link.status === 'broken' && link.explicit !== true;
      const isOpen = action.toLowerCase() !== 's3:putobject' || (isSilent && isForeign);
      const may = isSilent && isForeign ? '; the key policy, which may allow it, is not in the files' : '';
      return {
        ...link,
        status: isOpen ? 'unknown' : link.status,
        reason: `${takes}: ${texts.shown(link.reason)}${may}`,
      };
    });
  const assumed = `that the key policy of ${name}, which is not in the files, lets the role or its account do ${key.action}: the bucket's objects are encrypted with that key`;
  return { links: others, assumptions: isForeign && verdict(links) === 'allowed' ? [assumed] : [] };
}
