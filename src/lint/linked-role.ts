import type { Inventory, Link, RoleFact } from '../readers/index.js';
import { identitiesOf, roleNamed } from './identities.js';
import type { Statement } from './policies.js';

/** The role that a link names, if the files tell. */
export function linkedRole(inventory: Inventory, { fact, value }: Link): RoleFact | undefined {
  return roleNamed(identitiesOf(inventory), fact, value);
}

/** Whether a statement's principals are all known. */
export function hasKnownPrincipals({ node, principals, complete }: Statement): boolean {
  if (!complete || principals.length === 0) return false;
  const element = node.entries.find(({ key }) => key === 'Principal')?.value;
  if (element?.kind === 'map' && element.rest.length > 0) return false;
  const counted = element?.kind === 'map' ? element.entries : [];
  return (
    principals.every(({ value }) => value.known) &&
    counted.every(({ value }) => value.kind !== 'unknown' && (value.kind !== 'list' || isFull(value.items)))
  );
}

const isFull = (items: readonly { readonly kind: string }[]) => items.every(({ kind }) => kind !== 'unknown');
