import { actionsIn } from '../actions.js';
import { grantsIn } from '../boundary.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const ELSEWHERE =
  /^(?:iam:(?:PassRole|CreateAccessKey|PutRolePolicy|AttachRolePolicy|UpdateAssumeRolePolicy|CreatePolicyVersion)|sts:AssumeRole)$/i;

export const escalationOnStar: Rule = {
  id: 'IRSA147',
  name: 'escalation-on-star',
  severity: 'warning',
  family: 'actions',
  summary: 'Actions that lead to other roles, such as iam:PassRole and sts:AssumeRole, name those roles.',
  why: 'With "*" the pod gets the permissions of any role that it can reach, an administrator\'s included.',
  error: 'None, until somebody uses it.',
  fix: 'Write the ARN of the role.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
  examples: {
    bad: policyFile({ Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' }),
    good: policyFile({
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::111122223333:role/worker',
    }),
  },
  *check(context) {
    for (const { actions, resources, conditions } of grantsIn(context)) {
      if (conditions.length > 0) continue;
      const star = resources?.values.find(({ text }) =>
        /^(?:\*|arn:[^:]*:iam::[^:]*:(?:role\/)?\*)$/.test(text),
      );
      const action = actionsIn(actions).find(({ text }) => ELSEWHERE.test(text.text));
      if (star === undefined || action === undefined) continue;
      yield {
        place: star.place,
        message: `${action.text.text} on ${quoted(star)} reaches every role`,
        help: 'name the role',
      };
    }
  },
};
