/**
 * What the webhook of EKS reads on service accounts and pods, and where it puts tokens.
 * https://github.com/aws/amazon-eks-pod-identity-webhook#readme (0.6.17, 2026-08)
 */

/** Prefix of every annotation that it reads. */
export const ANNOTATION_PREFIX = 'eks.amazonaws.com/';

/** A pod with this label, whatever its value, is left alone. */
export const SKIP_LABEL = `${ANNOTATION_PREFIX}skip-pod-identity-webhook`;

/** The annotation of a pod that lists containers to be left alone. */
export const SKIP_CONTAINERS = `${ANNOTATION_PREFIX}skip-containers`;

/** The folders in which it mounts the token for STS, and that for the agent of EKS Pod Identity. */
export const TOKEN_FOLDERS = {
  irsa: '/var/run/secrets/eks.amazonaws.com',
  'pod-identity': '/var/run/secrets/pods.eks.amazonaws.com',
} as const;
