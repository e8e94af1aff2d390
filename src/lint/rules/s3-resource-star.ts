import type { Catalog } from '../../iam/catalog/types.js';
import { type Action, actionsIn, kindOf, matchingActions } from '../actions.js';
import { fieldsOf } from '../arns.js';
import { grantsIn } from '../boundary.js';
import { policyFile } from '../examples.js';
import { riskOf } from '../holders.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject' };

export const s3ResourceStar: Rule = {
  id: 'IRSA040',
  name: 's3-resource-star',
  severity: 'warning',
  family: 's3',
  summary: 'Actions on buckets and objects name the buckets.',
  why: 'With "*" the pod reaches every bucket of the account, and any bucket of another account whose policy lets it.',
  error: 'None, until somebody uses it.',
  fix: 'Write the ARNs of the buckets that the workload needs.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege',
  examples: {
    bad: policyFile({ ...READ, Resource: '*' }),
    good: policyFile(
      { ...READ, Resource: 'arn:aws:s3:::photos/*' },
      { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
    ),
  },
  *check(context) {
    for (const { actions, resources, conditions, policy } of grantsIn(context)) {
      if (conditions.length > 0) continue;
      const all = actionsIn(actions);
      for (const text of resources?.values ?? []) {
        const resource = text.text === '*' ? '*' : s3Resource(text.text);
        if (!resource.startsWith('*')) continue;
        const names = all
          .filter((action) => takesAny(context.catalog, action, resource.includes('/')))
          .map((action) => action.text.text);
        if (names.length === 0) continue;
        yield {
          place: text.place,
          message: `${quoted(text)} lets ${names.join(', ')} reach every bucket`,
          ...riskOf(context, policy),
        };
      }
    }
  },
};

function s3Resource(text: string): string {
  const arn = fieldsOf(text);
  return arn?.service === 's3' ? arn.resource : '';
}

/** Whether an action is done to buckets or objects; to buckets not, where a slash lets objects alone be meant. */
function takesAny(catalog: Catalog, action: Action, isOfObjects: boolean): boolean {
  if (action.service !== 's3') return false;
  return (matchingActions(catalog, action) ?? []).some((each) => {
    const kind = kindOf(each);
    return kind === 'object' || (!isOfObjects && kind === 'bucket' && each.name !== 'GetBucketLocation');
  });
}
