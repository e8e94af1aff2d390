import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { entryOf, fieldOf, isString, type Node, nodeAt } from '../../readers/index.js';
import { account, pod, ROLE, yamlFile } from '../identity-examples.js';
import type { Report, Rule } from '../rule.js';

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
    for (const { node, kind, apiVersion } of inventory.kubernetesObjects) {
      if (kind === 'ServiceAccount' || !apiVersion.known || !isBuiltIn(apiVersion.value)) continue;
      yield* misplaced(nodeAt(node, ['metadata', 'annotations']), kind);
    }
    for (const { annotations, kind, node } of inventory.pods) {
      const version = fieldOf(node, 'apiVersion');
      if (kind === 'Pod' || (isString(version) && !isBuiltIn(version.value))) continue;
      yield* misplaced(annotations, `the pods of a ${kind}`);
    }
  },
};

/** Controllers of other groups may copy annotations to a service account, as Crossplane's ControllerConfig does. */
const isBuiltIn = (apiVersion: string) =>
  /^(?:v1|(?:apps|batch|extensions|policy|autoscaling|[a-z.]+\.k8s\.io)\/v\d\w*)$/.test(apiVersion) &&
  !/\.(?:x-k8s|sigs\.k8s|cluster\.x-k8s)\.io\//.test(apiVersion);

function* misplaced(annotations: Node | undefined, where: string): Iterable<Report> {
  const found = entryOf(annotations, ROLE_ARN);
  if (found === undefined) return;
  yield {
    place: found.keyNode.place,
    message: `${ROLE_ARN} has no effect on ${where}`,
    help: 'put it on the ServiceAccount',
  };
}
