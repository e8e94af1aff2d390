import { checkLabel, checkSubdomain } from '../../kubernetes/names.js';
import { STS_AUDIENCE } from '../../model/trust.js';
import { claims, HOST, trustFile, webIdentity } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { knownStart, quoted, type Text } from '../text.js';
import { claimsOf, isOperator, podStatements } from '../trust.js';

const PREFIX = 'system:serviceaccount:';
const subject = (value: string) => webIdentity({ Condition: { StringEquals: claims(HOST, value) } });

export const subjectMalformed: Rule = {
  id: 'IRSA050',
  name: 'subject-malformed',
  severity: 'error',
  family: 'trust',
  summary: 'The subject of a pod is system:serviceaccount:<namespace>:<service account>.',
  why: 'The token holds exactly that text; any other shape matches no pod.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Write system:serviceaccount:<namespace>:<name>, in lower case.',
  reference: 'https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/',
  examples: {
    bad: trustFile(subject('serviceaccount:default:sa-app'), subject('system:serviceaccount:default/sa-app')),
    good: trustFile(subject('system:serviceaccount:default:sa-app')),
  },
  *check(context) {
    for (const { name, condition } of podStatements(context).flatMap(claimsOf)) {
      if (name !== 'sub') continue;
      for (const value of condition.values) {
        const fault = faultOf(value, isOperator(condition, 'StringLike'));
        if (fault === undefined) continue;
        const right = correctedStart(value.text);
        const fix = right && replaceIn(context, value.node, right, 'write the whole prefix');
        yield {
          place: value.place,
          message: `${quoted(value)} is the subject of no pod: ${fault}`,
          help: `write ${PREFIX}<namespace>:<service account>`,
          fix: fixIn(condition.statement, fix || undefined),
        };
      }
    }
  },
};

function faultOf(text: Text, pattern: boolean): string | undefined {
  const start = knownStart(text);
  if (pattern && /^[^:]*[*?]|^system:[^:]*[*?]/.test(start)) return undefined;
  if (start === STS_AUDIENCE) return 'this is the audience';
  if (!start.startsWith(PREFIX)) {
    return text.known || !PREFIX.startsWith(start) ? `it does not begin with ${PREFIX}` : undefined;
  }
  // What a template fills in is IRSA023's.
  if (!text.known || /\$\{[\w.-]+\}/.test(text.text)) return undefined;
  const [namespace = '', name, more] = text.text.slice(PREFIX.length).split(':');
  if (more !== undefined || (name === undefined && !(pattern && isWild(namespace))))
    return 'it has not two parts behind the prefix';
  // Under StringEquals wildcards are IRSA047's.
  if (!pattern && isWild(text.text)) return undefined;
  return (
    (isWild(namespace) ? undefined : checkLabel(namespace)) ??
    (name === undefined || isWild(name) ? undefined : checkSubdomain(name))
  );
}

const isWild = (text: string) => /[*?]/.test(text);

/** The usual short forms, and what stands there instead. */
function correctedStart(text: string): readonly [string, string] | undefined {
  if (/^serviceaccount:[^:]+:[^:]+$/.test(text)) return ['serviceaccount:', PREFIX];
  if (/^system:serviceaccounts:[^:]+:[^:]+$/.test(text)) return ['system:serviceaccounts:', PREFIX];
  if (/^[a-z0-9-]+:[a-z0-9.-]+$/.test(text)) return [text, PREFIX + text];
  return /^system:serviceaccount:[^:/]+\/[^:/]+$/.test(text) ? ['/', ':'] : undefined;
}
