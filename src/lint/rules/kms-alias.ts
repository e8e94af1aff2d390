import { actionsIn, takesOnly } from '../actions.js';
import { arnOf } from '../arns.js';
import { policyFile } from '../examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const USE = { Effect: 'Allow', Action: 'kms:Decrypt' };
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

export const kmsAlias: Rule = {
  id: 'IRSA041',
  name: 'kms-alias',
  severity: 'error',
  family: 'kms',
  summary: 'The resource of an action on a KMS key is the key, not its alias.',
  why: 'KMS looks the alias up first and compares with the ARN of the key: an alias in Resource grants nothing.',
  error:
    'AccessDenied: … is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:…:key/… because no identity-based policy allows the kms:Decrypt action',
  fix: 'Write the ARN of the key, …:key/<id>, or a condition on kms:ResourceAliases.',
  reference: 'https://docs.aws.amazon.com/kms/latest/developerguide/cmks-in-iam-policies.html',
  examples: {
    bad: policyFile({ ...USE, Resource: 'arn:aws:kms:us-east-1:111122223333:alias/photos' }),
    good: policyFile({ ...USE, Resource: KEY }),
  },
  *check({ statements, catalog }) {
    for (const { actions, resources } of statements) {
      const names = actionsIn(actions).filter(
        (action) => action.service === 'kms' && takesOnly(catalog, action, 'key'),
      );
      const aliases = (resources?.values ?? []).filter(
        (text) => arnOf(text)?.resource.startsWith('alias/') === true,
      );
      const [first] = aliases;
      if (names.length === 0 || first === undefined || resources === undefined) continue;
      if (resources.values.length !== aliases.length || resources.entry.value.kind === 'unknown') continue;
      yield {
        place: first.place,
        message: `${names.map(({ text }) => text.text).join(', ')} never applies: ${quoted(first)} is an alias`,
        help: 'name the key itself, …:key/<id>',
      };
    }
  },
};
