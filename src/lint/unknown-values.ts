import {
  type Inventory,
  isMap,
  type Known,
  type Node,
  type UnknownNode,
  unknownsIn,
} from '../readers/index.js';
import type { NotChecked } from './finding.js';
import type { Policy } from './policies.js';

/**
 * Values that rules look at and the files do not tell: in policies, and names that objects find each other by. What somebody has
 * yet to put in is IRSA072's.
 */
export function unknownValues(inventory: Inventory, policies: readonly Policy[]): readonly NotChecked[] {
  return [...inPolicies(policies), ...namesOf(inventory).filter(isUnknown)]
    .filter((value) => !holesOf(value).every(({ placeholder }) => placeholder !== undefined))
    .map(({ place: { file, line, column }, reason }) => ({ place: { file, line, column }, reason }));
}

/** Placeholders in what rules look at. */
export function placeholders(inventory: Inventory, policies: readonly Policy[]): readonly UnknownNode[] {
  const { roles, clusters, oidcProviders, podIdentityAssociations, addons, serviceAccounts } = inventory;
  const more = [
    ...roles.map(({ permissionsBoundary }) => permissionsBoundary?.value),
    ...clusters.flatMap(({ name, region }) => [name, region]),
    ...oidcProviders.map(({ url }) => url),
    ...podIdentityAssociations.flatMap(({ role, targetRole }) => [role.value, targetRole?.value]),
    ...addons.map(({ serviceAccountRole }) => serviceAccountRole?.value),
    ...serviceAccounts.map(({ role }) => role?.value),
  ];
  const annotations = serviceAccounts.flatMap(({ annotations: all }) =>
    all === undefined ? [] : unknownsIn(ofAws(all)),
  );
  return [...inPolicies(policies), ...[...namesOf(inventory), ...more].filter(isUnknown), ...annotations]
    .flatMap(holesOf)
    .filter(({ placeholder }) => placeholder !== undefined);
}

/** Annotations without those for other programs, such as the identity of another cloud. */
const ofAws = (annotations: Node): Node =>
  isMap(annotations)
    ? {
        ...annotations,
        entries: annotations.entries.filter(({ key }) => key === undefined || /amazon|role/.test(key)),
      }
    : annotations;

const inPolicies = (policies: readonly Policy[]) => policies.flatMap(({ root }) => unknownsIn(root));

function namesOf(inventory: Inventory): readonly (Known<string> | Node | undefined)[] {
  return [
    ...inventory.roles.flatMap(({ name, trust }) => [name, trust]),
    ...inventory.policies.map(({ document }) => document),
    ...inventory.serviceAccounts.flatMap(({ tool, name, namespace, annotations }) => [
      name,
      // Of a release: no file is expected to tell it.
      ...(tool === 'helm' ? [] : [namespace]),
      annotations,
    ]),
    ...inventory.pods.flatMap(({ namespace, serviceAccountName }) => [namespace, serviceAccountName]),
    ...inventory.podIdentityAssociations.flatMap(({ namespace, serviceAccount }) => [
      namespace,
      serviceAccount,
    ]),
    ...[...inventory.attachments, ...inventory.boundaries].map(({ policy }) => policy.value),
  ];
}

const isUnknown = (value: Known<string> | Node | undefined): value is UnknownNode =>
  value !== undefined && 'known' in value && !value.known;

/** The unknown stretches of a value. */
function holesOf(value: UnknownNode): readonly UnknownNode[] {
  return value.parts?.flatMap((part) => (typeof part === 'string' ? [] : holesOf(part))) ?? [value];
}
