import { type Inventory, type UnknownNode, unknownsIn } from '../readers/index.js';
import type { NotChecked } from './finding.js';
import type { Policy } from './policies.js';

/** Values that rules look at and the files do not tell: in policies, and names that objects find each other by. */
export function unknownValues(inventory: Inventory, policies: readonly Policy[]): readonly NotChecked[] {
  const found: NotChecked[] = policies.flatMap(({ root }) => unknownsIn(root).map(asNotChecked));
  const known = [
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
    ...inventory.attachments.map(({ policy }) => policy.value),
  ];
  for (const value of known) {
    if (value !== undefined && 'known' in value && !value.known) found.push(asNotChecked(value));
  }
  return found;
}

function asNotChecked({ place: { file, line, column }, reason }: UnknownNode): NotChecked {
  return { place: { file, line, column }, reason };
}
