import { actionsIn, matchingActions } from '../actions.js';
import { grantsIn } from '../boundary.js';
import { policyFile } from '../examples.js';
import { riskOf } from '../holders.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const ADMINISTRATION =
  /^(?:(?:Put|Delete)(?:Bucket(?:Policy|Acl|OwnershipControls|PublicAccessBlock)|ReplicationConfiguration|AccountPublicAccessBlock)|Put(?:Object|ObjectVersion)Acl|DeleteBucket|BypassGovernanceRetention)$/;

export const bucketAdministration: Rule = {
  id: 'IRSA145',
  name: 'bucket-administration',
  severity: 'warning',
  family: 's3',
  summary: 'A workload cannot change who has access to a bucket, nor delete it.',
  why: 'With s3:PutBucketPolicy a pod can give itself, or anybody, all the rest.',
  error: 'None, until somebody uses it.',
  fix: 'Leave these actions to whoever makes the bucket.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
  examples: {
    bad: policyFile({ Effect: 'Allow', Action: 's3:PutBucketPolicy', Resource: 'arn:aws:s3:::photos' }),
    good: policyFile({ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::photos/*' }),
  },
  *check(context) {
    for (const { actions, policy } of grantsIn(context)) {
      for (const action of actionsIn(actions)) {
        if (action.service !== 's3' || /^\*+$/.test(action.name)) continue;
        const found = (matchingActions(context.catalog, action) ?? []).filter(({ name }) =>
          ADMINISTRATION.test(name),
        );
        if (found.length === 0) continue;
        yield {
          place: action.text.place,
          message: `${quoted(action.text)} changes who has access to the bucket, or deletes it`,
          ...(action.name.includes('*')
            ? { help: `it covers ${found.map(({ name }) => name).join(', ')}` }
            : {}),
          ...riskOf(context, policy),
        };
      }
    }
  },
};
