import { arnOf, policyArns } from '../arns.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { HOLE, quoted } from '../text.js';

const ASSUME = { Effect: 'Allow', Action: 'sts:AssumeRole' };

export const arnAccount: Rule = {
  id: 'IRSA022',
  name: 'arn-account',
  severity: 'error',
  family: 'policy-grammar',
  summary: "An ARN's account has 12 digits.",
  why: 'An account id that lost its leading zero, or has a letter in it, names nobody.',
  error:
    'MalformedPolicyDocument: Invalid principal in policy. In a Resource there is no error, and AccessDenied at run time.',
  fix: 'Write the account id, with its leading zeros, as text in quotes.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
  examples: {
    bad: policyFile({
      ...ASSUME,
      Resource: ['arn:aws:iam::11112222333O:role/photos', 'arn:aws:iam::12345678901:role/photos'],
    }),
    good: policyFile({ ...ASSUME, Resource: 'arn:aws:iam::012345678901:role/photos' }),
  },
  *check(context) {
    for (const { text } of policyArns(context)) {
      const account = arnOf(text)?.account ?? '';
      if (/^(?:\d{12}|[a-z-]*)$/.test(account) || /[*?]/.test(account) || account.includes(HOLE)) continue;
      yield {
        place: text.place,
        message: /^\d+$/.test(account)
          ? `the account "${account}" has ${account.length} digits`
          : `"${account}" in ${quoted(text)} is no account`,
        help: 'an account id has 12 digits',
      };
    }
  },
};
