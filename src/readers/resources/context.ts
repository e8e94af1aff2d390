import type { Fact, Link, MutableInventory } from '../inventory.js';
import { documentOf } from '../json/document-of.js';
import { type Known, type Node, unknown } from '../node.js';
import { fieldOf, known, knownString, present } from '../node-access.js';
import type { ResourceObject } from './object.js';

/** What a fact reader works with: the inventory to fill and the scope of the facts. */
export interface FactContext {
  readonly inventory: MutableInventory;
  readonly scope: string;
}

/** Turns one evaluated object into facts. */
export type FactReader = (object: ResourceObject, context: FactContext) => void;

/** The common part of a fact. */
export function factOf(object: ResourceObject, { scope }: FactContext): Fact {
  const { fact: id, tool, type, kind, place, conditional, observed, ignoredChanges = [] } = object;
  return {
    ...{ id, tool, scope, place },
    kind: kind ?? (type === '' ? 'module' : type),
    ...(conditional ? { conditional: true } : {}),
    ...(observed ? { observed } : {}),
    ...(ignoredChanges.length === 0 ? {} : { ignoredChanges }),
  };
}

/** An argument as text; unknown when it is not given. */
export function textOf(object: ResourceObject, name: string): Known<string> {
  const found = knownString(fieldOf(object.value, name));
  return found ?? unknown(`${object.address} has no ${name}`, object.place);
}

/** An argument as text, or what AWS takes when it is not given. */
export function textOr(object: ResourceObject, name: string, fallback: string): Known<string> {
  return knownString(fieldOf(object.body, name)) ?? known(fallback, object.place);
}

/** An item as text; unknown when it is null. */
export const asText = (node: Node): Known<string> => knownString(node) ?? unknown('not stated', node.place);

/** A pointer to what a value was taken from. */
export function linkOf(node: Node): Link {
  const value = knownString(node) ?? unknown('no value', node.place);
  const fact = value.reference?.fact;
  return { value, ...(fact === undefined ? {} : { fact }) };
}

/** The IAM document in an argument, with its syntax errors reported; undefined when it is not given. */
export function documentIn(node: Node | undefined, context: FactContext): Node | undefined {
  const given = present(node);
  if (given === undefined) return undefined;
  const { root, problems } = documentOf(given);
  context.inventory.diagnostics.push(...problems);
  return root;
}
