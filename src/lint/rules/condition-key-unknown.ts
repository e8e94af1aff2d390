import { isTypo } from '../../text/nearest.js';
import { keyedConditions, nearestKey } from '../condition-keys.js';
import { policyFile } from '../examples.js';
import type { Rule, RuleContext } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const conditionKeyUnknown: Rule = {
  id: 'IRSA148',
  name: 'condition-key-unknown',
  severity: 'warning',
  family: 'policy-grammar',
  summary: 'Condition keys of aws and of services are keys that AWS documents.',
  why: 'IAM takes any key. No request carries one that does not exist, so an Allow that demands it never applies, and a Deny neither.',
  error: 'AccessDenied: … because no identity-based policy allows the s3:GetObject action',
  fix: 'Correct the key.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
  examples: {
    bad: policyFile({ ...READ, Condition: { StringEquals: { 'aws:SourceVpcEndpoint': 'vpce-0a1b2c3d' } } }),
    good: policyFile({ ...READ, Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d' } } }),
  },
  *check(context) {
    for (const { condition, text, key } of keyedConditions(context)) {
      const [service = '', name = ''] = text.split(':');
      if (key !== undefined || name === '' || !hasKeys(context, service)) continue;
      const guess = nearestKey(context, text);
      yield {
        place: condition.keyNode.place,
        message: `${quoted(text)} is not among the condition keys of ${service}`,
        ...(guess !== undefined && isTypo(text, guess) ? { severity: 'error' as const } : {}),
        help: guess === undefined ? 'see the keys in the documentation' : `did you mean ${guess}?`,
      };
    }
  },
};

/** Issuers of tokens name keys of their own. */
function hasKeys({ catalog }: RuleContext, service: string): boolean {
  return service.toLowerCase() === 'aws' || catalog.service(service) !== undefined;
}
