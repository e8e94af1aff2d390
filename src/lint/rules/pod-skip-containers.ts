import { entryOf, ifKnown, knownString } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { podLabel } from '../identities.js';
import { account, pod, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const KEY = 'eks.amazonaws.com/skip-containers';

export const podSkipContainers: Rule = {
  id: 'IRSA089',
  name: 'pod-skip-containers',
  severity: 'warning',
  family: 'pod',
  summary: 'skip-containers lists containers of the pod, separated by commas without blanks.',
  why: 'Names are compared as they stand, blanks included; one that fits no container is ignored, and the container gets the role after all.',
  error: 'Nothing: a container that should have no role has it.',
  fix: 'Write the names of containers, with commas and nothing else between them.',
  reference: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  examples: {
    bad: [yamlFile('app.yaml', account(), pod({}, { annotations: { [KEY]: 'proxy' } }))],
    good: [yamlFile('app.yaml', account(), pod())],
  },
  *check({ inventory }) {
    for (const fact of inventory.pods) {
      const found = entryOf(fact.annotations, KEY);
      const value = ifKnown(knownString(found?.value));
      const names = fact.containers.map(({ name }) => ifKnown(name));
      if (found === undefined || value === undefined || names.includes(undefined)) continue;
      const listed = value.split(',').map((name) => name.replace(/^"(.*)"$/, '$1'));
      const strange = listed.filter((name) => !names.includes(name));
      if (strange.length === 0) continue;
      yield {
        place: found.value.place,
        message: `${podLabel({ fact })} has no container ${strange.map((name) => quote(name)).join(', ')}`,
        help: `its containers are ${names.join(', ')}`,
      };
    }
  },
};
