import { ASSUMABLE_OIDC } from './assumable-oidc.js';
import { BLUEPRINTS_ADDON } from './blueprints-addon.js';
import { BLUEPRINTS_ADDONS } from './blueprints-addons.js';
import { CLOUDPOSSE_ROLE, CLOUDPOSSE_ROLE_V1 } from './cloudposse-role.js';
import { EKS } from './eks.js';
import { IAM_POLICY } from './iam-policy.js';
import { IRSA_V5, IRSA_V6 } from './irsa.js';
import { KARPENTER, KARPENTER_V20 } from './karpenter.js';
import { POD_IDENTITY } from './pod-identity.js';

/** The public modules whose effect on IAM and EKS we know. */
export type RegistryModule =
  | 'irsa-v5'
  | 'irsa-v6'
  | 'assumable-oidc'
  | 'iam-policy'
  | 'pod-identity'
  | 'eks'
  | 'blueprints-addon'
  | 'blueprints-addons'
  | 'cloudposse-role-v1'
  | 'cloudposse-role'
  | 'karpenter-v20'
  | 'karpenter';

/** Each module's effect as HCL of our own, reduced to roles, trust, attachments and associations. */
export const REGISTRY_HCL: Readonly<Record<RegistryModule, string>> = {
  'irsa-v5': IRSA_V5,
  'irsa-v6': IRSA_V6,
  'assumable-oidc': ASSUMABLE_OIDC,
  'iam-policy': IAM_POLICY,
  'pod-identity': POD_IDENTITY,
  eks: EKS,
  'blueprints-addon': BLUEPRINTS_ADDON,
  'blueprints-addons': BLUEPRINTS_ADDONS,
  'cloudposse-role-v1': CLOUDPOSSE_ROLE_V1,
  'cloudposse-role': CLOUDPOSSE_ROLE,
  'karpenter-v20': KARPENTER_V20,
  karpenter: KARPENTER,
};
