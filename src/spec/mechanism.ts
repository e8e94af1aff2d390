import type { Mechanism } from './types.js';

/** Whether pods get a token for the cluster's OIDC provider. */
export function usesIrsa(mechanism: Mechanism): boolean {
  return mechanism !== 'pod-identity';
}

/** Whether an association of EKS Pod Identity gives pods the role. */
export function usesPodIdentity(mechanism: Mechanism): boolean {
  return mechanism !== 'irsa';
}
