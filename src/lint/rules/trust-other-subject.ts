import { tokenSubject } from '../../model/trust.js';
import { identitiesOf } from '../identities.js';
import { account, roleFile, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';
import { subjectValues, trustOf, trusts, webIdentityStatements } from '../subjects.js';
import { quoted } from '../text.js';

export const trustOtherSubject: Rule = {
  id: 'IRSA121',
  name: 'trust-other-subject',
  severity: 'error',
  family: 'cross-file',
  summary: 'The trust policy of a role lets in the service account that is annotated with it.',
  why: 'Namespace and name of the service account are the subject of its token. Where the trust policy names others, STS refuses it.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Make the :sub of the trust policy system:serviceaccount:<namespace>:<service account>.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: [roleFile({ subject: 'system:serviceaccount:shop:sa-app' }), yamlFile('app.yaml', account())],
    good: [roleFile(), yamlFile('app.yaml', account())],
  },
  *check(context) {
    const { bindings } = identitiesOf(context.inventory);
    const associated = new Set(
      context.inventory.podIdentityAssociations.flatMap(({ namespace, serviceAccount }) =>
        namespace.known && serviceAccount.known ? [`${namespace.value}/${serviceAccount.value}`] : ['?'],
      ),
    );
    for (const { account: named, role, place } of bindings) {
      const trust = trustOf(context, role);
      if (trust === undefined || associated.has(named.key) || associated.has('?')) continue;
      if (role.tool === 'eksctl') continue;
      if (!named.fact.namespaceStated && named.fact.tool === 'kubernetes') continue;
      if (trusts(trust, tokenSubject(named.namespace, named.name)) !== 'no') continue;
      const listed = webIdentityStatements(trust).flatMap(subjectValues);
      const found =
        listed.length === 0
          ? 'it has no statement for web identities'
          : `it trusts ${listed
              .slice(0, 3)
              .map(({ text }) => quoted(text))
              .join(', ')}`;
      yield {
        place,
        message: `the role does not trust ${named.key}: ${found}`,
        help: `make its :sub ${tokenSubject(named.namespace, named.name)}`,
        related: listed
          .slice(0, 3)
          .map(({ text }) => ({ place: text.place, message: 'whom the role trusts' })),
      };
    }
  },
};
