import { parseArn } from '../../aws/arns.js';
import { sessionTagsIn } from '../../aws/session-tags.js';
import { textOf } from '../../grants/index.js';
import { quote } from '../../text/quote.js';
import { usesIrsa, usesPodIdentity } from '../mechanism.js';
import { forEach } from '../readable.js';
import { isSubjectPattern } from '../subjects.js';
import { checkPartition } from './partition.js';
import { eachWorkload, type Rule, type WorkloadRule } from './rule.js';

/** A rule that asks every workload with an association of EKS Pod Identity. */
function eachAssociated(rule: WorkloadRule): Rule {
  return eachWorkload((workload, path, context) => {
    if (usesPodIdentity(workload.identity.mechanism) && !isSubjectPattern(workload))
      rule(workload, path, context);
  });
}

/**
 * EKS would take a target role of the cluster's own account as well
 * (https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html), but the role in front of it serves nothing there.
 */
const targetElsewhere = eachAssociated(({ targetRoleArn, roleArn }, path, context) => {
  if (targetRoleArn === undefined) return;
  const { spec, report } = context;
  const where = [...path, 'targetRoleArn'];
  checkPartition(targetRoleArn, where, context);
  const own = parseArn(roleArn ?? '')?.accountId ?? spec.cluster.accountId;
  if (parseArn(targetRoleArn)?.accountId !== own) return;
  report.error(
    'spec/target-role-account',
    where,
    `${quote(targetRoleArn)} is in the account of the workload's own role, which needs none in front of it there`,
    'name a role of another account, or give this one to the workload itself: roleOwner: existing with roleArn',
  );
});

/** Pods that take IRSA have the first role, and all of it. */
const sameWithIrsa = eachAssociated(({ identity, targetRoleArn, sessionPolicy }, path, { report }) => {
  if (!usesIrsa(identity.mechanism)) return;
  if (targetRoleArn !== undefined)
    report.warning(
      'spec/session-of-irsa',
      [...path, 'targetRoleArn'],
      'is for Pod Identity alone: with mechanism both, pods that still take IRSA have the first role',
      'see that they find there what they need until they have moved, or move first and set it then',
    );
  if (sessionPolicy.length > 0)
    report.warning(
      'spec/session-of-irsa',
      [...path, 'sessionPolicy'],
      'is for Pod Identity alone: with mechanism both, pods that still take IRSA may do all that the role may',
      'count on it once all have moved, and mechanism is pod-identity',
    );
});

const trustWithoutTags = eachAssociated(({ identity, sessionTags }, path, { report }) => {
  if (sessionTags || identity.roleOwner !== 'terraform') return;
  report.warning(
    'spec/untagged-trust',
    [...path, 'sessionTags'],
    'false leaves the trust policy nothing to tell service accounts by: any association of the account may use the role',
    'see who may make associations and pass this role (iam:PassRole), or leave the tags on',
  );
});

/** A prefix that differs from session to session is for sessions that tell it. */
const prefixTold = eachWorkload(({ identity, sessionTags, buckets }, path, { report }) => {
  const tagged = usesPodIdentity(identity.mechanism) && sessionTags;
  if (tagged && !usesIrsa(identity.mechanism)) return;
  forEach(buckets, (bucket, index) => {
    const prefix = textOf(bucket, 'prefix') ?? '';
    const [tag] = sessionTagsIn(prefix);
    if (tag === undefined) return;
    const byIrsa = usesIrsa(identity.mechanism);
    report[tagged ? 'warning' : 'error'](
      'spec/session-tags-absent',
      [...path, 'buckets', index, 'prefix'],
      `${quote(prefix)} holds the session's tag ${quote(tag)}, which ${byIrsa ? 'irsa does not set' : 'sessionTags: false leaves out'}: nothing is allowed there${tagged ? ' to pods that take it' : ''}`,
      `write the prefix out, or ${byIrsa ? 'use mechanism: pod-identity' : 'take sessionTags out'}`,
    );
  });
});

/**
 * The session's tags are passed on, which AWS calls transitive: whoever goes on to another role needs sts:TagSession on both sides
 * (https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html).
 */
const tagsPassedOn = eachAssociated(({ sessionTags, targetRoleArn, roles }, path, { report }) => {
  if (!sessionTags || targetRoleArn !== undefined) return;
  forEach(roles, ({ access }, index) => {
    if (!access.includes('assume') || access.includes('assume-tagged')) return;
    report.warning(
      'spec/untagged-assume',
      [...path, 'roles', index, 'access'],
      'assume does not cover the tags of the session, which EKS Pod Identity has passed on: AWS refuses sts:TagSession',
      'write assume-tagged, or sessionTags: false',
    );
  });
});

/** What must hold of `targetRoleArn`, `sessionTags` and `sessionPolicy`. */
export const sessionRules: readonly Rule[] = [
  targetElsewhere,
  sameWithIrsa,
  trustWithoutTags,
  prefixTold,
  tagsPassedOn,
];
