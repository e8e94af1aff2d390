import { type FieldPath, formatPath } from '../diagnostics.js';
import { lockAt, mergeStandard, sourceAt } from './merge.js';
import { namingRefusal, refusal } from './rules.js';
import { formatPattern, patternOf, selectValues } from './spec-pattern.js';
import { NAMED_FIELDS, type NamedThing, type Standard } from './types.js';
import { isMap, sameValue } from './values.js';

/** What a standard says about one field while a spec is still being written. */
export interface Advice {
  /** The value that the standard gives the field. */
  readonly value: unknown;
  /** The name of the standard. */
  readonly standard: string;
  /** Whether nobody may give it another one. */
  readonly locked: boolean;
}

/** The value that a standard gives to a field of a spec, as far as that is written; undefined when it gives none. */
export function adviseOn(standard: Standard, spec: unknown, path: FieldPath): Advice | undefined {
  const { value, sources, locks } = mergeStandard(without(spec, path), standard);
  const [found] = selectValues(value, path);
  const source = sourceAt(sources, path);
  if (found === undefined || source === undefined) return undefined;
  return { value: found.value, standard: source.standard, locked: lockAt(locks, path) !== undefined };
}

/** Why a standard refuses a value for a field, in a line; undefined when it takes it. */
export function refuseValue(
  standard: Standard,
  spec: unknown,
  path: FieldPath,
  value: unknown,
): string | undefined {
  const advice = adviseOn(standard, spec, path);
  if (advice?.locked === true && !sameValue(advice.value, value)) {
    return `the standard "${advice.standard}" locks ${JSON.stringify(advice.value)}`;
  }
  const text = formatPattern(patternOf(path));
  for (const { restrictions, naming, requiredTags } of standard.chain) {
    for (const restriction of restrictions) {
      if (formatPattern(restriction.pattern) !== text) continue;
      const reason = refusal(restriction, path, value);
      if (reason !== undefined) return `${reason.message}: ${reason.help}`;
    }
    for (const rule of naming) {
      if (!isNamed(rule.thing, path)) continue;
      const [workload] = selectValues(spec, path.slice(0, 2));
      const reason = namingRefusal(rule, String(value), { spec, workload: workload?.value });
      if (reason !== undefined) return `${reason.message}: ${reason.help}`;
    }
    const tag = requiredTags.find(({ key }) => formatPath(['tags', key]) === formatPath(path));
    if (tag !== undefined && !new RegExp(tag.pattern).test(String(value))) {
      return `the standard "${tag.standard}" requires a value that matches ${tag.pattern}`;
    }
  }
  return undefined;
}

/** The tags that a standard requires, each once, with the pattern of their values. */
export function requiredTagsOf({ chain }: Standard): ReadonlyMap<string, string> {
  return new Map(
    chain.flatMap(({ requiredTags }) => requiredTags.map(({ key, pattern }) => [key, pattern] as const)),
  );
}

function isNamed(thing: NamedThing, path: FieldPath): boolean {
  return path.length === 3 && path[0] === 'workloads' && path[2] === NAMED_FIELDS[thing];
}

/** The spec with a field taken out. */
function without(spec: unknown, path: FieldPath): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return undefined;
  if (Array.isArray(spec))
    return spec.map((element, index) => (index === part ? without(element, rest) : element));
  if (!isMap(spec) || !Object.hasOwn(spec, part)) return spec;
  const { [part]: value, ...others } = spec;
  return rest.length === 0 ? others : { ...others, [part]: without(value, rest) };
}
