import { policyArns } from '../arns.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 'ssm:GetParameter' };
const PARAMETER = 'arn:aws:ssm:us-east-1:111122223333:parameter';

export const ssmDoubleSlash: Rule = {
  id: 'IRSA201',
  name: 'ssm-double-slash',
  severity: 'error',
  family: 'policy-grammar',
  summary: "A parameter's ARN has one slash behind parameter.",
  why: 'The name /app/key brings its slash along: …:parameter/app/key. With two the ARN matches no parameter.',
  error: 'AccessDeniedException: … is not authorized to perform: ssm:GetParameter',
  fix: 'Leave one slash out; in Terraform write parameter${var.name} for a name that begins with a slash.',
  reference:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html#awssystemsmanager-resources-for-iam-policies',
  examples: {
    bad: policyFile({ ...READ, Resource: `${PARAMETER}//app/key` }),
    good: policyFile({ ...READ, Resource: `${PARAMETER}/app/key` }),
  },
  *check(context) {
    for (const { text } of policyArns(context)) {
      if (!/^arn:[^:]*:ssm:[^:]*:[^:]*:parameter\/\//.test(text.text)) continue;
      const fix = replaceIn(context, text.node, ['parameter//', 'parameter/'], 'leave one slash out');
      yield {
        place: text.place,
        message: `${quoted(text)} has two slashes behind parameter, and matches none`,
        help: "write one: a parameter's name brings its own slash along",
        ...(fix === undefined ? {} : { fix: { ...fix, unsafe: true as const } }),
      };
    }
  },
};
