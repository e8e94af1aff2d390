import { checkConditionKey } from '../../iam/names.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const conditionKeyFormat: Rule = {
  id: 'IRSA177',
  name: 'condition-key-format',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A condition key is service:name, such as aws:SourceIp.',
  why: 'No request carries a key of another form, so the condition is never met.',
  error: 'MalformedPolicyDocument: Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  fix: 'Write the service, or the issuer of the token, before the name.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html',
  examples: {
    bad: policyFile({ ...READ, Condition: { StringEquals: { bucket: 'photos' } } }),
    good: policyFile({ ...READ, Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } }),
  },
  *check({ statements }) {
    for (const { key } of statements.flatMap(({ conditions }) => conditions)) {
      // What a template fills in may bring the service with it.
      if (key?.known !== true || /\$\{|%3A/i.test(key.text)) continue;
      const refused = checkConditionKey(key.text);
      if (refused === undefined) continue;
      yield { place: key.place, message: `${quoted(key)} is no condition key`, help: refused };
    }
  },
};
