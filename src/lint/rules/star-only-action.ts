import { actionsIn, takesOnly } from '../actions.js';
import { arnOf } from '../arns.js';
import { policyFile } from '../examples.js';
import type { Statement } from '../policies.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

export const starOnlyAction: Rule = {
  id: 'IRSA035',
  name: 'star-only-action',
  severity: 'error',
  family: 's3',
  summary: 'Actions that have no resource, such as s3:ListAllMyBuckets, stand with the resource "*".',
  why: 'They are about the account. With the ARN of a bucket they never apply; to list one bucket, s3:ListBucket is the action.',
  error: 'AccessDenied: … is not authorized to perform: s3:ListAllMyBuckets',
  fix: 'Write s3:ListBucket if one bucket is meant, else a statement of its own with "Resource": "*".',
  reference: 'https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html',
  examples: {
    bad: policyFile({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: 'arn:aws:s3:::photos' }),
    good: policyFile({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }),
  },
  *check({ statements, catalog }) {
    for (const statement of statements) {
      if (statement.policy.use === 'trust' || !namesBuckets(statement)) continue;
      for (const action of actionsIn(statement.actions)) {
        if (action.service !== 's3' || !takesOnly(catalog, action, 'none')) continue;
        yield {
          place: action.text.place,
          message: `${quoted(action.text)} never applies to single resources`,
          help: /^list/i.test(action.name)
            ? 'to list one bucket use s3:ListBucket, else the resource "*"'
            : 'use the resource "*"',
        };
      }
    }
  },
};

/** Whether every resource is a certain bucket or its objects. */
function namesBuckets({ resources }: Statement): boolean {
  if (resources?.complete !== true || resources.values.length === 0) return false;
  return resources.values.every((text) => {
    const arn = arnOf(text);
    return (
      arn?.service === 's3' && /^[a-z0-9]/.test(arn.resource) && !/^accesspoint|^[^/]*\*/.test(arn.resource)
    );
  });
}
