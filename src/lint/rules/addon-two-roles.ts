import type { Fact } from '../../readers/index.js';
import { podIdentityTrust, roleFile } from '../identity-examples.js';
import type { Rule } from '../rule.js';

const files = (more: string) => [
  roleFile({
    trust: podIdentityTrust({ Condition: {} }),
    blocks: `resource "aws_eks_addon" "ebs" {
  cluster_name = "demo"
  addon_name   = "aws-ebs-csi-driver"
${more}  pod_identity_association {
    role_arn        = aws_iam_role.photos.arn
    service_account = "ebs-csi-controller-sa"
  }
}`,
  }),
];

export const addonTwoRoles: Rule = {
  id: 'IRSA224',
  name: 'addon-two-roles',
  severity: 'info',
  family: 'cross-file',
  summary: 'An EKS add-on has either a role for its service account or an association.',
  why: 'EKS takes both, ignores service_account_role_arn where the Pod Identity agent runs, and uses it where it does not: which of the two roles the add-on has depends on what else is installed.',
  error: 'None: the add-on has another role than one of the two lines says.',
  fix: 'Leave one of the two out.',
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/add-ons-iam.html',
  examples: {
    bad: files('  service_account_role_arn = "arn:aws:iam::111122223333:role/ebs"\n'),
    good: files(''),
  },
  *check({ inventory: { addons, podIdentityAssociations } }) {
    for (const addon of addons) {
      // eksctl refuses it, which is IRSA215's.
      if (addon.tool === 'eksctl' || addon.serviceAccountRole === undefined) continue;
      const own = podIdentityAssociations.find((item) => isOf(item, addon) && item.conditional !== true);
      if (own !== undefined)
        yield {
          place: addon.serviceAccountRole.value.place,
          message: 'the add-on has this role only where the Pod Identity agent is missing',
          help: 'leave it or the association out',
          related: [{ place: own.place, message: 'the association' }],
        };
    }
  },
};

const isOf = (association: Fact, addon: Fact) => association.id.startsWith(`${addon.id}#`);
