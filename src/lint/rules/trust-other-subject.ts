import { matchesPattern, parsePattern } from '../../iam/evaluate/pattern.js';
import { tokenSubject } from '../../kubernetes/names.js';
import { type Binding, type BoundAccount, identitiesOf } from '../identities.js';
import { account, roleFile, yamlFile } from '../identity-examples.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { subjectValues, trustOf, trusts, webIdentityStatements } from '../subjects.js';
import { quoted, type Text } from '../text.js';

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
    const { bindings, unbound } = identitiesOf(context.inventory);
    for (const { place, reason } of unbound)
      context.notChecked(place, `${reason}: whether it trusts the service account is not known`);
    for (const binding of bindings) yield* inBinding(binding, context);
  },
};

function* inBinding({ account: named, role, place }: Binding, context: RuleContext): Iterable<Report> {
  const trust = trustOf(context, role);
  if (trust === undefined || role.tool === 'eksctl' || mayBeAssociated(named, context)) return;
  const listed = webIdentityStatements(trust).flatMap(subjectValues);
  const subjects = namespacesOf(named, listed).map((namespace) => tokenSubject(namespace, named.name));
  if (subjects.length === 0 || subjects.some((subject) => trusts(trust, subject) !== 'no')) return;
  if (listed.some(({ text }) => isMeant(text, subjects))) return;
  const [meant = ''] = subjects;
  const shown = listed.slice(0, 3);
  const found =
    shown.length === 0
      ? 'it has no statement for web identities'
      : `it trusts ${shown.map(({ text }) => quoted(text)).join(', ')}`;
  yield {
    place,
    message: `the role does not trust ${isPlaced(named) ? named.label : named.name}: ${found}`,
    help: `make its :sub ${isPlaced(named) ? meant : tokenSubject('<namespace>', named.name)}`,
    related: shown.map(({ text }) => ({ place: text.place, message: 'whom the role trusts' })),
  };
}

/** A subject that names the account, and is misspelt or stands under the wrong operator, has rules of its own. */
const isMeant = ({ text, known }: Text, subjects: readonly string[]) => {
  if (!known) return false;
  const pattern = parsePattern(text.replace(/^.*serviceaccounts?:/, '').replace('/', ':'));
  return subjects.some((subject) => matchesPattern(pattern, subject.replace(/^.*serviceaccount:/, '')));
};

/** Whether the namespace is that of the object, and not of whoever applies it. */
const isPlaced = ({ fact, namespace }: BoundAccount) =>
  namespace !== undefined && (fact.namespaceStated || fact.tool !== 'kubernetes');

/** The namespaces that a service account may be in: any that the role trusts, where the object names none. */
function namespacesOf(
  named: BoundAccount,
  listed: readonly { readonly text: Text; readonly like: boolean }[],
): readonly string[] {
  if (named.namespace !== undefined && isPlaced(named)) return [named.namespace];
  const found = listed.map(({ text, like }) =>
    text.known && !like ? /^system:serviceaccount:([^:]+):/.exec(text.text)?.[1] : undefined,
  );
  return found.includes(undefined) ? [] : found.flatMap((namespace) => namespace ?? []);
}

/** An association gives the pods another role, whatever the annotation says. */
function mayBeAssociated(named: BoundAccount, { inventory }: RuleContext): boolean {
  const { deployments } = identitiesOf(inventory);
  return inventory.podIdentityAssociations.some((item) => {
    const { namespace, serviceAccount } = item;
    if (isPlaced(named) && namespace.known && namespace.value !== named.namespace) return false;
    if (serviceAccount.known && serviceAccount.value !== named.name) return false;
    return deployments.mayBeTogether(item, named.fact);
  });
}
