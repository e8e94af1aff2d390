import * as v from 'valibot';
import { checkIamArn } from '../../aws/arns.js';
import { checkIamPath, IAM_PATH } from '../../iam/names.js';
import { choice, list, object, text, whole } from '../../schema/field.js';
import { only } from '../../schema/need.js';
import { IDENTITY_DEFAULTS } from '../built-in.js';
import { OF_IRSA, ofTerraformsRoles } from './needs.js';
import { clusterNameField, issuerField } from './place.js';

/** The words of `mechanism`, in the order in which they are offered. */
export const MECHANISMS = ['irsa', 'pod-identity', 'both'] as const;
/** The words of `roleOwner`. */
const ROLE_OWNERS = ['terraform', 'eksctl', 'existing'] as const;
/** The words of `serviceAccountOwner`. */
const SERVICE_ACCOUNT_OWNERS = ['manifest', 'eksctl', 'existing'] as const;
/** The words of `oidcProviderOwner`. */
const OIDC_PROVIDER_OWNERS = ['eksctl', 'terraform', 'existing'] as const;

const mechanism = choice(MECHANISMS, {
  description:
    'How pods get credentials: IAM roles for service accounts, EKS Pod Identity, or both on the way from one to the other.',
});
const roleOwner = choice(ROLE_OWNERS, {
  description: 'Who creates the IAM roles; existing: somebody else, see workloads[].roleArn.',
});
const serviceAccountOwner = choice(SERVICE_ACCOUNT_OWNERS, {
  description: 'Who creates the ServiceAccounts; existing: somebody else, such as a Helm chart.',
});

/** What a workload may override of `identity`; absent: as the whole spec. */
export const workloadIdentitySchema = object('What differs for this workload from identity.', {
  mechanism: v.optional(mechanism),
  roleOwner: v.optional(roleOwner),
  serviceAccountOwner: v.optional(serviceAccountOwner),
});

function policyArnField(description: string, example: string) {
  return text({
    description,
    examples: [example],
    noun: "a managed policy's ARN",
    check: (arn) => checkIamArn('policy', arn),
    pattern: /^arn:aws[a-z-]*:iam::(?:\d{12}|aws):policy\/[\w+=,.@/-]+$/,
  });
}

/** A managed policy's ARN; its partition and account are checked against the cluster's. */
export const policyArn = policyArnField(
  'The ARN of a managed policy.',
  'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
);

const boundaryArn = policyArnField(
  'The permissions boundary of every role that any output creates.',
  'arn:aws:iam::111122223333:policy/acme-boundary',
);

const furtherCluster = object('A cluster besides the one of this spec.', {
  name: clusterNameField('The name of the further cluster.', 'demo-k8s-green'),
  oidcIssuer: v.optional(
    issuerField('Its OIDC issuer URL: needed for irsa; with pod-identity it only tells the region.'),
  ),
});

/** The schema of `identity`. */
export const identitySchema = object('How pods get their AWS credentials, and who owns what.', {
  mechanism: v.optional(mechanism, IDENTITY_DEFAULTS.mechanism),
  roleOwner: v.optional(roleOwner, IDENTITY_DEFAULTS.roleOwner),
  serviceAccountOwner: v.optional(serviceAccountOwner, IDENTITY_DEFAULTS.serviceAccountOwner),
  oidcProviderOwner: only(
    [OF_IRSA],
    v.optional(
      choice(OIDC_PROVIDER_OWNERS, {
        description:
          'Who creates the IAM OIDC provider; default: eksctl when it creates the cluster, else existing.',
      }),
    ),
  ),
  furtherClusters: v.optional(
    list(furtherCluster, {
      description:
        'Clusters whose service accounts of the same namespace and name may assume the roles too, such as the other half of blue and green.',
    }),
  ),
  rolePath: only(
    [ofTerraformsRoles('rolePath', 'role paths')],
    v.optional(
      text({
        description: 'The IAM path of roles and policies.',
        examples: ['/', '/workloads/'],
        noun: 'an IAM path',
        check: checkIamPath,
        pattern: IAM_PATH,
      }),
      IDENTITY_DEFAULTS.rolePath,
    ),
  ),
  permissionsBoundaryArn: v.optional(boundaryArn),
  maxSessionDuration: only(
    [ofTerraformsRoles('maxSessionDuration', 'session durations')],
    v.optional(
      whole(3600, 43200, { description: 'The longest session of a role, in seconds.', unit: 'seconds' }),
      IDENTITY_DEFAULTS.maxSessionDuration,
    ),
  ),
});
