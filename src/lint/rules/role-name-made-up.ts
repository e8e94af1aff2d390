import type { RoleFact } from '../../readers/index.js';
import { account, ROLE, yamlFile } from '../identity-examples.js';
import { arnAnnotations } from '../role-arns.js';
import type { Rule } from '../rule.js';
import { terraformFile, terraformRole } from '../terraform-examples.js';
import { quoted } from '../text.js';

export const roleNameMadeUp: Rule = {
  id: 'IRSA161',
  name: 'role-name-made-up',
  severity: 'error',
  family: 'cross-file',
  summary: 'No annotation names a role by a name to which Terraform adds a suffix.',
  why: 'With name_prefix, which public modules use unless told otherwise, the role is called photos-20261127….',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: "Take the ARN from Terraform's output, or give the role a name (use_name_prefix = false).",
  reference:
    'https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_role#name_prefix-1',
  examples: {
    bad: [
      ...terraformFile(terraformRole('photos').replace('name = "photos"', 'name_prefix = "photos-"')),
      yamlFile('app.yaml', account()),
    ],
    good: [
      ...terraformFile(terraformRole('photos')),
      yamlFile('app.yaml', account({ 'eks.amazonaws.com/role-arn': ROLE })),
    ],
  },
  *check(context) {
    const { roles } = context.inventory;
    const prefixes = new Map(
      roles.flatMap((role) => prefixOf(role).map((prefix) => [prefix, role] as const)),
    );
    if (prefixes.size === 0) return;
    const names = new Set(roles.flatMap(({ name }) => (name.known ? [name.value] : [])));
    for (const annotation of arnAnnotations(context)) {
      const name = annotation.arn.resource.replace(/^.*\//, '');
      const role = prefixes.get(`${name}-`);
      if (role === undefined || names.has(name)) continue;
      yield {
        place: annotation.node.place,
        message: `the role is called ${quoted(`${name}-`)} and a suffix that Terraform makes up, not ${quoted(name)}`,
        help: "take its ARN from Terraform's output, or let it have the name itself",
        related: [{ place: role.place, message: 'the role' }],
      };
    }
  },
};

/** What the name begins with, where only a made-up end follows. */
function prefixOf({ name, ownership }: RoleFact): readonly string[] {
  if (name.known || ownership !== 'declared' || name.parts?.length !== 2) return [];
  const [prefix, end] = name.parts;
  const isMadeUp = typeof end === 'object' && end.because === 'made-up';
  return typeof prefix === 'string' && prefix.endsWith('-') && isMadeUp ? [prefix] : [];
}
