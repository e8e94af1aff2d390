import { checkAccountId, parseIamArn } from '../aws/arns.js';
import { SESSION_TAGS } from '../aws/session-tags.js';
import type { ClusterFact, PodIdentityAssociationFact, RoleFact } from '../readers/index.js';
import type { Subject } from '../spec/subjects.js';
import { isWhole } from './known-text.js';
import { type ReadPolicy, readPolicy } from './policy.js';
import type { ChainLink } from './types.js';
import { nameOf, type World } from './world.js';

/** A session that EKS Pod Identity makes: what it carries besides the role. */
export interface Session {
  /** Whether EKS sends its tags. */
  readonly tagged: 'yes' | 'no' | 'maybe';
  /** Tags of the session, as far as they are known. */
  readonly tags: Readonly<Record<string, string>>;
  /**
   * What EKS sends to a target role in the place of tags.
   * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
   */
  readonly externalId?: string;
  /** The association's own policy, which narrows the session. */
  readonly policy?: ReadPolicy;
}

/** The cluster of an association, where the files have it. */
function clusterOf(
  { inventory, texts }: World,
  { cluster }: PodIdentityAssociationFact,
): ClusterFact | undefined {
  const name = texts.of(cluster.value);
  return inventory.clusters.find((fact) => fact.id === cluster.fact || texts.of(fact.name) === name);
}

/** Where the pods are: EKS takes a role of the cluster's own account alone. */
function whereabouts(world: World, association: PodIdentityAssociationFact, role: RoleFact) {
  const { texts } = world;
  const region = clusterOf(world, association)?.region ?? association.region;
  return {
    cluster: texts.of(association.cluster.value),
    region: region === undefined ? undefined : texts.of(region),
    account: texts.of(role.account),
  };
}

/** The session that an association gives to the pods of a service account. */
export function sessionOf(
  world: World,
  association: PodIdentityAssociationFact,
  subject: Subject,
  role: RoleFact,
): Session {
  const { texts } = world;
  const { disableSessionTags: disabled, sessionPolicy } = association;
  const tagged = disabled === undefined ? 'yes' : !disabled.known ? 'maybe' : disabled.value ? 'no' : 'yes';
  const { cluster, account, region = '' } = whereabouts(world, association, role);
  const arn = `arn:${texts.of(role.partition)}:eks:${region}:${account}:cluster/${cluster}`;
  const tags = {
    'eks-cluster-name': cluster,
    'kubernetes-namespace': texts.ofPattern(subject.namespace),
    'kubernetes-service-account': texts.ofPattern(subject.serviceAccount),
    ...(region !== '' && isWhole(arn) ? { 'eks-cluster-arn': arn } : {}),
  };
  const externalId = [
    ...[region, account, cluster],
    ...[texts.ofPattern(subject.namespace), texts.ofPattern(subject.serviceAccount)],
  ].join('/');
  return {
    tagged,
    tags: tagged === 'yes' ? tags : {},
    ...(tagged === 'no' && region !== '' && isWhole(externalId) ? { externalId } : {}),
    ...(sessionPolicy === undefined
      ? {}
      : { policy: readPolicy(sessionPolicy, `the policy of ${nameOf(association)}`, 'session', texts) }),
  };
}

/**
 * EKS takes a role of the cluster's own account alone; one of another account is a target role.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
export function refusedAccount(world: World, association: PodIdentityAssociationFact): readonly ChainLink[] {
  const { texts } = world;
  const cluster = clusterOf(world, association);
  const own = cluster === undefined ? '' : texts.of(cluster.account);
  const other = parseIamArn(texts.of(association.role.value))?.accountId ?? '';
  if (!isAccountId(own) || !isAccountId(other) || own === other) return [];
  return [
    {
      ...{ kind: 'binding', status: 'broken', place: association.role.value.place },
      reason: `EKS refuses the association: the role is in account ${other}, the cluster in ${own}`,
      fix: `give it a role of account ${own}, and the other one as target role`,
    },
  ];
}

const isAccountId = (text: string) => checkAccountId(text) === undefined;

/** EKS takes a session policy only without tags. https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html */
export function refusedSession({
  sessionPolicy,
  disableSessionTags: disabled,
}: PodIdentityAssociationFact): readonly ChainLink[] {
  if (sessionPolicy === undefined || (disabled?.known && disabled.value)) return [];
  const { place } = sessionPolicy;
  const kind = 'binding';
  if (disabled !== undefined && !disabled.known)
    return [
      {
        kind,
        status: 'unknown',
        reason:
          'EKS takes the policy of the association only without session tags, and whether they are disabled is not known',
        place,
      },
    ];
  return [
    {
      kind,
      status: 'broken',
      reason: 'EKS refuses the association: it takes a policy only when session tags are disabled',
      place,
      fix: 'disable the session tags (disable_session_tags = true, disableSessionTags: true), or remove the policy',
    },
  ];
}

/** Tags of a request with which EKS assumes a role: context of the request, a key without value being absent. */
export function requestTags({ tagged, tags }: Session): Readonly<Record<string, string | undefined>> {
  if (tagged === 'no')
    return Object.fromEntries(
      ['aws:TagKeys', ...SESSION_TAGS.map((tag) => `aws:RequestTag/${tag}`)].map((key) => [key, undefined]),
    );
  return Object.fromEntries(Object.entries(tags).map(([tag, value]) => [`aws:RequestTag/${tag}`, value]));
}
