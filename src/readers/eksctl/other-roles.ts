import type { Node } from '../node.js';
import { fieldOf, isMap, itemsOf, present } from '../node-access.js';
import type { EksctlContext } from './context.js';
import { addRole, type RoleFields } from './roles.js';
import { serviceTrust } from './trust.js';

interface OtherRole {
  readonly fields: RoleFields;
  /** Which service assumes the role. */
  readonly service: string;
}

const NODES: OtherRole = {
  fields: {
    name: 'instanceRoleName',
    policyArns: 'attachPolicyARNs',
    policy: 'attachPolicy',
    boundary: 'instanceRolePermissionsBoundary',
  },
  service: 'ec2.amazonaws.com',
};

const CLUSTER: OtherRole = {
  fields: { boundary: 'serviceRolePermissionsBoundary' },
  service: 'eks.amazonaws.com',
};

const FARGATE: OtherRole = {
  fields: { boundary: 'fargatePodExecutionRolePermissionsBoundary' },
  service: 'eks-fargate-pods.amazonaws.com',
};

const AUTO_MODE: OtherRole = {
  fields: { boundary: 'permissionsBoundaryARN' },
  service: 'ec2.amazonaws.com',
};

const CAPABILITIES: OtherRole = {
  fields: { policyArns: 'attachPolicyARNs', policy: 'attachPolicy', boundary: 'permissionsBoundary' },
  service: 'capabilities.eks.amazonaws.com',
};

/** Reads the roles of the cluster, its nodes, capabilities and Fargate pods, where the file says something about them. */
export function readOtherRoles(root: Node, context: EksctlContext): void {
  const iam = fieldOf(root, 'iam');
  addOther(context, 'iam.serviceRole', 'iam', iam, CLUSTER);
  addOther(context, 'iam.fargatePodExecutionRole', 'iam', iam, FARGATE);
  addOther(context, 'autoModeConfig', 'autoModeConfig', fieldOf(root, 'autoModeConfig'), AUTO_MODE);
  for (const [index, capability] of itemsOf(fieldOf(root, 'capabilities')).entries())
    addOther(context, `capabilities[${index}]`, 'capabilities', capability, CAPABILITIES);
  for (const kind of ['nodeGroups', 'managedNodeGroups']) {
    for (const [index, group] of itemsOf(fieldOf(root, kind)).entries()) {
      addOther(context, `${kind}[${index}].iam`, kind, fieldOf(group, 'iam'), NODES);
    }
  }
}

function addOther(
  context: EksctlContext,
  path: string,
  kind: string,
  node: Node | undefined,
  { fields, service }: OtherRole,
): void {
  const { policyArns, policy, boundary } = fields;
  const said = [policyArns, policy, boundary].some(
    (field) => field !== undefined && present(fieldOf(node, field)) !== undefined,
  );
  if (isMap(node) && said) addRole(context, { path, kind, node, fields }, serviceTrust(service, node.place));
}
