import type { ConditionEntry } from '../document.js';
import { isBoolean } from './compare-string.js';
import { OPERATOR_RULES, type OperatorRule } from './comparisons.js';
import { explainCondition } from './explain-condition.js';
import type { ConditionOperator } from './operator.js';
import type { ConditionCode, ConditionTrace, OpenConditionCode, ValueTrace } from './types.js';
import { expandVariables, type PolicyScope, textOf, unresolvedTrace } from './variables.js';

interface Outcome {
  readonly code: ConditionCode;
  readonly policyValues: readonly ValueTrace[];
}

const OPEN_CODES: readonly ConditionCode[] = [
  ...(['several-values', 'unresolved', 'not-comparable', 'no-policy-values'] as const),
] satisfies readonly OpenConditionCode[];

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
    contextValues,
    met: code === 'matched' || code.endsWith('-accepted'),
    open: OPEN_CODES.includes(code),
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
  const perValue = (contextValues ?? ['']).map((requested) => testValues(entry, rule, requested, scope));
  const policyValues = mergeTraces(perValue, contextValues !== undefined);
  if (contextValues === undefined) return { code: codeForMissing(entry.operator, rule), policyValues };
  if (setOperator === undefined && contextValues.length > 1) return { code: 'several-values', policyValues };
  if (setOperator !== undefined && contextValues.every((value) => value === '')) {
    return { code: setOperator === 'ForAllValues' ? 'no-values-accepted' : 'no-values', policyValues };
  }
  if (entry.values.length === 0 && isOpenWithoutValues(entry.operator, rule))
    return { code: 'no-policy-values', policyValues };
  const codes = perValue.map((traces) => codeForValue(traces, rule));
  return { code: combine(codes, setOperator), policyValues };
}

/** `true` asks for the key to be absent, `false` for it to be there. */
function decideNull({ values }: ConditionEntry, present: boolean): Outcome {
  const wanted = present ? 'false' : 'true';
  const policyValues = values.map(
    (value): ValueTrace => ({
      value,
      matched: value.toLowerCase() === wanted,
      ...(isBoolean(value) ? {} : { open: true }),
    }),
  );
  if (values.length === 0) return { code: 'no-policy-values', policyValues };
  return { code: codeForValue(policyValues, { negated: false }), policyValues };
}

/** IfExists is asked for each value of a set, so it says nothing about a set without values. */
function codeForMissing(operator: ConditionOperator, rule: OperatorRule): ConditionCode {
  if (operator.setOperator === 'ForAnyValue') return 'key-missing';
  const accepted = operator.setOperator === 'ForAllValues' || operator.ifExists || rule.negated;
  return accepted ? 'key-missing-accepted' : 'key-missing';
}

/**
 * With a set operator or IfExists an empty list matches no key that is there; otherwise the guide says that it
 * "returns true" and gives no permissions.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html
 */
function isOpenWithoutValues(operator: ConditionOperator, rule: OperatorRule): boolean {
  return rule.negated || (operator.setOperator === undefined && !operator.ifExists);
}

/** How one value of the request does; a match is certain, and settles it whatever the other values are. */
function codeForValue(traces: readonly ValueTrace[], { negated }: Pick<OperatorRule, 'negated'>) {
  if (traces.some(({ matched }) => matched)) return negated ? 'not-matched' : 'matched';
  if (traces.some(({ open, unresolved }) => open && unresolved === undefined)) return 'not-comparable';
  // The guide says both that an inverted operator matches and that the statement may be invalid.
  if (traces.some(({ open, unresolved }) => unresolved !== undefined && (open || negated)))
    return 'unresolved';
  return negated ? 'matched' : 'not-matched';
}

function combine(
  codes: readonly ReturnType<typeof codeForValue>[],
  setOperator: ConditionOperator['setOperator'],
): ConditionCode {
  const [settling, otherwise] =
    setOperator === 'ForAnyValue'
      ? (['matched', 'not-matched'] as const)
      : (['not-matched', 'matched'] as const);
  if (codes.includes(settling)) return settling;
  return codes.find((code) => code !== otherwise) ?? otherwise;
}

/** An unresolved variable equals nothing and is like nothing, so its value never matches. */
function testValues(
  entry: ConditionEntry,
  rule: OperatorRule,
  requested: string,
  scope: PolicyScope,
): readonly ValueTrace[] {
  const filled = { ...scope, variables: scope.variables && rule.variables };
  return entry.values.map((value): ValueTrace => {
    const expanded = expandVariables(value, filled);
    if (expanded.unresolved.length > 0) return unresolvedTrace(value, expanded);
    const text = textOf(expanded);
    const matched = rule.compare(expanded, requested);
    return {
      value,
      ...(text === value ? {} : { resolved: text }),
      ...(matched === undefined ? { matched: false, open: true } : { matched }),
    };
  });
}

/** One trace for each policy value: matched when any of the request's values matched it. */
function mergeTraces(perValue: readonly (readonly ValueTrace[])[], present: boolean): readonly ValueTrace[] {
  const [first = [], ...others] = perValue;
  if (present && others.length === 0) return first;
  return first.map(({ open: _, ...trace }, index) => {
    const traces = perValue.map((values) => values[index]);
    const matched = present && traces.some((each) => each?.matched === true);
    const open = present && !matched && traces.some((each) => each?.open === true);
    return { ...trace, matched, ...(open ? { open } : {}) };
  });
}
