import type { Node, StringNode } from '../node.js';
import type { ObjectMode } from '../resources/object.js';
import type { Asked } from './asked.js';

/** One thing that an answer tells, in the words of Terraform's provider. */
export interface Told {
  readonly type: string;
  /** Looked up, where the answer does not tell everything that it has. */
  readonly mode: ObjectMode;
  readonly body: Node;
}

/**
 * What the answers tell together that no snapshot has, whose index would say what was asked: a list names a provider or an
 * association, and its own answer has the rest.
 */
export interface Beside {
  /** By issuer without scheme. */
  readonly providerArns: ReadonlyMap<string, StringNode>;
  /** Issuers of the providers with an answer of their own. */
  readonly providers: ReadonlySet<string>;
  /** Ids of the associations with an answer of their own. */
  readonly associations: ReadonlySet<string>;
}

/** A command, by what its answer looks like. */
export interface Answer {
  /** As `aws` has it: `iam get-role`. */
  readonly command: string;
  is(root: Node): boolean;
  told(root: Node, asked?: Asked, beside?: Beside): readonly Told[];
  /** What the answer leaves out, and which command tells it; a snapshot knows what was asked. */
  readonly lacks?: string;
}
