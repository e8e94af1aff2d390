import { documentOf } from '../json/document-of.js';
import {
  entry,
  list,
  type MapEntry,
  map,
  type Node,
  type StringNode,
  text,
  type UnknownNode,
} from '../node.js';
import { entryOf, fieldOf, isNull, isString, itemsOf, itemsWithRest, present } from '../node-access.js';
import { joinParts, partsOf } from '../parts.js';
import type { Declared } from '../resources/computed.js';
import type { Span } from '../text/source-text.js';
import { encoded } from './functions/documents.js';

/** The `json` of an `aws_iam_policy_document` data source, as the document that it stands for. */
export function policyDocumentOf(declared: Pick<Declared, 'type' | 'body' | 'place'>): readonly MapEntry[] {
  if (declared.type !== 'aws_iam_policy_document') return [];
  const document = documentFrom(declared.body, declared.place);
  const json = encoded(document, declared.place);
  return [entry('json', declared.place, json), entry('minified_json', declared.place, json)];
}

function documentFrom(body: Node, place: Span): Node {
  const before = sources(body, 'source_policy_documents', 'source_json');
  const after = sources(body, 'override_policy_documents', 'override_json');
  const statements = fieldOf(body, 'statement');
  const own = itemsOf(statements).map(statementFrom);
  const rest = statements?.kind === 'list' ? statements.rest : [];
  const merged = overridden(overridden(before.items, own), after.items);
  const stated = present(fieldOf(body, 'version')) ?? text('2012-10-17', place);
  const all = [...before.rest, ...rest, ...after.rest];
  const [id] = [...after.ids, ...renamed(body, [['policy_id', 'Id']]), ...before.ids];
  const entries = [
    entry('Version', place, after.versions.at(-1) ?? stated),
    ...(id === undefined ? [] : [id]),
    ...(merged.length + all.length === 0 ? [] : [entry('Statement', place, list(merged, place, all))]),
  ];
  return map(entries, place);
}

interface Sources {
  readonly items: readonly Node[];
  readonly rest: readonly UnknownNode[];
  readonly versions: readonly Node[];
  readonly ids: readonly MapEntry[];
}

/** The statements of other documents that this one takes over. */
function sources(body: Node, ...names: readonly string[]): Sources {
  const items: Node[] = [];
  const rest: UnknownNode[] = [];
  const versions: Node[] = [];
  const ids: MapEntry[] = [];
  for (const node of names.flatMap((name) => itemsWithRest(fieldOf(body, name)))) {
    const { root } = documentOf(node);
    if (root.kind === 'unknown') rest.push(root);
    if (root.kind !== 'map') continue;
    const statements = fieldOf(root, 'Statement');
    const version = fieldOf(root, 'Version');
    if (version !== undefined) versions.push(version);
    ids.unshift(...root.entries.filter(({ key }) => key === 'Id'));
    items.push(...itemsOf(statements));
    if (statements?.kind === 'list') rest.push(...statements.rest);
  }
  return {
    items: items.filter((item) => item.kind !== 'unknown'),
    rest: [...rest, ...items.filter(isUnknown)],
    versions,
    ids,
  };
}

const isUnknown = (node: Node): node is UnknownNode => node.kind === 'unknown';

/** A statement with the Sid of an earlier one takes its place. */
function overridden(statements: readonly Node[], overrides: readonly Node[]): Node[] {
  const merged = [...statements];
  for (const override of overrides) {
    const sid = fieldOf(override, 'Sid');
    const at = isString(sid) && sid.value !== '' ? statements.findIndex((item) => sameSid(item, sid)) : -1;
    if (at === -1) merged.push(override);
    else merged[at] = override;
  }
  return merged;
}

function sameSid(statement: Node, sid: StringNode): boolean {
  const other = fieldOf(statement, 'Sid');
  return isString(other) && other.value === sid.value;
}

function statementFrom(statement: Node): Node {
  if (statement.kind !== 'map') return statement;
  const place = statement.place;
  const effect = entryOf(statement, 'effect');
  const open: UnknownNode[] = [...statement.rest];
  return map(
    [
      ...renamed(statement, [['sid', 'Sid']]).filter(
        (item) => !(isString(item.value) && item.value.value === ''),
      ),
      effect === undefined || isNull(effect.value)
        ? entry('Effect', place, text('Allow', place))
        : { ...entry('Effect', effect.keyNode.place, effect.value) },
      ...principals(statement, 'principals', 'Principal', open),
      ...principals(statement, 'not_principals', 'NotPrincipal', open),
      ...oneOf(statement, ['actions', 'Action'], ['not_actions', 'NotAction'], open),
      ...oneOf(statement, ['resources', 'Resource'], ['not_resources', 'NotResource'], open),
      ...conditions(statement),
    ],
    place,
    open,
  );
}

type Renaming = readonly [string, string];

/** Two elements that exclude each other: an unknown one may be null, and is there for certain only where it stands alone. */
function oneOf(statement: Node, first: Renaming, second: Renaming, open: UnknownNode[]): MapEntry[] {
  const found = renamed(statement, [first, second]);
  if (found.length < 2) return found.map(asRendered);
  return found.flatMap((item) => {
    if (item.value.kind !== 'unknown') return [asRendered(item)];
    open.push(item.value);
    return [];
  });
}

