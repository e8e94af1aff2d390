import { type FieldPath, formatPath } from '../../diagnostics.js';
import { GRANT_KINDS } from '../../grants/index.js';
import { listWords } from '../../text/quote.js';
import type { Fact, MutableInventory } from '../inventory.js';
import { entry, type Known, list, type MapEntry, map, type Node, text, unknown } from '../node.js';
import { entryOf, fieldOf, isMap, isString, itemsOf, knownString, nodeAt } from '../node-access.js';
import { folderOf, joinPath } from '../paths.js';
import { problem } from '../problems.js';

/** Whether a document is a spec of irsa-forge, or a part of one that others extend. */
export function isSpec(root: Node): boolean {
  if (entryOf(root, 'apiVersion') !== undefined) return false;
  const [workloads, cluster] = [fieldOf(root, 'workloads'), fieldOf(root, 'cluster')];
  if (isString(fieldOf(root, 'extends'))) return workloads?.kind === 'list' || isMap(cluster);
  if (workloads?.kind === 'list') return isMap(cluster) && entryOf(root, 'version') !== undefined;
  const version = fieldOf(root, 'version');
  const isOurs = version?.kind === 'scalar' && version.value === 1;
  return workloads === undefined && isOurs && fieldOf(cluster, 'accountId') !== undefined;
}

/** Reads specs, and says which of them are bases that none of the others extends. */
export function readSpecs(
  documents: readonly { readonly root: Node; readonly file: string }[],
  inventory: MutableInventory,
): void {
  const extended = new Set(
    documents.flatMap(({ root, file }) => {
      const base = fieldOf(root, 'extends');
      return isString(base) ? (joinPath(folderOf(file), base.value) ?? []) : [];
    }),
  );
  for (const { root, file } of documents) {
    readSpecDocument(root, file, inventory);
    const isAlone = entryOf(root, 'extends') === undefined && !extended.has(file);
    const missing = isAlone ? missingIn(root) : [];
    if (missing.length === 0) continue;
    const message = `leaves out ${listWords(missing, 'and')}, as a base does that others extend: its own policies are judged, without what they add`;
    inventory.diagnostics.push(
      problem('read/not-checked', message, root.place, 'name a spec that extends it as well'),
    );
  }
}

/** What a whole spec has itself: region and account may come from a standard. */
const OF_A_WHOLE = [['cluster', 'name'], ['workloads']];

const missingIn = (root: Node) =>
  OF_A_WHOLE.filter((path) => nodeAt(root, path) === undefined).map((path) => path.join('.'));

/** Whether a spec says something in IAM's own terms; the rest of it is for `validate`. */
export function hasPolicies(root: Node): boolean {
  const isGiven = (workload: Node) =>
    ['statements', 'policyArns', 'sessionPolicy'].some(
      (field) => itemsOf(fieldOf(workload, field)).length > 0,
    );
  return boundaryOf(root) !== undefined || itemsOf(fieldOf(root, 'workloads')).some(isGiven);
}

function boundaryOf(root: Node): Known<string> | undefined {
  const arn = fieldOf(fieldOf(root, 'identity'), 'permissionsBoundaryArn');
  return arn && knownString(withPath(arn, ['identity', 'permissionsBoundaryArn']));
}

