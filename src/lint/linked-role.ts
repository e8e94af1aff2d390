import type { Fact, Inventory, Link, RoleFact } from '../readers/index.js';
import { identitiesOf } from './identities.js';
import type { Statement } from './policies.js';
import { roleNamed } from './role-names.js';

/** The role that a link of a fact names, if the files tell. */
export function linkedRole(inventory: Inventory, link: Link, from: Fact): RoleFact | undefined {
  return roleNamed(identitiesOf(inventory), link, from).role;
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
