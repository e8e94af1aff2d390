import { groupBy } from '../../collections.js';
import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { listShort, quote } from '../../text/quote.js';
import { account, yamlFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';
import { placeholders } from '../unknown-values.js';

/** As many placeholders as a message names. */
const NAMED = 5;

export const placeholder: Rule = {
  id: 'IRSA072',
  name: 'placeholder',
  severity: 'info',
  family: 'names-and-quotas',
  summary: 'A file holds no placeholder that somebody has yet to replace.',
  why: 'Names, ARNs and policies that hold one, such as ACCOUNT_ID, <region>, ${VAR} or {{ name }}, cannot be judged. What goes out with one names nothing.',
  error: 'ValidationError: Request ARN is invalid',
  fix: 'Put in what it stands for, or lint the files as sed, envsubst or Helm leaves them.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
  examples: {
    bad: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: 'arn:aws:iam::XXXXXXXXXXXX:role/photos' }))],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check({ inventory, policies }) {
    const inOrder = [...placeholders(inventory, policies)].sort((a, b) => a.place.start - b.place.start);
    for (const found of groupBy(inOrder, ({ place }) => place.file).values()) {
      const names = [...new Set(found.map(({ placeholder = '' }) => quote(placeholder)))];
      yield {
        place: found[0].place,
        message: `holds the placeholder${names.length > 1 ? 's' : ''} ${listShort(names, NAMED)}: what depends on ${names.length > 1 ? 'them' : 'it'} is not judged`,
        help: 'put in what it stands for, or lint what is left once another program has filled it in',
      };
    }
  },
};
