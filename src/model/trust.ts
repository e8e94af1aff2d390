import type { TrustStatement } from '../iam/policy.js';
import type { Cluster } from '../spec/types.js';
import type { Role } from './types.js';

/**
 * The audience of an EKS token for STS: an opaque word, the same in every partition, China too.
 * https://github.com/aws/amazon-eks-pod-identity-webhook#readme (`--token-audience`)
 */
export const STS_AUDIENCE = 'sts.amazonaws.com';

/** The principal of EKS Pod Identity, the same in every partition. */
export const POD_IDENTITY_SERVICE = 'pods.eks.amazonaws.com';

/** The `sub` claim of a service account's token. */
export function tokenSubject(namespace: string, serviceAccount: string): string {
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}

/** The ARN of an OIDC provider, `provider` being the issuer without its scheme. */
export function oidcProviderArn(partition: string, accountId: string, provider: string): string {
  return `arn:${partition}:iam::${accountId}:oidc-provider/${provider}`;
}

/** How the trust policy spells the OIDC provider; Terraform passes references, the plain JSON literals. */
export interface ProviderNames {
  readonly provider: string;
  readonly arn: string;
}

/**
 * A role's trust policy for IRSA: one statement, exact audience, exact subjects.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
export function buildIrsaTrust(role: Role, names: ProviderNames): readonly TrustStatement[] {
  const subjects = role.subjects.map(({ namespace, serviceAccount }) =>
    tokenSubject(namespace, serviceAccount),
  );
  return [
    {
      principal: { type: 'Federated', identifier: names.arn },
      actions: ['sts:AssumeRoleWithWebIdentity'],
      conditions: {
        StringEquals: { [`${names.provider}:aud`]: [STS_AUDIENCE], [`${names.provider}:sub`]: subjects },
      },
    },
  ];
}

/**
 * A role's trust policy for Pod Identity: one statement for each subject, because lists in one statement
 * would also allow every combination of their namespaces and service accounts.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function buildPodIdentityTrust(
  role: Role,
  cluster: Pick<Cluster, 'name' | 'accountId'>,
): readonly TrustStatement[] {
  return role.subjects.map(({ namespace, serviceAccount }) => ({
    principal: { type: 'Service', identifier: POD_IDENTITY_SERVICE },
    actions: ['sts:AssumeRole', 'sts:TagSession'],
    conditions: {
      StringEquals: {
        'aws:RequestTag/eks-cluster-name': [cluster.name],
        'aws:RequestTag/kubernetes-namespace': [namespace],
        'aws:RequestTag/kubernetes-service-account': [serviceAccount],
        'aws:SourceAccount': [cluster.accountId],
      },
    },
  }));
}
