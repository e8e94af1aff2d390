import type { AccessModel } from '../../model/types.js';
import { type TroubleFacts, troubleFacts } from './trouble-facts.js';

interface Trouble {
  readonly seen: string;
  readonly means: string;
  readonly look: string;
}

type Words = string | ((facts: TroubleFacts) => string);

/** A message of a tool or of AWS, and the models whose users can meet it; without `when`, those of all. */
interface KnownTrouble {
  readonly when?: (facts: TroubleFacts) => boolean;
  readonly seen: Words;
  readonly means: Words;
  readonly look: Words;
}

const KNOWN_TROUBLES: readonly KnownTrouble[] = [
  {
    when: ({ nodeRoleClosed }) => nodeRoleClosed,
    seen: 'Unable to locate credentials, or no EC2 IMDS role found',
    means:
      'the pod has no role of its own, and that of the node is closed to it: it started before its service account had the role, or runs as another one',
    look: ({ accountFile }) => `${accountFile}; then restart the pod`,
  },
  {
    when: ({ nodeRoleClosed }) => !nodeRoleClosed,
    seen: 'assumed-role/…NodeInstanceRole… is not authorized to perform …',
    means:
      'the pod has no role of its own and fell back to that of the node: it started before its service account had the role, or runs as another one',
    look: ({ accountFile }) => `${accountFile}; then restart the pod`,
  },
  {
    when: ({ irsa }) => irsa,
    seen: 'InvalidIdentityToken: No OpenIDConnect provider found in your account',
    means:
      'IAM has no provider for this issuer: it was never made, is in another account, or the cluster was made anew and has a new issuer',
    look: 'the OIDC step above; cluster.oidcIssuer in irsa.yaml',
  },
  {
    when: ({ irsa }) => irsa,
    seen: 'InvalidIdentityToken: Incorrect token audience',
    means: 'the provider does not list sts.amazonaws.com as a client',
    look: 'aws iam get-open-id-connect-provider: ClientIDList',
  },
  {
    when: ({ irsa }) => irsa,
    seen: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
    means:
      'the trust policy names another issuer, namespace or service account than the token does, or the annotation names another role',
    look: ({ trustFile, accountFile }) => `${trustFile}; ${accountFile}`,
  },
  {
    when: ({ podIdentity }) => podIdentity,
    seen: 'Unable to locate credentials (with Pod Identity)',
    means:
      'the agent does not run on the node, the association came after the pod, or the SDK is too old to know Pod Identity',
    look: 'aws eks list-pod-identity-associations; then restart the pod',
  },
  {
    when: ({ podIdentity }) => podIdentity,
    seen: 'EKS does not have permissions to assume the associated role',
    means:
      'the trust policy does not let pods.eks.amazonaws.com call both sts:AssumeRole and sts:TagSession, or its conditions name another cluster, namespace or service account',
    look: ({ trustFile }) => `${trustFile}; kubectl -n kube-system logs daemonset/eks-pod-identity-agent`,
  },
  {
    when: ({ podIdentity }) => podIdentity,
    seen: 'is not authorized to perform: sts:TagSession',
    means:
      'Pod Identity tags its sessions, and tags go along to the next role of a chain: each trust policy must allow sts:TagSession beside sts:AssumeRole',
    look: ({ trustFile }) => `${trustFile}; the trust policy of the next role`,
  },
  {
    when: ({ target }) => target !== undefined,
    seen: ({ target }) => `is not authorized to perform: sts:AssumeRole on resource: ${target}`,
    means:
      'the trust policy of the target role lacks the statements, or was written for a role that was deleted since; or the own role may not take it on yet',
    look: 'other-accounts/*/*.trust.json, and the trust policy there; aws eks describe-pod-identity-association: targetRoleArn, externalId',
  },
  {
    when: ({ podIdentity }) => podIdentity,
    seen: 'Connect timeout … 169.254.170.23',
    means:
      'the pod does not reach the agent on its node: a proxy or a network policy is in between, or it runs on Fargate or Windows, where there is no agent',
    look: 'NO_PROXY with 169.254.170.23 and [fd00:ec2::23]; kubectl get networkpolicy; kubectl -n kube-system get daemonset eks-pod-identity-agent',
  },
  {
    when: ({ podIdentity }) => podIdentity,
    seen: 'PackedPolicyTooLarge',
    means:
      'the session tags of Pod Identity and the session policy or tags of the caller are more than STS packs',
    look: 'what the application passes when it assumes a further role',
  },
  {
    when: ({ irsa }) => irsa,
    seen: 'dial tcp: … sts.amazonaws.com … i/o timeout',
    means:
      'the pod does not reach STS: no way out to the internet and no VPC endpoint, or the SDK is old and asks the global endpoint',
    look: ({ region }) =>
      `the VPC endpoint com.amazonaws.${region}.sts and its security group; AWS_STS_REGIONAL_ENDPOINTS=regional`,
  },
  {
    when: ({ irsa }) => irsa,
    seen: "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
    means: 'the provider holds the thumbprint of another certificate; for EKS none is needed',
    look: 'aws iam get-open-id-connect-provider: ThumbprintList; make the provider again',
  },
  {
    when: ({ sharedRoles }) => sharedRoles,
    seen: 'LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048',
    means: 'the trust policy names more service accounts than fit',
    look: 'roles of their own for some of them; Service Quotas raises it to 4096 characters',
  },
  {
    seen: 'with an explicit deny in a service control policy',
    means: "the organisation forbids it to the whole account, whatever the role's policies say",
    look: 'whoever keeps the service control policies',
  },
  {
    seen: 'is not authorized to perform: … because no identity-based policy allows',
    means: 'the role is right, its permissions do not reach this action or resource',
    look: 'policies/*.permissions.json, and whether it is what AWS has',
  },
  {
    seen: 'AccessDenied (403) for an object that does not exist',
    means: 'without s3:ListBucket, S3 does not tell whether an object is there',
    look: 'add the access list to the bucket in irsa.yaml, if the application needs it',
  },
  {
    when: ({ keys }) => keys,
    seen: 'is not authorized to perform: kms:Decrypt or kms:GenerateDataKey',
    means: "the key's own policy must let the account's roles use it as well",
    look: 'aws kms get-key-policy; policies/*.permissions.json',
  },
  {
    when: ({ pods }) => pods,
    seen: 'pods "…" is forbidden: error looking up service account',
    means: 'the service account does not exist in that namespace',
    look: ({ accountFile }) => accountFile,
  },
  {
    when: ({ pods }) => pods,
    seen: 'CreateContainerConfigError: container has runAsNonRoot and image will run as root',
    means: 'the image insists on root; the manifests run it as another user, with a read-only file system',
    look: 'the image; runAsUser in irsa.yaml for its own user, writablePaths for what it must write',
  },
  {
    when: ({ sources }) => sources,
    seen: 'CreateContainerConfigError: secret "…" not found',
    means: 'a Secret or ConfigMap that the pod names, or its key, is not in the namespace of the pod',
    look: 'the list above; the pod starts by itself once it is there',
  },
  {
    when: ({ networkPolicy }) => networkPolicy,
    seen: 'connect timed out, or i/o timeout, from or to the pod',
    means:
      'its NetworkPolicy is enforced: it lets out DNS, port 443 and what irsa.yaml names, and in what the ports name',
    look: 'kubernetes/*/network-policy.yaml; egress and egressPorts in irsa.yaml',
  },
  {
    when: ({ loadBalancer }) => loadBalancer !== undefined,
    seen: 'EXTERNAL-IP <pending> of a Service',
    means: ({ loadBalancer }) => `nothing in the cluster makes load balancers of the class ${loadBalancer}`,
    look: 'kubectl describe service; service.k8s.aws/nlb is made by the AWS Load Balancer Controller, eks.amazonaws.com/nlb by Auto Mode',
  },
  {
    when: ({ terraform }) => terraform,
    seen: 'EntityAlreadyExists: Role with name … already exists',
    means: 'another tool or another run with other state made the role',
    look: 'one owner for a role: import it, or delete the other one',
  },
  {
    when: ({ eksctl }) => eksctl,
    seen: 'no tasks (from eksctl create)',
    means: 'the service account or its CloudFormation stack exists already, perhaps from a run that failed',
    look: 'eksctl get iamserviceaccount; delete what failed, then create again',
  },
];

/** Error messages that users meet, what each means here, and which file of this folder decides it. */
export function buildTroubles(model: AccessModel): readonly Trouble[] {
  const facts = troubleFacts(model);
  const say = (words: Words) => (typeof words === 'string' ? words : words(facts));
  return KNOWN_TROUBLES.filter(({ when }) => when?.(facts) ?? true).map(({ seen, means, look }) => ({
    seen: say(seen),
    means: say(means),
    look: say(look),
  }));
}
