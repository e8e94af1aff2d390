import { plainDigits } from '../numbers.js';
import type { SourceText, Span } from '../text/source-text.js';
import type { CstNode } from './cst-node.js';
import { readHeredoc, readQuoted } from './cst-templates.js';
import type { HclExpression, HclObjectItem, HclStep } from './syntax.js';

type ForExpression = Extract<HclExpression, { kind: 'for' }>;

const PUNCTUATION = new Set(['(', ')', 'comment']);

/** Turns expressions of the syntax tree into values of our own. */
export class CstReader {
  constructor(readonly source: SourceText) {}

  /** The expression, or one that says that it could not be read. */
  optional(node: CstNode | undefined, around: CstNode): HclExpression {
    return node === undefined ? this.unreadable(around) : this.expression(node);
  }

  expression(node: CstNode): HclExpression {
    if (node.type === 'expression' || node.type === 'binary_operand')
      return this.sequence(node.children, node);
    return this.term(node);
  }

  place(node: CstNode): Span {
    return this.source.span(node.start, node.end);
  }

  text(node: CstNode): string {
    return this.source.text.slice(node.start, node.end);
  }

  unreadable(node: CstNode): HclExpression {
    return { kind: 'unreadable', reason: 'the expression could not be read', place: this.place(node) };
  }

  /** A term with what follows it: attributes, indexes, splats. */
  private sequence(nodes: readonly CstNode[], around: CstNode): HclExpression {
    const [first, ...rest] = nodes.filter((node) => !PUNCTUATION.has(node.type));
    if (first === undefined) return this.unreadable(around);
    let value = this.expression(first);
    for (const node of rest) value = this.postfix(value, node);
    return value;
  }

  private postfix(of: HclExpression, node: CstNode): HclExpression {
    const place = this.source.span(of.place.start, node.end);
    const inner = node.children[0];
    if (node.type === 'splat' && inner !== undefined) {
      const full = inner.type === 'full_splat';
      // An index behind `.*` is taken of the whole list, one behind `[*]` of each element.
      const end = full ? -1 : inner.children.findIndex(isBracketed);
      const each = end < 0 ? inner.children : inner.children.slice(0, end);
      const steps = each.flatMap((child) => this.step(child));
      const splat: HclExpression = { kind: 'splat', of, full, steps, place };
      return end < 0
        ? splat
        : inner.children
            .slice(end)
            .reduce<HclExpression>((value, child) => this.postfix(value, child), splat);
    }
    const [step] = this.step(node);
    if (step === undefined) return this.unreadable(node);
    if (step.kind === 'attribute') return { kind: 'attribute-of', of, name: step.name, place };
    return { kind: 'index', of, index: step.index, place };
  }

  private step(node: CstNode): HclStep[] {
    if (node.type === 'get_attr') {
      const name = node.children.find((child) => child.type === 'identifier');
      return name === undefined ? [] : [{ kind: 'attribute', name: this.text(name) }];
    }
    const inner = node.type === 'index' ? node.children[0] : undefined;
    if (inner?.type === 'legacy_index') {
      const raw = this.text(inner).slice(1);
      const place = this.place(inner);
      return [{ kind: 'index', index: { kind: 'literal', value: Number(raw), raw, place } }];
    }
    const index = inner?.children.find((child) => child.type === 'expression');
    return index === undefined ? [] : [{ kind: 'index', index: this.expression(index) }];
  }

  private term(node: CstNode): HclExpression {
    const place = this.place(node);
    const only = node.children[0];
    switch (node.type) {
      case 'literal_value':
        return only === undefined ? this.unreadable(node) : this.literal(only);
      case 'template_expr':
        if (only?.type === 'heredoc_template') return readHeredoc(this, only);
        return only === undefined ? this.unreadable(node) : readQuoted(this, only);
      case 'collection_value':
        return only === undefined ? this.unreadable(node) : this.collection(only);
      case 'variable_expr':
        return { kind: 'variable', name: this.text(node), place };
      case 'function_call':
        return this.call(node);
      case 'for_expr':
        return only === undefined ? this.unreadable(node) : this.forExpression(only);
      case 'operation':
        return only === undefined ? this.unreadable(node) : this.operation(only);
      case 'conditional':
        return this.conditional(node);
      default:
        return this.unreadable(node);
    }
  }

