import { deriveRoleName } from '../../model/names.js';
import type { Cluster } from '../../spec/types.js';
import { STATEMENTS } from '../forms.js';
import { type Question, type Scope, WORDS } from '../question.js';
import { workloadTopic } from './topic.js';

/** What is asked about a workload's role, once it is known who owns it. */
export const ROLE: readonly Question[] = [
  {
    key: 'workloads[].roleName',
    kind: 'text',
    topic: workloadTopic,
    label: 'Role',
    message: 'Name of the IAM role',
    help: 'Empty derives one from region, cluster, namespace and service account; the same name twice shares a role.',
    example: derived,
    asked: 'customise',
    optional: true,
  },
  {
    key: 'workloads[].roleArn',
    kind: 'text',
    topic: workloadTopic,
    label: 'Role ARN',
    message: 'ARN of the role that exists',
    help: 'The service account is annotated with it; `policies/` shows what the role must hold.',
    example: (scope) => `arn:aws:iam::${scope.get('cluster.accountId') ?? '111122223333'}:role/photo-site`,
    asked: 'always',
  },
  {
    key: 'workloads[].policyArns',
    kind: 'text',
    form: WORDS,
    topic: workloadTopic,
    label: 'Managed policies',
    message: 'ARNs of managed policies for the role',
    help: 'What they allow comes on top of what it uses, now and whenever AWS changes them.',
    example: 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
    asked: 'review',
    optional: true,
  },
  {
    key: 'workloads[].statements',
    kind: 'text',
    form: STATEMENTS,
    topic: workloadTopic,
    label: 'Statements',
    message: 'Further IAM statements, as actions on resources',
    help: 'Several with ; between them; JSON for those with conditions. Empty: none.',
    example: 'eks:ListClusters on *; sns:Publish on arn:aws:sns:us-east-1:111122223333:orders',
    asked: 'review',
    optional: true,
  },
  {
    key: 'workloads[].targetRoleArn',
    kind: 'text',
    topic: workloadTopic,
    label: 'Target role',
    message: 'ARN of a role of another account that EKS is to take on by way of this one',
    help: 'Pods get the credentials of that role alone; `other-accounts/` shows what its owner must add. Empty: none.',
    example: 'arn:aws:iam::444455556666:role/photos-reader',
    asked: 'review',
    optional: true,
  },
  {
    key: 'workloads[].sessionTags',
    kind: 'confirm',
    topic: workloadTopic,
    label: 'Session tags',
    message: 'Should EKS tag the sessions with cluster, namespace and service account?',
    help: 'Trust policies tell service accounts by them; only a session policy needs them off.',
    asked: 'review',
    fallback: () => ({ value: true }),
  },
  {
    key: 'workloads[].sessionPolicy',
    kind: 'text',
    form: STATEMENTS,
    topic: workloadTopic,
    label: 'Session policy',
    message: 'What the sessions may do at most, as actions on resources',
    help: 'It only takes away from what the role may do. Several with ; between them; JSON for those with conditions. Empty: no less.',
    example: 's3:GetObject on arn:aws:s3:::acme-photos/*',
    asked: 'review',
    optional: true,
  },
  {
    key: 'workloads[].policyName',
    kind: 'text',
    topic: workloadTopic,
    label: 'Policy',
    message: 'Name of the IAM policy',
    help: "Empty takes the role's name.",
    example: 'photo-site',
    asked: 'review',
    when: (scope) => scope.get('identity.roleOwner') !== 'eksctl',
    optional: true,
  },
];

function derived(scope: Scope): string | undefined {
  const text = (key: string) => String(scope.get(key) ?? '');
  const cluster = { region: text('cluster.region'), name: text('cluster.name') } as Cluster;
  if (cluster.region === '' || cluster.name === '') return undefined;
  return deriveRoleName(cluster, {
    namespace: text('workloads[].namespace'),
    serviceAccount: text('workloads[].serviceAccount'),
  });
}
