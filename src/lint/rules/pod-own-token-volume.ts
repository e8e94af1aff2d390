import { fieldOf, ifKnown, isString, itemsOf, knownString } from '../../readers/index.js';
import { podLabel } from '../identities.js';
import { account, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const VOLUMES = new Set(['aws-iam-token', 'eks-pod-identity-token']);

export const podOwnTokenVolume: Rule = {
  id: 'IRSA091',
  name: 'pod-own-token-volume',
  severity: 'warning',
  family: 'pod',
  summary: 'A pod has no volume of its own by the name of the one that the webhook adds.',
  why: 'The webhook adds no volume where one of its name is there, whatever that holds: the SDK then finds no token, or another one.',
  error: 'open /var/run/secrets/eks.amazonaws.com/serviceaccount/token: no such file or directory',
  fix: 'Remove the volume, or give it another name.',
  reference: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  examples: {
    bad: [yamlFile('app.yaml', account(), pod({ volumes: [{ name: 'aws-iam-token', emptyDir: {} }] }))],
    good: [yamlFile('app.yaml', account(), pod({ volumes: [{ name: 'cache', emptyDir: {} }] }))],
  },
  *check({ inventory }) {
    for (const fact of inventory.pods) {
      for (const volume of itemsOf(fieldOf(fact.spec, 'volumes'))) {
        const name = ifKnown(knownString(fieldOf(volume, 'name')));
        if (name === undefined || !VOLUMES.has(name) || isToken(volume)) continue;
        yield {
          place: volume.place,
          message: `${podLabel({ fact })} has a volume ${name} of its own, so the webhook adds none`,
          help: 'give it another name',
        };
      }
    }
  },
};

/** A projected service account token: somebody does the webhook's work by hand. */
function isToken(volume: Parameters<typeof fieldOf>[0]): boolean {
  const sources = itemsOf(fieldOf(fieldOf(volume, 'projected'), 'sources'));
  return sources.some((source) => {
    const audience = fieldOf(fieldOf(source, 'serviceAccountToken'), 'audience');
    return isString(audience) || audience?.kind === 'unknown';
  });
}
