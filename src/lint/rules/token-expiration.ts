import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { entryOf, ifKnown, knownString } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { account, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const KEY = 'eks.amazonaws.com/token-expiration';

export const tokenExpiration: Rule = {
  id: 'IRSA075',
  name: 'token-expiration',
  severity: 'warning',
  family: 'service-account',
  summary: 'token-expiration is a number of seconds from 600 to 86400.',
  why: 'What is no integer is ignored, less than 600 is raised to 600, and a token of EKS lives 24 hours at most.',
  error: 'Nothing: the token lives for another time than the one asked for.',
  fix: 'Write a number of seconds in quotes, such as "3600".',
  reference: 'https://github.com/aws/amazon-eks-pod-identity-webhook#readme',
  examples: {
    bad: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: ROLE, [KEY]: '300' }))],
    good: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: ROLE, [KEY]: '3600' }))],
  },
  *check({ inventory }) {
    for (const { annotations } of [...inventory.serviceAccounts, ...inventory.pods]) {
      const found = entryOf(annotations, KEY);
      const value = ifKnown(knownString(found?.value));
      if (found === undefined || value === undefined) continue;
      const seconds = /^[+-]?\d+$/.test(value) ? Number(value) : undefined;
      if (seconds !== undefined && seconds >= 600 && seconds <= 86_400) continue;
      const what =
        seconds === undefined
          ? 'is not a number of seconds, and is ignored'
          : seconds < 600
            ? 'is raised to 600 seconds'
            : 'is more than the 86400 seconds of a token';
      yield {
        place: found.value.place,
        message: `token-expiration ${quote(value)} ${what}`,
        help: 'use 600 to 86400',
      };
    }
  },
};
