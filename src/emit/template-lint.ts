import { closest } from 'fastest-levenshtein';
import Handlebars from 'handlebars';

/** What a template may name: text, anything at all, a list of one shape, or a map of these fields. */
export type TemplateShape =
  | 'text'
  | 'any'
  | readonly [TemplateShape]
  | { readonly [field: string]: TemplateShape };

/** What a template may call, and what it may name; without `fields` names are not checked. */
export interface TemplateRules {
  readonly helpers: readonly string[];
  readonly partials?: readonly string[];
  readonly fields?: TemplateShape;
  /** Is told of each partial that is called, with what it sees there. */
  readonly onPartial?: (name: string, fields: TemplateShape) => void;
}

/** One thing that a template may not do; lines and columns count from 1. */
export interface TemplateProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly help: string;
}

/**
 * Whether every value that a template puts out goes through an encoder, and every name exists:
 * what Handlebars itself lets through. Loads the whole of Handlebars, so nothing on the way of a plain run does.
 */
export function lintTemplate(source: string, rules: TemplateRules): readonly TemplateProblem[] {
  const program = parse(source);
  if (!('body' in program)) return [program];
  const problems: TemplateProblem[] = [];
  const check = new TemplateCheck(source, rules, ({ start }, { message, help }) => {
    problems.push({ line: start.line, column: start.column + 1, message, help });
  });
  check.statements(program.body, [{ shape: rules.fields ?? 'any', names: {} }]);
  return problems;
}

/** Handlebars' own message is no help, so the first line that it names is all that is kept of it. */
function parse(source: string): hbs.AST.Program | TemplateProblem {
  try {
    return Handlebars.parse(source);
  } catch (error) {
    const { message, lineNumber, column } = error as Partial<Handlebars.Exception>;
    const [, line = '1'] = /on line (\d+)/.exec(message ?? '') ?? [];
    return {
      line: lineNumber ?? Number(line),
      column: (column ?? 0) + 1,
      message: 'not a Handlebars template',
      help: 'close every {{ with }}, and every {{#block}} with {{/block}}',
    };
  }
}

/** What is wrong, and what to write instead. */
interface Fault {
  readonly message: string;
  readonly help: string;
}

type Report = (place: hbs.AST.SourceLocation, fault: Fault) => void;

/** What `this` is at some depth, and the names that `as |name|` gave. */
interface Scope {
  readonly shape: TemplateShape;
  readonly names: Readonly<Record<string, TemplateShape>>;
}

const BLOCKS = ['if', 'unless', 'each', 'with'];

/** What `{{#each}}` and every template know besides their view. */
const DATA: Readonly<Record<string, TemplateShape>> = {
  key: 'text',
  index: 'text',
  first: 'text',
  last: 'text',
};

class TemplateCheck {
  constructor(
    private readonly source: string,
    private readonly rules: TemplateRules,
    private readonly report: Report,
  ) {}

  statements(body: readonly hbs.AST.Statement[], scopes: readonly Scope[]): void {
    for (const statement of body) this.statement(statement, scopes);
  }

  private statement(node: hbs.AST.Statement, scopes: readonly Scope[]): void {
    switch (node.type) {
      case 'ContentStatement':
      case 'CommentStatement':
        break;
      case 'MustacheStatement':
        this.mustache(node as hbs.AST.MustacheStatement, scopes);
        break;
      case 'BlockStatement':
        this.block(node as hbs.AST.BlockStatement, scopes);
        break;
      case 'PartialStatement':
        this.partial(node as hbs.AST.PartialStatement, scopes);
        break;
      case 'PartialBlockStatement':
        this.report(node.loc, {
          message: 'a partial with a block of its own',
          help: 'write {{> name}} alone',
        });
        break;
      default:
        this.report(node.loc, { message: 'a decorator', help: `write values, ${BLOCKS.join(', ')} alone` });
    }
  }

  private mustache(node: hbs.AST.MustacheStatement, scopes: readonly Scope[]): void {
    const fault = this.mustacheFault(node);
    if (fault !== undefined) this.report(node.loc, fault);
    else for (const value of [...node.params, ...optionsOf(node)]) this.value(value, scopes);
  }

  private mustacheFault({ path, params, escaped, loc }: hbs.AST.MustacheStatement): Fault | undefined {
    const name = textOf(path);
    const { helpers } = this.rules;
    const raw = (shown: string) => ({
      message: `${shown} puts a value out as it is`,
      help: `write {{${helpers[0]} ${params.length > 0 ? 'value' : name}}}: an encoder for the format around it`,
    });
    if (!escaped) return raw(`${this.interpolationBefore(loc.start)}{{{${name}}}}`);
    if (!helpers.includes(name)) {
      if (params.length === 0) return raw(`{{${name}}}`);
      return { message: `there is no helper ${name}`, help: choose(name, helpers) };
    }
    return params.length === 1 ? undefined : wrongCount(name, params.length);
  }

  /** `${{{x}}}` was meant as an HCL interpolation; Handlebars reads a raw value after a dollar sign. */
  private interpolationBefore({ line, column }: hbs.AST.Position): string {
    const before = this.source.split(/\r?\n/)[line - 1]?.[column - 1];
    return before === '$' || before === '%' ? before : '';
  }

