import type { MutableInventory } from '../inventory.js';
import type { Node } from '../node.js';
import { entryOf, fieldOf, isString } from '../node-access.js';

/** Whether a document is a plain IAM policy: an object with a `Statement` that holds objects. */
export function isPolicyDocument(root: Node | undefined): boolean {
  const statement = entryOf(root, 'Statement')?.value;
  if (statement === undefined) return false;
  const first = statement.kind === 'list' ? statement.items[0] : statement;
  if (first === undefined) return true;
  const hasFields = ['Effect', 'Action', 'NotAction', 'Principal', 'Resource'].some((name) =>
    entryOf(first, name),
  );
  return hasFields || isString(fieldOf(root, 'Version'));
}

/** Turns a plain policy file into a fact; what it is for is not in the file. */
export function readPolicyFile(root: Node, file: string, inventory: MutableInventory): void {
  inventory.policies.push({
    id: `file:${file}`,
    tool: 'file',
    kind: 'policy',
    scope: file,
    place: root.place,
    use: 'file',
    ownership: 'declared',
    document: root,
  });
}
