import { namesServiceAccount } from '../addon-configuration.js';
import type { AddonFact, Link } from '../inventory.js';
import { type Node, text } from '../node.js';
import { fieldOf, isMap, isString, itemsOf, knownString, present } from '../node-access.js';
import type { Span } from '../text/source-text.js';
import { readAssociations } from './associations.js';
import { asKnown, type EksctlContext, factOf, linkTo, textNode } from './context.js';
import { addRole } from './roles.js';
import { audienceTrust, irsaTrust } from './trust.js';

const FIELDS = {
  policyArns: 'attachPolicyARNs',
  policy: 'attachPolicy',
  boundary: 'permissionsBoundary',
} as const;

const POLICIES: readonly string[] = [FIELDS.policyArns, FIELDS.policy, 'wellKnownPolicies'];

/** Reads `addons`: each with the role that it is given or that eksctl makes for it, and its associations. */
export function readAddons(node: Node | undefined, context: EksctlContext): void {
  for (const [index, item] of itemsOf(node).entries()) {
    if (!isMap(item)) continue;
    const path = `addons[${index}]`;
    const name = textNode(fieldOf(item, 'name'), 'name is missing', item.place);
    const namespace = knownString(fieldOf(fieldOf(item, 'namespaceConfig'), 'namespace'));
    const role = roleOf(context, path, item);
    const addon: AddonFact = {
      ...factOf(context, path, 'addons', item.place),
      cluster: context.clusterLink,
      name: asKnown(name),
      ...(namespace === undefined ? {} : { namespace }),
      renamesServiceAccount: namesServiceAccount(fieldOf(item, 'configurationValues')),
      ...(role === undefined ? {} : { serviceAccountRole: role }),
    };
    context.inventory.addons.push(addon);
    readAssociations(fieldOf(item, 'podIdentityAssociations'), `${path}.podIdentityAssociations`, context);
  }
}

function roleOf(context: EksctlContext, path: string, item: Node): Link | undefined {
  const given = present(fieldOf(item, 'serviceAccountRoleARN'));
  if (given !== undefined) return linkTo(given);
  if (POLICIES.every((field) => present(fieldOf(item, field)) === undefined)) return undefined;
  const element = { path, kind: 'addons', node: item, fields: FIELDS };
  return addRole(context, element, trustOf(context, item, item.place));
}

/** eksctl names the service account in the trust policy of vpc-cni alone (eksctl pkg/actions/addon/create.go, 0.231). */
function trustOf({ cluster }: EksctlContext, item: Node, place: Span): Node {
  const name = fieldOf(item, 'name');
  const isVpcCni = isString(name) && name.value.toLowerCase() === 'vpc-cni';
  if (!isVpcCni) return audienceTrust(cluster, place);
  return irsaTrust(cluster, text('kube-system', place), text('aws-node', place), false, place);
}
