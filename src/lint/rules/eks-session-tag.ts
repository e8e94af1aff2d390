import { isLikeSessionTag, SESSION_TAGS } from '../../aws/session-tags.js';
import type { RoleFact } from '../../readers/index.js';
import { nearest } from '../../text/nearest.js';
import { quote } from '../../text/quote.js';
import { rolePermissions } from '../chains.js';
import { podIdentityTrust, roleFile } from '../identity-examples.js';
import type { Statement } from '../policies.js';
import { isPodIdentity, letsInOnly } from '../principals.js';
import type { Report, Rule } from '../rule.js';
import { isSessionTag, mayHaveTag, principalTagsOf } from '../session-tags.js';
import { trustOf } from '../subjects.js';
import { trustStatements } from '../trust.js';

const demanding = (tag: string) => ({
  Condition: { StringEquals: { [`aws:RequestTag/${tag}`]: 'default' } },
});

export const eksSessionTag: Rule = {
  id: 'IRSA197',
  name: 'eks-session-tag',
  severity: 'error',
  family: 'pod-identity',
  summary: 'A condition on the tags of an EKS Pod Identity session names one of the six tags that EKS sends.',
  why: `EKS sends ${SESSION_TAGS.join(', ')}, and no others: a trust policy that demands another tag lets no pod in.`,
  error:
    'AccessDeniedException: Unauthorized Exception! EKS does not have permissions to assume the associated role.',
  fix: 'Write the tag as EKS does, such as kubernetes-service-account.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html',
  examples: {
    bad: [roleFile({ trust: podIdentityTrust(demanding('kubernetes-serviceaccount')) })],
    good: [roleFile({ trust: podIdentityTrust(demanding('kubernetes-namespace')) })],
  },
  *check(context) {
    for (const statement of trustStatements(context).filter(isForPods)) yield* inTrust(statement);
    for (const { role, statements } of rolePermissions(context)) {
      const trust = trustOf(context, role);
      if (trust === undefined || !letsInOnly(trust, isPodIdentity)) continue;
      for (const statement of statements) yield* inPermissions(statement, role);
    }
  },
};

const isForPods = ({ effect, principals }: Statement) => effect === 'Allow' && principals.some(isPodIdentity);

function* inTrust({ conditions }: Statement): Iterable<Report> {
  for (const { key, operator } of conditions) {
    const tag = /^aws:RequestTag\/(.+)$/i.exec(key?.known === true ? key.text : '')?.[1];
    if (key === undefined || tag === undefined || isSessionTag(tag)) continue;
    const isMetWithout = /IfExists$|^ForAllValues:|Not|^Null$/.test(operator ?? '');
    yield {
      place: key.place,
      message: `EKS Pod Identity sends no tag ${quote(tag)}`,
      help: helpOf(tag),
      ...(isMetWithout ? { severity: 'warning' as const } : {}),
    };
  }
}

function helpOf(tag: string): string {
  const guess = nearest(tag, SESSION_TAGS);
  return guess === undefined ? `use one of ${SESSION_TAGS.join(', ')}` : `did you mean ${guess}?`;
}

/** The role's own tags are tags of its sessions, too, so that only a name like one of EKS's is taken for a slip. */
function* inPermissions(statement: Statement, role: RoleFact): Iterable<Report> {
  for (const { tag, place } of principalTagsOf(statement)) {
    if (isSessionTag(tag) || !isLikeSessionTag(tag) || mayHaveTag(role, tag)) continue;
    yield {
      place,
      message: `EKS Pod Identity sends no tag ${quote(tag)}, and the role has none of that name`,
      help: helpOf(tag),
      severity: 'warning',
    };
  }
}
