import type { Conditions, TrustStatement } from '../iam/policy.js';
import { isPattern, tokenSubject } from '../kubernetes/names.js';
import { usesIrsa, usesPodIdentity } from '../spec/mechanism.js';
import { isSubjectPattern, type Subject } from '../spec/subjects.js';
import type { AccessModel, Role, RoleSubject } from './types.js';

/**
 * The audience of an EKS token for STS: an opaque word, the same in every partition, China too.
 * https://github.com/aws/amazon-eks-pod-identity-webhook#readme (`--token-audience`)
 */
export const STS_AUDIENCE = 'sts.amazonaws.com';

/** The principal of EKS Pod Identity, and the audience of the tokens that it takes, the same in every partition. */
export const POD_IDENTITY_SERVICE = 'pods.eks.amazonaws.com';

/** The ARN of an OIDC provider, `provider` being the issuer without its scheme. */
export function oidcProviderArn(partition: string, accountId: string, provider: string): string {
  return `arn:${partition}:iam::${accountId}:oidc-provider/${provider}`;
}

/** How a trust policy spells an OIDC provider; Terraform passes references, the plain JSON literals. */
export interface ProviderNames {
  readonly provider: string;
  readonly arn: string;
}

/** A cluster as a trust policy spells it; the provider is needed for IRSA. */
export interface ClusterNames {
  readonly name: string;
  readonly provider?: ProviderNames;
}

/**
 * The clusters of a model, its own first, for the trust policies of an account; `own` spells a provider that is not known
 * as text, or not to be written as such.
 */
export function clusterNames(
  { clusters, partition }: AccessModel,
  accountId: string,
  own?: ProviderNames,
): readonly ClusterNames[] {
  return clusters.map(({ name, provider }, index) => {
    const known =
      provider === undefined ? undefined : { provider, arn: oidcProviderArn(partition, accountId, provider) };
    const spelt = (index === 0 ? own : undefined) ?? known;
    return { name, ...(spelt === undefined ? {} : { provider: spelt }) };
  });
}

/** Whom a role trusts: the service accounts of its subjects in these clusters, which are in the account if they use Pod Identity. */
export function buildTrust(
  role: Pick<Role, 'mechanism' | 'subjects'>,
  clusters: readonly ClusterNames[],
  accountId: string,
): readonly TrustStatement[] {
  const providers = clusters.flatMap(({ provider }) => provider ?? []);
  return [
    ...(usesIrsa(role.mechanism) ? providers.flatMap((provider) => irsaStatements(role, provider)) : []),
    ...(usesPodIdentity(role.mechanism) ? podIdentityStatements(role, clusters, accountId) : []),
  ];
}

/**
 * One statement for an issuer: exact audience, exact subjects. Patterns are compared by another operator, and operators of a statement
 * must all be met, so that they have a statement of their own.
 * https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html
 */
function irsaStatements(
  { subjects }: Pick<Role, 'subjects'>,
  { provider, arn }: ProviderNames,
): readonly TrustStatement[] {
  const exact = subjects.filter((subject) => !isSubjectPattern(subject));
  const patterns = subjects.filter(isSubjectPattern);
  const tokens = (some: readonly Subject[]) =>
    some.map(({ namespace, serviceAccount }) => tokenSubject(namespace, serviceAccount));
  const audience = { [`${provider}:aud`]: [STS_AUDIENCE] };
  const statement = (conditions: Conditions): TrustStatement => ({
    principal: { type: 'Federated', identifier: arn },
    actions: ['sts:AssumeRoleWithWebIdentity'],
    conditions,
  });
  const sub = `${provider}:sub`;
  return [
    ...(exact.length > 0 ? [statement({ StringEquals: { ...audience, [sub]: tokens(exact) } })] : []),
    ...(patterns.length > 0
      ? [statement({ StringEquals: audience, StringLike: { [sub]: tokens(patterns) } })]
      : []),
  ];
}

/**
 * One statement for a subject, because lists of both in one statement would also allow every combination of their namespaces and
 * service accounts; its clusters are a list. Requests without tags tell nothing but the account.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
function podIdentityStatements(
  { subjects }: Pick<Role, 'subjects'>,
  clusters: readonly ClusterNames[],
  accountId: string,
): readonly TrustStatement[] {
  const tagged = subjects.filter(isTagged);
  return [
    ...tagged.map((subject) => podIdentityStatement(taggedBy(subject, clusters), accountId)),
    ...(tagged.length < subjects.length ? [podIdentityStatement({}, accountId)] : []),
  ];
}

const isTagged = ({ session }: RoleSubject): boolean => session?.tagged !== false;

function podIdentityStatement(
  { StringEquals = {}, ...patterns }: Conditions,
  accountId: string,
): TrustStatement {
  return {
    principal: { type: 'Service', identifier: POD_IDENTITY_SERVICE },
    actions: ['sts:AssumeRole', 'sts:TagSession'],
    conditions: { StringEquals: { ...StringEquals, 'aws:SourceAccount': [accountId] }, ...patterns },
  };
}

function taggedBy({ namespace, serviceAccount }: Subject, clusters: readonly ClusterNames[]): Conditions {
  const names = Object.entries({
    'aws:RequestTag/kubernetes-namespace': namespace,
    'aws:RequestTag/kubernetes-service-account': serviceAccount,
  });
  const named = (wanted: boolean) =>
    Object.fromEntries(
      names.filter(([, name]) => isPattern(name) === wanted).map(([key, name]) => [key, [name]]),
    );
  const patterns = named(true);
  return {
    StringEquals: {
      'aws:RequestTag/eks-cluster-name': clusters.map(({ name }) => name),
      ...named(false),
    },
    ...(Object.keys(patterns).length > 0 ? { StringLike: patterns } : {}),
  };
}
