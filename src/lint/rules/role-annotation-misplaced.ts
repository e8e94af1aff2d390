import { entryOf, type Node, nodeAt } from '../../readers/index.js';
import { ROLE_ARN, textOf } from '../identities.js';
import { account, pod, ROLE, yamlFile } from '../identity-examples.js';
import type { Report, Rule, RuleContext } from '../rule.js';

export const roleAnnotationMisplaced: Rule = {
  id: 'IRSA062',
  name: 'role-annotation-misplaced',
  severity: 'error',
  family: 'pod',
  summary: 'The role annotation stands on the service account, not on a pod, a Deployment or a namespace.',
  why: 'EKS reads it from the service account alone; anywhere else it has no effect, and the pod gets no role.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/…NodeInstanceRole…/i-… is not authorized to perform: s3:GetObject',
  fix: 'Move it to the metadata of the ServiceAccount that the pod runs as.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: [yamlFile('app.yaml', account({}), pod({}, { annotations: { [ROLE_ARN]: ROLE } }))],
    good: [
      yamlFile('app.yaml', account(), pod()),
      yamlFile('provider.yaml', {
        ...{ apiVersion: 'pkg.crossplane.io/v1alpha1', kind: 'ControllerConfig' },
        metadata: { name: 'aws-config', annotations: { [ROLE_ARN]: ROLE } },
      }),
    ],
  },
  *check({ inventory }) {
    for (const object of inventory.kubernetesObjects) {
      const { node, kind } = object;
      if (kind === 'ServiceAccount' || isHandedOn(object)) continue;
      yield* misplaced(nodeAt(node, ['metadata', 'annotations']), kind);
    }
    for (const { annotations, kind } of inventory.pods) {
      if (kind !== 'Pod') yield* misplaced(annotations, `the pods of a ${kind}`);
    }
  },
};

function* misplaced(annotations: Node | undefined, where: string): Iterable<Report> {
  const found = entryOf(annotations, ROLE_ARN);
  if (found === undefined) return;
  yield {
    place: found.keyNode.place,
    message: `${ROLE_ARN} has no effect on ${where}`,
    help: 'put it on the ServiceAccount',
  };
}

/**
 * Crossplane copies the annotations of a ControllerConfig to the service account of the provider.
 * https://github.com/crossplane-contrib/provider-aws/blob/master/AUTHENTICATION.md
 */
function isHandedOn({ kind, apiVersion }: RuleContext['inventory']['kubernetesObjects'][number]): boolean {
  return kind === 'ControllerConfig' && textOf(apiVersion)?.startsWith('pkg.crossplane.io/') === true;
}
