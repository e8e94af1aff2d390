import type { FieldPath } from '../../diagnostics.js';
import type { Report } from '../findings.js';
import { forEach, whileReadable } from '../readable.js';
import type { Pod, Spec, Workload } from '../types.js';

/** What a rule may look at. */
export interface RuleContext {
  readonly spec: Spec;
  /** What the file itself gives for the field, unchecked; undefined when a default took its place. */
  given(path: FieldPath): unknown;
  /** Whether the file itself gives the field, rather than a default. */
  wrote(path: FieldPath): boolean;
  /** The day by which ends of support count. */
  readonly today: string;
  readonly report: Report;
}

/** One thing that must hold of a spec; it may read any field, and ends silently at one that was refused. */
export type Rule = (context: RuleContext) => void;

/** One thing that must hold of every workload. */
export type WorkloadRule = (workload: Workload, path: FieldPath, context: RuleContext) => void;

/** Runs every rule, each by itself. */
export function runRules(rules: readonly Rule[], context: RuleContext): void {
  for (const rule of rules)
    whileReadable(() => {
      rule(context);
    });
}

/** A rule that asks every workload. */
export function eachWorkload(rule: WorkloadRule): Rule {
  return (context) => {
    forEach(context.spec.workloads, (workload, index) => {
      rule(workload, ['workloads', index], context);
    });
  };
}

/** A rule that asks every workload's pod. */
export function eachPod(rule: (pod: Pod, path: FieldPath, context: RuleContext) => void): Rule {
  return eachWorkload(({ pod }, path, context) => {
    if (pod !== undefined) rule(pod, [...path, 'pod'], context);
  });
}

/** Calls back for every element whose key an earlier element has; keys that cannot be read count for nothing. */
export function forEachRepeated<T>(
  list: readonly T[],
  keyOf: (element: T) => string | undefined,
  visit: (element: T, index: number, first: number) => void,
): void {
  const seen = new Map<string, number>();
  forEach(list, (element, index) => {
    const key = keyOf(element);
    if (key === undefined) return;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else visit(element, index, first);
  });
}
