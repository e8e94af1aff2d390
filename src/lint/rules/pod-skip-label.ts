import { entryOf } from '../../readers/index.js';
import { accountsOf, hasRole, identitiesOf, podLabel } from '../identities.js';
import { account, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const LABEL = 'eks.amazonaws.com/skip-pod-identity-webhook';

export const podSkipLabel: Rule = {
  id: 'IRSA088',
  name: 'pod-skip-label',
  severity: 'error',
  family: 'cross-file',
  summary: 'A pod whose service account has a role does not carry the label that keeps the webhook away.',
  why: 'With this label, whatever its value, the webhook leaves the pod alone: it gets neither token nor variables.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/…NodeInstanceRole…/i-… is not authorized to perform: s3:GetObject',
  fix: 'Remove the label from the pod template.',
  reference: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  examples: {
    bad: [yamlFile('app.yaml', account(), pod({}, { labels: { [LABEL]: 'false' } }))],
    good: [yamlFile('app.yaml', account(), pod({}, { labels: { app: 'photos' } }))],
  },
  *check({ inventory }) {
    const identities = identitiesOf(inventory);
    for (const named of identities.pods) {
      const found = entryOf(named.fact.labels, LABEL);
      if (found === undefined || !accountsOf(identities, named).some(hasRole)) continue;
      yield {
        place: found.keyNode.place,
        message: `${podLabel(named)} gets no role: this label keeps the webhook away, whatever its value`,
        help: 'remove the label',
      };
    }
  },
};
