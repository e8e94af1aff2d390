import type { HclBlock, HclExpression } from '../hcl/syntax.js';
import { type Node, unknown } from '../node.js';
import { fieldOf } from '../node-access.js';
import type { Span } from '../text/source-text.js';
import { ABSENT } from './bindings.js';
import { attributeOf } from './blocks.js';
import type { ModuleCall } from './declared-object.js';
import type { Evaluator } from './evaluator.js';
import { expressionOfText } from './given-variables.js';
import type { Memo } from './memo.js';
import type { TerraformFile, TerraformProject } from './project.js';

/** The variables and local values of a module. */
export class ModuleInputs {
  private readonly locals = new Map<string, HclExpression>();
  private readonly variables = new Map<string, HclBlock>();
  private readonly assigned = new Map<string, HclExpression>();

  constructor(
    private readonly call: ModuleCall,
    private readonly evaluator: Evaluator,
    private readonly memo: Memo,
    project: TerraformProject,
    files: readonly TerraformFile[],
    variableFiles: readonly TerraformFile[],
  ) {
    for (const file of files)
      for (const item of file.body.items) if (item.kind === 'block') this.declare(item);
    if (call.inputs === undefined) this.assign(variableFiles, project);
  }

  /** Values for a root module, the weakest first. */
  private assign(
    variableFiles: readonly TerraformFile[],
    { givenVariables, parser }: TerraformProject,
  ): void {
    for (const file of variableFiles) {
      for (const item of file.body.items)
        if (item.kind === 'attribute') this.assigned.set(item.name, item.value);
    }
    for (const given of givenVariables) {
      const block = this.variables.get(given.name);
      if (block === undefined) continue;
      const value = 'value' in given ? given.value : expressionOfText(given.text, block, parser);
      this.assigned.set(given.name, value);
    }
  }

  /** `var.x`: the caller's value, else that of a variable file, else the default. */
  variable(name: string, place: Span): Node {
    const symbol = `${this.call.prefix}var.${name}`;
    const value = this.memo.once(`var.${name}`, () => this.computeVariable(name, place, symbol));
    return value ?? unknown(`var.${name} refers to itself`, place);
  }

  /** `local.x`. */
  local(name: string, place: Span): Node {
    const expression = this.locals.get(name);
    const symbol = `${this.call.prefix}local.${name}`;
    if (expression === undefined) return unknown(`${ABSENT}${symbol} in the files`, place, { symbol });
    const value = this.memo.once(`local.${name}`, () => this.evaluator.evaluate(expression, new Map()));
    return value ?? unknown(`local.${name} refers to itself`, expression.place);
  }

  private declare(block: HclBlock): void {
    const name = block.labels[0]?.text;
    if (block.type === 'variable' && name !== undefined) this.variables.set(name, block);
    if (block.type !== 'locals') return;
    for (const item of block.body.items)
      if (item.kind === 'attribute') this.locals.set(item.name, item.value);
  }

  private computeVariable(name: string, place: Span, symbol: string): Node {
    const given = fieldOf(this.call.inputs, name);
    if (given !== undefined) return given;
    const assigned = this.assigned.get(name);
    if (assigned !== undefined) return this.evaluator.evaluate(assigned, new Map());
    const block = this.variables.get(name);
    if (block === undefined)
      return unknown(`there is no variable ${JSON.stringify(name)}`, place, { symbol });
    const fallback = attributeOf(block.body, 'default');
    if (fallback !== undefined) return this.evaluator.evaluate(fallback.value, new Map());
    return unknown(`variable ${JSON.stringify(name)} has no default`, place, { symbol });
  }
}
