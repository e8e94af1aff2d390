import * as v from 'valibot';
import { checkIamArn } from '../../aws/arns.js';
import { checkPolicyName, checkRoleName, POLICY_NAME, ROLE_NAME } from '../../iam/names.js';
import {
  checkLabel,
  checkLabelPattern,
  checkSubdomainPattern,
  LABEL,
  LABEL_PATTERN,
  SUBDOMAIN_PATTERN,
} from '../../kubernetes/names.js';
import { flag, list, object, text } from '../../schema/field.js';
import { only } from '../../schema/need.js';
import { WORKLOAD_DEFAULTS } from '../built-in.js';
import { grantFields } from './grants.js';
import { policyArn, workloadIdentitySchema } from './identity.js';
import {
  NAMING_CREATED_ROLE,
  OF_ASSOCIATION,
  OF_CREATED_POLICY,
  OF_EXISTING_ROLE,
  OWN_PODS,
  WITH_USES,
  WITHOUT_SESSION_TAGS,
} from './needs.js';
import { podSchema } from './pod.js';
import { usesSchema, withSchema } from './program.js';
import { sessionPolicySchema, statementsSchema } from './statements.js';

function roleArnField(description: string, example: string) {
  return text({
    description,
    examples: [example],
    noun: "an IAM role's ARN",
    check: (arn) => checkIamArn('role', arn),
    pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  });
}

/** The schema of one element of `workloads`. */
export const workloadSchema = object('A program, its service account, and what it may do.', {
  uses: v.optional(usesSchema),
  with: only([WITH_USES], v.optional(withSchema)),
  name: text({
    description: 'Names the files and the Kubernetes objects.',
    examples: ['photo-site'],
    noun: 'a workload name',
    check: checkLabel,
    pattern: LABEL,
  }),
  namespace: text({
    description: 'The Kubernetes namespace, or a pattern of them with * and ?.',
    examples: ['default'],
    noun: 'a namespace',
    check: checkLabelPattern,
    pattern: LABEL_PATTERN,
  }),
  createNamespace: v.optional(
    flag({
      description:
        'Whether to write the Namespace; default: when eksctl creates the cluster and the namespace is not a built-in one.',
    }),
  ),
  serviceAccount: text({
    description: 'The Kubernetes service account, or a pattern of them with * and ?.',
    examples: ['sa-app'],
    noun: 'a service account name',
    check: checkSubdomainPattern,
    pattern: SUBDOMAIN_PATTERN,
  }),
  roleName: only(
    [NAMING_CREATED_ROLE],
    v.optional(
      text({
        description: 'The IAM role; default: derived from region, cluster, namespace and service account.',
        examples: ['S3TalosAppTestRole'],
        noun: 'an IAM role name',
        check: checkRoleName,
        pattern: ROLE_NAME,
      }),
    ),
  ),
  roleArn: only(
    [OF_EXISTING_ROLE],
    v.optional(
      roleArnField(
        'The ARN of the role, with roleOwner existing.',
        'arn:aws:iam::111122223333:role/S3TalosAppTestRole',
      ),
    ),
  ),
  policyName: only(
    [OF_CREATED_POLICY],
    v.optional(
      text({
        description: "The managed policy; default: the role's name.",
        examples: ['photo-site'],
        noun: 'an IAM policy name',
        check: checkPolicyName,
        pattern: POLICY_NAME,
      }),
    ),
  ),
  identity: v.optional(workloadIdentitySchema),
  ...grantFields(),
  policyArns: v.optional(list(policyArn, { description: 'Managed policies to attach as well.' })),
  statements: v.optional(statementsSchema),
  targetRoleArn: only(
    OF_ASSOCIATION,
    v.optional(
      roleArnField(
        "With pod-identity: the ARN of a role of another account, which EKS takes on through the workload's own; pods get its credentials alone.",
        'arn:aws:iam::444455556666:role/photos-reader',
      ),
    ),
  ),
  sessionTags: only(
    OF_ASSOCIATION,
    v.optional(
      flag({
        description:
          'With pod-identity: whether EKS tags the sessions with cluster, namespace, service account and pod; without tags, no trust policy can tell them apart.',
      }),
      WORKLOAD_DEFAULTS.sessionTags,
    ),
  ),
  sessionPolicy: only([...OF_ASSOCIATION, WITHOUT_SESSION_TAGS], v.optional(sessionPolicySchema)),
  pod: only(OWN_PODS, v.optional(podSchema)),
});
