import { parseCatalog } from '../iam/catalog/catalog.js';
import type { Catalog } from '../iam/catalog/types.js';
import { type ManagedPolicies, parseManagedPolicies } from '../iam/managed/managed-policies.js';
import { readAsset } from './assets.js';

let catalog: Catalog | undefined;
let managed: ManagedPolicies | undefined;

/** Loads what IAM knows, once for each process; nothing of it is read before the first call. */
export function loadCatalog(): Catalog {
  catalog ??= parseCatalog(readAsset('iam-catalog'));
  return catalog;
}

/** Loads the documents of AWS's managed policies, likewise. */
export function loadManagedPolicies(): ManagedPolicies {
  managed ??= parseManagedPolicies(readAsset('managed-policies'));
  return managed;
}
