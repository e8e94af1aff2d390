import { parseCatalog } from '../iam/catalog/catalog.js';
import type { Catalog } from '../iam/catalog/types.js';
import { type ManagedPolicies, parseManagedPolicies } from '../iam/managed/managed-policies.js';
import { readAsset } from './assets.js';

let catalog: Catalog | undefined;
let managed: ManagedPolicies | undefined;

/** What IAM knows; nothing of it is read before something is asked of it, and then once for each process. */
export function loadCatalog(): Catalog {
  const read = () => {
    catalog ??= parseCatalog(readAsset('iam-catalog'));
    return catalog;
  };
  return {
    get services() {
      return read().services;
    },
    get managedPolicies() {
      return read().managedPolicies;
    },
    get requestKeys() {
      return read().requestKeys;
    },
    service: (prefix) => read().service(prefix),
    actions: (prefix, name) => read().actions(prefix, name),
    isUndocumented: (prefix, name) => read().isUndocumented(prefix, name),
    key: (text) => read().key(text),
    keysOf: (prefix) => read().keysOf(prefix),
    typesOfArn: (service) => read().typesOfArn(service),
  };
}

/** Loads the documents of AWS's managed policies, once for each process. */
export function loadManagedPolicies(): ManagedPolicies {
  managed ??= parseManagedPolicies(readAsset('managed-policies'), () => loadCatalog().managedPolicies);
  return managed;
}
