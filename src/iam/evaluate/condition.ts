import type { ConditionEntry } from '../document.js';
import { OPERATOR_RULES, type OperatorRule } from './comparisons.js';
import { explainCondition } from './explain-condition.js';
import type { ConditionOperator } from './operator.js';
import type { ConditionCode, ConditionTrace, ValueTrace } from './types.js';
import { expandVariables, type PolicyScope, textOf } from './variables.js';

interface Outcome {
  readonly code: ConditionCode;
  readonly policyValues: readonly ValueTrace[];
}

/**
 * Whether one key under one operator is met by the request.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
export function evaluateCondition(entry: ConditionEntry, scope: PolicyScope): ConditionTrace {
  const contextValues = scope.context.values(entry.key);
  const { code, policyValues } = decide(entry, contextValues, scope);
  const trace = {
    operator: entry.operator,
    key: entry.key,
    path: entry.path,
    policyValues,
    ...(contextValues === undefined ? {} : { contextValues }),
    met: code === 'matched' || code.endsWith('-accepted'),
    code,
  };
  return { ...trace, explanation: explainCondition(trace) };
}

function decide(
  entry: ConditionEntry,
  contextValues: readonly string[] | undefined,
  scope: PolicyScope,
): Outcome {
  const { name, setOperator } = entry.operator;
  if (name === 'Null') return decideNull(entry, contextValues !== undefined);
  const rule = OPERATOR_RULES[name];
  const test = (requested: string) => testValues(entry, rule, requested, scope);
  const policyValues = mergeTraces((contextValues ?? ['']).map(test), contextValues !== undefined);
  if (contextValues === undefined) return { code: codeForMissing(entry.operator, rule), policyValues };
  if (setOperator === undefined && contextValues.length > 1) {
    return { code: rule.negated ? 'several-values-accepted' : 'several-values', policyValues };
  }
  if (setOperator !== undefined && contextValues.every((value) => value === '')) {
    return { code: setOperator === 'ForAllValues' ? 'no-values-accepted' : 'no-values', policyValues };
  }
  const holds = (value: string) => test(value).some((trace) => trace.matched) !== rule.negated;
  const met = setOperator === 'ForAnyValue' ? contextValues.some(holds) : contextValues.every(holds);
  return { code: met ? 'matched' : 'not-matched', policyValues };
}

/** `true` asks for the key to be absent, `false` for it to be there. */
function decideNull(entry: ConditionEntry, present: boolean): Outcome {
  const wanted = present ? 'false' : 'true';
  const policyValues = entry.values.map((value) => ({ value, matched: value.toLowerCase() === wanted }));
  return { code: policyValues.some((trace) => trace.matched) ? 'matched' : 'not-matched', policyValues };
}

/** IfExists is asked for each value of a set, so it says nothing about a set without values. */
function codeForMissing(operator: ConditionOperator, rule: OperatorRule): ConditionCode {
  if (operator.setOperator === 'ForAnyValue') return 'key-missing';
  const accepted = operator.setOperator === 'ForAllValues' || operator.ifExists || rule.negated;
  return accepted ? 'key-missing-accepted' : 'key-missing';
}

/** An unresolved variable equals nothing and is like nothing, so its value never matches. */
function testValues(
  entry: ConditionEntry,
  rule: OperatorRule,
  requested: string,
  scope: PolicyScope,
): readonly ValueTrace[] {
  return entry.values.map((value) => {
    const expanded = expandVariables(value, { ...scope, variables: scope.variables && rule.variables });
    const { unresolved } = expanded;
    if (unresolved.length > 0) return { value, unresolved, matched: false };
    const resolved = textOf(expanded);
    return { value, ...(resolved === value ? {} : { resolved }), matched: rule.compare(expanded, requested) };
  });
}

/** One trace for each policy value: matched when any of the request's values matched it. */
function mergeTraces(perValue: readonly (readonly ValueTrace[])[], present: boolean): readonly ValueTrace[] {
  return (perValue[0] ?? []).map((trace, index) => ({
    ...trace,
    matched: present && perValue.some((traces) => traces[index]?.matched === true),
  }));
}
