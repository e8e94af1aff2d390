import { Failure } from '../diagnostics.js';

/** A Terraform expression or a text with interpolations, in the template form that HCL and JSON share. */
export class TerraformTemplate {
  constructor(
    /** Such as `${var.region}` or `${local.oidc_provider}:aud`; written by us, never by a user. */
    readonly template: string,
    /** The expression, where the template is nothing else. */
    readonly expression?: string,
  ) {}
}

/** What an argument can be. */
export type HclValue =
  | string
  | number
  | boolean
  | null
  | TerraformTemplate
  | readonly HclValue[]
  | { readonly [key: string]: HclValue };

/** Marks a reference, so that no text of a spec can ever become one. */
export function ref(expression: string): TerraformTemplate {
  return new TerraformTemplate(`\${${expression}}`, expression);
}

/** Text in which Terraform sees no interpolation and no directive. */
export function escapeTemplate(text: string): string {
  return text.replace(/[$%](?=\{)/g, (character) => character + character);
}

/** A quoted HCL string: JSON's escapes, then Terraform's. */
export function hclString(text: string): string {
  return escapeTemplate(JSON.stringify(text));
}

/** A value as an HCL expression; lists and maps of more than one element take a line for each. */
export function hclValue(value: HclValue): string {
  if (typeof value === 'string') return hclString(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof TerraformTemplate) return value.expression ?? `"${value.template}"`;
  if (Array.isArray(value)) {
    if (value.length <= 1) return `[${value.map(hclValue).join(', ')}]`;
    return `[\n${value.map((item: HclValue) => `${hclValue(item)},\n`).join('')}]`;
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return '{}';
  return `{\n${entries.map(([key, item]) => `${hclKey(key)} = ${hclValue(item)}\n`).join('')}}`;
}

const IDENTIFIER = /^[A-Za-z_][\w-]*$/;

/** A key of a map: bare where HCL takes it so, quoted otherwise; `{ for` would begin an expression. */
export function hclKey(key: string): string {
  return IDENTIFIER.test(key) && key !== 'for' ? key : hclString(key);
}

/** The name of an argument, which HCL never takes in quotes. */
export function hclName(name: string): string {
  if (IDENTIFIER.test(name)) return name;
  throw new Failure('hcl-name', 'internal', `${JSON.stringify(name)} is no name of a Terraform argument`);
}

/**
 * Lays HCL out as `terraform fmt` does: two spaces a level, however many brackets its line opens, the equals
 * signs of neighbouring one-line arguments in a column, one blank line at the most. Templates need not care.
 */
export function formatHcl(source: string): string {
  const lines: string[] = [];
  /** How many brackets each open level waits for. */
  const levels: number[] = [];
  for (const raw of source.split('\n')) {
    const line = raw.trim();
    if (line === '' && (lines.at(-1) === '' || lines.at(-1)?.endsWith('{'))) continue;
    const net = netBrackets(line);
    closeLevels(levels, -net);
    if (/^[\]})]/.test(line)) while (lines.at(-1) === '') lines.pop();
    lines.push(line === '' ? '' : '  '.repeat(levels.length) + line);
    if (net > 0) levels.push(net);
  }
  if (levels.length > 0) throw unbalanced();
  return `${alignArguments(lines).join('\n').trim()}\n`;
}

function closeLevels(levels: number[], brackets: number): void {
  let left = brackets;
  while (left > 0) {
    const waiting = levels.pop();
    if (waiting === undefined) throw unbalanced();
    if (waiting > left) levels.push(waiting - left);
    left -= waiting;
  }
}

/** The code of the failure to lay out text whose brackets do not match. */
export const UNBALANCED_HCL = 'unbalanced-hcl';

function unbalanced(): Failure {
  return new Failure(UNBALANCED_HCL, 'internal', 'a Terraform template has unbalanced brackets');
}

const STRINGS_AND_COMMENTS = /"(?:[^"\\]|\\.)*"|#.*$/g;

function netBrackets(line: string): number {
  const code = line.replace(STRINGS_AND_COMMENTS, '');
  return (code.match(/[[{(]/g)?.length ?? 0) - (code.match(/[\]})]/g)?.length ?? 0);
}

const ARGUMENT = /^(\s*(?:"(?:[^"\\]|\\.)*"|\([^()]*\)|[\w-]+))\s*=\s+(.*)$/;

function alignArguments(lines: readonly string[]): string[] {
  const aligned: string[] = [];
  let run: { readonly name: string; readonly value: string }[] = [];
  const flush = () => {
    const width = Math.max(0, ...run.map(({ name }) => countColumns(name)));
    for (const { name, value } of run)
      aligned.push(`${name}${' '.repeat(width - countColumns(name))} = ${value}`);
    run = [];
  };
  for (const line of lines) {
    const [, name, value] = ARGUMENT.exec(line) ?? [];
    if (name !== undefined && value !== undefined && netBrackets(value) === 0) {
      run.push({ name, value });
      continue;
    }
    flush();
    aligned.push(line);
  }
  flush();
  return aligned;
}

/** Characters beyond the basic plane are one column, as `terraform fmt` counts. */
function countColumns(text: string): number {
  return [...text].length;
}
