import { ifKnown } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { replaceIn } from '../fixes.js';
import { identitiesOf } from '../identities.js';
import { account, roleFile, yamlFile } from '../identity-examples.js';
import { roleArnOf } from '../role-names.js';
import type { Rule } from '../rule.js';

export const roleAnnotationPath: Rule = {
  id: 'IRSA117',
  name: 'role-annotation-path',
  severity: 'error',
  family: 'cross-file',
  summary: 'The role annotation names the role with its path.',
  why: 'The path is part of the ARN: role/photos and role/team/photos are two roles to STS, although a name exists once in an account.',
  error: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
  fix: 'Copy the ARN of the role, path included.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names',
  examples: {
    bad: [roleFile({ path: '/team/' }), yamlFile('app.yaml', account())],
    good: [roleFile(), yamlFile('app.yaml', account())],
  },
  *check(context) {
    const { annotations, rolesByName, deployments } = identitiesOf(context.inventory);
    for (const { account: owner, entry, value } of annotations) {
      const arn = value.known && value.reference === undefined ? roleArnOf(value.value) : undefined;
      if (arn === undefined) continue;
      const { account, name, path } = arn;
      const roles = (rolesByName.get(name) ?? []).filter(
        (role) =>
          [account, undefined].includes(ifKnown(role.account)) && deployments.mayBeTogether(role, owner),
      );
      const paths = roles.map((role) => ifKnown(role.path));
      const [own] = paths;
      if (own === undefined || paths.includes(undefined) || paths.includes(path)) continue;
      const fix = replaceIn(
        context,
        entry.value,
        [`:role${path}${name}`, `:role${own}${name}`],
        `write the path ${own}`,
      );
      yield {
        place: entry.value.place,
        message: `role ${name} has the path ${quote(own)}, and the annotation ${quote(path)}`,
        help: `write role${own}${name}`,
        related: roles.map((role) => ({ place: role.place, message: 'the role' })),
        fix,
      };
    }
  },
};
