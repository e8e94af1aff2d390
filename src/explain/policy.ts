import type { PolicyDocument, PolicyProblem } from '../iam/document.js';
import type { PolicyKind } from '../iam/evaluate/index.js';
import { inspectPolicy } from '../iam/refusals.js';
import { entryOf, isMap, itemsOf, type MapNode, type Node, type Span, scalarText } from '../readers/index.js';
import { isMark, isWhole, type KnownText } from './known-text.js';

/** A statement's elements of which something is unknown. */
export type Gaps = ReadonlySet<string>;

/** A policy document that can be evaluated, with what is unknown of it set apart. */
export interface ReadPolicy {
  /** For messages: `aws_iam_policy.app`. */
  readonly name: string;
  readonly place: Span;
  readonly document: PolicyDocument;
  /** By the statement's index: where it stands, and what of it is unknown. */
  readonly statements: ReadonlyMap<number, { readonly place: Span; readonly gaps: Gaps }>;
  /** Why there may be further statements than these. */
  readonly missing: readonly string[];
  /** Why AWS refuses the document. */
  readonly problems: readonly PolicyProblem[];
  /** Set where nobody wrote it in the files, so that nobody can mend it there. */
  readonly foreign?: true;
  /** The day on which it was like this, where whoever keeps it may have changed it since. */
  readonly asOf?: string;
}

/** Reads a document for the evaluator; values that are unknown become marks, which equal nothing but themselves. */
export function readPolicy(root: Node, name: string, kind: PolicyKind, texts: KnownText): ReadPolicy {
  const statements = new Map<number, { place: Span; gaps: Gaps }>();
  const missing: string[] = [];
  const plain: unknown[] = [];
  const value = entryOf(root, 'Statement')?.value;
  if (root.kind === 'unknown') missing.push(root.reason);
  if (value?.kind === 'unknown') missing.push(value.reason);
  if (value?.kind === 'list') missing.push(...value.rest.map((item) => item.reason));
  for (const node of itemsOf(value)) {
    const read = isMap(node) ? readStatement(node, kind, texts) : undefined;
    if (read === undefined) {
      if (node.kind === 'unknown') missing.push(node.reason);
      else if (!isMap(node)) plain.push(toPlain(node, texts));
      else missing.push('a statement whose Effect is unknown');
      continue;
    }
    statements.set(plain.length, { place: node.place, gaps: read.gaps });
    plain.push(read.plain);
  }
  const document =
    root.kind === 'unknown'
      ? { Statement: [] }
      : { ...documentFields(root, texts), ...(value === undefined ? {} : { Statement: plain }) };
  const inspected = inspectPolicy(document, kind, { isKnown: isWhole, complete: missing.length === 0 });
  const problems = [...faultsIn(root), ...inspected.problems];
  return { name, place: root.place, document: inspected.document, statements, missing, problems };
}

/** What keeps a text from being the JSON that IAM takes. */
function faultsIn(node: Node): readonly PolicyProblem[] {
  if (node.kind === 'list') return node.items.flatMap(faultsIn);
  if (!isMap(node)) return [];
  const own = (node.faults ?? []).map((message): PolicyProblem => ({ code: 'not-json', path: [], message }));
  return [...own, ...node.entries.flatMap(({ value }) => faultsIn(value))];
}

function documentFields(root: Node, texts: KnownText): object {
  if (!isMap(root)) return {};
  const fields = root.entries.filter(({ key }) => key !== undefined && key !== 'Statement');
  return Object.fromEntries(
    fields.flatMap(({ key, value }) => (value.kind === 'unknown' ? [] : [[key, toPlain(value, texts)]])),
  );
}

