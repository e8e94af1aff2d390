import { covers } from '../actions.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';

const USE = {
  Effect: 'Allow',
  Resource: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
};

export const kmsDecryptMissing: Rule = {
  id: 'IRSA042',
  name: 'kms-decrypt-missing',
  severity: 'warning',
  family: 'kms',
  summary: 'Whoever may use kms:GenerateDataKey for uploads may use kms:Decrypt as well.',
  why: 'A multipart upload, which SDKs choose for large files, decrypts its own parts: small files work, large ones fail.',
  error:
    'AccessDenied: An error occurred (AccessDenied) when calling the CompleteMultipartUpload operation … kms:Decrypt',
  fix: 'Add kms:Decrypt beside kms:GenerateDataKey.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html#mpuAndPermissions',
  examples: {
    bad: policyFile({ ...USE, Action: 'kms:GenerateDataKey' }),
    good: policyFile({ ...USE, Action: ['kms:GenerateDataKey', 'kms:Decrypt'] }),
  },
  *check({ policies, catalog }) {
    for (const { statements, complete, use } of policies) {
      if (use !== 'identity' || !complete) continue;
      const allows = statements.filter(({ effect }) => effect === 'Allow');
      if (allows.some(({ actions, notActions }) => notActions !== undefined || actions?.complete !== true))
        continue;
      if (allows.some(({ actions }) => covers(catalog, actions, 'kms', 'Decrypt'))) continue;
      for (const { actions } of allows) {
        const found = actions?.values.find(({ text }) => /^kms:GenerateDataKey\*?$/i.test(text));
        if (found === undefined) continue;
        yield {
          place: found.place,
          message: 'kms:GenerateDataKey without kms:Decrypt: uploads in parts fail',
          help: 'add kms:Decrypt',
        };
      }
    }
  },
};
