import { Failure } from '../../diagnostics.js';
import { quote } from '../../text/quote.js';
import type { VariableSource } from '../given.js';
import type { HclParser } from '../hcl/load-hcl.js';
import { parseHcl } from '../hcl/parse-hcl.js';
import type { HclBlock, HclExpression } from '../hcl/syntax.js';
import { SourceText, sourceOf } from '../text/source-text.js';
import { attributeOf } from './blocks.js';
import { moved } from './json-syntax.js';
import type { GivenVariable, TerraformFile } from './project.js';

/** Variables as the command line gives them; `parse` reads a variable file. */
export function givenVariables(
  sources: readonly VariableSource[],
  parse: (source: SourceText) => TerraformFile,
): readonly GivenVariable[] {
  return sources.flatMap((source): readonly GivenVariable[] => {
    if ('name' in source) return [{ name: source.name, text: source.value }];
    const { body } = parse(sourceOf(source.file));
    return body.items.flatMap((item) =>
      item.kind === 'attribute' ? [{ name: item.name, value: item.value }] : [],
    );
  });
}

/**
 * The value of `-var`: text for a variable of a plain type, and for one that states no type, else an expression
 * (https://developer.hashicorp.com/terraform/language/values/variables#variables-on-the-command-line).
 */
export function expressionOfText(
  text: string,
  variable: HclBlock,
  parser: HclParser | undefined,
): HclExpression {
  const { place } = variable;
  const type = attributeOf(variable.body, 'type')?.value;
  const isText = type === undefined || /^(string|number|bool)$/.test(typeName(type));
  if (isText) return { kind: 'literal', value: text, raw: text, place };
  const first =
    parser === undefined ? undefined : parseHcl(new SourceText('', `x = ${text}\n`), parser).body.items[0];
  if (first?.kind === 'attribute') return moved(first.value, place);
  return { kind: 'unreadable', reason: `--var ${variable.labels[0]?.text}: not an expression`, place };
}

/** A type as an expression; in the JSON syntax it is a string. */
export function typeOf(type: HclExpression, parser: HclParser | undefined): HclExpression {
  if (type.kind !== 'literal' || parser === undefined) return type;
  const first = parseHcl(new SourceText('', `x = ${String(type.value)}\n`), parser).body.items[0];
  return first?.kind === 'attribute' ? moved(first.value, type.place) : type;
}

/** In the JSON syntax a type is a string. */
function typeName(type: HclExpression): string {
  if (type.kind === 'variable') return type.name;
  return type.kind === 'literal' ? String(type.value) : '';
}

/** A name that no root module declares is a mistake in the command, as it is for Terraform. */
export function checkVariableNames(given: readonly GivenVariable[], declared: ReadonlySet<string>): void {
  const wrong = given.find((variable) => 'text' in variable && !declared.has(variable.name));
  if (wrong === undefined) return;
  throw new Failure('no-such-variable', 'user', `no root module declares the variable ${quote(wrong.name)}`, {
    help: 'give --var a variable of a module that no other one calls',
  });
}