function readStatement(
  node: MapNode,
  kind: PolicyKind,
  texts: KnownText,
): { plain: object; gaps: Gaps } | undefined {
  const gaps = new Set<string>();
  const effect = entryOf(node, 'Effect')?.value;
  const more = [
    ...node.rest,
    ...node.entries.flatMap(({ key, keyNode }) => (key === undefined ? [keyNode] : [])),
  ];
  const [first] = more;
  if (effect?.kind === 'unknown' || (effect === undefined && first !== undefined)) return undefined;
  const plain: Record<string, unknown> = {};
  if (first !== undefined) {
    gaps.add('Condition');
    for (const element of missingElements(node, kind)) {
      gaps.add(element);
      plain[element] = element === 'Principal' ? { AWS: texts.of(first) } : texts.of(first);
    }
  }
  for (const { key, value } of node.entries) {
    if (key === undefined) continue;
    if (key === 'Condition') {
      const conditions = readConditions(value, texts, gaps);
      if (conditions !== undefined) plain[key] = conditions;
      continue;
    }
    const isPattern = /^(?:Not)?(?:Action|Resource)$/.test(key);
    if (isPattern ? holdsRest(value) : holdsUnknown(value, texts)) gaps.add(key);
    if (key === 'Principal' || key === 'NotPrincipal') plain[key] = readPrincipal(value, texts);
    else if (value.kind !== 'unknown' || key !== 'Sid') plain[key] = toPlain(value, texts);
  }
  return { plain, gaps };
}

/** What a statement needs and does not show, which is among what is unknown of it. */
function missingElements(node: MapNode, kind: PolicyKind): readonly string[] {
  const lacks = (element: string) =>
    entryOf(node, element) === undefined && entryOf(node, `Not${element}`) === undefined;
  const principals = kind === 'trust' || kind === 'resource' ? ['Principal'] : [];
  return ['Action', ...principals, ...(kind === 'trust' ? [] : ['Resource'])].filter(lacks);
}

/** Blocks that are unknown are left out: the statement then has a gap. */
function readConditions(node: Node, texts: KnownText, gaps: Set<string>): unknown {
  const leaveOut = () => {
    gaps.add('Condition');
    return undefined;
  };
  if (node.kind === 'unknown') return leaveOut();
  if (!isMap(node)) return toPlain(node, texts);
  if (node.rest.length > 0) leaveOut();
  const blocks = node.entries.flatMap(({ key: operator, value: block }) => {
    if (operator === undefined || block.kind === 'unknown') return leaveOut() ?? [];
    if (!isMap(block)) return [[operator, toPlain(block, texts)] as const];
    if (block.rest.length > 0) leaveOut();
    const keys = block.entries.map(({ keyNode, value }) => [texts.of(keyNode), toPlain(value, texts)]);
    return [[operator, Object.fromEntries(keys)] as const];
  });
  return Object.fromEntries(blocks);
}

function readPrincipal(node: Node, texts: KnownText): unknown {
  if (node.kind === 'unknown') return { AWS: texts.of(node) };
  const plain = toPlain(node, texts);
  if (!isMap(node)) return plain;
  const federated = (plain as Record<string, unknown>)['Federated'];
  if (federated === undefined) return plain;
  const named = Array.isArray(federated) ? federated.map(asProvider) : asProvider(federated);
  return { ...(plain as object), Federated: named };
}

/** Where the ARN of a provider begins of which nothing is known. */
export const NAMELESS = 'arn:aws:iam::unknown:oidc-provider';

/** The evaluator takes nothing but provider ARNs: one that is not known at all gets the form of one. */
export function asProvider(value: unknown): unknown {
  return typeof value === 'string' && isMark(value) ? `${NAMELESS}/${value}` : value;
}

function toPlain(node: Node, texts: KnownText): unknown {
  switch (node.kind) {
    case 'scalar':
      return typeof node.value === 'number' ? scalarText(node) : node.value;
    case 'unknown':
      return texts.of(node);
    case 'list':
      return [...node.items, ...node.rest].map((item) => toPlain(item, texts));
    case 'map':
      return Object.fromEntries(
        node.entries.map(({ keyNode, value }) => [texts.of(keyNode), toPlain(value, texts)]),
      );
  }
}

/** Whether there may be further values; an unknown one is a mark, which says where it may match. */
const holdsRest = (node: Node) =>
  node.kind === 'list' && (node.rest.length > 0 || node.items.some(({ kind }) => kind === 'list'));

function holdsUnknown(node: Node, texts: KnownText): boolean {
  if (node.kind === 'unknown') return !isWhole(texts.of(node));
  if (node.kind === 'scalar') return false;
  if (node.rest.length > 0) return true;
  if (node.kind === 'list') return node.items.some((item) => holdsUnknown(item, texts));
  return node.entries.some(({ keyNode, value }) => keyNode.kind === 'unknown' || holdsUnknown(value, texts));
}
