import { entryOf, isMap } from '../../readers/index.js';
import { covers } from '../actions.js';
import { PROVIDER, trustFile, webIdentity } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Statement } from '../policies.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { federated, issuerOf, trustStatements } from '../trust.js';

const WEB = 'sts:AssumeRoleWithWebIdentity';

export const webIdentityAction: Rule = {
  id: 'IRSA044',
  name: 'web-identity-action',
  severity: 'error',
  family: 'trust',
  summary: 'An OIDC provider and sts:AssumeRoleWithWebIdentity belong together.',
  why: 'A pod brings a token, not AWS credentials: the call is AssumeRoleWithWebIdentity, and its principal is the provider.',
  error:
    'AccessDenied: An error occurred (AccessDenied) when calling the AssumeRoleWithWebIdentity operation: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Use Principal {"Federated": "<provider ARN>"} with the action sts:AssumeRoleWithWebIdentity.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: trustFile(webIdentity({ Action: 'sts:AssumeRole' }), webIdentity({ Principal: { AWS: PROVIDER } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const statement of trustStatements(context)) {
      if (statement.effect === 'Deny') continue;
      yield* wrongAction(statement, context);
      yield* wrongPrincipal(statement);
    }
  },
};

function* wrongAction(statement: Statement, context: RuleContext): Iterable<Report> {
  const { actions } = statement;
  const isOidc = federated(statement).some((principal) => issuerOf(principal) !== undefined);
  if (
    !isOidc ||
    actions === undefined ||
    !actions.complete ||
    covers(context.catalog, actions, 'sts', WEB.slice(4))
  )
    return;
  if (actions.values.every(({ text }) => /^sts:(?:TagSession|SetSourceIdentity)$/i.test(text))) return;
  const plain = actions.values.find(({ text }) => /^sts:/i.test(text));
  const fix = plain && replaceIn(context, plain.node, [plain.text, WEB], `write ${WEB}`);
  yield {
    place: plain?.place ?? actions.entry.keyNode.place,
    message: `an OIDC provider can only be used with ${WEB}${plain === undefined ? '' : `, not ${plain.text}`}`,
    help: `write ${WEB}`,
    fix: fixIn(statement, fix),
  };
}

function* wrongPrincipal(statement: Statement): Iterable<Report> {
  const { actions, node, principals } = statement;
  const action = actions?.values.find(({ text }) => text.toLowerCase() === WEB.toLowerCase());
  const principal = entryOf(node, 'Principal');
  if (
    action === undefined ||
    principal === undefined ||
    !isMap(principal.value) ||
    principal.value.rest.length > 0
  )
    return;
  if (principal.value.entries.some(({ key }) => key === undefined || key.toLowerCase() === 'federated'))
    return;
  const provider = principals.find(({ value }) => value.text.includes(':oidc-provider/'));
  yield {
    place: principal.keyNode.place,
    message: `${WEB} needs a Federated principal`,
    help:
      provider === undefined
        ? 'name the OIDC provider: {"Federated": "arn:aws:iam::…:oidc-provider/…"}'
        : 'a provider stands under Federated, not AWS',
  };
}
