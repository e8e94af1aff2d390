import { parseArn } from '../../aws/arns.js';
import type { AccessModel, Role, ServiceAccount } from '../../model/types.js';
import { usesPodIdentity } from '../../spec/mechanism.js';
import { accountKey } from '../../spec/subjects.js';
import { buildProbes, CHECK_POD } from './probes.js';

/** Runs anywhere, as any user, and needs nothing but a home folder that it may write to. */
const AWS_CLI_IMAGE = 'public.ecr.aws/aws-cli/aws-cli:2.36.46';

/** Where the Pod Identity agent listens, on each node: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html */
const AGENT = 'http://169.254.170.23/v1/credentials';

/** A pod for each of so many service accounts; more show nothing new. */
const MOST_IDENTITIES = 8;

/** How many roles IAM itself is asked about. */
const MOST_ROLES = 3;

/** Seconds, in which all commands of a service account are given. */
const CHECK_POD_LIVES = 900;

/** Commands that show whether the chain holds, from the pod's environment to IAM's own answer. */
export function buildChecks(model: AccessModel): object {
  const shown = model.serviceAccounts.slice(0, MOST_IDENTITIES);
  return {
    inspect: inspection(model),
    foreignPods: foreignPods(model),
    identities: shown.map((account) => identityCheck(account, model)),
    moreIdentities: model.serviceAccounts.length > shown.length,
    simulations: model.roles.slice(0, MOST_ROLES).flatMap(simulate),
  };
}

/** The variables that EKS gives to pods stand in the pods themselves, so that nothing has to run in them. */
function inspection({ workloads, serviceAccounts }: AccessModel): object | undefined {
  const index = workloads.findIndex(({ pod }) => pod !== undefined);
  const role = serviceAccounts.find((account) => account.workloads.includes(index))?.role;
  const workload = workloads[index];
  if (workload === undefined || role === undefined) return undefined;
  const [variable, value] = usesPodIdentity(role.mechanism)
    ? ['AWS_CONTAINER_CREDENTIALS_FULL_URI', AGENT]
    : ['AWS_ROLE_ARN', role.arn];
  return {
    namespace: workload.namespace,
    selector: `app.kubernetes.io/name=${workload.name}`,
    path: `jsonpath={.items[*].spec.containers[*].env[?(@.name=="${variable}")].value}`,
    value,
    ...(usesPodIdentity(role.mechanism) ? { ipv6: '[fd00:ec2::23]' } : {}),
  };
}

/** Service accounts whose pods somebody else makes: charts know them from their values. */
function foreignPods({ serviceAccounts, workloads }: AccessModel): readonly object[] {
  return serviceAccounts.filter((account) =>
    account.workloads.every((index) => {
      const { pod, program } = workloads[index] ?? {};
      return pod === undefined && program === undefined;
    }),
  );
}

function identityCheck(account: ServiceAccount, model: AccessModel): object {
  const { namespace, serviceAccount, role, session } = account;
  const arn = session?.targetRoleArn ?? role.arn;
  return {
    key: accountKey(account),
    namespace,
    pod: CHECK_POD,
    image: AWS_CLI_IMAGE,
    overrides: JSON.stringify(checkPod(serviceAccount)),
    assumedRole: `arn:${model.partition}:sts::${parseArn(arn)?.accountId}:assumed-role/${arn.split('/').at(-1)}/`,
    target: session?.targetRoleArn,
    ...buildProbes(model, account),
  };
}

/** A pod that namespaces with the restricted Pod Security Standard admit. */
function checkPod(serviceAccount: string): object {
  return {
    spec: {
      serviceAccountName: serviceAccount,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: CHECK_POD,
          image: AWS_CLI_IMAGE,
          command: ['sleep', String(CHECK_POD_LIVES)],
          env: [{ name: 'HOME', value: '/tmp' }],
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  };
}

/** What a role may do with the first resource of each kind, and one thing that it may not. */
function simulate(role: Role): readonly object[] {
  const granted = new Set(role.policy?.statements.flatMap(({ actions }) => actions));
  const simulations = (role.policy?.statements ?? [])
    .filter(({ conditions, effect }) => Object.keys(conditions).length === 0 && effect === 'Allow')
    .flatMap(({ actions, resources }) => {
      const [action, resource] = [actions.at(-1), resources[0]];
      if (action === undefined || resource === undefined || action.includes('*')) return [];
      if (resource.includes('${')) return [];
      const example = resource.endsWith('/*') ? `${resource.slice(0, -1)}example` : resource;
      return [{ roleArn: role.arn, action, resource: example, expected: 'allowed' }];
    });
  const object = simulations.find(({ action }) => action.startsWith('s3:') && action.endsWith('Object'));
  const refused = ['s3:PutObject', 's3:DeleteObject'].find((action) => !granted.has(action));
  if (object === undefined || refused === undefined || granted.has('s3:*') || granted.has('*'))
    return simulations;
  return [...simulations, { ...object, action: refused, expected: 'implicitDeny' }];
}
