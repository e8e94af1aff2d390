import type { RoleFact } from '../readers/index.js';
import type { Mechanism } from './injection.js';
import type { Token } from './trust.js';
import type { ChainLink } from './types.js';
import type { Subject } from './world.js';

/** A chain up to the role's permissions, which all questions about one service account share. */
export interface Chain {
  readonly subject: Subject;
  readonly mechanism: Mechanism;
  readonly links: readonly ChainLink[];
  readonly assumptions: readonly string[];
  readonly role?: RoleFact;
  readonly token?: Token;
}
