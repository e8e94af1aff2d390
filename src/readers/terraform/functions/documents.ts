import { compareText } from '../../../collections.js';
import { documentOf } from '../../json/document-of.js';
import { type Node, text, unknown, unknownLike } from '../../node.js';
import { plainValue, unknownsIn } from '../../node-access.js';
import { LONGEST_NUMBER } from '../../numbers.js';
import { yamlIn } from '../../yaml/embedded-yaml.js';
import { terraformScalar } from '../../yaml/terraform-scalar.js';
import { asText } from './arguments.js';
import type { TerraformFunction } from './function.js';

/** Functions that make text of documents or documents of text; the document keeps its places. */
export const documentFunctions: Readonly<Record<string, TerraformFunction>> = {
  jsonencode: ({ args: [value], place }) => (value === undefined ? undefined : encoded(value, place)),
  jsondecode: ({ args: [value] }) => {
    if (value === undefined) return undefined;
    const { root, problems } = documentOf(value);
    return problems.length > 0 ? undefined : root;
  },
  yamlencode: ({ args: [value], place }) =>
    value === undefined
      ? undefined
      : unknown('how Terraform spells YAML is not known', place, { json: value }),
  yamldecode: ({ args: [value] }) => {
    const documents = value === undefined ? undefined : yamlIn(value, terraformScalar);
    return documents?.length === 1 ? documents[0] : undefined;
  },
  file: ({ args: [path], readFile }) => {
    const name = asText(path);
    return name === undefined ? undefined : readFile(name);
  },
  // Paths are followed among the files, where both leave them as they are.
  abspath: ({ args: [path] }) => path,
  pathexpand: ({ args: [path] }) => (asText(path)?.startsWith('~') === true ? undefined : path),
  templatefile: ({ args: [path, values], readTemplate }) => {
    const name = asText(path);
    return name === undefined || values === undefined ? undefined : readTemplate(name, values);
  },
};

/** A value as JSON text that remembers the document. */
export function encoded(value: Node, place: Node['place']): Node {
  const plain = plainValue(value);
  if (plain !== undefined && hasLongNumber(plain.value))
    return unknown('a number is too long to be read digit by digit', place, { json: value });
  if (plain !== undefined) return { ...text(jsonText(plain.value), place), json: value };
  return unknownLike('a part of the document is unknown', unknownsIn(value)[0], place, { json: value });
}

/** Whether there is a number of which JavaScript may not know all digits. */
export function hasLongNumber(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).some(hasLongNumber);
  return typeof value === 'number' && String(value).length > LONGEST_NUMBER;
}

/** A value as Terraform writes it: it sorts the keys, and escapes what could be taken for HTML. */
export function jsonText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => compareText(a, b));
    return `{${entries.map(([key, item]) => `${jsonText(key)}:${jsonText(item)}`).join(',')}}`;
  }
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
