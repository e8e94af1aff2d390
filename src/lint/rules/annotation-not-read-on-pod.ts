import { ANNOTATION_PREFIX } from '../../kubernetes/pod-identity-webhook.js';
import { entryOf } from '../../readers/index.js';
import { account, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

export const annotationNotReadOnPod: Rule = {
  id: 'IRSA063',
  name: 'annotation-not-read-on-pod',
  severity: 'warning',
  family: 'pod',
  summary: 'The annotations audience and sts-regional-endpoints stand on the service account.',
  why: 'Of a pod, EKS reads token-expiration and skip-containers and nothing else.',
  error: 'Nothing: the token keeps its audience and the SDK its endpoint.',
  fix: 'Move the annotation to the ServiceAccount.',
  reference: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  examples: {
    bad: [
      yamlFile(
        'app.yaml',
        account(),
        pod({}, { annotations: { [`${ANNOTATION_PREFIX}sts-regional-endpoints`]: 'true' } }),
      ),
    ],
    good: [
      yamlFile(
        'app.yaml',
        account(),
        pod({}, { annotations: { [`${ANNOTATION_PREFIX}token-expiration`]: '3600' } }),
      ),
    ],
  },
  *check({ inventory }) {
    for (const { annotations } of inventory.pods) {
      for (const name of ['audience', 'sts-regional-endpoints']) {
        const found = entryOf(annotations, ANNOTATION_PREFIX + name);
        if (found !== undefined)
          yield {
            place: found.keyNode.place,
            message: `${ANNOTATION_PREFIX}${name} is not read on a pod`,
            help: 'put it on the ServiceAccount',
          };
      }
    }
  },
};
