import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { entryOf, ifKnown, knownString } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { account, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const KEY = 'eks.amazonaws.com/sts-regional-endpoints';

export const stsRegionalEndpoints: Rule = {
  id: 'IRSA077',
  name: 'sts-regional-endpoints',
  severity: 'warning',
  family: 'service-account',
  summary: 'sts-regional-endpoints is "true" or "false".',
  why: 'The webhook ignores any other word, and the SDK keeps to the default.',
  error: 'Nothing; in a VPC without a way to the global endpoint, calls to STS time out.',
  fix: 'Write "true" or "false", in quotes.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/configure-sts-endpoint.html',
  examples: {
    bad: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: ROLE, [KEY]: 'regional' }))],
    good: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: ROLE, [KEY]: 'true' }))],
  },
  *check({ inventory }) {
    for (const { annotations } of inventory.serviceAccounts) {
      const found = entryOf(annotations, KEY);
      const value = ifKnown(knownString(found?.value));
      if (
        found === undefined ||
        value === undefined ||
        /^(?:[01tfTF]|TRUE|FALSE|[Tt]rue|[Ff]alse)$/.test(value)
      )
        continue;
      yield {
        place: found.value.place,
        message: `${quote(value)} is neither "true" nor "false", and is ignored`,
      };
    }
  },
};
