import type { Diagnostic } from '../../diagnostics.js';
import { quote } from '../../text/quote.js';
import { mergeProblem, problem } from '../problems.js';
import { SourceText } from '../text/source-text.js';
import { copyTree } from './cst.js';
import { CstReader } from './cst-expressions.js';
import type { CstNode } from './cst-node.js';
import type { HclParser } from './load-hcl.js';
import type { HclAttribute, HclBlock, HclBody, HclLabel, HclTemplatePart } from './syntax.js';

/** What was read of an HCL file: its body as far as it could be read, and what is wrong with the text. */
export interface ParsedHcl {
  readonly body: HclBody;
  readonly problems: readonly Diagnostic[];
}

/** Parses one HCL file; broken parts become problems and the rest stays readable. */
export function parseHcl(source: SourceText, parser: HclParser): ParsedHcl {
  const { root, tooDeep } = copyTree(source.text, parser);
  const reader = new CstReader(source);
  const bodies = new BodyReader(source, reader);
  const body = bodies.file(root);
  const found = firstSyntaxProblem(source, root);
  const first = found && (mergeProblem('read/hcl-syntax', source) ?? found);
  const problems = tooDeep.slice(0, 1).map((at) => deep(source, at));
  return { body, problems: first === undefined ? problems : [first, ...problems] };
}

/** Parses a template that stands in another language, such as a string of a `.tf.json` file. */
export function parseHclTemplate(
  template: string,
  parser: HclParser,
): readonly HclTemplatePart[] | undefined {
  const source = new SourceText('', `x = <<IRSA_FORGE_TEMPLATE\n${template}\nIRSA_FORGE_TEMPLATE\n`);
  const { body, problems } = parseHcl(source, parser);
  const first = body.items[0];
  if (problems.length > 0 || first?.kind !== 'attribute' || first.value.kind !== 'template') return undefined;
  return first.value.parts;
}

class BodyReader {
  constructor(
    private readonly source: SourceText,
    private readonly expressions: CstReader,
  ) {}

  file(root: CstNode): HclBody {
    const items = root.children.flatMap((child) => this.items(child, 0));
    return { items, place: this.source.span(0, this.source.text.length) };
  }

  /** Attributes and blocks, also those that error recovery left outside a body. */
  private items(node: CstNode, depth: number): (HclAttribute | HclBlock)[] {
    if (node.type === 'attribute') return this.attribute(node);
    if (node.type === 'block') return this.block(node, depth);
    if (node.type !== 'body' && node.type !== 'ERROR') return [];
    return node.children.flatMap((child) => this.items(child, depth));
  }

  private attribute(node: CstNode): HclAttribute[] {
    const name = node.children.find((child) => child.type === 'identifier');
    const value = node.children.find((child) => child.type === 'expression');
    if (name === undefined) return [];
    return [
      {
        kind: 'attribute',
        name: this.text(name),
        namePlace: this.source.span(name.start, name.end),
        value: this.expressions.optional(value, node),
      },
    ];
  }

  private block(node: CstNode, depth: number): HclBlock[] {
    const [type, ...rest] = node.children.filter((child) => child.type !== 'comment');
    if (type === undefined || depth > 100) return [];
    const open = rest.findIndex((child) => child.type === 'block_start');
    const header = open === -1 ? rest : rest.slice(0, open);
    const labels = header.flatMap((child) => this.label(child));
    const inner = rest.slice(open + 1).flatMap((child) => this.items(child, depth + 1));
    const start = rest[open];
    const place = this.source.span(type.start, header.at(-1)?.end ?? type.end);
    return [
      {
        kind: 'block',
        type: this.text(type),
        typePlace: this.source.span(type.start, type.end),
        labels,
        body: { items: inner, place: this.source.span(start?.start ?? type.start, node.end) },
        place,
      },
    ];
  }

  private label(node: CstNode): HclLabel[] {
    const place = this.source.span(node.start, node.end);
    if (node.type === 'identifier') return [{ text: this.text(node), place }];
    if (node.type !== 'string_lit') return [];
    const literal = node.children.find((child) => child.type === 'template_literal');
    return [{ text: literal === undefined ? '' : this.text(literal), place }];
  }

  private text(node: CstNode): string {
    return this.source.text.slice(node.start, node.end);
  }
}

/** Whatever else is wrong with a file may well follow from the first fault. */
function firstSyntaxProblem(source: SourceText, node: CstNode): Diagnostic | undefined {
  if (!node.broken) return undefined;
  if (node.missing) return missing(source, node);
  if (node.type === 'ERROR') return unexpected(source, node);
  for (const child of node.children) {
    const found = firstSyntaxProblem(source, child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function missing(source: SourceText, node: CstNode): Diagnostic {
  const name = MISSING_NAMES[node.type] ?? node.type.replaceAll('_', ' ');
  return problem('read/hcl-syntax', `${name} is missing`, source.span(node.start, node.end));
}

const MISSING_NAMES: Readonly<Record<string, string>> = {
  block_end: 'the closing "}" of a block',
  object_end: 'the closing "}" of an object',
  tuple_end: 'the closing "]" of a list',
  quoted_template_end: 'the closing quote of a string',
  template_interpolation_end: 'the closing "}" of an interpolation',
};

function unexpected(source: SourceText, node: CstNode): Diagnostic {
  const line = source.text.slice(node.start, node.end).split('\n', 1)[0]?.trim() ?? '';
  const shown = line.length > 40 ? `${line.slice(0, 40)}…` : line;
  return problem(
    'read/hcl-syntax',
    `HCL cannot be read from here: ${quote(shown)}`,
    source.span(node.start, node.end),
  );
}

function deep(source: SourceText, at: number): Diagnostic {
  return problem('read/too-deep', 'nested too deeply to be read', source.span(at, at));
}
