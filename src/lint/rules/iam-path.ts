import { IAM_PATH } from '../../iam/names.js';
import type { PolicyFact, RoleFact } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import type { Report, Rule } from '../rule.js';
import { terraformFile, terraformRole } from '../terraform-examples.js';

/** Roles take every printable character, policies fewer. */
const ROLE_PATH = /^\/(?:[\x21-\x7e]+\/)?$/;

export const iamPath: Rule = {
  id: 'IRSA136',
  name: 'iam-path',
  severity: 'error',
  family: 'names-and-quotas',
  summary: 'A path begins and ends with a slash.',
  why: 'IAM refuses team and /team; the path of a policy takes only letters, digits and .,+@=_-.',
  error:
    'ValidationError: The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  fix: 'Write /team/.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names',
  examples: {
    bad: terraformFile(terraformRole('app', 'path = "team"')),
    good: terraformFile(terraformRole('app', 'path = "/team/"')),
  },
  *check({ inventory }) {
    for (const role of inventory.roles) yield* wrongPath(role, ROLE_PATH);
    for (const policy of inventory.policies) yield* wrongPath(policy, IAM_PATH);
  },
};

function* wrongPath({ path, ownership }: RoleFact | PolicyFact, grammar: RegExp): Iterable<Report> {
  if (path?.known !== true || ownership !== 'declared') return;
  if (grammar.test(path.value) && path.value.length <= 512) return;
  yield {
    place: path.place,
    message: `${quote(path.value)} is no path of IAM`,
    help: 'begin and end with a slash, and use letters, digits and .,+@=_- between',
  };
}