  private block(node: hbs.AST.BlockStatement, scopes: readonly Scope[]): void {
    const name = textOf(node.path);
    const [param] = node.params;
    if (!BLOCKS.includes(name)) {
      this.report(node.loc, { message: `there is no block {{#${name}}}`, help: choose(name, BLOCKS) });
    } else if (param === undefined || node.params.length > 1) {
      this.report(node.loc, wrongCount(`#${name}`, node.params.length));
    } else {
      const found = this.value(param, scopes);
      this.statements(node.program?.body ?? [], scopesIn(name, found, node.program?.blockParams, scopes));
      this.statements(node.inverse?.body ?? [], scopes);
    }
  }

  private partial(node: hbs.AST.PartialStatement, scopes: readonly Scope[]): void {
    const { partials = [], onPartial } = this.rules;
    const name = textOf(node.name);
    if (!partials.includes(name)) {
      this.report(node.loc, { message: `there is no partial ${name}`, help: choose(name, partials) });
    } else if (node.params.length + optionsOf(node).length > 0) {
      const help = 'a partial sees what is around it: give it none';
      this.report(node.loc, { message: `{{> ${name}}} is given values`, help });
    } else onPartial?.(name, scopes.at(-1)?.shape ?? 'any');
  }

  /** What a parameter is; what is reported counts as anything. */
  private value(node: hbs.AST.Expression, scopes: readonly Scope[]): TemplateShape {
    if (node.type === 'PathExpression') return this.path(node as hbs.AST.PathExpression, scopes);
    if (node.type !== 'SubExpression') return 'text';
    const name = textOf((node as hbs.AST.SubExpression).path);
    this.report(node.loc, {
      message: `(${name} …) is an expression inside another`,
      help: 'name a value of the view',
    });
    return 'any';
  }

  private path(node: hbs.AST.PathExpression, scopes: readonly Scope[]): TemplateShape {
    const { start, parts } = startOf(node, scopes);
    let shape = start;
    let help = start === undefined ? 'there are not so many blocks around it' : '';
    for (const part of parts) {
      if (shape === undefined) break;
      help = explain(shape, part);
      shape = fieldOf(shape, part);
    }
    if (shape === undefined) this.report(node.loc, { message: `there is no ${node.original} here`, help });
    return shape ?? 'any';
  }
}

/** Where a path sets out from, and the fields that it follows from there. */
function startOf({ data, depth, original, parts }: hbs.AST.PathExpression, scopes: readonly Scope[]) {
  const [head = '', ...tail] = parts;
  if (data) return head === 'root' ? { start: scopes[0]?.shape, parts: tail } : { start: DATA, parts };
  const bare = depth === 0 && !/^(?:this\b|\.)/.test(original);
  const naming = bare ? scopes.findLast(({ names }) => Object.hasOwn(names, head)) : undefined;
  if (naming !== undefined) return { start: naming.names[head], parts: tail };
  return { start: scopes.at(-1 - depth)?.shape, parts };
}

/** What is around the statements inside a block; conditions change nothing. */
function scopesIn(
  block: string,
  found: TemplateShape,
  [first, second]: readonly string[] = [],
  scopes: readonly Scope[],
): readonly Scope[] {
  if (block === 'if' || block === 'unless') return scopes;
  const shape = block === 'each' ? elementOf(found) : found;
  const names = { ...(first && { [first]: shape }), ...(second && { [second]: 'text' as const }) };
  return [...scopes, { shape, names }];
}

function optionsOf({ hash }: { readonly hash?: hbs.AST.Hash }): readonly hbs.AST.Expression[] {
  return hash?.pairs.map((pair) => pair.value) ?? [];
}

function textOf(node: hbs.AST.Expression): string {
  return String((node as Partial<hbs.AST.PathExpression>).original ?? `(${node.type})`);
}

function elementOf(shape: TemplateShape): TemplateShape {
  return isList(shape) ? shape[0] : 'any';
}

function fieldOf(shape: TemplateShape, name: string): TemplateShape | undefined {
  if (shape === 'any') return 'any';
  if (shape === 'text' || isList(shape)) return undefined;
  return Object.hasOwn(shape, name) ? shape[name] : undefined;
}

function explain(shape: TemplateShape, name: string): string {
  if (shape === 'any') return '';
  if (shape === 'text') return `${name} would be a field of a text`;
  return isList(shape)
    ? `${name} would be a field of a list: use {{#each}}`
    : choose(name, Object.keys(shape));
}

function isList(shape: TemplateShape): shape is readonly [TemplateShape] {
  return Array.isArray(shape);
}

function wrongCount(name: string, count: number): Fault {
  return { message: `{{${name}}} has ${count} values`, help: `write {{${name} value}}` };
}

/** The candidates, the one that was probably meant in front. */
function choose(name: string, candidates: readonly string[]): string {
  if (candidates.length === 0) return 'there are none here';
  return `did you mean ${closest(name, candidates)}? use one of ${candidates.join(', ')}`;
}
