import { HOST, trustFile, webIdentity } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted, type Text } from '../text.js';
import { claimsOf, isOperator, podStatements } from '../trust.js';

const subject = (value: string) =>
  webIdentity({
    Condition: {
      StringEquals: { [`${HOST}:aud`]: 'sts.amazonaws.com' },
      StringLike: { [`${HOST}:sub`]: value },
    },
  });

export const subjectOverbroad: Rule = {
  id: 'IRSA049',
  name: 'subject-overbroad',
  severity: 'warning',
  family: 'trust',
  summary:
    'A subject pattern stays within one namespace, or those of one prefix or suffix such as pr-*, and names more than the namespace.',
  why: 'Who may make a service account in any matching namespace has the role. * also matches colons: system:serviceaccount:prod* covers prod-test:anything. Making a namespace takes rights in all of the cluster, so that a whole word before or after a hyphen, with the service account written out, keeps to those who have them.',
  error: 'None: more service accounts are accepted than were meant.',
  fix: 'Write the namespace out, with the names of the service accounts in a list.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: trustFile(subject('system:serviceaccount:*:sa-app'), subject('system:serviceaccount:jobs:*')),
    good: trustFile(
      subject('system:serviceaccount:jobs:runner-*'),
      subject('system:serviceaccount:pr-*:sa-app'),
    ),
  },
  *check(context) {
    for (const { name, condition } of podStatements(context).flatMap(claimsOf)) {
      if (name !== 'sub' || !isOperator(condition, 'StringLike')) continue;
      for (const value of condition.values) {
        const reach = reachOf(value);
        if (reach === undefined) continue;
        yield {
          place: value.place,
          message: `${quoted(value)} covers ${reach}`,
          help: 'write out namespace and service account',
        };
      }
    }
  },
};

function reachOf({ text }: Text): string | undefined {
  if (/^(?:\*|system:\*|system:serviceaccount:?\*(?::\*)?)$/.test(text))
    return 'every service account of the cluster';
  const [, namespace, name] = /^system:serviceaccount:([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (namespace === undefined) return /^\*/.test(text) ? 'service accounts of any namespace' : undefined;
  if (/[*?]/.test(namespace))
    return isFamily(namespace) && name !== undefined && !/[*?]/.test(name)
      ? undefined
      : 'service accounts of several namespaces';
  return name === '*'
    ? `every service account of the namespace ${namespace.replaceAll('\uFFFC', '…')}`
    : undefined;
}

/** Whether the wildcards of a namespace are whole words between its hyphens, and another word tells whose they are. */
function isFamily(namespace: string): boolean {
  const words = namespace.split('-');
  const open = words.filter((word) => /[*?]/.test(word));
  return open.length < words.length && open.every((word) => /^[*?]+$/.test(word));
}
