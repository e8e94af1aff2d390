/** How a pod gets the credentials of a role: by a token for the cluster's OIDC provider, or by an association of EKS Pod Identity. */
export type PodMechanism = 'irsa' | 'pod-identity';
