import { groupBy } from '../../collections.js';
import { ifKnown } from '../../readers/index.js';
import { nearest } from '../../text/nearest.js';
import { quote } from '../../text/quote.js';
import { identitiesOf } from '../identities.js';
import { POLICY, roleFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const attachment = (role: string) => `resource "aws_iam_role_policy_attachment" "photos" {
  role       = "${role}"
  policy_arn = "${POLICY}"
}`;

export const attachmentWithoutRole: Rule = {
  id: 'IRSA128',
  name: 'attachment-without-role',
  severity: 'error',
  family: 'cross-file',
  summary: 'A policy is attached to a role that exists.',
  why: 'No file makes the role that is named here, and one makes a role with nearly the same name, or the ARN stands where the name belongs.',
  error: 'NoSuchEntity: The role with name photo cannot be found.',
  fix: 'Refer to the role: role = aws_iam_role.photos.name.',
  reference:
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role_policy_attachment',
  examples: {
    bad: [roleFile({ blocks: attachment('photo') })],
    good: [roleFile({ blocks: attachment('photos') })],
  },
  *check({ inventory }) {
    const { rolesByName } = identitiesOf(inventory);
    const byScope = groupBy(inventory.roles, (role) => role.scope);
    const namesIn = (scope: string) => (byScope.get(scope) ?? []).flatMap((role) => ifKnown(role.name) ?? []);
    for (const { role, tool, scope } of inventory.attachments) {
      const name = ifKnown(role.value);
      if (name === undefined || role.fact !== undefined || tool !== 'terraform' || rolesByName.has(name))
        continue;
      const isArn = name.startsWith('arn:');
      const guess = isArn ? name.slice(name.lastIndexOf('/') + 1) : nearest(name, namesIn(scope));
      if (guess === undefined) continue;
      yield {
        place: role.value.place,
        message: isArn
          ? `${quote(name)} is an ARN, and the name of the role belongs here`
          : `no file makes a role ${quote(name)}`,
        help: isArn ? `write ${guess}` : `did you mean ${guess}?`,
      };
    }
  },
};
