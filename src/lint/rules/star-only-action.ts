import type { Action } from '../actions.js';
import { actionsIn, takesOnly } from '../actions.js';
import { arnOf, isPlain } from '../arns.js';
import { policyFile } from '../examples.js';
import type { Statement } from '../policies.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

export const starOnlyAction: Rule = {
  id: 'IRSA035',
  name: 'star-only-action',
  severity: 'error',
  family: 'actions',
  summary: 'Actions that have no resource, such as s3:ListAllMyBuckets, stand with the resource "*".',
  why: 'They are about the account. With the ARN of a bucket, repository or queue they never apply; to list one bucket, s3:ListBucket is the action.',
  error: 'AccessDenied: … is not authorized to perform: s3:ListAllMyBuckets',
  fix: 'Write s3:ListBucket if one bucket is meant, else a statement of its own with "Resource": "*".',
  reference:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  examples: {
    bad: policyFile({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: 'arn:aws:s3:::photos' }),
    good: policyFile({ Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' }),
  },
  *check(context) {
    for (const statement of context.statements) {
      if (statement.policy.use === 'trust' || !namesResources(statement)) continue;
      const actions = actionsIn(statement.actions);
      // The reference leaves resources out: beside actions that apply, one that may not is no finding.
      const isDead =
        actions.length === statement.actions?.values.length &&
        actions.every((action) => takesOnly(context.catalog, action, 'none'));
      for (const action of actions) {
        if (!takesOnly(context.catalog, action, 'none') || isAllowedElsewhere(action, statement)) continue;
        const isCertain = CERTAIN.test(action.text.text);
        if (!isCertain && !isDead) continue;
        // A Deny that never applies keeps nobody from anything.
        const breaks = isCertain && statement.effect !== 'Deny';
        yield {
          place: action.text.place,
          message: `${quoted(action.text)} is about no single resource, and never applies to one`,
          help:
            action.service === 's3' && /^list/i.test(action.name)
              ? 'to list one bucket use s3:ListBucket, else the resource "*"'
              : 'use the resource "*"',
          ...(breaks ? {} : { severity: 'warning' as const }),
        };
      }
    }
  },
};

/** Whether every resource is one that is named: `role/*` is as good as everything, a bucket's objects are not. */
function namesResources({ resources }: Statement): boolean {
  if (resources?.complete !== true || resources.values.length === 0) return false;
  return resources.values.every((text) => {
    const arn = arnOf(text);
    if (arn === undefined || !isPlain(arn.service)) return false;
    if (arn.service === 's3')
      return /^[a-z0-9]/.test(arn.resource) && !/^accesspoint|^[^/]*\*/.test(arn.resource);
    return !/^[\w-]*[:/]?[*?]/.test(arn.resource);
  });
}

/** Whether another statement has the same action with "*". */
function isAllowedElsewhere({ text }: Action, statement: Statement): boolean {
  return statement.policy.statements.some(
    (other) =>
      other !== statement &&
      other.effect === statement.effect &&
      other.resources?.values.some((resource) => resource.text === '*') === true &&
      other.actions?.values.some((action) => action.text.toLowerCase() === text.text.toLowerCase()) === true,
  );
}

/** Tried by many: these are asked for with the resource "*", whatever else a service's reference leaves out. */
const CERTAIN =
  /^(?:s3:.*|ecr(?:-public)?:GetAuthorizationToken|secretsmanager:(?:ListSecrets|GetRandomPassword)|kms:(?:ListKeys|ListAliases|GenerateRandom)|ssm:DescribeParameters|cloudwatch:PutMetricData|lambda:ListFunctions|ec2:Describe.*)$/i;
