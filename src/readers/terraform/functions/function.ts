import type { Node } from '../../node.js';
import type { Span } from '../../text/source-text.js';

/** A call with its arguments evaluated. */
export interface Call {
  readonly name: string;
  readonly args: readonly Node[];
  readonly place: Span;
  /** What `file()` reads. */
  readFile(path: string): Node;
  /** What `templatefile()` makes of a file. */
  readTemplate(path: string, values: Node): Node;
}

/** A function's value, or undefined when the arguments do not tell it. */
export type TerraformFunction = (call: Call) => Node | undefined;
