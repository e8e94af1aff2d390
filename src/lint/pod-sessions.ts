import type { Inventory, PodIdentityAssociationFact, RoleFact } from '../readers/index.js';
import { identitiesOf } from './identities.js';
import { roleNamed } from './role-names.js';

/** The Pod Identity associations that the files give each role. */
export function associationsByRole(
  inventory: Inventory,
): ReadonlyMap<RoleFact, readonly PodIdentityAssociationFact[]> {
  const identities = identitiesOf(inventory);
  const found = new Map<RoleFact, PodIdentityAssociationFact[]>();
  for (const association of inventory.podIdentityAssociations) {
    const { role } = roleNamed(identities, association.role, association);
    if (role !== undefined) found.set(role, [...(found.get(role) ?? []), association]);
  }
  return found;
}

/** Whether EKS certainly leaves its tags out of an association's sessions. */
export const isUntagged = ({ disableSessionTags: disabled }: PodIdentityAssociationFact): boolean =>
  disabled?.known === true && disabled.value;

/** Whether EKS certainly sends its tags. */
export const isTagged = ({ disableSessionTags: disabled }: PodIdentityAssociationFact): boolean =>
  disabled === undefined || (disabled.known && !disabled.value);
