import { schemaAt } from '../spec/schema-tree.js';
import { quote } from '../text/quote.js';
import { type ParsedPattern, parsePattern, selectValues } from './spec-pattern.js';

/** A field of the spec in braces, such as `{cluster.name}` or `{workload.namespace}`; `{4}` is none. */
export const PLACEHOLDER = /\{([A-Za-z]\w*(?:\.[\w-]+|\["[^"\\{}]*"\])+)\}/g;

/** Types of fields that fit into a name. */
const SCALARS = ['string', 'picklist', 'number', 'boolean'];

/** `workload.name` as people write it in names and paths, as a path of a spec: `workloads[].name`. */
export function workloadPath(text: string): string {
  return text.replace(/^workload\./, 'workloads[].');
}

/** What is wrong with the placeholders of a text; undefined when nothing is. */
export function findPlaceholderFault(
  text: string,
  { workload }: { readonly workload: boolean },
): { readonly message: string; readonly help: string } | undefined {
  const rest = text.replaceAll(PLACEHOLDER, '');
  for (const [, name = ''] of text.matchAll(PLACEHOLDER)) {
    const parsed: ParsedPattern = parsePattern(workloadPath(name));
    if (!('pattern' in parsed)) return { message: `{${name}}: ${parsed.message}`, help: parsed.help };
    const ofWorkload = name.startsWith('workload.');
    const { pattern } = parsed;
    if (ofWorkload && !workload) {
      return {
        message: `{${name}} is of no one workload here`,
        help: 'write each: workload, or fields of cluster',
      };
    }
    if (
      !SCALARS.includes(schemaAt(pattern)?.type ?? '') ||
      pattern.filter(Number.isInteger).length > Number(ofWorkload)
    ) {
      return {
        message: `{${name}} is no single value`,
        help: 'use a field that holds text, such as {cluster.name}',
      };
    }
  }
  const brace = /\{[A-Za-z][^{}]*\}?/.exec(rest)?.[0];
  return brace === undefined
    ? undefined
    : { message: `${quote(brace)} is no field`, help: 'write fields as {cluster.name} or {workload.name}' };
}

/** Where placeholders take their values from. */
export interface PlaceholderSource {
  /** A spec, or what there is of it. */
  readonly spec: unknown;
  readonly workload?: unknown;
}

/** The text with the fields of a spec put in; undefined when one of them is not there. */
export function fillPlaceholders(
  text: string,
  source: PlaceholderSource,
  encode: (value: string) => string = (value) => value,
): string | undefined {
  let complete = true;
  const filled = text.replaceAll(PLACEHOLDER, (_whole, name: string) => {
    const value = lookUp(name, source);
    if (value === undefined) complete = false;
    return encode(String(value));
  });
  return complete ? filled : undefined;
}

/** As `fillPlaceholders`, for a regular expression in which the fields stand for themselves. */
export function fillExpression(text: string, source: PlaceholderSource): string | undefined {
  return fillPlaceholders(text, source, (value) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
}

function lookUp(name: string, { spec, workload }: PlaceholderSource): unknown {
  const parsed = parsePattern(workloadPath(name));
  if (!('pattern' in parsed)) return undefined;
  const own = name.startsWith('workload.');
  const [found] = own ? selectValues(workload, parsed.pattern.slice(2)) : selectValues(spec, parsed.pattern);
  return found !== undefined && typeof found.value !== 'object' ? found.value : undefined;
}
