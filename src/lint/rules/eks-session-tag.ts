import { entryOf, isMap, type RoleFact } from '../../readers/index.js';
import { nearest } from '../../text/nearest.js';
import { quote } from '../../text/quote.js';
import { podIdentityTrust, roleFile } from '../identity-examples.js';
import type { Statement } from '../policies.js';
import { isPodIdentity, letsInOnly } from '../principals.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { trustOf } from '../subjects.js';
import type { Text } from '../text.js';
import { trustStatements } from '../trust.js';
import { variableTexts } from '../variables.js';

/** The tags of a session of EKS Pod Identity: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html */
const TAGS = [
  ...['eks-cluster-arn', 'eks-cluster-name', 'kubernetes-namespace', 'kubernetes-service-account'],
  ...['kubernetes-pod-name', 'kubernetes-pod-uid'],
];

const demanding = (tag: string) => ({
  Condition: { StringEquals: { [`aws:RequestTag/${tag}`]: 'default' } },
});

export const eksSessionTag: Rule = {
  id: 'IRSA197',
  name: 'eks-session-tag',
  severity: 'error',
  family: 'pod-identity',
  summary: 'A condition on the tags of an EKS Pod Identity session names one of the six tags that EKS sends.',
  why: `EKS sends ${TAGS.join(', ')}, and no others: a trust policy that demands another tag lets no pod in.`,
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
    for (const role of context.inventory.roles) {
      const trust = trustOf(context, role);
      if (trust === undefined || !letsInOnly(trust, isPodIdentity)) continue;
      for (const statement of permissionsOf(role, context)) yield* inPermissions(statement, role);
    }
  },
};

const isForPods = ({ effect, principals }: Statement) => effect === 'Allow' && principals.some(isPodIdentity);

function* inTrust({ conditions }: Statement): Iterable<Report> {
  for (const { key, operator } of conditions) {
    const tag = /^aws:RequestTag\/(.+)$/i.exec(key?.known === true ? key.text : '')?.[1];
    if (key === undefined || tag === undefined || isSent(tag)) continue;
    const isMetWithout = /IfExists$|^ForAllValues:|Not|^Null$/.test(operator ?? '');
    yield {
      place: key.place,
      message: `EKS Pod Identity sends no tag ${quote(tag)}`,
      help: helpOf(tag),
      ...(isMetWithout ? { severity: 'warning' as const } : {}),
    };
  }
}

const isSent = (tag: string) => TAGS.includes(tag.toLowerCase());

function helpOf(tag: string): string {
  const guess = nearest(tag, TAGS);
  return guess === undefined ? `use one of ${TAGS.join(', ')}` : `did you mean ${guess}?`;
}

/** The statements of the policies that the files attach to a role. */
function permissionsOf({ id }: RoleFact, { inventory, policies }: RuleContext): readonly Statement[] {
  const attached = new Set(
    inventory.attachments.filter(({ role }) => role.fact === id).map(({ policy }) => policy.fact),
  );
  return policies.filter(({ fact }) => attached.has(fact.id)).flatMap(({ statements }) => statements);
}

/** The role's own tags are tags of its sessions, too, so that only a name like one of EKS's is taken for a slip. */
function* inPermissions(statement: Statement, role: RoleFact): Iterable<Report> {
  const keys = statement.conditions.flatMap(({ key }) => key ?? []);
  for (const text of [...keys, ...variableTexts(statement)]) {
    for (const tag of tagsIn(text)) {
      if (isSent(tag) || !isLikeOne(tag) || mayHaveTag(role, tag)) continue;
      yield {
        place: text.place,
        message: `EKS Pod Identity sends no tag ${quote(tag)}, and the role has none of that name`,
        help: helpOf(tag),
        severity: 'warning',
      };
    }
  }
}

function tagsIn({ text }: Text): readonly string[] {
  return [...text.matchAll(/aws:PrincipalTag\/([^},\s]+)/gi)].map(([, tag = '']) => tag);
}

const isLikeOne = (tag: string) => /^(?:kubernetes|k8s|eks)-/i.test(tag);

function mayHaveTag({ tags }: RoleFact, tag: string): boolean {
  if (tags === undefined) return false;
  if (!isMap(tags) || tags.rest.length > 0) return true;
  return entryOf(tags, tag) !== undefined || tags.entries.some(({ key }) => key === undefined);
}