/** What the workloads of a spec may do in IAM's own terms: their statements, managed and session policies, and the boundary of all. */
export function readSpecDocument(root: Node, file: string, inventory: MutableInventory): void {
  const boundary = boundaryOf(root);
  if (boundary !== undefined) {
    const fact: Fact = {
      ...{ tool: 'file', kind: 'identity', scope: file, id: `spec:${file}:identity`, place: boundary.place },
    };
    inventory.boundaries.push({ ...fact, policy: { value: boundary } });
  }
  const workloads = itemsOf(fieldOf(root, 'workloads'));
  for (const [index, workload] of workloads.entries()) {
    const path = ['workloads', index];
    const fact: Omit<Fact, 'id' | 'place'> = { tool: 'file', kind: 'workload', scope: file };
    const id = `spec:${file}:${formatPath(path)}`;
    for (const [at, arn] of itemsOf(fieldOf(workload, 'policyArns')).entries()) {
      const value = knownString(withPath(arn, [...path, 'policyArns', at]));
      if (value === undefined) continue;
      inventory.attachments.push({
        ...{ ...fact, id: `${id}.policyArns[${at}]`, place: arn.place },
        // The role is in the files that the spec is rendered to.
        role: { fact: `${id}:role`, value: unknown('the spec names no role', workload.place) },
        policy: { value },
      });
    }
    const session = fieldOf(workload, 'sessionPolicy');
    if (session?.kind === 'list' && session.items.length > 0)
      inventory.policies.push({
        ...{ ...fact, id: `${id}.sessionPolicy`, place: session.place },
        ...{ use: 'session', ownership: 'declared', partial: true },
        document: documentOf(session, [...path, 'sessionPolicy']),
      });
    const statements = fieldOf(workload, 'statements');
    if (statements?.kind !== 'list' || statements.items.length === 0) continue;
    inventory.policies.push({
      ...{ ...fact, id, place: statements.place },
      ...{ use: 'statements', ownership: 'declared' },
      ...(entryOf(root, 'extends') !== undefined || isGivenMore(workload, workloads)
        ? { partial: true as const }
        : {}),
      document: documentOf(statements, [...path, 'statements']),
    });
  }
}

/** Whether the role gets more than the statements say: from grants, the catalogue, or a workload that shares it. */
function isGivenMore(workload: Node, all: readonly Node[]): boolean {
  const fields = ['uses', ...GRANT_KINDS.map(({ field }) => field)];
  if (fields.some((field) => entryOf(workload, field) !== undefined)) return true;
  const others = all.filter((other) => other !== workload);
  return NAMES.some((fields) => {
    const name = namedBy(workload, fields);
    return name !== undefined && others.some((other) => namedBy(other, fields) === name);
  });
}

/** What workloads that share a role have in common. */
const NAMES = [['roleName'], ['namespace', 'serviceAccount']] as const;

function namedBy(workload: Node, fields: readonly string[]): string | undefined {
  const values = fields.map((field) => fieldOf(workload, field));
  return values.every(isString) ? values.map(({ value }) => value).join('/') : undefined;
}

/** The statements as the IAM document that they are in. */
function documentOf(statements: Node, path: FieldPath): Node {
  const { place } = statements;
  const items = itemsOf(statements).map((statement, index) =>
    isMap(statement) ? statementOf(statement, [...path, index]) : withPath(statement, [...path, index]),
  );
  return map(
    [
      entry('Version', place, text('2012-10-17', place)),
      entry('Statement', place, list(items, withPath(statements, path).place)),
    ],
    place,
  );
}

/** IAM's elements, by the fields of a statement that give them. */
const ELEMENTS = [
  ['Sid', 'sid'],
  ['Action', 'actions'],
  ['Resource', 'resources'],
  ['Condition', 'conditions'],
] as const;

const REQUIRED: readonly string[] = ['actions', 'resources'];

function statementOf(statement: Node, path: FieldPath): Node {
  const place = { ...statement.place, path: formatPath(path) };
  const entries = ELEMENTS.flatMap(([element, field]): MapEntry[] => {
    const found = entryOf(statement, field);
    if (found === undefined)
      return REQUIRED.includes(field) ? [entry(element, place, unknown(`has no ${field}`, place))] : [];
    const key = { ...found.keyNode.place, path: formatPath([...path, field]) };
    return [entry(element, key, withPath(found.value, [...path, field]))];
  });
  return map([entry('Effect', place, text('Allow', place)), ...entries], place);
}

/** A value whose places say which field of the spec it is. */
function withPath(node: Node, path: FieldPath): Node {
  const place = { ...node.place, path: formatPath(path) };
  if (node.kind === 'list')
    return { ...node, place, items: node.items.map((item, index) => withPath(item, [...path, index])) };
  if (node.kind !== 'map') return { ...node, place };
  const entries = node.entries.map(({ key, keyNode, value }) => {
    const own = [...path, key ?? '?'];
    return {
      key,
      keyNode: { ...keyNode, place: { ...keyNode.place, path: formatPath(own) } },
      value: withPath(value, own),
    };
  });
  return { ...node, place, entries };
}
