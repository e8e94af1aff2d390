import type { HclExpression, HclStep } from '../hcl/syntax.js';
import { absent, list, type Node, unknownAfter } from '../node.js';
import { entryOf, isNull, isString, scalarText } from '../node-access.js';
import type { Span } from '../text/source-text.js';
import type { Bindings } from './bindings.js';

/** A step of a traversal with its index evaluated. */
export type Step = { readonly name: string } | { readonly index: Node };

/** What the beginning of a traversal stands for, such as `var.x` or `data.aws_partition.current`. */
export interface Head {
  readonly value: Node;
  /** How many of the steps after the root name it used up. */
  readonly used: number;
  /** Its canonical form. */
  readonly symbol: string;
}

/** Finds variables, locals, resources, data sources and modules by name. */
export interface References {
  resolve(root: string, steps: readonly Step[], place: Span): Head;
}

type Traversal = Extract<HclExpression, { kind: 'variable' | 'attribute-of' | 'index' | 'splat' }>;

/** Evaluates `a.b[0].c` and its splat forms. */
export class Traversals {
  constructor(
    private readonly references: References,
    private readonly value: (expression: HclExpression, bindings: Bindings) => Node,
  ) {}

  evaluate(expression: Traversal, bindings: Bindings): Node {
    const steps: Step[] = [];
    let at: HclExpression = expression;
    while (at.kind === 'attribute-of' || at.kind === 'index') {
      steps.push(at.kind === 'index' ? { index: this.value(at.index, bindings) } : { name: at.name });
      at = at.of;
    }
    steps.reverse();
    const place = expression.place;
    if (at.kind === 'splat') return follow(this.splat(at, bindings), steps, '', place);
    if (at.kind !== 'variable') return follow(this.value(at, bindings), steps, '', place);
    const bound = bindings.get(at.name);
    if (bound !== undefined) return follow(bound, steps, at.name, place);
    const head = this.references.resolve(at.name, steps, place);
    return follow(head.value, steps.slice(head.used), head.symbol, place);
  }

  private splat(expression: HclExpression & { kind: 'splat' }, bindings: Bindings): Node {
    const { place } = expression;
    const of = this.value(expression.of, bindings);
    const steps = expression.steps.map((step) => this.step(step, bindings));
    if (isNull(of)) return list([], place);
    if (of.kind === 'unknown') return follow(of, [{ name: '*' }, ...steps], of.symbol ?? '', place);
    if (of.kind !== 'list') return list([follow(of, steps, '', place)], place);
    const items = of.items.map((item) => follow(item, steps, '', place));
    return list(items, place, of.rest);
  }

  private step(step: HclStep, bindings: Bindings): Step {
    return step.kind === 'index' ? { index: this.value(step.index, bindings) } : { name: step.name };
  }
}

/** Follows steps into a value; `symbol` is the canonical form of what has been followed so far. */
function follow(value: Node, steps: readonly Step[], symbol: string, place: Span): Node {
  let at = value;
  let name = at.kind === 'unknown' ? (at.symbol ?? '') : symbol;
  for (const step of steps) {
    name = name === '' ? '' : `${name}${spelled(step)}`;
    at = next(at, step, name, place);
  }
  return at;
}

function next(value: Node, step: Step, symbol: string, place: Span): Node {
  const more = symbol === '' ? {} : { symbol };
  if (value.kind === 'unknown') return unknownAfter(value, place, more);
  const key = 'name' in step ? step.name : step.index;
  if (typeof key !== 'string' && key.kind === 'unknown') return unknownAfter(key, place, more);
  const word = typeof key === 'string' ? key : key.kind === 'scalar' ? scalarText(key) : '';
  if (value.kind === 'list') {
    const found = /^\d+$/.test(word) ? value.items[Number(word)] : undefined;
    const [open] = value.rest;
    if (found !== undefined) return found;
    return open === undefined ? absent(`element ${word}`, place, more) : unknownAfter(open, place, more);
  }
  if (value.kind === 'scalar') return absent(`attribute ${word} of a plain value`, place, more);
  const found = entryOf(value, word);
  if (found !== undefined) return found.value;
  const open = value.rest[0] ?? value.entries.find((item) => item.key === undefined)?.keyNode;
  if (open?.kind === 'unknown') return unknownAfter(open, place, more);
  return absent(`attribute ${JSON.stringify(word)}`, place, more);
}

function spelled(step: Step): string {
  if ('name' in step) return step.name === '*' ? '[*]' : `.${step.name}`;
  if (step.index.kind === 'unknown') return `[${step.index.symbol ?? '?'}]`;
  if (isString(step.index)) return `[${JSON.stringify(step.index.value)}]`;
  return step.index.kind === 'scalar' ? `[${scalarText(step.index)}]` : '[?]';
}
