import { quote } from '../../text/quote.js';
import type { HclParser } from '../hcl/load-hcl.js';
import type { HclAttribute, HclBlock, HclExpression } from '../hcl/syntax.js';
import { absent, type Node, unknown } from '../node.js';
import { isNull, isString } from '../node-access.js';
import type { Span } from '../text/source-text.js';
import { attributeOf, blocksOf } from './blocks.js';
import type { ModuleCall } from './declared-object.js';
import type { Evaluator } from './evaluator.js';
import { expressionOfText, typeOf } from './given-variables.js';
import type { Memo } from './memo.js';
import type { TerraformFile, TerraformProject } from './project.js';
import { convertTo } from './type-constraints.js';
import { variablesSetElsewhere } from './variable-files.js';

/** The variables and local values of a module. */
export class ModuleInputs {
  private readonly locals = new Map<string, HclExpression>();
  private readonly variables = new Map<string, HclBlock>();
  private readonly assigned = new Map<string, HclExpression>();
  private readonly parser: HclParser | undefined;
  private readonly elsewhere: ReadonlyMap<string, string> = new Map();
  /** Whether a folder that nobody calls among the files may be called by others: nothing in it says that it is a root. */
  private readonly mayBeModule: boolean;

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
    this.parser = project.parser;
    this.mayBeModule = call.input === undefined && !isRoot(files, variableFiles, project);
    if (call.input === undefined && project.givenVariables.length === 0)
      this.elsewhere = variablesSetElsewhere(project, call.scope);
    if (call.input === undefined) this.assign(variableFiles, project);
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
    if (expression === undefined) return absent(`${symbol} in the files`, place, { symbol });
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
    const block = this.variables.get(name);
    const file = block === undefined ? undefined : this.elsewhere.get(name);
    if (file !== undefined)
      return unknown(`variable ${quote(name)} is set by ${file}: give it with --var-file`, place, {
        symbol,
      });
    const given = this.givenValue(name);
    const type = block === undefined ? undefined : attributeOf(block.body, 'type')?.value;
    const convert = (value: Node) =>
      type === undefined ? value : convertTo(typeOf(type, this.parser), value, (at) => this.constant(at));
    if (given !== undefined && !(isNull(given) && this.refusesNull(block))) return convert(given);
    if (block === undefined) return unknown(`there is no variable ${quote(name)}`, place, { symbol });
    const fallback = attributeOf(block.body, 'default');
    if (fallback === undefined) return unknown(`variable ${quote(name)} has no default`, place, { symbol });
    const usual = this.constant(fallback.value);
    if (this.mayBeModule ? isEmpty(usual) : isBlank(usual) && this.isGivenElsewhere())
      return unknown(
        this.mayBeModule
          ? `variable ${quote(name)} may be given by whoever calls the module`
          : `variable ${quote(name)} is empty unless it is given`,
        place,
        { symbol },
      );
    return convert(usual);
  }

  /** Whether values come from elsewhere for certain: a variable has none among the files, and needs one. */
  private isGivenElsewhere(): boolean {
    if (this.call.input !== undefined) return false;
    return [...this.variables].some(
      ([name, block]) => !this.assigned.has(name) && attributeOf(block.body, 'default') === undefined,
    );
  }

  /** What the caller, a variable file or the command line says. */
  private givenValue(name: string): Node | undefined {
    const given = this.call.input?.(name);
    if (given !== undefined) return given;
    const assigned = this.assigned.get(name);
    return assigned === undefined ? undefined : this.constant(assigned);
  }

  private constant(expression: HclExpression): Node {
    return this.evaluator.evaluate(expression, new Map());
  }

  private refusesNull(block: HclBlock | undefined): boolean {
    const nullable = block === undefined ? undefined : attributeOf(block.body, 'nullable')?.value;
    return nullable?.kind === 'literal' && nullable.value === false;
  }
}

/** Null, and what holds nothing: the usual default of a module's input that its callers give. */
function isEmpty(value: Node): boolean {
  if (value.kind === 'scalar') return value.value === null || isBlank(value);
  if (value.kind === 'list') return value.rest.length === 0 && value.items.every(isEmpty);
  return value.kind === 'map' && value.entries.length + value.rest.length === 0;
}

/** Text that says nothing, be it as JSON. */
const isBlank = (value: Node) => isString(value) && /^\s*(?:\{\s*\}|\[\s*\])?\s*$/.test(value.value);

/** A root module configures providers or says where its state is, or is given values. */
function isRoot(
  files: readonly TerraformFile[],
  variableFiles: readonly TerraformFile[],
  { givenVariables }: TerraformProject,
): boolean {
  if (variableFiles.length + givenVariables.length > 0) return true;
  return files.some(
    ({ body }) =>
      blocksOf(body, 'provider').length > 0 ||
      blocksOf(body, 'terraform').some((block) => block.body.items.some(isStateSetting)),
  );
}

/** `backend` or `cloud`, as a block or, in JSON, as an attribute; an empty one is filled in by whoever runs it. */
const isStateSetting = (item: HclAttribute | HclBlock) =>
  item.kind === 'attribute'
    ? /^(backend|cloud)$/.test(item.name)
    : /^(backend|cloud)$/.test(item.type) && item.body.items.length > 0;
