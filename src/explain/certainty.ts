import type { ConditionTrace, ElementTrace, StatementTrace, ValueTrace } from '../iam/evaluate/index.js';
import { matchesPattern, parsePattern } from '../iam/evaluate/pattern.js';
import { mayOverlap } from '../iam/overlap.js';
import { asWildcards, isWhole } from './known-text.js';
import type { Gaps } from './policy.js';
import type { RequestKeys } from './request.js';

/** What is asked for. */
interface Asked {
  readonly action: string;
  readonly resource: string;
}

/** Whether something holds, when not everything is known. */
export type Certainty = 'yes' | 'no' | 'maybe';

/** Whether a statement applies, and what keeps that from being certain. */
export interface Applies {
  readonly certainty: Certainty;
  /** Condition keys that the request may or may not have. */
  readonly openKeys: readonly string[];
  /** Why AWS leaves open that it applies, although the files tell everything. */
  readonly leftOpen: readonly string[];
}

/** Weighs a statement's trace: what did not match may still match where it is unknown, and the reverse. */
export function weigh(trace: StatementTrace, gaps: Gaps, keys: RequestKeys, asked: Asked): Applies {
  const elements = [trace.action, trace.resource, trace.principal].filter((part) => part !== undefined);
  const missingElement = trace.code !== 'applies' && elements.length < 2;
  const parts = elements.map((element) => weighElement(element, gaps, keys, asked));
  const conditions = trace.conditions.map((condition) => weighCondition(condition, keys));
  const denied = deniedPart(trace, asked);
  const all: Certainty[] = [
    ...parts.map((part, index) =>
      elements[index] === trace.resource && denied !== undefined ? 'maybe' : part,
    ),
    ...conditions,
  ];
  if (missingElement) all.push('no');
  if (gaps.has('Condition')) all.push('maybe');
  const openKeys = trace.conditions
    .filter((condition, index) => conditions[index] === 'maybe' && keys.stateOf(condition.key) === 'unknown')
    .map((condition) => condition.key);
  const leftOpen = [...elements, ...trace.conditions].filter((part) => isLeftOpen(part, keys));
  return {
    ...{ certainty: every(all), openKeys },
    leftOpen: [
      ...leftOpen.map(({ explanation }) => explanation),
      ...(denied === undefined ? [] : [`it denies ${denied}, a part of what is asked`]),
    ],
  };
}

/** What a Deny covers of a pattern that is asked about, where it does not cover all of it. */
function deniedPart({ effect, resource }: StatementTrace, { resource: asked }: Asked): string | undefined {
  if (effect !== 'Deny' || resource === undefined || resource.covers || !/^arn:.*[*?]/s.test(asked))
    return undefined;
  if (resource.element !== 'Resource') return undefined;
  return resource.values
    .map(({ value, resolved, unresolved }) => (unresolved === undefined ? (resolved ?? value) : value))
    .find((value) => mayOverlap(asWildcards(value), asked));
}

/** Whether AWS alone leaves it open: values that the files do not tell are their own doubt. */
function isLeftOpen(part: ElementTrace | ConditionTrace, keys: RequestKeys): boolean {
  const values = 'policyValues' in part ? part.policyValues : part.values;
  const given = 'policyValues' in part ? (part.contextValues ?? []) : [];
  return part.open && isWhole(given.join()) && !values.some((value) => isUnknown(value, keys));
}

/** Whether a policy's value is not known in whole, or has a variable that the request may or may not fill. */
function isUnknown(trace: ValueTrace, keys: RequestKeys): boolean {
  return !isWhole(trace.value) || isFilledUnknown(trace, keys);
}

/** Whether a variable in a value is unknown, or stands for something that is. */
function isFilledUnknown({ resolved, unresolved }: ValueTrace, keys: RequestKeys): boolean {
  if (unresolved?.some((key) => keys.stateOf(key) === 'unknown')) return true;
  return resolved !== undefined && !isWhole(resolved);
}

/** Whether a statement asks for a key, and everything else of it holds or may hold. */
export function mayRestOn(
  key: string,
  trace: StatementTrace,
  gaps: Gaps,
  keys: RequestKeys,
  asked: Asked,
): boolean {
  const others = trace.conditions.filter((condition) => condition.key.toLowerCase() !== key);
  if (others.length === trace.conditions.length) return false;
  const elements = [trace.action, trace.resource, trace.principal].filter((part) => part !== undefined);
  return (
    every([
      ...elements.map((element) => weighElement(element, gaps, keys, asked)),
      ...others.map((condition) => weighCondition(condition, keys)),
    ]) !== 'no'
  );
}

/** Whether all of several things hold. */
export function every(all: readonly Certainty[]): Certainty {
  if (all.includes('no')) return 'no';
  return all.includes('maybe') ? 'maybe' : 'yes';
}

/** The best of several chances. */
export function best(all: readonly Certainty[]): Certainty {
  if (all.includes('yes')) return 'yes';
  return all.includes('maybe') ? 'maybe' : 'no';
}

function weighElement(element: ElementTrace, gaps: Gaps, keys: RequestKeys, asked: Asked): Certainty {
  const negated = element.element.startsWith('Not');
  const open =
    gaps.has(element.element) || element.values.some((value) => mayMatch(element, value, keys, asked));
  if (element.open) return 'maybe';
  if (element.covers) return negated && open ? 'maybe' : 'yes';
  return !negated && open ? 'maybe' : 'no';
}

/** Whether a value may cover the request once all of it is known: what is known of it must fit. */
function mayMatch(
  { element }: ElementTrace,
  trace: ValueTrace,
  keys: RequestKeys,
  { action, resource }: Asked,
): boolean {
  const text = element.endsWith('Action') ? action : element.endsWith('Resource') ? resource : undefined;
  if (text === undefined) return isFilledUnknown(trace, keys);
  const known = asWildcards(trace.value).replace(/\$\{[^}]*\}/g, '*');
  if (!isWhole(text)) return mayOverlap(known, asWildcards(text));
  if (!isUnknown(trace, keys)) return false;
  return matchesPattern(parsePattern(known.toLowerCase()), text.toLowerCase());
}

const NEGATIVE = /Not/;

function weighCondition(trace: ConditionTrace, keys: RequestKeys): Certainty {
  const state = keys.stateOf(trace.key);
  if (trace.contextValues === undefined && state === 'unknown') return 'maybe';
  if (trace.open) return 'maybe';
  const open =
    trace.policyValues.some((value) => isUnknown(value, keys)) ||
    trace.contextValues?.some((value) => !isWhole(value)) === true;
  const certain: Certainty = trace.met ? 'yes' : 'no';
  if (!open || trace.contextValues === undefined) return certain;
  const negative = NEGATIVE.test(trace.operator.name);
  if (trace.operator.setOperator !== undefined) return 'maybe';
  // A mark that equals the request's own value is as good as known.
  if (trace.policyValues.some(({ matched }) => matched)) return certain;
  return negative === trace.met ? 'maybe' : certain;
}
