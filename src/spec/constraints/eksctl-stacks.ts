import { roleStackExcess, roleStackName } from '../../aws/eksctl.js';
import { grantsOf } from '../../grants/index.js';
import { quote } from '../../text/quote.js';
import { usesIrsa } from '../mechanism.js';
import { forEach } from '../readable.js';
import type { Cluster, Workload } from '../types.js';
import { eachWorkload, type Rule } from './rule.js';

/** The stack that eksctl makes for the workload's role; undefined when the role is somebody else's. */
function stackOf(cluster: Cluster, { identity, namespace, serviceAccount }: Workload): string | undefined {
  if (identity.roleOwner !== 'eksctl') return undefined;
  return roleStackName(
    usesIrsa(identity.mechanism) ? 'irsa' : 'pod-identity',
    cluster.name,
    namespace,
    serviceAccount,
  );
}

const clusterNameFits: Rule = ({ spec: { cluster, workloads }, report }) => {
  const owned = workloads.findIndex(({ identity }) => identity.roleOwner === 'eksctl');
  if (cluster.provision || owned < 0 || /^[A-Za-z0-9-]+$/.test(cluster.name)) return;
  report.error(
    'spec/stack-name',
    ['cluster', 'name'],
    `${quote(cluster.name)} cannot be part of a stack's name, as eksctl needs for the role of workloads[${owned}]`,
    'CloudFormation takes no underscores: use roleOwner: terraform',
  );
};

const serviceAccountFits = eachWorkload((workload, path, { spec: { cluster }, report }) => {
  const { serviceAccount } = workload;
  const stack = stackOf(cluster, workload);
  if (stack === undefined) return;
  const where = [...path, 'serviceAccount'];
  if (serviceAccount.includes('.')) {
    const message = `${quote(serviceAccount)} holds a dot, which no CloudFormation stack's name may, and eksctl makes one of it`;
    report.error(
      'spec/stack-name',
      where,
      message,
      'use a service account without dots, or roleOwner: terraform',
    );
  }
  const { statements, program } = workload;
  const own = grantsOf(workload).length + statements.length + (program?.statements.length ?? 0);
  const excess = roleStackExcess(stack, own > 0);
  if (excess > 0) {
    const message = `${quote(serviceAccount)} makes the names of eksctl's stack and policy ${excess} characters too long`;
    const help = 'shorten cluster, namespace or service account, or use roleOwner: terraform';
    report.error('spec/stack-name-length', where, message, help);
  }
});

const stacksDistinct: Rule = ({ spec: { cluster, workloads }, report }) => {
  const firsts = new Map<string, { readonly index: number; readonly namespace: string }>();
  forEach(workloads, (workload, index) => {
    const { namespace, serviceAccount } = workload;
    const stack = stackOf(cluster, workload);
    const first = stack === undefined ? undefined : firsts.get(stack);
    if (stack === undefined) return;
    if (first === undefined) firsts.set(stack, { index, namespace });
    else if (first.namespace !== namespace) {
      const message = `${quote(serviceAccount)} gives the same eksctl stack as workloads[${first.index}]: ${stack}`;
      const help = 'rename one of the service accounts, or use roleOwner: terraform';
      report.error('spec/stack-name-collision', ['workloads', index, 'serviceAccount'], message, help);
    }
  });
};

/** What must hold where eksctl creates roles, each in a stack named after cluster, namespace and service account. */
export const eksctlStackRules: readonly Rule[] = [clusterNameFits, serviceAccountFits, stacksDistinct];
