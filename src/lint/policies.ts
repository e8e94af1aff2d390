import {
  entryOf,
  type Inventory,
  isMap,
  isString,
  itemsOf,
  type Known,
  type MapEntry,
  type MapNode,
  type Node,
  type PolicyFact,
  type ResourcePolicyFact,
  type RoleFact,
  type Span,
} from '../readers/index.js';
import { type Text, textOf } from './text.js';

/** What a policy document is for: permissions, who may assume a role, or the policy of a bucket, key and the like. */
export type PolicyUse = 'identity' | 'trust' | 'resource';

/** A policy document with its statements taken apart. */
export interface Policy {
  readonly use: PolicyUse;
  readonly fact: RoleFact | PolicyFact | ResourcePolicyFact;
  /** That of the role or managed policy, where it has one. */
  readonly arn: Known<string> | undefined;
  /** For messages: `the trust policy`, `the policy`. */
  readonly label: string;
  readonly root: MapNode;
  readonly statements: readonly Statement[];
  /** Whether every statement is known to be here. */
  readonly complete: boolean;
}

/** A statement of a policy, with unknown values left out and told apart. */
export interface Statement {
  readonly policy: Policy;
  readonly node: MapNode;
  /** Where to point when an element is missing: the statement's start. */
  readonly place: Span;
  readonly effect: 'Allow' | 'Deny' | undefined;
  readonly sid: Text | undefined;
  readonly actions: ListElement | undefined;
  readonly notActions: ListElement | undefined;
  readonly resources: ListElement | undefined;
  readonly notResources: ListElement | undefined;
  readonly principals: readonly Principal[];
  /** Whether no further element may be there than those that the files show. */
  readonly complete: boolean;
  readonly conditions: readonly Condition[];
  /** Whether all conditions are known to be here. */
  readonly conditionsComplete: boolean;
}

/** The values of `Action`, `Resource` and so on. */
export interface ListElement {
  readonly entry: MapEntry;
  readonly values: readonly Text[];
  /** Whether every value is known in whole, and no more may follow. */
  readonly complete: boolean;
}

/** One principal. */
export interface Principal {
  readonly element: 'Principal' | 'NotPrincipal';
  /** `AWS`, `Federated`, `Service`, `CanonicalUser`, or `*` for everyone. */
  readonly type: string;
  readonly value: Text;
}

/** One key under one operator. */
export interface Condition {
  readonly statement: Statement;
  /** As it is written; undefined when unknown. */
  readonly operator: string | undefined;
  readonly operatorNode: Node;
  /** The key's text, known in whole or in part. */
  readonly key: Text | undefined;
  readonly keyNode: Node;
  readonly values: readonly Text[];
  readonly valueNode: Node;
  /** Whether every value is known in whole, and no more may follow. */
  readonly complete: boolean;
}

/** The elements of a statement that one finds beside it or within another element: IRSA014's, whatever else they are there. */
export const MISPLACED: ReadonlySet<string> = new Set([
  ...['Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction', 'Resource', 'Condition'],
]);

/** Every policy document that somebody wrote in the files, each once however many facts share it. */
export function policiesOf(inventory: Inventory): readonly Policy[] {
  const seen = new Set<Node>();
  const found: Policy[] = [];
  const add = (root: Node | undefined, use: PolicyUse, fact: Policy['fact']) => {
    if (root === undefined || !isMap(root) || seen.has(root)) return;
    seen.add(root);
    found.push(policyOf(root, use, fact));
  };
  for (const role of inventory.roles) add(role.trust, 'trust', role);
  const written = inventory.policies.filter(({ brought }) => brought === undefined);
  for (const policy of written) if (policy.use !== 'file') add(policy.document, 'identity', policy);
  for (const policy of inventory.resourcePolicies) add(policy.document, 'resource', policy);
  // What Terraform reads by file() is judged as what it makes of it.
  const used = new Set(found.map(({ root }) => positionOf(root)));
  for (const policy of written)
    if (policy.use === 'file' && !used.has(positionOf(policy.document)))
      add(policy.document, useOf(policy), policy);
  return found;
}

const positionOf = (node: Node | undefined) => node && `${node.place.file}:${node.place.start}`;

/** A plain file does not say what it is for; its elements do. */
function useOf({ document }: PolicyFact): PolicyUse {
  const statements = itemsOf(entryOf(document, 'Statement')?.value).filter(isMap);
  if (statements.some(isTrusting)) return 'trust';
  return statements.some((item) => hasAny(item, ['Principal', 'NotPrincipal'])) ? 'resource' : 'identity';
}

