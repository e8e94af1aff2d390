import { checkIamArn } from '../../aws/arns.js';
import type { Fact, Inventory, Link } from '../../readers/index.js';
import { association, podIdentityTrust, roleFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const files = (attribute: string) => [
  roleFile({
    trust: podIdentityTrust(),
    blocks: association().replace('photos.arn', `photos.${attribute}`),
  }),
];

export const roleLinkKind: Rule = {
  id: 'IRSA220',
  name: 'role-link-kind',
  severity: 'error',
  family: 'names-and-quotas',
  summary: 'Associations, add-ons and attachRoleARN name a role by its ARN.',
  why: 'EKS takes the ARN of a role. A name alone, the id of an aws_iam_role (which is its name) and the ARN of a policy are refused.',
  error: 'InvalidParameterException: Role ARN format is not valid',
  fix: 'Write arn:aws:iam::<account>:role/<name>, or aws_iam_role.<name>.arn.',
  reference: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html',
  examples: { bad: files('name'), good: files('arn') },
  *check({ inventory }) {
    for (const { owner, link } of linksOf(inventory)) {
      const { value } = link;
      // Terraform and eksctl take an empty text as none.
      if (!value.known || value.value === '') continue;
      const refused = checkIamArn('role', value.value);
      if (refused === undefined) continue;
      const place = value.reference === undefined ? value.place : owner.place;
      yield { place, message: `${quoted(value.value)} is no ARN of a role`, help: refused };
    }
  },
};

interface Named {
  readonly owner: Fact;
  readonly link: Link;
}

function linksOf({ podIdentityAssociations, addons, serviceAccounts }: Inventory): readonly Named[] {
  const named = (owner: Fact, ...links: readonly (Link | undefined)[]) =>
    links.flatMap((link) => (link === undefined ? [] : [{ owner, link }]));
  return [
    ...podIdentityAssociations.flatMap((item) => named(item, item.role, item.targetRole)),
    ...addons.flatMap((item) => named(item, item.serviceAccountRole)),
    ...serviceAccounts.flatMap((item) => named(item, item.role)),
  ];
}
