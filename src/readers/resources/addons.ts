import { eksAddon } from '../../aws/eks-addons.js';
import { namesServiceAccount } from '../addon-configuration.js';
import { type Known, unknown } from '../node.js';
import { fieldOf, itemsOf, itemsWithRest, knownString, present } from '../node-access.js';
import { type FactContext, type FactReader, factOf, linkOf, textOf } from './context.js';
import type { ResourceObject } from './object.js';

/** `aws_eks_addon`: the add-on, and the Pod Identity associations that EKS makes for it. */
export const readAddon: FactReader = (object, context) => {
  if (object.mode !== 'resource') return;
  const role = present(fieldOf(object.body, 'service_account_role_arn'));
  const namespace = knownString(fieldOf(itemsOf(fieldOf(object.body, 'namespace_config'))[0], 'namespace'));
  context.inventory.addons.push({
    ...factOf(object, context),
    cluster: clusterOf(object),
    name: textOf(object, 'addon_name'),
    ...(namespace === undefined ? {} : { namespace }),
    renamesServiceAccount: namesServiceAccount(fieldOf(object.body, 'configuration_values')),
    ...(role === undefined ? {} : { serviceAccountRole: linkOf(role) }),
  });
  readAssociations(object, namespace ?? namespaceOf(object), context);
};

function readAssociations(object: ResourceObject, namespace: Known<string>, context: FactContext): void {
  const blocks = itemsWithRest(fieldOf(object.body, 'pod_identity_association'));
  for (const [index, block] of blocks.entries()) {
    const base = factOf(object, context);
    const open = block.kind === 'unknown' ? block : undefined;
    const role = fieldOf(block, 'role_arn');
    context.inventory.podIdentityAssociations.push({
      ...base,
      id: `${base.id}#pod_identity_association[${index}]`,
      kind: 'aws_eks_addon.pod_identity_association',
      place: block.place,
      cluster: clusterOf(object),
      namespace,
      serviceAccount:
        open ??
        knownString(fieldOf(block, 'service_account')) ??
        unknown('there is no service_account', block.place),
      role: linkOf(open ?? role ?? unknown('there is no role_arn', block.place)),
      ...(open === undefined ? {} : { conditional: true as const }),
    });
  }
}

/** The namespace that EKS installs an add-on into. */
function namespaceOf(object: ResourceObject): Known<string> {
  const { place } = object;
  const name = textOf(object, 'addon_name');
  const addon = name.known ? eksAddon(name.value) : undefined;
  if (addon !== undefined) return { known: true, value: addon.namespace, place };
  return unknown('the namespace of the add-on is not known', place);
}

/** `aws_eks_fargate_profile`. */
export const readFargateProfile: FactReader = (object, context) => {
  if (object.mode !== 'resource') return;
  context.inventory.fargateProfiles.push({
    ...factOf(object, context),
    cluster: clusterOf(object),
    name: textOf(object, 'fargate_profile_name'),
    selectors: itemsWithRest(fieldOf(object.body, 'selector')).map((selector) => ({
      namespace: knownString(fieldOf(selector, 'namespace')) ?? unknown('no namespace', selector.place),
      labels: present(fieldOf(selector, 'labels')),
      place: selector.place,
    })),
  });
};

const clusterOf = (object: ResourceObject) =>
  linkOf(
    fieldOf(object.body, 'cluster_name') ?? unknown(`${object.address} has no cluster_name`, object.place),
  );
