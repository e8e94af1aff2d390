import { eksAddon } from '../../aws/eks-addons.js';
import { tokenSubject } from '../../kubernetes/names.js';
import { POD_IDENTITY_SERVICE } from '../../model/trust.js';
import type { AddonFact } from '../../readers/index.js';
import { roleFile } from '../identity-examples.js';
import { linkedRole } from '../linked-role.js';
import type { Policy } from '../policies.js';
import { isPodIdentity, letsInOnly } from '../principals.js';
import type { Report, Rule } from '../rule.js';
import { subjectValues, trustOf, trusts, webIdentityStatements } from '../subjects.js';
import { quoted } from '../text.js';

const ADDON = `resource "aws_eks_addon" "ebs" {
  cluster_name             = "demo"
  addon_name               = "aws-ebs-csi-driver"
  service_account_role_arn = aws_iam_role.photos.arn
}`;
const files = (subject: string) => [roleFile({ subject: `system:serviceaccount:${subject}`, blocks: ADDON })];

export const addonRoleTrust: Rule = {
  id: 'IRSA219',
  name: 'addon-role-trust',
  severity: 'error',
  family: 'cross-file',
  summary: "The role of an EKS add-on lets the add-on's own service account in.",
  why: 'EKS annotates the service account of the add-on with the role, which then works as any role for service accounts does: by the subject of the token. A role for EKS Pod Identity belongs into an association.',
  error:
    'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity, in the log of the add-on; or InvalidParameterException: Trust policy of the role provided is invalid',
  fix: "Make the :sub of the trust policy the add-on's service account.",
  reference: 'https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html',
  examples: {
    bad: files('kube-system:aws-node'),
    good: files('kube-system:ebs-csi-controller-sa'),
  },
  *check(context) {
    for (const addon of context.inventory.addons) {
      const { serviceAccountRole: link } = addon;
      const role = link === undefined ? undefined : linkedRole(context.inventory, link, addon);
      const trust = role === undefined ? undefined : trustOf(context, role);
      if (link === undefined || role === undefined || trust === undefined || !trust.complete) continue;
      const related = [{ place: trust.statements[0]?.place ?? role.place, message: 'whom the role trusts' }];
      const hasAssociation = context.inventory.podIdentityAssociations.some(
        (association) => association.role.fact === role.id,
      );
      const wrong = hasAssociation ? BESIDE_ASSOCIATION : FOR_ASSOCIATION;
      const found = isForPodIdentity(trust) ? wrong : otherAccount(addon, trust);
      const place = link.fact === undefined ? link.value.place : addon.place;
      if (found !== undefined) yield { place, ...found, related };
    }
  },
};

const FOR_ASSOCIATION: Omit<Report, 'place'> = {
  message: `the role of the add-on trusts ${POD_IDENTITY_SERVICE}: it is for an association, not for the annotation of a service account`,
  help: 'name it in a Pod Identity association of the add-on, or let it trust the OIDC provider',
};

/** The association wins over the annotation, so that the add-on works. */
const BESIDE_ASSOCIATION: Omit<Report, 'place'> = {
  severity: 'info',
  message: `the role of the add-on trusts ${POD_IDENTITY_SERVICE}: the association gives it to the pods, the annotation has no effect`,
  help: 'take the role out of the add-on',
};

const isForPodIdentity = (trust: Policy) =>
  letsInOnly(trust, ({ type }) => type === 'Service') &&
  trust.statements.some(({ effect, principals }) => effect !== 'Deny' && principals.some(isPodIdentity));

function otherAccount(addon: AddonFact, trust: Policy): Omit<Report, 'place'> | undefined {
  const known = addon.name.known ? eksAddon(addon.name.value) : undefined;
  if (known === undefined || !addon.name.known || addon.renamesServiceAccount) return undefined;
  const namespace = addon.namespace ?? { known: true as const, value: known.namespace };
  if (!namespace.known) return undefined;
  const subjects = known.serviceAccounts.map((name) => tokenSubject(namespace.value, name));
  if (subjects.some((subject) => trusts(trust, subject) !== 'no')) return undefined;
  const listed = webIdentityStatements(trust).flatMap(subjectValues);
  const found =
    listed.length === 0
      ? 'no service account at all'
      : listed
          .slice(0, 3)
          .map(({ text }) => quoted(text))
          .join(', ');
  return {
    message: `the role of add-on ${addon.name.value} trusts ${found}, not ${known.serviceAccounts[0]}`,
    help: `make its :sub ${subjects[0]}`,
  };
}
