import type { PodMechanism } from '../aws/mechanism.js';
import type { Subject } from '../spec/subjects.js';
import type { Caller } from './caller.js';
import type { ChainLink } from './types.js';
import type { World } from './world.js';

/** A chain up to the role's permissions, which all questions about one service account share. */
export interface Chain {
  /** The world with what the chain tells of it. */
  readonly world: World;
  readonly subject: Subject;
  readonly mechanism: PodMechanism;
  readonly links: readonly ChainLink[];
  readonly assumptions: readonly string[];
  /** Whom requests come from in the end; absent when the files do not have its role. */
  readonly caller?: Caller;
  /** For people: what sets it apart from the others. */
  readonly label: string;
  /** The root module, folder or file that it comes from. */
  readonly from: string;
  /** Whether it is that of some of the pods that run. */
  readonly running?: true;
  /** This chain and the others, where the files leave several open. */
  readonly alternatives?: readonly Chain[];
}
