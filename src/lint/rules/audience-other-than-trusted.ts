import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { STS_AUDIENCE } from '../../model/trust.js';
import { entryOf, knownString } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { identitiesOf } from '../identities.js';
import { account, ROLE, roleFile, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';
import { trustOf, webIdentityStatements } from '../subjects.js';
import { claimsOf, isOperator } from '../trust.js';

const KEY = 'eks.amazonaws.com/audience';

export const audienceOtherThanTrusted: Rule = {
  id: 'IRSA119',
  name: 'audience-other-than-trusted',
  severity: 'error',
  family: 'cross-file',
  summary:
    'The audience of the tokens of a service account is the one that the trust policy of its role demands.',
  why: 'The annotation eks.amazonaws.com/audience, or sts.amazonaws.com without one, stands in the token; the :aud of the trust policy has to be the same.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Leave the annotation out and write sts.amazonaws.com in the trust policy, or make both the same.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: [roleFile(), yamlFile('app.yaml', account({ [ROLE_ARN]: ROLE, [KEY]: 'photos' }))],
    good: [roleFile(), yamlFile('app.yaml', account())],
  },
  *check(context) {
    for (const { account: named, role, place } of identitiesOf(context.inventory).bindings) {
      const trust = trustOf(context, role);
      const annotated = knownString(entryOf(named.fact.annotations, KEY)?.value);
      if (trust === undefined || !trust.complete || annotated?.known === false) continue;
      const audience = annotated?.known ? annotated.value : STS_AUDIENCE;
      const statements = webIdentityStatements(trust);
      const demanded = statements.map((statement) => {
        const claims = claimsOf(statement).filter(({ name }) => name === 'aud');
        const sure = claims.filter(
          ({ condition }) =>
            isOperator(condition, 'StringEquals') &&
            condition.complete &&
            condition.values.every(({ known, text }) => known && text !== audience),
        );
        return sure[0]?.condition;
      });
      const [first] = demanded;
      // Without an annotation a wrong :aud is a mistake of the trust policy alone, which has a rule of its own.
      if (first === undefined || demanded.includes(undefined) || annotated === undefined) continue;
      yield {
        place: annotated.place ?? place,
        message: `tokens of ${named.label} have the audience ${quote(audience)}, and its role demands ${first.values.map(({ text }) => JSON.stringify(text)).join(' or ')}`,
        help: 'make both the same',
        related: [{ place: first.valueNode.place, message: 'what the role demands' }],
      };
    }
  },
};
