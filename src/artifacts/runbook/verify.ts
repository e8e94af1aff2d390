import { parseArn } from '../../aws/arns.js';
import type { AccessModel, Role, ServiceAccount } from '../../model/types.js';
import { execTarget } from './targets.js';

/** Runs anywhere, as any user, and needs nothing but a home folder that it may write to. */
const AWS_CLI_IMAGE = 'public.ecr.aws/aws-cli/aws-cli:2.15.30';

/** One pod for each of the first few service accounts shows the pattern. */
const MOST_IDENTITIES = 3;

/** Commands that show whether the chain holds, from the pod's environment to IAM's own answer. */
export function buildChecks(model: AccessModel): object {
  const shown = model.serviceAccounts.slice(0, MOST_IDENTITIES);
  return {
    inspect: inspection(model),
    identities: shown.map((account) => identityCheck(account, model)),
    moreIdentities: model.serviceAccounts.length > shown.length,
    simulations: model.roles.slice(0, MOST_IDENTITIES).flatMap(simulate),
  };
}

function inspection({ workloads, serviceAccounts }: AccessModel): object | undefined {
  for (const [index, workload] of workloads.entries()) {
    const target = execTarget(workload);
    const role = serviceAccounts.find((account) => account.workloads.includes(index))?.role;
    if (target === undefined || role === undefined) continue;
    const podIdentity = role.mechanism === 'pod-identity';
    return { namespace: workload.namespace, target, roleArn: role.arn, podIdentity };
  }
  return undefined;
}

function identityCheck(
  { namespace, serviceAccount, role }: ServiceAccount,
  { partition }: AccessModel,
): object {
  const accountId = parseArn(role.arn)?.accountId;
  return {
    namespace,
    image: AWS_CLI_IMAGE,
    overrides: JSON.stringify(checkPod(serviceAccount)),
    assumedRole: `arn:${partition}:sts::${accountId}:assumed-role/${role.name}/`,
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
          name: 'irsa-check',
          image: AWS_CLI_IMAGE,
          args: ['sts', 'get-caller-identity'],
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
      const example = resource.endsWith('/*') ? `${resource.slice(0, -1)}example` : resource;
      return [{ roleArn: role.arn, action, resource: example, expected: 'allowed' }];
    });
  const object = simulations.find(({ action }) => action.startsWith('s3:') && action.endsWith('Object'));
  const refused = ['s3:PutObject', 's3:DeleteObject'].find((action) => !granted.has(action));
  if (object === undefined || refused === undefined || granted.has('s3:*') || granted.has('*'))
    return simulations;
  return [...simulations, { ...object, action: refused, expected: 'implicitDeny' }];
}
