import type { MutableInventory, TerraformObjectFact } from '../inventory.js';
import type { Node } from '../node.js';
import { fieldOf, itemsOf } from '../node-access.js';
import { problem } from '../problems.js';

/** Resources whose documents say neither who has access nor to what: they only cap what others say. */
const CAPS = new Set(['aws_organizations_policy']);

/**
 * Policy documents that no role, policy or resource among the files takes: they are handed to a module or an output, and
 * are judged like plain policy files, whose use is not known either.
 */
export function readUnusedDocuments(inventory: MutableInventory): void {
  const documents = inventory.terraformObjects.filter(({ kind }) => kind === 'aws_iam_policy_document');
  if (documents.length === 0) return;
  const used = new Set<Node>();
  const use = (document: Node | undefined) => {
    for (const statement of statementsOf(document)) used.add(statement);
  };
  for (const { trust } of inventory.roles) use(trust);
  for (const { document } of [...inventory.policies, ...inventory.resourcePolicies]) use(document);
  for (const { sessionPolicy } of inventory.podIdentityAssociations) use(sessionPolicy);
  const caps = inventory.terraformObjects.filter(({ kind }) => CAPS.has(kind));
  for (const cap of caps) use(skipCap(cap, inventory));
  // Documents that take over others stand behind them.
  for (const object of [...documents].reverse()) {
    const document = documentOf(fieldOf(object.node, 'json'));
    const statements = statementsOf(document);
    if (document === undefined || statements.length === 0 || statements.some((each) => used.has(each)))
      continue;
    use(document);
    inventory.policies.push({ ...factOf(object), use: 'file', ownership: 'declared', document });
  }
}

const documentOf = (node: Node | undefined) =>
  node?.kind === 'scalar' || node?.kind === 'unknown' ? node.json : undefined;

const statementsOf = (document: Node | undefined) => itemsOf(fieldOf(document, 'Statement'));

function factOf({ id, tool, kind, scope, place, conditional }: TerraformObjectFact) {
  return { id, tool, kind, scope, place, ...(conditional === undefined ? {} : { conditional }) };
}

function skipCap(
  { node, place, address }: TerraformObjectFact,
  inventory: MutableInventory,
): Node | undefined {
  const document = documentOf(fieldOf(node, 'content'));
  const reason = `${address} is a policy of the organization, which is not checked`;
  inventory.diagnostics.push(problem('read/not-checked', reason, place));
  return document;
}
