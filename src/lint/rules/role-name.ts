import { checkRoleName } from '../../iam/names.js';
import { fieldOf, isString } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import type { Rule } from '../rule.js';
import { terraformFile, terraformRole } from '../terraform-examples.js';

/** Of 64 characters the provider takes 26 for its suffix. */
const PREFIX_LENGTH = 38;

export const roleName: Rule = {
  id: 'IRSA134',
  name: 'role-name',
  severity: 'error',
  family: 'names-and-quotas',
  summary:
    "A role's name has 1-64 letters, digits and the characters _+=,.@-, its prefix in Terraform at most 38.",
  why: 'IAM refuses any other name; a path goes into path, not into the name.',
  error:
    'ValidationError: 1 validation error detected: Value … at "roleName" failed to satisfy constraint: Member must have length less than or equal to 64',
  fix: 'Shorten the name, or write the part before the last slash into path.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html',
  examples: {
    bad: terraformFile(terraformRole('team/app')),
    good: terraformFile(terraformRole('app', 'path = "/team/"')),
  },
  *check({ inventory }) {
    for (const { name, ownership } of inventory.roles) {
      const refused = ownership === 'declared' && name.known ? checkRoleName(name.value) : undefined;
      if (refused !== undefined && name.known) {
        yield {
          place: name.place,
          message: `${quote(name.value)} is no name of a role`,
          help: refused,
        };
      }
    }
    for (const { kind, mode, node } of inventory.terraformObjects) {
      const prefix = fieldOf(node, 'name_prefix');
      if (
        kind !== 'aws_iam_role' ||
        mode !== 'resource' ||
        !isString(prefix) ||
        prefix.value.length <= PREFIX_LENGTH
      )
        continue;
      yield {
        place: prefix.place,
        message: `the name_prefix ${quote(prefix.value)} has ${prefix.value.length} characters`,
        help: `the provider takes at most ${PREFIX_LENGTH}`,
      };
    }
  },
};
