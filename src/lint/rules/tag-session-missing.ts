import { POD_IDENTITY_SERVICE } from '../../model/trust.js';
import { trustFile } from '../examples.js';
import type { Condition, Policy, Statement } from '../policies.js';
import type { Rule } from '../rule.js';

const TAGGED = {
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::111122223333:role/broker' },
  Condition: { StringEquals: { 'aws:RequestTag/team': 'photos' } },
};

export const tagSessionMissing: Rule = {
  id: 'IRSA188',
  name: 'tag-session-missing',
  severity: 'error',
  family: 'trust',
  summary: 'A trust policy that demands tags of the session allows sts:TagSession.',
  why: 'Without tags the condition is not met, and with tags the session is refused for want of sts:TagSession: nobody gets the role.',
  error:
    'AccessDenied: User … is not authorized to perform: sts:TagSession on resource: arn:aws:iam::…:role/…',
  fix: 'Write "Action": ["sts:AssumeRole", "sts:TagSession"].',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required',
  examples: {
    bad: trustFile({ ...TAGGED, Action: 'sts:AssumeRole' }),
    good: trustFile({ ...TAGGED, Action: ['sts:AssumeRole', 'sts:TagSession'] }),
  },
  *check({ policies }) {
    for (const policy of policies) {
      if (policy.use !== 'trust' || !policy.complete || mayTag(policy)) continue;
      for (const statement of policy.statements) {
        const condition = statement.conditions.find(demandsTags);
        // IRSA111 judges those of EKS Pod Identity, which sends tags always.
        if (statement.effect !== 'Allow' || condition === undefined || isForPods(statement)) continue;
        yield {
          place: statement.actions?.entry.value.place ?? statement.place,
          message: `sts:TagSession is missing, which the condition on ${condition.key?.text} needs`,
          help: 'allow sts:TagSession beside the action that takes the role',
          related: [{ place: condition.keyNode.place, message: 'the condition' }],
        };
      }
    }
  },
};

const isForPods = ({ principals }: Statement) =>
  principals.some(({ value }) => value.text === POD_IDENTITY_SERVICE);

function mayTag({ statements }: Policy): boolean {
  return statements.some(
    ({ effect, actions }) =>
      effect !== 'Deny' &&
      (actions?.complete !== true ||
        actions.values.some(({ text }) => /^(?:\*|sts:(?:\*|Tag.*))$/i.test(text))),
  );
}

function demandsTags({ key, operator }: Condition): boolean {
  if (!/^(?:aws:RequestTag\/.+|aws:TagKeys|sts:TransitiveTagKeys)$/i.test(key?.text ?? '')) return false;
  return operator !== undefined && !/IfExists$|^ForAllValues:|Not|^Null$/.test(operator);
}
