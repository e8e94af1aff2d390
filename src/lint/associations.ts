import type { Inventory, PodFact, PodIdentityAssociationFact } from '../readers/index.js';
import { hasRole, identitiesOf } from './identities.js';

/** A Pod Identity association with the pods of its service account. */
export interface AssociatedPods {
  readonly association: PodIdentityAssociationFact;
  /** `namespace/name`. */
  readonly key: string;
  readonly pods: readonly PodFact[];
}

/** The associations whose service accounts are known, and have no role by annotation to fall back to. */
export function associatedPods(inventory: Inventory): readonly AssociatedPods[] {
  const { podsByKey, accountsByKey } = identitiesOf(inventory);
  return inventory.podIdentityAssociations.flatMap((association) => {
    const { namespace, serviceAccount } = association;
    if (!namespace.known || !serviceAccount.known) return [];
    const key = `${namespace.value}/${serviceAccount.value}`;
    if (accountsByKey.get(key)?.some(hasRole)) return [];
    return [{ association, key, pods: (podsByKey.get(key) ?? []).map(({ fact }) => fact) }];
  });
}
