import { ifKnown } from '../../readers/index.js';
import { podLabel } from '../identities.js';
import { account, container, env, pod, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const PAIR = ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'] as const;

export const podWebIdentityVariables: Rule = {
  id: 'IRSA086',
  name: 'pod-web-identity-variables',
  severity: 'error',
  family: 'pod',
  summary: 'A container sets AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE both or neither.',
  why: 'The webhook adds neither of the two when one is there already, so that the SDK finds half of what it needs.',
  error: 'Unable to locate credentials / NoCredentialProviders: no valid providers in chain',
  fix: 'Remove the variable: the webhook sets both from the annotation of the service account.',
  reference: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  examples: {
    bad: [
      yamlFile('app.yaml', account(), pod({ containers: [container({ env: [env('AWS_ROLE_ARN', ROLE)] })] })),
    ],
    good: [yamlFile('app.yaml', account(), pod())],
  },
  *check({ inventory }) {
    for (const fact of inventory.pods) {
      for (const { env: variables, node } of fact.containers) {
        if (
          variables.some(({ name }) => !name.known) ||
          node.kind !== 'map' ||
          node.entries.some(({ key }) => key === 'envFrom')
        )
          continue;
        const found = PAIR.filter((name) => variables.some((item) => ifKnown(item.name) === name));
        const [name] = found;
        const variable = variables.find((item) => ifKnown(item.name) === name);
        if (found.length !== 1 || variable === undefined) continue;
        const other = PAIR.find((item) => item !== name);
        yield {
          place: variable.place,
          message: `${podLabel({ fact })} sets ${name} and not ${other}, so the webhook adds neither`,
          help: 'remove it',
        };
      }
    }
  },
};
