import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { STS_AUDIENCE } from '../../model/trust.js';
import { entryOf, ifKnown, knownString } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { replaceValue } from '../fixes.js';
import { account, ROLE, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const KEY = 'eks.amazonaws.com/audience';

export const tokenAudience: Rule = {
  id: 'IRSA076',
  name: 'token-audience',
  severity: 'error',
  family: 'service-account',
  summary: 'The audience for STS is sts.amazonaws.com in every region and partition.',
  why: 'It is a word that token and provider agree on, not the address of an endpoint: regional hosts and the .com.cn of China match nothing.',
  error: 'InvalidIdentityToken: Incorrect token audience',
  fix: 'Write sts.amazonaws.com, or leave the annotation out.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
  examples: {
    bad: [
      yamlFile('service-account.yaml', account({ [ROLE_ARN]: ROLE, [KEY]: 'sts.us-east-1.amazonaws.com' })),
    ],
    good: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: ROLE, [KEY]: STS_AUDIENCE }))],
  },
  *check(context) {
    for (const { annotations } of context.inventory.serviceAccounts) {
      const found = entryOf(annotations, KEY);
      const value = ifKnown(knownString(found?.value));
      if (found === undefined || value === undefined || value === STS_AUDIENCE) continue;
      if (!/^(?:https:\/\/)?sts\b.*(?:amazon|aws)|^sts$/i.test(value)) continue;
      const fix = replaceValue(context, found.value, STS_AUDIENCE, `write ${STS_AUDIENCE}`);
      yield {
        place: found.value.place,
        message: `the audience ${quote(value)} is not the one that STS expects`,
        help: `write ${STS_AUDIENCE}`,
        fix,
      };
    }
  },
};
