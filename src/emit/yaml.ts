import { Failure } from '../diagnostics.js';

/** What YAML can hold here: plain data, nothing undefined. */
export type YamlValue =
  | string
  | number
  | boolean
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue };

/** Words that a YAML 1.1 parser (kubectl, eksctl) or a YAML 1.2 one reads as something else than text. */
const RESERVED = new Set(['y', 'n', 'yes', 'no', 'on', 'off', 'true', 'false', 'null', 'nan', 'inf']);

/** Starts with a letter or `/` and holds nothing that means anything to YAML: text for every parser. */
const PLAIN = /^[A-Za-z/](?:[\w./@+=*-]|:(?=[\w./@+=*:-]))*$/;

/**
 * A scalar on one line. Text stays plain where every YAML parser reads it back as the same text,
 * and is double-quoted otherwise: versions, account ids, dates, `on`, anything with a space.
 */
export function yamlScalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return PLAIN.test(value) && !RESERVED.has(value.toLowerCase()) ? value : JSON.stringify(value);
}

/** A value on one line: a scalar, or a list or map in flow style. */
export function yamlFlow(value: YamlValue): string {
  if (typeof value !== 'object') return yamlScalar(value);
  if (Array.isArray(value)) return `[${value.map((item: YamlValue) => yamlFlow(item)).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${yamlScalar(key)}: ${yamlFlow(present(key, item))}`,
  );
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/**
 * A value as block YAML; its first line carries no indentation, the others `indent` spaces,
 * so that a template places it after its own. Empty lists and maps are `[]` and `{}`.
 */
export function yamlBlock(value: YamlValue, indent = 0): string {
  return blockLines(value).join(`\n${' '.repeat(indent)}`);
}

function blockLines(value: YamlValue): string[] {
  if (typeof value !== 'object') return [yamlScalar(value)];
  if (Array.isArray(value)) {
    if (value.length === 0) return ['[]'];
    return value.flatMap((item: YamlValue) => {
      const [first = '', ...rest] = blockLines(item);
      return [`- ${first}`, ...rest.map((line) => `  ${line}`)];
    });
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return ['{}'];
  return entries.flatMap(([key, item]) => {
    const lines = blockLines(present(key, item));
    const label = `${yamlScalar(key)}:`;
    if (typeof item !== 'object' || Object.keys(item).length === 0) return [`${label} ${lines[0]}`];
    return [label, ...lines.map((line) => `  ${line}`)];
  });
}

function present(key: string, value: YamlValue | undefined): YamlValue {
  if (value === undefined) throw new Failure('undefined-value', 'internal', `no value for the key ${key}`);
  return value;
}
