import { entryOf, ifKnown, knownString } from '../../readers/index.js';
import { accountsOf, hasRole, identitiesOf, podLabel } from '../identities.js';
import { account, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const KEY = 'eks.amazonaws.com/skip-containers';

export const podSkipAllContainers: Rule = {
  id: 'IRSA090',
  name: 'pod-skip-all-containers',
  severity: 'error',
  family: 'cross-file',
  summary: 'skip-containers leaves at least one container that gets the role.',
  why: 'A pod whose service account has a role, and all of whose containers are skipped, cannot use it.',
  error:
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/…NodeInstanceRole…/i-… is not authorized to perform: s3:GetObject',
  fix: 'Take the container that calls AWS off the list.',
  reference: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  examples: {
    bad: [yamlFile('app.yaml', account(), pod({}, { annotations: { [KEY]: 'app' } }))],
    good: [yamlFile('app.yaml', account(), pod())],
  },
  *check({ inventory }) {
    const identities = identitiesOf(inventory);
    for (const named of identities.pods) {
      const found = entryOf(named.fact.annotations, KEY);
      const value = ifKnown(knownString(found?.value));
      if (found === undefined || value === undefined || !accountsOf(identities, named).some(hasRole))
        continue;
      const skipped = value.split(',');
      const main = named.fact.containers
        .filter(({ role }) => role === 'main')
        .map(({ name }) => ifKnown(name));
      if (main.length === 0 || main.some((name) => name === undefined || !skipped.includes(name))) continue;
      yield {
        place: found.value.place,
        message: `every container of ${podLabel(named)} is skipped, so none gets the role`,
        help: 'take the one that calls AWS off the list',
      };
    }
  },
};
