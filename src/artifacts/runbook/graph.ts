import { STS_AUDIENCE } from '../../model/trust.js';
import type { AccessModel, Role } from '../../model/types.js';
import { usesIrsa, usesPodIdentity } from '../../spec/mechanism.js';
import { accountKey, isSubjectPattern } from '../../spec/subjects.js';

/** More than this many service accounts make a drawing that nobody reads. */
const MOST_ACCOUNTS = 8;

interface Graph {
  readonly nodes: readonly { readonly id: string; readonly label: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly label: string }[];
  /** How many service accounts are not drawn. */
  readonly more?: number;
}

/** Pod → service account → role → resources, and where the role's trust comes from. */
export function buildTrustGraph(model: AccessModel): Graph {
  const nodes = new Map<string, string>();
  const edges = new Map<string, Graph['edges'][number]>();
  const node = (label: string): string => {
    const id = nodes.get(label) ?? `n${nodes.size + 1}`;
    nodes.set(label, id);
    return id;
  };
  const edge = (from: string, to: string, label: string) =>
    edges.set(`${from} ${to} ${label}`, { from, to, label });
  const accounts = model.serviceAccounts.slice(0, MOST_ACCOUNTS);
  for (const account of accounts) {
    const accountNode = node(`ServiceAccount ${accountKey(account)}`);
    for (const index of account.workloads) {
      const workload = model.workloads[index];
      if (workload?.pod) edge(node(`${workload.pod.kind} ${workload.name}`), accountNode, 'runs as');
    }
    drawRole(account.role, accountNode);
    const target = account.session?.targetRoleArn;
    if (target !== undefined)
      edge(accountNode, node(target), 'gets, by way of that role, the credentials of');
  }
  for (const role of model.roles)
    for (const subject of role.subjects.filter(isSubjectPattern))
      drawRole(role, node(`ServiceAccounts ${accountKey(subject)}`));
  function drawRole(role: Role, accountNode: string): void {
    const roleNode = node(`IAM role ${role.name}`);
    if (usesIrsa(role.mechanism)) {
      edge(accountNode, roleNode, 'is annotated with');
      for (const { name, provider } of model.clusters) {
        const providerNode = node(`OIDC provider ${provider ?? `of ${name}`}`);
        edge(roleNode, providerNode, `trusts, for audience ${STS_AUDIENCE} and this service account,`);
      }
    }
    if (usesPodIdentity(role.mechanism)) edge(accountNode, roleNode, 'has a Pod Identity association with');
    for (const [label, resource] of grantsOf(role)) edge(roleNode, node(resource), label);
  }
  const more = model.serviceAccounts.length - accounts.length;
  return {
    nodes: [...nodes].map(([label, id]) => ({ id, label })),
    edges: [...edges.values()],
    ...(more > 0 ? { more } : {}),
  };
}

function grantsOf(role: Role): readonly (readonly [string, string])[] {
  const statements = (role.policy?.statements ?? []).flatMap(({ actions, resources }) =>
    resources.map((resource) => [`may ${actions.join(', ')}`, resource] as const),
  );
  return [...statements, ...role.managedPolicyArns.map((arn) => ['may what is allowed by', arn] as const)];
}