  private literal(node: CstNode): HclExpression {
    const raw = this.text(node);
    const place = this.place(node);
    switch (node.type) {
      case 'numeric_lit': {
        // Of whole ones JavaScript may not know all digits.
        const digits = /^\d+$/.test(raw) ? raw.replace(/^0+(?=\d)/, '') : plainDigits(raw);
        return digits === undefined
          ? this.unreadable(node)
          : { kind: 'literal', value: Number(digits), raw: digits, place };
      }
      case 'bool_lit':
        return { kind: 'literal', value: raw === 'true', raw, place };
      case 'null_lit':
        return { kind: 'literal', value: null, raw, place };
      case 'string_lit':
        return readQuoted(this, node);
      default:
        return this.unreadable(node);
    }
  }

  private collection(node: CstNode): HclExpression {
    const place = this.place(node);
    if (node.type === 'tuple') {
      const items = node.children.filter((child) => child.type === 'expression' || child.type === 'ERROR');
      return { kind: 'list', items: items.map((item) => this.expression(item)), place };
    }
    const items = node.children.flatMap((child) =>
      child.type === 'object_elem' ? this.objectItem(child) : [],
    );
    return { kind: 'object', items, place };
  }

  private objectItem(node: CstNode): HclObjectItem[] {
    const [key, value] = node.children.filter((child) => child.type === 'expression');
    if (key === undefined) return [];
    return [{ key: this.objectKey(key), value: this.optional(value, node) }];
  }

  /** `a = 1` has the key "a", while `(a) = 1` and `a.b = 1` are expressions. */
  private objectKey(node: CstNode): HclExpression {
    const only = node.children.length === 1 ? node.children[0] : undefined;
    if (only?.type === 'variable_expr' || (only?.type === 'literal_value' && !isString(only))) {
      const raw = this.text(only);
      return { kind: 'literal', value: raw, raw, place: this.place(only) };
    }
    return this.expression(node);
  }

  private call(node: CstNode): HclExpression {
    const name = node.children.find((child) => child.type === 'identifier');
    const given = node.children.find((child) => child.type === 'function_arguments')?.children ?? [];
    const args = given.filter((child) => child.type === 'expression').map((child) => this.expression(child));
    const spread = given.some((child) => child.type === 'ellipsis');
    return {
      kind: 'call',
      name: name === undefined ? '' : this.text(name),
      args,
      spread,
      place: this.place(node),
    };
  }

  private forExpression(node: CstNode): HclExpression {
    const intro = node.children.find((child) => child.type === 'for_intro');
    const over = intro?.children.find((child) => child.type === 'expression');
    const [first, second] = node.children.filter((child) => child.type === 'expression');
    if (intro === undefined || over === undefined || first === undefined) return this.unreadable(node);
    const condition = node.children
      .find((child) => child.type === 'for_cond')
      ?.children.find((child) => child.type === 'expression');
    const base: ForExpression = {
      kind: 'for',
      names: intro.children.filter((child) => child.type === 'identifier').map((child) => this.text(child)),
      over: this.expression(over),
      value: this.expression(second ?? first),
      grouped: node.children.some((child) => child.type === 'ellipsis'),
      place: this.place(node),
    };
    return {
      ...base,
      ...(second === undefined ? {} : { key: this.expression(first) }),
      ...(condition === undefined ? {} : { condition: this.expression(condition) }),
    };
  }

  private operation(node: CstNode): HclExpression {
    const place = this.place(node);
    if (node.type === 'unary_operation') {
      const [operator, ...operand] = node.children;
      if (operator === undefined) return this.unreadable(node);
      return { kind: 'unary', operator: operator.type, operand: this.sequence(operand, node), place };
    }
    const at = node.children.findIndex((child) => OPERATORS.has(child.type));
    const operator = node.children[at];
    if (operator === undefined) return this.unreadable(node);
    const left = this.sequence(node.children.slice(0, at), node);
    const right = this.sequence(node.children.slice(at + 1), node);
    return { kind: 'binary', operator: operator.type, left, right, place };
  }

  private conditional(node: CstNode): HclExpression {
    const [condition, whenTrue, otherwise] = node.children.filter((child) => child.type === 'expression');
    if (condition === undefined || whenTrue === undefined) return this.unreadable(node);
    return {
      kind: 'conditional',
      condition: this.expression(condition),
      whenTrue: this.expression(whenTrue),
      otherwise: this.optional(otherwise, node),
      place: this.place(node),
    };
  }
}

const OPERATORS = new Set(['*', '/', '%', '+', '-', '>', '>=', '<', '<=', '==', '!=', '&&', '||']);

const isString = (node: CstNode) => node.children[0]?.type === 'string_lit';

/** An index in brackets, and not the old `.0`. */
const isBracketed = (node: CstNode): boolean =>
  node.type === 'index' && node.children[0]?.type !== 'legacy_index';
