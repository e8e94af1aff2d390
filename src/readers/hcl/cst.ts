import type { TreeCursor } from 'web-tree-sitter';
import type { CopiedTree, CstNode } from './cst-node.js';
import type { HclParser } from './load-hcl.js';

const MAX_DEPTH = 600;

/**
 * `$$${` is an escape in Terraform, as any run of two and more is, but the grammar pairs the signs from the left.
 * Stand-ins of the same length keep the offsets; the text itself is read from the source.
 */
const LONG_ESCAPES = /\${3,}\{|%{3,}\{/g;

/** Nor does the grammar know an exponent of a whole number. */
const EXPONENTS = /(?<![\w.])\d+[eE][-+]?\d+(?![\w.])/g;

/** Parses text and copies the tree in one walk; what is nested too deeply is left without children. */
export function copyTree(text: string, parser: HclParser): CopiedTree {
  return parser.alike?.copy(text, (alone) => copyAlone(alone, parser)) ?? copyAlone(text, parser);
}

function copyAlone(text: string, parser: HclParser): CopiedTree {
  const known = text
    .replace(LONG_ESCAPES, (found) => '_'.repeat(found.length))
    .replace(EXPONENTS, (found) => '1'.repeat(found.length));
  const tree = parser.parse(known);
  if (tree === null) throw new Error('the HCL parser returned no tree');
  const cursor = tree.walk();
  try {
    const tooDeep: number[] = [];
    const root = copy(cursor, 0, tooDeep);
    return { root, tooDeep };
  } finally {
    cursor.delete();
    tree.delete();
  }
}

function copy(cursor: TreeCursor, depth: number, tooDeep: number[]): CstNode {
  const type = cursor.nodeType;
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  const missing = start === end && cursor.nodeIsMissing;
  const children: CstNode[] = [];
  let broken = missing || type === 'ERROR';
  if (depth >= MAX_DEPTH) {
    tooDeep.push(start);
    return { type: 'too_deep', start, end, missing, broken, children };
  }
  if (cursor.gotoFirstChild()) {
    do {
      const child = copy(cursor, depth + 1, tooDeep);
      broken ||= child.broken;
      if (child.type !== 'comment') children.push(child);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return { type, start, end, missing, broken, children };
}