/** Entries under IAM's names, with the data source's `&{…}` turned into policy variables. */
function renamed(node: Node, names: readonly Renaming[]): MapEntry[] {
  return names.flatMap(([from, to]) => {
    const found = entryOf(node, from);
    if (found === undefined || isLeftOut(found.value)) return [];
    return [entry(to, found.keyNode.place, withVariables(found.value))];
  });
}

/** What is null or empty is not written into the document. */
const isLeftOut = (node: Node) =>
  isNull(node) || (node.kind === 'list' && node.items.length + node.rest.length === 0);

/** Each text once: these arguments are sets. */
function asRendered(item: MapEntry): MapEntry {
  return { ...item, value: single(unique(item.value)) };
}

function unique(node: Node): Node {
  if (node.kind !== 'list') return node;
  const seen = new Set<string>();
  const items = node.items.filter((item) => {
    if (!isString(item)) return true;
    const isNew = !seen.has(item.value);
    seen.add(item.value);
    return isNew;
  });
  return items.length === node.items.length ? node : list(items, node.place, node.rest);
}

/** The provider writes a list of one as plain text. */
const single = (node: Node): Node => (node.kind === 'list' ? { ...node, unwraps: true } : node);

function principals(statement: Node, from: string, to: string, open: UnknownNode[]): MapEntry[] {
  const found = entryOf(statement, from);
  if (found === undefined || isLeftOut(found.value)) return [];
  const blocks = itemsOf(found.value);
  const rest = found.value.kind === 'list' ? found.value.rest : [];
  if (blocks.length === 0) {
    open.push(...rest);
    return [];
  }
  const types = blocks.map((block) => ({ type: fieldOf(block, 'type'), ids: fieldOf(block, 'identifiers') }));
  const place = found.keyNode.place;
  const entries = united(
    types.flatMap(({ type, ids }) =>
      type === undefined || ids === undefined ? [] : [keyed(type, withVariables(ids))],
    ),
  ).map(asRendered);
  const [only] = entries;
  if (entries.length === 1 && only?.key === '*' && isEveryone(only.value))
    return [entry(to, place, text('*', only.keyNode.place))];
  return [entry(to, place, map(entries, place, rest))];
}

const isEveryone = (ids: Node) => {
  const [only, ...others] = itemsOf(ids);
  return others.length === 0 && isString(only) && only.value === '*';
};

/** `condition` blocks as operator → key → values; blocks on the same key are united. */
function conditions(statement: Node): MapEntry[] {
  const found = entryOf(statement, 'condition');
  if (found === undefined || isLeftOut(found.value)) return [];
  const place = found.keyNode.place;
  const operators = new Map<string, { key: Node; place: Span; entries: MapEntry[] }>();
  for (const block of itemsOf(found.value)) {
    const [test, variable, values] = ['test', 'variable', 'values'].map((name) => fieldOf(block, name));
    if (test === undefined || variable === undefined) continue;
    const name = isString(test) ? test.value : `unknown ${operators.size}`;
    const group = operators.get(name) ?? { key: test, place: block.place, entries: [] };
    group.entries.push(keyed(variable, withVariables(values ?? list([], block.place))));
    operators.set(name, group);
  }
  const entries = [...operators.values()].map((group) =>
    keyed(
      group.key,
      map(
        united(group.entries).map((item) => ({ ...item, value: single(item.value) })),
        group.place,
      ),
    ),
  );
  const rest = found.value.kind === 'list' ? found.value.rest : [];
  return [entry('Condition', place, map(entries, place, rest))];
}

function keyed(key: Node, value: Node): MapEntry {
  if (isString(key)) return { key: key.value, keyNode: key, value };
  const place = key.place;
  const keyNode: UnknownNode = isUnknown(key)
    ? key
    : { kind: 'unknown', known: false, reason: 'not text', place };
  return { key: undefined, keyNode, value };
}

function united(entries: readonly MapEntry[]): MapEntry[] {
  const byKey = new Map<string, MapEntry>();
  const open = entries.filter((item) => item.key === undefined);
  for (const item of entries) {
    if (item.key === undefined) continue;
    const earlier = byKey.get(item.key);
    const values = earlier === undefined ? undefined : [...itemsOf(earlier.value), ...itemsOf(item.value)];
    byKey.set(item.key, values === undefined ? item : { ...item, value: list(values, item.value.place) });
  }
  return [...byKey.values(), ...open];
}

/** `&{aws:username}` is how the data source writes `${aws:username}`. */
function withVariables(node: Node): Node {
  if (node.kind === 'list') return { ...node, items: node.items.map(withVariables) };
  if (isString(node) && node.value.includes('&{')) {
    return { ...node, value: node.value.replaceAll('&{', '${'), literal: false };
  }
  if (node.kind !== 'unknown' || node.parts === undefined) return node;
  const parts = partsOf(node).map((part) => (typeof part === 'string' ? part.replaceAll('&{', '${') : part));
  return { ...node, ...joinParts(parts, node.place) } as UnknownNode;
}
