import { PLACEHOLDER } from '../../text/placeholders.js';
import { quote } from '../../text/quote.js';
import { identitiesOf, ROLE_ARN } from '../identities.js';
import { account, yamlFile } from '../identity-examples.js';
import { knownAnnotations, onValue } from '../role-arns.js';
import type { Rule } from '../rule.js';

export const roleArnPlaceholder: Rule = {
  id: 'IRSA072',
  name: 'role-arn-placeholder',
  severity: 'error',
  family: 'service-account',
  summary: 'The role annotation holds no placeholder.',
  why: 'What an example leaves to fill in reaches the pod as it stands, and STS refuses it.',
  error: 'ValidationError: Request ARN is invalid',
  fix: 'Put in the account and the name of the role.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: 'arn:aws:iam::XXXXXXXXXXXX:role/photos' }))],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check(context) {
    for (const { entry, value } of identitiesOf(context.inventory).annotations)
      if (!value.known) context.notChecked(entry.value.place, value.reason);
    for (const annotation of knownAnnotations(context)) {
      const found = PLACEHOLDER.exec(annotation.value)?.[0];
      if (found !== undefined)
        yield onValue(
          annotation,
          `the role annotation holds the placeholder ${quote(found)}`,
          'put in what it stands for',
        );
    }
  },
};
