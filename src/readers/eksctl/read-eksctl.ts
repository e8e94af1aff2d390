import { STS_AUDIENCE } from '../../model/trust.js';
import type { Link, MutableInventory } from '../inventory.js';
import { type Node, type StringNode, text, type UnknownNode, unknown } from '../node.js';
import {
  fieldOf,
  isString,
  itemsOf,
  known,
  knownBoolean,
  knownString,
  nodeAt,
  present,
} from '../node-access.js';
import { joinParts } from '../parts.js';
import { partitionNode } from '../resources/provider.js';
import { readAddons } from './addons.js';
import { readAssociations } from './associations.js';
import { asKnown, type EksctlContext, factOf, linkTo, textNode } from './context.js';
import { readFargateProfiles } from './fargate.js';
import { readOtherRoles } from './other-roles.js';
import { addRole } from './roles.js';
import { irsaTrust, providerArn } from './trust.js';

/** Whether a document is eksctl's. */
export function isClusterConfig(root: Node | undefined): boolean {
  const version = fieldOf(root, 'apiVersion');
  return isString(version) && version.value.startsWith('eksctl.io/');
}

/** Turns a ClusterConfig document into facts. */
export function readClusterConfigDocument(root: Node, scope: string, inventory: MutableInventory): void {
  const place = root.place;
  const name = knownString(nodeAt(root, ['metadata', 'name'])) ?? unknown('metadata.name is missing', place);
  const id = `eksctl:${scope}:`;
  const region = nodeAt(root, ['metadata', 'region']);
  const issuerHost = unknown('AWS makes up the issuer', place, { symbol: `issuer-host(${id})` });
  const account = unknown('a ClusterConfig does not state the account', place, { symbol: `account(${id})` });
  const cluster = { partition: partitionOf(region, root), account, issuerHost };
  const context: EksctlContext = { inventory, scope, cluster, clusterLink: { fact: id, value: name } };
  const version = knownString(nodeAt(root, ['metadata', 'version']));
  const withOidc = knownBoolean(nodeAt(root, ['iam', 'withOIDC']));
  const autoMode = knownBoolean(nodeAt(root, ['autoModeConfig', 'enabled']));
  inventory.clusters.push({
    ...factOf(context, '', 'ClusterConfig', place),
    ownership: 'declared',
    name,
    region: knownString(region) ?? unknown('metadata.region is missing', place),
    account,
    issuer: asKnown(joinParts(['https://', issuerHost], place)),
    ...(version === undefined ? {} : { version }),
    ...(withOidc === undefined ? {} : { withOidc }),
    ...(autoMode === undefined ? {} : { autoMode }),
  });
  readProvider(root, context);
  readServiceAccounts(fieldOf(fieldOf(root, 'iam'), 'serviceAccounts'), context);
  readAssociations(nodeAt(root, ['iam', 'podIdentityAssociations']), 'iam.podIdentityAssociations', context);
  readAddons(fieldOf(root, 'addons'), context);
  readFargateProfiles(fieldOf(root, 'fargateProfiles'), context);
  readOtherRoles(root, context);
}

function partitionOf(region: Node | undefined, root: Node): StringNode | UnknownNode {
  if (isString(region)) return partitionNode(region);
  return unknown('the region is unknown', region?.place ?? root.place);
}

function readProvider(root: Node, context: EksctlContext): void {
  const withOidc = nodeAt(root, ['iam', 'withOIDC']);
  if (withOidc?.kind !== 'scalar' || withOidc.value !== true) return;
  const { cluster, clusterLink, inventory } = context;
  const place = withOidc.place;
  inventory.oidcProviders.push({
    ...factOf(context, 'iam.withOIDC', 'iam.withOIDC', place),
    ownership: 'declared',
    url: asKnown(joinParts(['https://', cluster.issuerHost], place)),
    clientIds: text(STS_AUDIENCE, place),
    arn: asKnown(providerArn(cluster, place)),
    cluster: clusterLink,
  });
}

const SERVICE_ACCOUNT_FIELDS = {
  policyArns: 'attachPolicyARNs',
  policy: 'attachPolicy',
  boundary: 'permissionsBoundary',
} as const;

function readServiceAccounts(node: Node | undefined, context: EksctlContext): void {
  for (const [index, item] of itemsOf(node).entries()) {
    const path = `iam.serviceAccounts[${index}]`;
    const metadata = fieldOf(item, 'metadata');
    const name = textNode(fieldOf(metadata, 'name'), 'metadata.name is missing', item.place);
    const stated = fieldOf(metadata, 'namespace');
    const namespace =
      stated === undefined ? text('default', item.place) : textNode(stated, 'no namespace', item.place);
    const roleOnly = knownBoolean(fieldOf(item, 'roleOnly')) ?? known(false, item.place);
    context.inventory.serviceAccounts.push({
      ...factOf(context, path, 'iam.serviceAccounts', item.place),
      name: asKnown(name),
      namespace: asKnown(namespace),
      namespaceStated: stated !== undefined,
      annotations: present(fieldOf(metadata, 'annotations')),
      labels: present(fieldOf(metadata, 'labels')),
      role: roleOf(context, path, item, namespace, name),
      created: roleOnly.known ? known(!roleOnly.value, roleOnly.place) : roleOnly,
      node: item,
    });
  }
}

function roleOf(
  context: EksctlContext,
  path: string,
  item: Node,
  namespace: StringNode | UnknownNode,
  name: StringNode | UnknownNode,
): Link {
  const attached = present(fieldOf(item, 'attachRoleARN'));
  if (attached !== undefined) return linkTo(attached);
  const pattern = present(fieldOf(item, 'subjectPattern'));
  const subject = pattern === undefined ? name : textNode(pattern, 'no pattern', item.place);
  const trust = irsaTrust(context.cluster, namespace, subject, pattern !== undefined, item.place);
  const element = { path, kind: 'iam.serviceAccounts', node: item, fields: SERVICE_ACCOUNT_FIELDS };
  return addRole(context, element, trust);
}
