import { ANNOTATION_PREFIX } from '../../kubernetes/pod-identity-webhook.js';
import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { nearest } from '../../text/nearest.js';
import { quote } from '../../text/quote.js';
import { entriesOf } from '../identities.js';
import { account, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const KNOWN = ['role-arn', 'audience', 'token-expiration', 'sts-regional-endpoints'];

export const eksAnnotationUnknown: Rule = {
  id: 'IRSA061',
  name: 'eks-annotation-unknown',
  severity: 'warning',
  family: 'service-account',
  summary: 'An annotation with the prefix eks.amazonaws.com/ on a service account is one that EKS reads.',
  why: 'EKS reads four annotations of a service account and ignores all others without a word. skip-containers belongs on the pod.',
  error: 'Nothing: the setting simply has no effect.',
  fix: 'Use role-arn, audience, token-expiration or sts-regional-endpoints; put skip-containers on the pod.',
  reference: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  examples: {
    bad: [
      yamlFile(
        'service-account.yaml',
        account({ [ROLE_ARN]: ROLE, [`${ANNOTATION_PREFIX}token-expiry`]: '3600' }),
      ),
    ],
    good: [
      yamlFile(
        'service-account.yaml',
        account({ [ROLE_ARN]: ROLE, [`${ANNOTATION_PREFIX}token-expiration`]: '3600' }),
      ),
    ],
  },
  *check({ inventory }) {
    for (const { annotations } of inventory.serviceAccounts) {
      for (const { key, keyNode } of entriesOf(annotations)) {
        const name = key.startsWith(ANNOTATION_PREFIX) ? key.slice(ANNOTATION_PREFIX.length) : undefined;
        if (name === undefined || KNOWN.includes(name) || /^(?:iam)?role[-_.]?(?:arn)?s?$/i.test(name))
          continue;
        const guess = nearest(name, KNOWN);
        const help =
          name === 'skip-containers'
            ? 'it belongs on the pod'
            : guess === undefined
              ? `EKS reads ${KNOWN.join(', ')}`
              : `did you mean ${ANNOTATION_PREFIX}${guess}?`;
        yield {
          place: keyNode.place,
          message: `EKS does not read ${quote(key)} on a service account`,
          help,
        };
      }
    }
  },
};
