import { documentOf } from '../json/document-of.js';
import { type Node, unknown } from '../node.js';
import { fieldOf, itemsOf, knownBoolean, present } from '../node-access.js';
import { asKnown, type EksctlContext, factOf, linkTo, textNode } from './context.js';
import { addRole } from './roles.js';
import { podIdentityTrust } from './trust.js';

const FIELDS = {
  policyArns: 'permissionPolicyARNs',
  policy: 'permissionPolicy',
  boundary: 'permissionsBoundaryARN',
} as const;

/** Reads `podIdentityAssociations`, of `iam` or of an add-on; `at` is their path in the document. */
export function readAssociations(node: Node | undefined, at: string, context: EksctlContext): void {
  for (const [index, item] of itemsOf(node).entries()) {
    const path = `${at}[${index}]`;
    const kind = at.startsWith('iam') ? at : 'addons.podIdentityAssociations';
    const given = present(fieldOf(item, 'roleARN'));
    const trust = podIdentityTrust(item.place);
    const target = present(fieldOf(item, 'targetRoleARN'));
    const creates = knownBoolean(fieldOf(item, 'createServiceAccount'));
    const disabled = knownBoolean(fieldOf(item, 'disableSessionTags'));
    const role =
      given === undefined
        ? addRole(context, { path, kind, node: item, fields: FIELDS }, trust)
        : linkTo(given);
    const namespace = asKnown(textNode(fieldOf(item, 'namespace'), 'namespace is missing', item.place));
    const account = asKnown(
      textNode(fieldOf(item, 'serviceAccountName'), 'serviceAccountName is missing', item.place),
    );
    context.inventory.podIdentityAssociations.push({
      ...factOf(context, path, kind, item.place),
      cluster: context.clusterLink,
      namespace,
      serviceAccount: account,
      role,
      externalId: unknown('only AWS makes up the external id', item.place, { symbol: `${path}.externalId` }),
      ...(target === undefined ? {} : { targetRole: linkTo(target) }),
      ...(disabled === undefined ? {} : { disableSessionTags: disabled }),
      ...sessionPolicyOf(item, context),
      ...(creates === undefined ? {} : { createsServiceAccount: creates }),
    });
  }
}

/** The session policy, which eksctl takes as JSON text. */
function sessionPolicyOf(item: Node, { inventory }: EksctlContext): { readonly sessionPolicy?: Node } {
  const policy = present(fieldOf(item, 'policy'));
  if (policy === undefined) return {};
  const { root, problems } = documentOf(policy);
  inventory.diagnostics.push(...problems);
  return { sessionPolicy: root };
}
