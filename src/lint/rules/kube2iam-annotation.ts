import { entryOf, type Node, nodeAt } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { hasRole, identitiesOf } from '../identities.js';
import { account, pod, ROLE, yamlFile } from '../identity-examples.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { podStatements } from '../trust.js';

const LEGACY = ['iam.amazonaws.com/role', 'iam.amazonaws.com/permitted', 'iam.amazonaws.com/allowed-roles'];

export const kube2iamAnnotation: Rule = {
  id: 'IRSA065',
  name: 'kube2iam-annotation',
  severity: 'warning',
  family: 'pod',
  summary: 'The annotations of kube2iam and kiam mean nothing to EKS.',
  why: 'iam.amazonaws.com/role is read by kube2iam and kiam alone, which intercept the calls to the node. Without them the pod has no role.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/…NodeInstanceRole…/i-… is not authorized to perform: s3:GetObject',
  fix: 'Annotate the service account with eks.amazonaws.com/role-arn instead.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
  examples: {
    bad: [
      yamlFile('app.yaml', account({}), pod({}, { annotations: { 'iam.amazonaws.com/role': ROLE } })),
      yamlFile('other.yaml', account(undefined, { name: 'other' })),
    ],
    good: [yamlFile('app.yaml', account(), pod())],
  },
  *check(context) {
    // Where nothing else is of EKS, kube2iam or a controller of one's own is meant to read it.
    const severity = usesEks(context) ? undefined : 'info';
    for (const report of found(context)) yield { ...report, severity };
  },
};

function* found({ inventory }: RuleContext): Iterable<Report> {
  for (const { node } of inventory.kubernetesObjects)
    yield* legacy(nodeAt(node, ['metadata', 'annotations']));
  for (const { annotations, kind } of inventory.pods) if (kind !== 'Pod') yield* legacy(annotations);
}

function usesEks(context: RuleContext): boolean {
  const { inventory } = context;
  return (
    identitiesOf(inventory).accounts.some(hasRole) ||
    inventory.podIdentityAssociations.length > 0 ||
    podStatements(context).length > 0
  );
}

function* legacy(annotations: Node | undefined): Iterable<Report> {
  for (const key of LEGACY) {
    const found = entryOf(annotations, key);
    if (found !== undefined)
      yield {
        place: found.keyNode.place,
        message: `${quote(key)} is an annotation of kube2iam and kiam`,
        help: 'EKS reads eks.amazonaws.com/role-arn of the service account',
      };
  }
}
