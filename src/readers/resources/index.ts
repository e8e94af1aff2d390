import { readAddon, readFargateProfile } from './addons.js';
import type { FactContext, FactReader } from './context.js';
import { readAssociation, readCluster, readOidcProvider, readTerraformServiceAccount } from './eks.js';
import { readHelmRelease } from './helm.js';
import type { ResourceObject } from './object.js';
import { POD_TYPES, readManifest, readNetworkPolicy, readTerraformPod, readYamlManifest } from './pods.js';
import { readAttachment, readPolicy, readRolePolicy, readSharedAttachment } from './policies.js';
import { RESOURCE_READERS } from './resource-policies.js';
import { readExclusivePolicies, readRole } from './roles.js';

const READERS: Readonly<Record<string, FactReader>> = {
  ...RESOURCE_READERS,
  aws_iam_role: readRole,
  aws_iam_role_policies_exclusive: readExclusivePolicies,
  aws_iam_role_policy_attachments_exclusive: readExclusivePolicies,
  aws_iam_policy: readPolicy,
  aws_iam_role_policy: readRolePolicy,
  aws_iam_role_policy_attachment: readAttachment,
  aws_iam_policy_attachment: readSharedAttachment,
  aws_iam_openid_connect_provider: readOidcProvider,
  aws_eks_addon: readAddon,
  aws_eks_cluster: readCluster,
  aws_eks_fargate_profile: readFargateProfile,
  aws_eks_pod_identity_association: readAssociation,
  helm_release: readHelmRelease,
  kubectl_manifest: readYamlManifest,
  kubernetes_manifest: readManifest,
  kubernetes_network_policy: readNetworkPolicy,
  kubernetes_network_policy_v1: readNetworkPolicy,
  kubernetes_service_account: readTerraformServiceAccount,
  kubernetes_service_account_v1: readTerraformServiceAccount,
  ...Object.fromEntries(POD_TYPES.map((type) => [type, readTerraformPod])),
};

/** Turns one evaluated object into whatever facts its type stands for. */
export function readObject(object: ResourceObject, context: FactContext): void {
  if (Object.hasOwn(READERS, object.type)) READERS[object.type]?.(object, context);
}
