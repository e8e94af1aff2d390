import { escapeTemplate, TerraformTemplate } from '../../emit/hcl.js';
import type { Elsewhere, Whereabouts } from '../../model/types.js';

/** The variables of a module that stand for its cluster. */
const CLUSTER_VARIABLES: Readonly<Record<keyof Whereabouts, string>> = {
  name: 'cluster_name',
  region: 'region',
  accountId: 'account_id',
};

/**
 * Puts variables in the place of what follows from the cluster: text that differs in the same value for another cluster, and
 * is this one again once that cluster's names are put back. Whatever else looks like a name of the cluster is left alone.
 * The fields that follow from the cluster are of a type that takes templates.
 */
export function lift<T>(
  here: T,
  there: T,
  { cluster: other }: Pick<Elsewhere, 'cluster'>,
  cluster: Whereabouts,
): T {
  const keys = (Object.keys(CLUSTER_VARIABLES) as readonly (keyof Whereabouts)[]).filter(
    (key) => other[key] !== cluster[key],
  );
  const marks = new RegExp(keys.map((key) => escaped(other[key])).join('|') || '(?!)', 'g');
  const keyOf = (mark: string) => keys.find((key) => other[key] === mark) as keyof Whereabouts;
  const putBack = (text: string) => text.replace(marks, (mark) => cluster[keyOf(mark)]);
  /** Where lists are in another order there. */
  const known = new Map(
    textsOf(there)
      .filter((text) => text.search(marks) >= 0)
      .map((text) => [putBack(text), text]),
  );
  const liftText = (text: string, same: unknown): string | TerraformTemplate => {
    const found = typeof same === 'string' && putBack(same) === text ? same : known.get(text);
    if (found === undefined || found.search(marks) < 0) return text;
    const literal = found.split(marks);
    // What would need escapes of its own, or would escape the variable behind it, stays text.
    if (literal.some((part) => /["\\\u0000-\u001f]|[$%]$/.test(part))) return text;
    const names = (found.match(marks) ?? []).map((mark) => `\${var.${CLUSTER_VARIABLES[keyOf(mark)]}}`);
    const template = literal.map((part, index) => escapeTemplate(part) + (names[index] ?? '')).join('');
    const [only] = names;
    return template === only
      ? new TerraformTemplate(template, template.slice(2, -1))
      : new TerraformTemplate(template);
  };
  const visit = (value: unknown, same: unknown): unknown => {
    if (typeof value === 'string') return liftText(value, same);
    if (typeof value !== 'object' || value === null || value instanceof TerraformTemplate) return value;
    const beside = (key: string | number) =>
      (same as Record<string | number, unknown> | null | undefined)?.[key];
    if (Array.isArray(value)) return value.map((item, index) => visit(item, beside(index)));
    return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, visit(child, beside(key))]));
  };
  return visit(here, there) as T;
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || value instanceof TerraformTemplate) return [];
  return Object.values(value).flatMap(textsOf);
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
