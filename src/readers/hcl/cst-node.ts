/** A node of the syntax tree, copied out of WebAssembly memory. */
export interface CstNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly missing: boolean;
  /** Whether it or anything in it is an error. */
  readonly broken: boolean;
  readonly children: readonly CstNode[];
}

/** A copied tree, and the offsets where it was too deep to be copied. */
export interface CopiedTree {
  readonly root: CstNode;
  readonly tooDeep: readonly number[];
}
