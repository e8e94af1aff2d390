import { entryOf, mayHave } from '../../readers/index.js';
import { policyFile } from '../examples.js';
import { replaceValue } from '../fixes.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { quoted, textOf } from '../text.js';

const READ = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const effect: Rule = {
  id: 'IRSA004',
  name: 'effect',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'Every statement has an Effect, which is exactly Allow or Deny.',
  why: 'IAM refuses any other spelling, and has no default.',
  error: 'MalformedPolicyDocument: Syntax errors in policy.',
  fix: 'Write "Effect": "Allow" or "Effect": "Deny", with a capital letter.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html',
  examples: {
    bad: policyFile({ Effect: 'allow', ...READ }, READ),
    good: policyFile({ Effect: 'Allow', ...READ }),
  },
  *check(context) {
    for (const statement of context.statements) {
      const { node, place } = statement;
      const value = entryOf(node, 'Effect')?.value;
      if (value === undefined && !mayHave(node, 'Effect'))
        yield { place, message: 'the statement has no Effect' };
      const text = textOf(value);
      if (text === undefined || !text.known || text.text === 'Allow' || text.text === 'Deny') continue;
      const meant = ['Allow', 'Deny'].find((word) => word.toLowerCase() === text.text.trim().toLowerCase());
      const fix = meant === undefined ? undefined : replaceValue(context, text.node, meant, `write ${meant}`);
      yield {
        place: text.place,
        message: `the effect ${quoted(text)} is neither "Allow" nor "Deny"`,
        ...(meant === undefined ? {} : { help: `write ${meant}, with a capital letter` }),
        fix: fixIn(statement, fix),
      };
    }
  },
};
