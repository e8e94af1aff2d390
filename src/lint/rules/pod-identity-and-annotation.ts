import { tokenSubject } from '../../kubernetes/names.js';
import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { entryOf, type RoleFact } from '../../readers/index.js';
import { identitiesOf } from '../identities.js';
import { account, association, podIdentityTrust, roleFile, yamlFile } from '../identity-examples.js';
import { podIdentityStatements } from '../principals.js';
import { roleNamed } from '../role-names.js';
import type { Rule, RuleContext } from '../rule.js';
import { trustOf, trusts } from '../subjects.js';

export const podIdentityAndAnnotation: Rule = {
  id: 'IRSA114',
  name: 'pod-identity-and-annotation',
  severity: 'warning',
  family: 'pod-identity',
  summary: 'A service account has a Pod Identity association or a role annotation, or its role trusts both.',
  why: 'The association wins, and the annotation has no effect; whoever reads the manifest thinks otherwise. On the way from one to the other both are meant, with one role that trusts either: pods that started before the association have the other.',
  error: 'None: the pod has the permissions of the associated role.',
  fix: 'Remove the annotation, or the association.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html',
  examples: {
    bad: [roleFile({ trust: podIdentityTrust(), blocks: association() }), yamlFile('app.yaml', account())],
    good: [roleFile({ trust: podIdentityTrust(), blocks: association() }), yamlFile('app.yaml', account({}))],
  },
  *check(context) {
    const { inventory } = context;
    const identities = identitiesOf(inventory);
    const { accountsByKey, deployments } = identities;
    for (const item of inventory.podIdentityAssociations) {
      const { namespace, serviceAccount, place, conditional } = item;
      if (!namespace.known || !serviceAccount.known || conditional === true) continue;
      for (const { fact, key } of accountsByKey.get(`${namespace.value}/${serviceAccount.value}`) ?? []) {
        const found = entryOf(fact.annotations, ROLE_ARN);
        const at = found?.keyNode.place ?? (fact.role === undefined ? undefined : fact.place);
        // With several clusters, the annotation may be for another one.
        if (at === undefined || fact.conditional === true || !deployments.areInOneCluster(item, fact))
          continue;
        const { role } = roleNamed(identities, item.role, item);
        const annotated = identities.bindings.find(({ account: bound }) => bound.fact === fact);
        const roles = [role, annotated?.role].flatMap((each) => each ?? []);
        if (areOne(roles) && roles.every((each) => mayTrustBoth(context, each, key))) continue;
        yield {
          place: at,
          message: `${key} has a Pod Identity association, which wins over its role annotation`,
          help: 'remove one of the two',
          related: [{ place, message: 'the association' }],
        };
      }
    }
  },
};

/** Whether association and annotation name one role, which a root in both syntaxes of Terraform has twice. */
function areOne([first, second]: readonly RoleFact[]): boolean {
  if (first === undefined || second === undefined) return false;
  return (
    first === second || (first.name.known && second.name.known && first.name.value === second.name.value)
  );
}

/**
 * Whether a role may let a service account in by either mechanism, so that pods have the same whichever they started with. Of a
 * trust policy that the files do not tell, such as one whose issuer Terraform looks up, it may.
 */
function mayTrustBoth(context: RuleContext, role: RoleFact, key: string): boolean {
  const trust = trustOf(context, role);
  if (trust === undefined) return true;
  const [namespace = '', name = ''] = key.split('/');
  return trusts(trust, tokenSubject(namespace, name)) !== 'no' && podIdentityStatements(trust)?.length !== 0;
}
