import type { HclParser } from '../hcl/load-hcl.js';
import { parseHclTemplate } from '../hcl/parse-hcl.js';
import type {
  HclAttribute,
  HclBlock,
  HclBody,
  HclExpression,
  HclLabel,
  HclTemplatePart,
} from '../hcl/syntax.js';
import type { MapEntry, Node, Piece } from '../node.js';

/** How many labels each block type of Terraform's JSON syntax has. */
const LABELS: ReadonlyMap<string, number> = new Map([
  ['resource', 2],
  ['data', 2],
  ['ephemeral', 2],
  ['module', 1],
  ['variable', 1],
  ['output', 1],
  ['provider', 1],
  ['locals', 0],
  ['terraform', 0],
  ['import', 0],
  ['moved', 0],
  ['removed', 0],
  ['check', 1],
  ['action', 2],
]);

/** A `.tf.json` document as the HCL that it stands for; without a parser its templates stay unread. */
export function hclOfJson(root: Node, parser: HclParser | undefined): HclBody {
  const items = root.kind === 'map' ? root.entries.flatMap((item) => topLevel(item, parser)) : [];
  return { items, place: root.place };
}

/** A `.tfvars.json` document, or a block's object, as a body of attributes; strings are no templates there. */
export function attributesOfJson(root: Node, parser: HclParser | undefined): HclBody {
  return { items: attributes(root, parser), place: root.place };
}

/** Whether a JSON text holds a template, so that reading it needs the HCL parser. */
export function hasTemplates(text: string): boolean {
  return text.includes('${') || text.includes('%{');
}

function topLevel(item: MapEntry, parser: HclParser | undefined): HclBlock[] {
  if (item.key === undefined || item.key === '//') return [];
  return blocks(item.key, item, [], LABELS.get(item.key) ?? 0, parser);
}

function blocks(
  type: string,
  at: MapEntry,
  labels: readonly HclLabel[],
  left: number,
  parser: HclParser | undefined,
): HclBlock[] {
  if (at.value.kind === 'list') {
    return at.value.items.flatMap((value) => blocks(type, { ...at, value }, labels, left, parser));
  }
  if (left === 0) {
    const body = bodyOfJson(at.value, type, parser);
    const place = at.keyNode.place;
    return [{ kind: 'block', type, typePlace: place, labels, body, place }];
  }
  if (at.value.kind !== 'map') return [];
  return at.value.entries.flatMap((item) => {
    if (item.key === undefined || item.key === '//') return [];
    const label = { text: item.key, place: item.keyNode.place };
    return blocks(type, item, [...labels, label], left - 1, parser);
  });
}

/** Blocks that Terraform itself reads, which are blocks in JSON too. */
const META_BLOCKS = ['dynamic', 'lifecycle'];

/** A block's object: nested blocks of resources look like arguments, since only their schema tells them apart. */
function bodyOfJson(root: Node, type: string, parser: HclParser | undefined): HclBody {
  const nestedTypes = type === 'dynamic' ? ['content'] : META_BLOCKS;
  const plain = attributes(root, parser).filter(({ name }) => !nestedTypes.includes(name));
  const entries = root.kind === 'map' ? root.entries : [];
  const nested = entries.flatMap((item) => {
    if (item.key === undefined || !nestedTypes.includes(item.key)) return [];
    return blocks(item.key, item, [], item.key === 'dynamic' ? 1 : 0, parser);
  });
  return { items: [...plain, ...nested], place: root.place };
}

function attributes(root: Node, parser: HclParser | undefined): HclAttribute[] {
  if (root.kind !== 'map') return [];
  return root.entries.flatMap((item) => {
    if (item.key === undefined || item.key === '//') return [];
    const value = expressionOf(item.value, parser);
    return [{ kind: 'attribute' as const, name: item.key, namePlace: item.keyNode.place, value }];
  });
}

function expressionOf(node: Node, parser: HclParser | undefined): HclExpression {
  const place = node.place;
  switch (node.kind) {
    case 'scalar':
      if (typeof node.value === 'string') return stringOf(node.value, node, parser);
      return { kind: 'literal', value: node.value, raw: node.raw ?? String(node.value), place };
    case 'list':
      return { kind: 'list', items: node.items.map((item) => expressionOf(item, parser)), place };
    case 'map': {
      const items = node.entries.map((item) => ({
        key: expressionOf(item.keyNode, parser),
        value: expressionOf(item.value, parser),
      }));
      return { kind: 'object', items, place };
    }
    default:
      return { kind: 'unreadable', reason: node.reason, place };
  }
}

function stringOf(value: string, node: Node, parser: HclParser | undefined): HclExpression {
  const place = node.place;
  if (!hasTemplates(value)) return { kind: 'literal', value, raw: value, place };
  const parts = parser === undefined ? undefined : parseHclTemplate(value, parser);
  if (parts === undefined) return { kind: 'unreadable', reason: 'the template could not be read', place };
  return moved({ kind: 'template', parts: withoutFinalNewline(parts), quoted: true, place }, place);
}

/** A heredoc ends with a line break, which the string in the JSON file does not have. */
export function withoutFinalNewline(parts: readonly HclTemplatePart[]): HclTemplatePart[] {
  const last = parts.at(-1);
  if (last?.kind !== 'text') return [...parts];
  const pieces = [...last.pieces];
  const end = pieces.pop();
  if (end === undefined || 'hole' in end || !end.text.endsWith('\n')) return [...parts];
  const text = end.text.slice(0, -1);
  const kept: Piece[] = text === '' ? pieces : [...pieces, { ...end, text }];
  const before = parts.slice(0, -1);
  return kept.length === 0 ? before : [...before, { kind: 'text', pieces: kept }];
}

/** The same syntax with every place at another one, such as the JSON string that it stands in. */
export function moved<T>(value: T, place: HclExpression['place']): T {
  if (Array.isArray(value)) return value.map((item) => moved(item, place)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([key]) => key !== 'source')
    .map(([key, item]) => [key, key === 'place' || key.endsWith('Place') ? place : moved(item, place)]);
  return Object.fromEntries(entries) as T;
}
