import {
  type HclBody,
  type HclExpression,
  loadHclParser,
  parseHcl,
  SourceText,
} from '../../src/readers/index.js';

const parser = await loadHclParser();

/** The value of an argument that is no expression, by block types, labels and names; undefined where there is none. */
export function hclLiteral(text: string, ...path: readonly string[]): unknown {
  const { body } = parseHcl(new SourceText('file.tf', text), parser);
  return step(body, path);
}

function step(body: HclBody, [name, ...rest]: readonly string[]): unknown {
  for (const item of body.items) {
    if (item.kind === 'attribute') {
      if (item.name === name && rest.length === 0) return literalOf(item.value);
      continue;
    }
    const labels = item.labels.map(({ text }) => text);
    if (item.type !== name || labels.some((label, index) => label !== rest[index])) continue;
    const inner = rest.slice(labels.length);
    return inner.length === 0 ? allOf(item.body) : step(item.body, inner);
  }
  return undefined;
}

function allOf({ items }: HclBody): unknown {
  return Object.fromEntries(
    items.flatMap((item) => (item.kind === 'attribute' ? [[item.name, literalOf(item.value)]] : [])),
  );
}

function literalOf(value: HclExpression): unknown {
  if (value.kind === 'literal') return value.value;
  if (value.kind === 'list') return value.items.map(literalOf);
  if (value.kind === 'object') {
    return Object.fromEntries(
      value.items.map((item) => [String(literalOf(item.key)), literalOf(item.value)]),
    );
  }
  if (value.kind !== 'template') return undefined;
  const texts = value.parts.map((part) => {
    if (part.kind !== 'text') return undefined;
    return part.pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');
  });
  return texts.includes(undefined) ? undefined : texts.join('');
}
