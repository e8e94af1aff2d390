import type { Catalog } from '../../iam/catalog/types.js';
import { servicesWith } from '../actions.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Resource: 'arn:aws:s3:::photos/*' };

export const actionFormat: Rule = {
  id: 'IRSA025',
  name: 'action-format',
  severity: 'error',
  family: 'actions',
  summary: 'An action is service:Name, such as s3:GetObject.',
  why: 'IAM refuses an action without its service, and a list in one string is one unknown action.',
  error:
    'MalformedPolicyDocument: Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  fix: 'Write the service before the name, and several actions as a list.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html',
  examples: {
    bad: policyFile({ ...READ, Action: 'GetObject' }, { ...READ, Action: 's3:GetObject, s3:PutObject' }),
    good: policyFile({ ...READ, Action: ['s3:GetObject', 's3:PutObject'] }),
  },
  *check(context) {
    for (const statement of context.statements) {
      const { actions, notActions } = statement;
      for (const text of [...(actions?.values ?? []), ...(notActions?.values ?? [])]) {
        if (!text.known || text.text === '*' || /^[a-z0-9*?-]+:[a-z0-9*?]+$/i.test(text.text)) continue;
        const right = corrected(context.catalog, text.text);
        const fix = right ? replaceIn(context, text.node, [text.text, right], `write ${right}`) : undefined;
        yield {
          place: text.place,
          message: `${quoted(text)} is no action`,
          help: right === undefined ? 'use service:Name, such as s3:GetObject' : `did you mean ${right}?`,
          fix: fixIn(statement, fix),
        };
      }
    }
  },
};

function corrected(catalog: Catalog, text: string): string | undefined {
  const plain = text.replace(/\s/g, '').replace(/^([a-z0-9-]+)[.:/]+/i, '$1:');
  if (/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(plain)) return plain;
  const [service, other] = servicesWith(catalog, plain);
  return service !== undefined && other === undefined ? `${service}:${plain}` : undefined;
}
