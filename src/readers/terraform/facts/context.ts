import type { Fact, Link, MutableInventory } from '../../inventory.js';
import { documentOf } from '../../json/document-of.js';
import { type Known, type Node, unknown } from '../../node.js';
import { fieldOf, known, knownString } from '../../node-access.js';
import { attributeOf, blocksOf } from '../blocks.js';
import type { DeclaredObject } from '../declared-object.js';

/** What a fact reader works with: the inventory to fill and the root module's folder. */
export interface FactContext {
  readonly inventory: MutableInventory;
  readonly scope: string;
}

/** Turns one evaluated object into facts. */
export type FactReader = (object: DeclaredObject, context: FactContext) => void;

/** The common part of a Terraform fact. */
export function factOf(object: DeclaredObject, { scope }: FactContext): Fact {
  const { fact: id, type, block, conditional } = object;
  const ignoredChanges = ignoredIn(block);
  return {
    id,
    tool: 'terraform',
    kind: type === '' ? 'module' : type,
    scope,
    place: block.place,
    ...(conditional ? { conditional: true } : {}),
    ...(ignoredChanges.length === 0 ? {} : { ignoredChanges }),
  };
}

/** `lifecycle { ignore_changes = [policy] }`: names of arguments, or the word `all`. */
function ignoredIn({ body }: DeclaredObject['block']): readonly string[] {
  const lifecycle = blocksOf(body, 'lifecycle')[0];
  const ignored = lifecycle === undefined ? undefined : attributeOf(lifecycle.body, 'ignore_changes')?.value;
  const items = ignored?.kind === 'list' ? ignored.items : ignored === undefined ? [] : [ignored];
  return items.flatMap((item) => {
    const name =
      item.kind === 'variable' ? item.name : item.kind === 'literal' ? String(item.value) : undefined;
    return name === undefined ? [] : [name];
  });
}

/** An argument as text; unknown when it is not given. */
export function textOf(object: DeclaredObject, name: string): Known<string> {
  const found = knownString(fieldOf(object.value, name));
  return found ?? unknown(`${object.address} has no ${name}`, object.block.place);
}

/** An argument as text, or what AWS takes when it is not given. */
export function textOr(object: DeclaredObject, name: string, fallback: string): Known<string> {
  return knownString(fieldOf(object.body, name)) ?? known(fallback, object.block.place);
}

/** A pointer to what a value was taken from. */
export function linkOf(node: Node): Link {
  const value = knownString(node) ?? unknown('no value', node.place);
  const fact = value.reference?.fact;
  return { value, ...(fact === undefined ? {} : { fact }) };
}

/** The IAM document in an argument, with its syntax errors reported; undefined when it is not given. */
export function documentIn(node: Node | undefined, context: FactContext): Node | undefined {
  if (node === undefined || (node.kind === 'scalar' && node.value === null)) return undefined;
  const { root, problems } = documentOf(node);
  context.inventory.diagnostics.push(...problems);
  return root;
}
