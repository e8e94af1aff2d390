import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import {
  type HclBody,
  type HclExpression,
  loadHclParser,
  parseHcl,
  SourceText,
} from '../../src/readers/index.js';

const parser = await loadHclParser();

/** What remains of an output when its texts are taken out: keys, kinds of values, blocks, headings. */
export function skeletonOf(path: string, text: string): unknown {
  if (path.endsWith('.json')) return shapeOf(JSON.parse(text));
  if (path.endsWith('.yaml')) return yamlShape(parseDocument(text, { version: '1.1' }).contents);
  if (path.endsWith('.tf')) return hclShape(parseHcl(new SourceText(path, text), parser).body);
  return text.split('\n').map(markdownShape);
}

/** What stands in the place of each text. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shapeOf(item)]));
}

function yamlShape(node: unknown): unknown {
  if (isSeq(node)) return node.items.map(yamlShape);
  if (isScalar(node)) return typeof node.value;
  if (!isMap(node)) return 'another node';
  return node.items.map(({ key, value }) => [isScalar(key) ? key.value : key, yamlShape(value)]);
}

function hclShape({ items }: HclBody): unknown {
  return items.map((item) =>
    item.kind === 'attribute'
      ? [item.name, expressionShape(item.value)]
      : [item.type, item.labels.map(({ text }) => text), hclShape(item.body)],
  );
}

function expressionShape(value: HclExpression): unknown {
  switch (value.kind) {
    case 'template':
      // A text may come in several pieces; what counts is what else is among them.
      return ['text', ...value.parts.map(({ kind }) => kind).filter((kind) => kind !== 'text')];
    case 'list':
      return value.items.map(expressionShape);
    case 'object':
      return value.items.map((item) => [expressionShape(item.key), expressionShape(item.value)]);
    case 'literal':
      return typeof value.value === 'string' ? ['text'] : typeof value.value;
    default:
      return value.kind;
  }
}

/** A line without its texts: how it begins, and its code spans and links are all that Markdown reads. */
function markdownShape(line: string): string {
  return /^(?:#+ |- |\| |```\w*|<!--)?/.exec(line)?.[0] ?? '';
}