function isTrusting(statement: MapNode): boolean {
  const principal = entryOf(statement, 'Principal')?.value;
  const actions = itemsOf(entryOf(statement, 'Action')?.value).filter(isString);
  const assumes = actions.some(({ value }) => /^sts:(?:assumerole|tagsession)/i.test(value));
  if (entryOf(principal, 'Federated') !== undefined) return true;
  if (actions.some(({ value }) => /^sts:assumerolewith/i.test(value))) return true;
  return assumes && (principal !== undefined || !hasAny(statement, ['Resource', 'NotResource']));
}

const hasAny = (statement: MapNode, names: readonly string[]) =>
  names.some((name) => entryOf(statement, name) !== undefined);

function policyOf(root: MapNode, use: PolicyUse, fact: Policy['fact']): Policy {
  const statements: Statement[] = [];
  const value = entryOf(root, 'Statement')?.value;
  const nodes = itemsOf(value);
  const complete =
    !('partial' in fact) &&
    value?.kind !== 'unknown' &&
    nodes.every((node) => node.kind !== 'unknown') &&
    (value?.kind !== 'list' || value.rest.length === 0);
  const label = use === 'trust' ? 'the trust policy' : 'the policy';
  const arn = 'arn' in fact ? fact.arn : undefined;
  const policy: Policy = { use, fact, arn, label, root, statements, complete };
  for (const node of nodes) if (isMap(node)) statements.push(statementOf(node, policy));
  return policy;
}

function statementOf(node: MapNode, policy: Policy): Statement {
  const effect = entryOf(node, 'Effect')?.value;
  const conditions: Condition[] = [];
  const condition = entryOf(node, 'Condition')?.value;
  const statement: Statement = {
    policy,
    node,
    place: node.place,
    effect:
      isString(effect) && (effect.value === 'Allow' || effect.value === 'Deny') ? effect.value : undefined,
    sid: textOf(entryOf(node, 'Sid')?.value),
    actions: listElement(node, 'Action'),
    notActions: listElement(node, 'NotAction'),
    resources: listElement(node, 'Resource'),
    notResources: listElement(node, 'NotResource'),
    principals: [...principalsOf(node, 'Principal'), ...principalsOf(node, 'NotPrincipal')],
    complete: node.rest.length === 0 && node.entries.every((item) => item.key !== undefined),
    conditions,
    conditionsComplete: condition === undefined ? node.rest.length === 0 : isKnownMap(condition),
  };
  conditions.push(...conditionsOf(condition, statement));
  return statement;
}

function listElement(statement: MapNode, name: string): ListElement | undefined {
  const entry = entryOf(statement, name);
  if (entry === undefined) return undefined;
  return { entry, ...valuesOf(entry.value) };
}

function valuesOf(node: Node): { readonly values: readonly Text[]; readonly complete: boolean } {
  const values: Text[] = [];
  let complete = node.kind !== 'list' || node.rest.length === 0;
  for (const item of itemsOf(node)) {
    const text = textOf(item);
    if (text !== undefined) values.push(text);
    if (item.kind === 'unknown') complete = false;
  }
  return { values, complete };
}

function principalsOf(statement: MapNode, element: Principal['element']): readonly Principal[] {
  const node = entryOf(statement, element)?.value;
  if (isString(node))
    return [{ element, type: '*', value: { text: node.value, known: true, node, place: node.place } }];
  if (!isMap(node)) return [];
  return node.entries.flatMap(({ key, value }) =>
    valuesOf(value).values.map((text) => ({ element, type: key ?? '', value: text })),
  );
}

function conditionsOf(node: Node | undefined, statement: Statement): readonly Condition[] {
  if (!isMap(node)) return [];
  return node.entries.flatMap(({ key: operator, keyNode: operatorNode, value: block }) => {
    if (!isMap(block)) return [];
    return block.entries.map(({ keyNode, value }) => ({
      ...{ statement, operator, operatorNode, key: textOf(keyNode), keyNode },
      ...{ valueNode: value, ...valuesOf(value) },
    }));
  });
}

function isKnownMap(node: Node): boolean {
  if (!isMap(node) || node.rest.length > 0) return false;
  return node.entries.every(({ key, value }) => key !== undefined && isMap(value) && value.rest.length === 0);
}
