import type { Fact, Inventory, Link, RoleFact } from '../readers/index.js';
import { identitiesOf } from './identities.js';
import { roleNamed } from './role-names.js';

/** The role that a link of a fact names, if the files tell. */
export function linkedRole(inventory: Inventory, link: Link, from: Fact): RoleFact | undefined {
  return roleNamed(identitiesOf(inventory), link, from).role;
}
