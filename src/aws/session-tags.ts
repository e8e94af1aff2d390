/**
 * The tags that EKS Pod Identity puts on a session, unless the association disables them; sessions of IRSA have none.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html (2026-09)
 */
export const SESSION_TAGS: readonly string[] = [
  'eks-cluster-arn',
  'eks-cluster-name',
  'kubernetes-namespace',
  'kubernetes-service-account',
  'kubernetes-pod-name',
  'kubernetes-pod-uid',
];

/** Whether a name is like those of EKS, so that it is more likely a slip than a tag of the role. */
export function isLikeSessionTag(tag: string): boolean {
  return /^(?:kubernetes|k8s|eks)-/i.test(tag);
}

/** The policies that AWS manages, by name, with the tag of those that their statements compare with. */
export const TAG_BOUND_POLICIES: Readonly<Record<string, string>> = {
  AmazonEBSCSIDriverEKSClusterScopedPolicy: 'eks-cluster-name',
  AmazonSageMakerSpacesControllerPolicy: 'eks-cluster-arn',
  AmazonSageMakerSpacesRouterPolicy: 'eks-cluster-arn',
};

/** The names of the tags of a session that a key or text with policy variables reads; a variable with a default needs none. */
export function principalTagsIn(text: string): readonly string[] {
  return [...text.matchAll(/aws:PrincipalTag\/([^},\s]+)\s*(?=\}|$)/gi)].map(([, tag = '']) => tag);
}

/** The policy variables of the tags of a session, which stand for another text in each of them. */
const SESSION_TAG_VARIABLE = new RegExp(`\\$\\{aws:PrincipalTag/(${SESSION_TAGS.join('|')})\\}`, 'g');

/** Text with a value in the place of each tag of a session; a tag without one stays as it is. */
export function fillSessionTags(text: string, tags: Readonly<Record<string, string>>): string {
  return text.replace(SESSION_TAG_VARIABLE, (variable, tag: string) => tags[tag] ?? variable);
}

/** The tags of a session by which text differs from session to session. */
export function sessionTagsIn(text: string): readonly string[] {
  return [...text.matchAll(SESSION_TAG_VARIABLE)].map(([, tag = '']) => tag);
}
