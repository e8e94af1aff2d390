import { STS_AUDIENCE } from '../../model/trust.js';
import { fieldOf, isString, itemsOf } from '../../readers/index.js';
import { nearest } from '../../text/nearest.js';
import { HOST, trustFile, webIdentity } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { HOLE, quoted, type Text } from '../text.js';
import type { Claim } from '../trust.js';
import { claimsOf, isOperator, podStatements } from '../trust.js';

const audience = (value: string) =>
  webIdentity({
    Condition: {
      StringEquals: { [`${HOST}:aud`]: value, [`${HOST}:sub`]: 'system:serviceaccount:default:sa-app' },
    },
  });

export const audienceWrong: Rule = {
  id: 'IRSA051',
  name: 'audience-wrong',
  severity: 'error',
  family: 'trust',
  summary:
    'The audience that a trust policy demands is the one in the token: sts.amazonaws.com, in every partition.',
  why: 'The audience is a word that the webhook writes into the token, not an address: there is none with a region, and none with .cn.',
  error:
    'InvalidIdentityToken: Incorrect token audience / AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Write sts.amazonaws.com, unless the service account has the annotation eks.amazonaws.com/audience.',
  reference: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  examples: { bad: trustFile(audience('sts.amazonaws.com.cn')), good: trustFile(audience(STS_AUDIENCE)) },
  *check(context) {
    for (const claim of podStatements(context).flatMap(claimsOf)) {
      if (claim.name === 'aud' && !/Not/.test(claim.condition.operator ?? '')) yield* inClaim(claim, context);
    }
  },
};

function* inClaim(claim: Claim, context: RuleContext): Iterable<Report> {
  const { condition } = claim;
  const hasRight = condition.values.some(({ text }) => text === STS_AUDIENCE);
  for (const value of condition.values) {
    if (!value.known || value.text === STS_AUDIENCE || isAnnotated(value, context)) continue;
    if (isOperator(condition, 'StringLike') && /[*?]/.test(value.text)) continue;
    const certain = isMistyped(value.text);
    if (!certain && isOfOwnCluster(value, claim, context)) continue;
    const fix =
      certain && !SUBJECT.test(value.text)
        ? replaceIn(context, value.node, [value.text, STS_AUDIENCE], `write ${STS_AUDIENCE}`)
        : undefined;
    yield {
      place: value.place,
      message: `the audience ${quoted(value)} is not the one in the token`,
      help: SUBJECT.test(value.text)
        ? `this is a subject: move it under :sub, and write ${STS_AUDIENCE} here`
        : certain
          ? `write ${STS_AUDIENCE}`
          : `write ${STS_AUDIENCE}, or annotate the service account with eks.amazonaws.com/audience`,
      fix: fixIn(condition.statement, fix),
      ...(certain && !hasRight ? {} : { severity: 'warning' as const }),
    };
  }
}

const SUBJECT = /^system:serviceaccount:/;

function isMistyped(text: string): boolean {
  if (/^system:serviceaccount:|amazonaws|^https?:\/\//.test(text)) return true;
  return text.length > 8 && nearest(text, [STS_AUDIENCE]) !== undefined;
}

/** The audience of a cluster of one's own: its provider takes it, and its issuer is none of EKS's. */
function isOfOwnCluster({ text }: Text, { issuer }: Claim, { inventory }: RuleContext): boolean {
  if (isOfEks(issuer)) return false;
  return inventory.oidcProviders.some(({ url, clientIds, cluster }) => {
    const isOther = url.known && !issuer.includes(HOLE) && url.value.replace(/^https:\/\//, '') !== issuer;
    if (isOther || cluster !== undefined || isOfEks(url.known ? url.value : (url.symbol ?? ''))) return false;
    return itemsOf(clientIds).some((id) => isString(id) && id.value === text);
  });
}

const isOfEks = (issuer: string) => /oidc\.eks\.|oidc\[0\]/.test(issuer);

/** An audience of one's own, which a service account in the files asks for. */
function isAnnotated({ text }: Text, { inventory }: RuleContext): boolean {
  return inventory.serviceAccounts.some(({ annotations }) => {
    const own = fieldOf(annotations, 'eks.amazonaws.com/audience');
    return isString(own) && own.value === text;
  });
}
