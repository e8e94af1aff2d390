import { actionsIn, matchingActions } from '../actions.js';
import { grantsIn } from '../boundary.js';
import { policyFile } from '../examples.js';
import { riskOf } from '../holders.js';
import type { Rule, RuleContext } from '../rule.js';
import { quoted, type Text } from '../text.js';

/**
 * What an action does to whom; on everything it leads to the permissions of an administrator.
 * Source: the list of Rhino Security Labs that cloudsplaining checks (2026-08), by the principal it is about.
 */
const WAYS: readonly (readonly [actions: RegExp, consequence: string, help: string])[] = [
  [/^sts:AssumeRole$/i, 'takes any role that trusts it', 'name the role'],
  [/^iam:PassRole$/i, 'hands any role to a service, and so to whoever runs it', 'name the role'],
  [
    /^iam:(?:PutRolePolicy|AttachRolePolicy)$/i,
    'gives any role, its own included, any permission',
    'name the role',
  ],
  [/^iam:UpdateAssumeRolePolicy$/i, 'lets anybody take any role', 'name the role'],
  [
    /^iam:(?:PutRolePermissionsBoundary|DeleteRolePermissionsBoundary)$/i,
    'lifts the permissions boundary of any role, its own included',
    'name the role',
  ],
  [
    /^iam:(?:CreatePolicyVersion|SetDefaultPolicyVersion)$/i,
    'changes what any managed policy allows, its own included',
    'name the policy',
  ],
  [/^iam:CreateAccessKey$/i, 'makes keys for any user, an administrator included', 'name the user'],
  [
    /^iam:(?:CreateLoginProfile|UpdateLoginProfile)$/i,
    'sets the password of any user, an administrator included',
    'name the user',
  ],
  [/^iam:(?:PutUserPolicy|AttachUserPolicy)$/i, 'gives any user any permission', 'name the user'],
  [/^iam:AddUserToGroup$/i, 'puts any user into any group', 'name the group'],
  [/^iam:(?:PutGroupPolicy|AttachGroupPolicy)$/i, 'gives any group any permission', 'name the group'],
];

export const escalationOnStar: Rule = {
  id: 'IRSA147',
  name: 'escalation-on-star',
  severity: 'warning',
  family: 'actions',
  summary:
    'Actions that lead to the permissions of others, such as iam:PassRole and sts:AssumeRole, name them.',
  why: 'With "*" the pod gets the permissions of any role, user or group that it can reach, an administrator\'s included.',
  error: 'None, until somebody uses it.',
  fix: 'Write the ARN of the role, user, group or policy.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html',
  examples: {
    bad: policyFile(
      { Effect: 'Allow', Action: 'iam:PassRole', Resource: '*' },
      { Effect: 'Allow', Action: 'iam:Put*', Resource: 'arn:aws:iam::111122223333:user/*' },
    ),
    good: policyFile({
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: 'arn:aws:iam::111122223333:role/worker',
    }),
  },
  *check(context) {
    for (const { actions, resources, conditions, policy } of grantsIn(context)) {
      const star = resources?.values.find(isEverything);
      if (conditions.length > 0 || star === undefined) continue;
      for (const { text, covered } of reachingActions(actions, context)) {
        const ways = WAYS.filter(([pattern]) => covered.some((name) => pattern.test(name)));
        const [first] = ways;
        if (first === undefined) continue;
        const more =
          ways.length > 1 ? `, and ${ways.length - 1} more such ${ways.length > 2 ? 'ways' : 'way'}` : '';
        yield {
          place: text.place,
          message: `${text.text} on ${quoted(star)} ${first[1]}${more}`,
          help: first[2],
          related: [{ place: star.place, message: 'the resource' }],
          ...riskOf(context, policy),
        };
      }
    }
  },
};

const isEverything = ({ text }: Text) =>
  /^(?:\*|arn:[^:]*:iam::[^:]*:(?:(?:role|user|group|policy)\/)?\*)$/.test(text);

function* reachingActions(
  actions: Parameters<typeof actionsIn>[0],
  { catalog }: RuleContext,
): Iterable<{ readonly text: Text; readonly covered: readonly string[] }> {
  for (const action of actionsIn(actions)) {
    if (action.service !== 'iam' && action.service !== 'sts') continue;
    const covered = matchingActions(catalog, action) ?? [];
    yield { text: action.text, covered: covered.map(({ name }) => `${action.service}:${name}`) };
  }
}
