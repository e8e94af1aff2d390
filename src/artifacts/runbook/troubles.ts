import { grantsOf } from '../../grants/index.js';
import type { AccessModel } from '../../model/types.js';
import { usesIrsa, usesPodIdentity } from '../../spec/mechanism.js';
import { sourcesOf } from './targets.js';

interface Trouble {
  readonly seen: string;
  readonly means: string;
  readonly look: string;
}

/** Error messages that users meet, what each means here, and which file of this folder decides it. */
export function buildTroubles(model: AccessModel): readonly Trouble[] {
  const irsa = model.roles.some((role) => usesIrsa(role.mechanism));
  const podIdentity = model.roles.some((role) => usesPodIdentity(role.mechanism));
  const terraform = model.roles.some((role) => role.owner === 'terraform');
  const eksctl = model.serviceAccounts.some(
    ({ role, owner }) => role.owner === 'eksctl' || owner === 'eksctl',
  );
  const pods = model.workloads.some((workload) => workload.pod !== undefined);
  const sources = model.workloads.some(({ pod }) => pod !== undefined && sourcesOf(pod).length > 0);
  const [loadBalancer] = model.workloads.flatMap(({ pod }) => pod?.loadBalancerClass ?? []);
  const [target] = model.serviceAccounts.flatMap(({ session }) => session?.targetRoleArn ?? []);
  const keys = model.workloads.some((workload) =>
    grantsOf(workload).some(({ entries }) => entries.some((entry) => entry['kmsKeyArn'] !== undefined)),
  );
  const roleFile =
    model.spec.terraform.syntax === 'json' ? 'terraform-json/main.tf.json' : 'terraform/role-*.tf';
  const trustFile = terraform
    ? roleFile
    : eksctl
      ? 'eksctl/cluster.yaml'
      : "the role, which is somebody else's";
  const accountFile = model.serviceAccounts.some(({ owner }) => owner === 'manifest')
    ? 'kubernetes/service-accounts/'
    : 'the service account: kubectl get serviceaccount -o yaml';
  const permissions = 'policies/*.permissions.json, and whether it is what AWS has';
  const rows: readonly (readonly [boolean, Trouble])[] = [
    [
      model.spec.cluster.provision && !model.spec.cluster.podImds,
      {
        seen: 'Unable to locate credentials, or no EC2 IMDS role found',
        means:
          'the pod has no role of its own, and that of the node is closed to it: it started before its service account had the role, or runs as another one',
        look: `${accountFile}; then restart the pod`,
      },
    ],
    [
      !model.spec.cluster.provision || model.spec.cluster.podImds,
      {
        seen: 'assumed-role/…NodeInstanceRole… is not authorized to perform …',
        means:
          'the pod has no role of its own and fell back to that of the node: it started before its service account had the role, or runs as another one',
        look: `${accountFile}; then restart the pod`,
      },
    ],
    [
      irsa,
      {
        seen: 'InvalidIdentityToken: No OpenIDConnect provider found in your account',
        means:
          'IAM has no provider for this issuer: it was never made, is in another account, or the cluster was made anew and has a new issuer',
        look: 'the OIDC step above; cluster.oidcIssuer in irsa.yaml',
      },
    ],
    [
      irsa,
      {
        seen: 'InvalidIdentityToken: Incorrect token audience',
        means: 'the provider does not list sts.amazonaws.com as a client',
        look: 'aws iam get-open-id-connect-provider: ClientIDList',
      },
    ],
    [
      irsa,
      {
        seen: 'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity',
        means:
          'the trust policy names another issuer, namespace or service account than the token does, or the annotation names another role',
        look: `${trustFile}; ${accountFile}`,
      },
    ],
    [
      podIdentity,
      {
        seen: 'Unable to locate credentials (with Pod Identity)',
        means:
          'the agent does not run on the node, the association came after the pod, or the SDK is too old to know Pod Identity',
        look: 'aws eks list-pod-identity-associations; then restart the pod',
      },
    ],
    [
      podIdentity,
      {
        seen: 'EKS does not have permissions to assume the associated role',
        means:
          'the trust policy does not let pods.eks.amazonaws.com call both sts:AssumeRole and sts:TagSession, or its conditions name another cluster, namespace or service account',
        look: `${trustFile}; kubectl -n kube-system logs daemonset/eks-pod-identity-agent`,
      },
    ],
    [
      podIdentity,
      {
        seen: 'is not authorized to perform: sts:TagSession',
        means:
          'Pod Identity tags its sessions, and tags go along to the next role of a chain: each trust policy must allow sts:TagSession beside sts:AssumeRole',
        look: `${trustFile}; the trust policy of the next role`,
      },
    ],
    [
      target !== undefined,
      {
        seen: `is not authorized to perform: sts:AssumeRole on resource: ${target}`,
        means:
          'the trust policy of the target role lacks the statements, or was written for a role that was deleted since; or the own role may not take it on yet',
        look: 'other-accounts/*/*.trust.json, and the trust policy there; aws eks describe-pod-identity-association: targetRoleArn, externalId',
      },
    ],
    [
      podIdentity,
      {
        seen: 'Connect timeout … 169.254.170.23',
        means:
          'the pod does not reach the agent on its node: a proxy or a network policy is in between, or it runs on Fargate or Windows, where there is no agent',
        look: 'NO_PROXY with 169.254.170.23 and [fd00:ec2::23]; kubectl get networkpolicy; kubectl -n kube-system get daemonset eks-pod-identity-agent',
      },
    ],
    [
      podIdentity,
      {
        seen: 'PackedPolicyTooLarge',
        means:
          'the session tags of Pod Identity and the session policy or tags of the caller are more than STS packs',
        look: 'what the application passes when it assumes a further role',
      },
    ],
    [
      irsa,
      {
        seen: 'dial tcp: … sts.amazonaws.com … i/o timeout',
        means:
          'the pod does not reach STS: no way out to the internet and no VPC endpoint, or the SDK is old and asks the global endpoint',
        look: `the VPC endpoint com.amazonaws.${model.spec.cluster.region}.sts and its security group; AWS_STS_REGIONAL_ENDPOINTS=regional`,
      },
    ],
    [
      irsa,
      {
        seen: "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
        means: 'the provider holds the thumbprint of another certificate; for EKS none is needed',
        look: 'aws iam get-open-id-connect-provider: ThumbprintList; make the provider again',
      },
    ],
    [
      model.roles.some(({ owner, subjects }) => owner !== 'existing' && subjects.length > 1),
      {
        seen: 'LimitExceeded: Cannot exceed quota for ACLSizePerRole: 2048',
        means: 'the trust policy names more service accounts than fit',
        look: 'roles of their own for some of them; Service Quotas raises it to 4096 characters',
      },
    ],
    [
      true,
      {
        seen: 'with an explicit deny in a service control policy',
        means: "the organisation forbids it to the whole account, whatever the role's policies say",
        look: 'whoever keeps the service control policies',
      },
    ],
    [
      true,
      {
        seen: 'is not authorized to perform: … because no identity-based policy allows',
        means: 'the role is right, its permissions do not reach this action or resource',
        look: permissions,
      },
    ],
    [
      true,
      {
        seen: 'AccessDenied (403) for an object that does not exist',
        means: 'without s3:ListBucket, S3 does not tell whether an object is there',
        look: 'add the access list to the bucket in irsa.yaml, if the application needs it',
      },
    ],
    [
      keys,
      {
        seen: 'is not authorized to perform: kms:Decrypt or kms:GenerateDataKey',
        means: "the key's own policy must let the account's roles use it as well",
        look: 'aws kms get-key-policy; policies/*.permissions.json',
      },
    ],
    [
      pods,
      {
        seen: 'pods "…" is forbidden: error looking up service account',
        means: 'the service account does not exist in that namespace',
        look: accountFile,
      },
    ],
    [
      pods,
      {
        seen: 'CreateContainerConfigError: container has runAsNonRoot and image will run as root',
        means:
          'the image insists on root; the manifests run it as another user, with a read-only file system',
        look: 'the image; runAsUser in irsa.yaml for its own user, writablePaths for what it must write',
      },
    ],
    [
      sources,
      {
        seen: 'CreateContainerConfigError: secret "…" not found',
        means: 'a Secret or ConfigMap that the pod names, or its key, is not in the namespace of the pod',
        look: 'the list above; the pod starts by itself once it is there',
      },
    ],
    [
      model.workloads.some(({ pod }) => pod?.networkPolicy === true),
      {
        seen: 'connect timed out, or i/o timeout, from or to the pod',
        means:
          'its NetworkPolicy is enforced: it lets out DNS, port 443 and what irsa.yaml names, and in what the ports name',
        look: 'kubernetes/*/network-policy.yaml; egress and egressPorts in irsa.yaml',
      },
    ],
    [
      loadBalancer !== undefined,
      {
        seen: 'EXTERNAL-IP <pending> of a Service',
        means: `nothing in the cluster makes load balancers of the class ${loadBalancer}`,
        look: 'kubectl describe service; service.k8s.aws/nlb is made by the AWS Load Balancer Controller, eks.amazonaws.com/nlb by Auto Mode',
      },
    ],
    [
      terraform,
      {
        seen: 'EntityAlreadyExists: Role with name … already exists',
        means: 'another tool or another run with other state made the role',
        look: 'one owner for a role: import it, or delete the other one',
      },
    ],
    [
      eksctl,
      {
        seen: 'no tasks (from eksctl create)',
        means:
          'the service account or its CloudFormation stack exists already, perhaps from a run that failed',
        look: 'eksctl get iamserviceaccount; delete what failed, then create again',
      },
    ],
  ];
  return rows.filter(([applies]) => applies).map(([, trouble]) => trouble);
}
