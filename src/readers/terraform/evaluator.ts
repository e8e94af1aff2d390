import type { HclExpression, HclObjectItem } from '../hcl/syntax.js';
import {
  list,
  type MapEntry,
  map,
  type Node,
  scalar,
  type UnknownNode,
  unknown,
  unknownAfter,
  unknownLike,
} from '../node.js';
import type { Span } from '../text/source-text.js';
import { type Bindings, grouped, keyed, loopBindings } from './bindings.js';
import { callFunction } from './functions/call.js';
import { binary, unary } from './operators.js';
import { symbolFrom } from './symbols.js';
import { evaluateTemplate } from './templates.js';
import { type References, Traversals } from './traversal.js';
import { iterate, truth } from './values.js';

/** What an evaluator asks its module for. */
export interface EvaluationContext extends References {
  /** The text of a file next to the module, as `file()` reads it. */
  readFile(path: string, place: Span): Node;
  /** A file as a template with the given values, as `templatefile()` reads it. */
  readTemplate(path: string, values: Node, place: Span): Node;
  /** The value of a function that Terraform does not have. */
  callOwn?(name: string, args: readonly Node[], place: Span): Node | undefined;
}

const MAX_DEPTH = 250;
const MAX_LOOP = 5_000;
/** Of all loops of a module together: nested ones multiply. */
const MAX_ROUNDS = 100_000;

/** Turns expressions into nodes; what cannot be told from the files becomes unknown. */
export class Evaluator {
  private depth = 0;
  private rounds = 0;
  private readonly traversals: Traversals;

  constructor(private readonly context: EvaluationContext) {
    this.traversals = new Traversals(context, (expression, bindings) => this.evaluate(expression, bindings));
  }

  evaluate(expression: HclExpression, bindings: Bindings): Node {
    if (this.depth >= MAX_DEPTH) return unknown('nested too deeply', expression.place);
    this.depth += 1;
    try {
      return this.dispatch(expression, bindings);
    } finally {
      this.depth -= 1;
    }
  }

  private dispatch(expression: HclExpression, bindings: Bindings): Node {
    const { place } = expression;
    switch (expression.kind) {
      case 'literal':
        return literal(expression, place);
      case 'template':
        return evaluateTemplate(expression, (inner, names) => this.evaluate(inner, names), bindings);
      case 'list':
        return list(
          expression.items.map((item) => this.evaluate(item, bindings)),
          place,
        );
      case 'object':
        return map(
          expression.items.map((item) => this.objectEntry(item, bindings)),
          place,
        );
      case 'variable':
      case 'attribute-of':
      case 'index':
      case 'splat':
        return this.traversals.evaluate(expression, bindings);
      case 'call':
        return this.call(expression, bindings);
      case 'for':
        return this.forExpression(expression, bindings);
      case 'unary':
        return unary(expression.operator, this.evaluate(expression.operand, bindings), place);
      case 'binary':
        return this.binary(expression, bindings);
      case 'conditional':
        return this.conditional(expression, bindings);
      case 'unreadable':
        return unknown(expression.reason, place);
      case 'value':
        return expression.value;
    }
  }

  private objectEntry(item: HclObjectItem, bindings: Bindings): MapEntry {
    return keyed(this.evaluate(item.key, bindings), this.evaluate(item.value, bindings));
  }

  private binary(expression: HclExpression & { kind: 'binary' }, bindings: Bindings): Node {
    const left = this.evaluate(expression.left, bindings);
    return binary(
      expression.operator,
      left,
      () => this.evaluate(expression.right, bindings),
      expression.place,
    );
  }

  private conditional(expression: HclExpression & { kind: 'conditional' }, bindings: Bindings): Node {
    const condition = this.evaluate(expression.condition, bindings);
    const value = truth(condition);
    const branch = (chosen: boolean) =>
      this.evaluate(chosen ? expression.whenTrue : expression.otherwise, bindings);
    if (value !== undefined) return branch(value);
    const symbol = symbolFrom([condition, branch(true), branch(false)], (a, b, c) => `(${a} ? ${b} : ${c})`);
    return { ...unknownLike('the condition is unknown', condition, expression.place), ...symbol };
  }

  private call(expression: HclExpression & { kind: 'call' }, bindings: Bindings): Node {
    const { name, place, spread } = expression;
    if (name === 'try' || name === 'can') return this.attempt(expression, bindings);
    const args = expression.args.map((argument) => this.evaluate(argument, bindings));
    const last = args.at(-1);
    if (spread && last !== undefined) {
      if (last.kind !== 'list' || last.rest.length > 0) {
        return unknownLike(`the arguments of ${name}() are unknown`, last, place);
      }
      args.splice(-1, 1, ...last.items);
    }
    const own = this.context.callOwn?.(name, args, place);
    if (own !== undefined) return own;
    const readFile = (path: string) => this.context.readFile(path, place);
    const readTemplate = (path: string, values: Node) => this.context.readTemplate(path, values, place);
    return callFunction({ name, args, place, readFile, readTemplate });
  }

  /** `try` takes the first value that exists; an unknown one before it may exist, so it decides. */
  private attempt(expression: HclExpression & { kind: 'call' }, bindings: Bindings): Node {
    const { name, args, place } = expression;
    for (const argument of args) {
      const value = this.evaluate(argument, bindings);
      if (name === 'can') {
        if (value.kind !== 'unknown') return scalar(true, place);
        return value.absent ? scalar(false, place) : unknownAfter(value, place);
      }
      if (value.kind !== 'unknown' || !value.absent) return value;
    }
    return unknown(`no argument of ${name}() has a value`, place);
  }

  private forExpression(expression: HclExpression & { kind: 'for' }, bindings: Bindings): Node {
    const { place, key } = expression;
    const over = this.evaluate(expression.over, bindings);
    const items = iterate(over);
    if (items === undefined) return unknownLike('the loop runs over an unknown value', over, place);
    this.rounds += items.length;
    if (items.length > MAX_LOOP || this.rounds > MAX_ROUNDS)
      return unknown('the loop has too many rounds', place);
    const rest = over.kind === 'list' || over.kind === 'map' ? [...over.rest] : [];
    const values: Node[] = [];
    const entries: MapEntry[] = [];
    for (const item of items) {
      const names = loopBindings(bindings, expression.names, item.key, item.value);
      if (!this.passes(expression.condition, names, rest)) continue;
      const value = this.evaluate(expression.value, names);
      if (key === undefined) values.push(value);
      else entries.push(keyed(this.evaluate(key, names), value));
    }
    if (key === undefined) return list(values, place, rest);
    return map(expression.grouped ? grouped(entries) : entries, place, rest);
  }

  private passes(condition: HclExpression | undefined, bindings: Bindings, rest: UnknownNode[]): boolean {
    if (condition === undefined) return true;
    const result = this.evaluate(condition, bindings);
    const value = truth(result);
    if (value === undefined) rest.push(unknownLike('the condition is unknown', result, condition.place));
    return value === true;
  }
}

function literal(expression: HclExpression & { kind: 'literal' }, place: Span): Node {
  const node = scalar(expression.value, place, true);
  return typeof expression.value === 'string' ? node : { ...node, raw: expression.raw };
}
