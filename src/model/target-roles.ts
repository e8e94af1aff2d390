import { type ForeignThing, foreignThings, type Home, ROLES } from '../grants/index.js';
import type { Conditions } from '../iam/policy.js';
import { accountKey } from '../spec/subjects.js';
import { type Association, allAssociationsOf } from './associations.js';
import { targetGrant } from './build.js';
import type { AccessModel, Role } from './types.js';

type Draft = ForeignThing['drafts'][number];

/** The roles of other accounts to which EKS goes on from a role, each with what its trust policy must say for that. */
export function targetRolesOf(
  role: Role,
  model: AccessModel,
  home: Home,
  own: string,
): readonly ForeignThing[] {
  const entries = role.subjects.flatMap(({ session }) => targetGrant(session ?? {}));
  return foreignThings([{ kind: ROLES, entries }], home, own).map((target) => ({
    ...target,
    drafts: trustDrafts(target.arn, role, model),
  }));
}

/**
 * Requests with tags are told apart by these, and those without by the external id, which EKS makes up of the same names.
 * https://docs.aws.amazon.com/eks/latest/userguide/pod-id-assign-target-role.html
 */
function trustDrafts(arn: string, role: Role, model: AccessModel): readonly Draft[] {
  const { partition, spec } = model;
  const { accountId } = spec.cluster;
  const drafts = role.subjects.flatMap((subject) => {
    const { session, namespace, serviceAccount } = subject;
    if (session?.targetRoleArn !== arn) return [];
    const associations = allAssociationsOf(role, model).filter(
      (association) => accountKey(association.subject) === accountKey(subject),
    );
    if (!session.tagged)
      return [
        draft('Assume', ['sts:AssumeRole'], {
          'sts:ExternalId': associations.map((association) => externalIdOf(association, accountId)),
        }),
        draft('Tag', ['sts:TagSession'], {}),
      ];
    return [
      draft('Assume', ['sts:AssumeRole', 'sts:TagSession'], {
        'aws:RequestTag/eks-cluster-arn': associations.map(
          ({ region, cluster }) => `arn:${partition}:eks:${region}:${accountId}:cluster/${cluster}`,
        ),
        'aws:RequestTag/kubernetes-namespace': [namespace],
        'aws:RequestTag/kubernetes-service-account': [serviceAccount],
      }),
    ];
  });
  return [...new Map(drafts.map((each) => [JSON.stringify(each), each])).values()];
}

function draft(sid: string, actions: readonly string[], equal: Conditions[string]): Draft {
  const conditions = Object.keys(equal).length === 0 ? {} : { StringEquals: equal };
  return { sid, actions, resources: [], conditions };
}

/** What EKS sends as external id, by the user guide. */
function externalIdOf({ region, cluster, subject }: Association, accountId: string): string {
  return [region, accountId, cluster, subject.namespace, subject.serviceAccount].join('/');
}
