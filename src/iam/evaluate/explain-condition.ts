import { quote } from '../../text/quote.js';
import type { OperatorName } from './operator.js';
import type { ConditionTrace, ValueTrace } from './types.js';

/** Why a condition is met or not, in one sentence without a full stop. */
export function explainCondition(trace: Omit<ConditionTrace, 'explanation'>): string {
  const verdict = trace.open ? 'is left open by AWS' : trace.met ? 'is met' : 'is not met';
  return `${trace.operator.text} on ${trace.key} ${verdict}: ${ground(trace)}${unresolvedNote(trace.policyValues)}`;
}

function ground(trace: Omit<ConditionTrace, 'explanation'>): string {
  const has = `the request has ${listTexts(trace.contextValues ?? [])}`;
  const wants = `the policy lists ${listTexts(trace.policyValues.map(({ value, resolved }) => resolved ?? value))}`;
  switch (trace.code) {
    case 'key-missing':
      return `the request has no such key, and ${wants}`;
    case 'key-missing-accepted':
      return 'the request has no such key, which this operator accepts';
    case 'no-values':
      return 'the request has the key without a value, and ForAnyValue asks for one';
    case 'no-values-accepted':
      return 'the request has the key without a value, which ForAllValues accepts';
    case 'several-values':
      return `${has}, and only ForAllValues or ForAnyValue says how several values compare`;
    case 'not-comparable':
      if (trace.operator.name === 'Null') return groundOfNull(trace);
      return `${has}, ${wants}, and not each of them is ${comparable(trace.operator.name)}`;
    case 'no-policy-values':
      return 'the policy lists no value';
    case 'unresolved':
      return `${has}, ${wants}, and the guide is at odds with itself about a variable without a single value`;
    default:
      if (trace.operator.name === 'Null') return groundOfNull(trace);
      return `${has}, ${wants}`;
  }
}

/** What the operator compares: `NumericNotEquals` compares numbers. */
function comparable(operator: OperatorName): string {
  if (operator.startsWith('Numeric')) return 'a number';
  if (operator.startsWith('Date')) return 'a date';
  if (operator.startsWith('Arn')) return 'an ARN';
  if (operator === 'Bool') return '"true" or "false"';
  return operator === 'BinaryEquals' ? 'base64' : 'an IP address or range';
}

function groundOfNull(trace: Omit<ConditionTrace, 'explanation'>): string {
  const presence =
    trace.contextValues === undefined ? 'the request has no such key' : 'the request has the key';
  return `${presence}, the policy says ${listTexts(trace.policyValues.map(({ value }) => value))} for its absence`;
}

/** What to add about variables that have no value in the request; empty when there is nothing to add. */
export function unresolvedNote(values: readonly ValueTrace[]): string {
  const names = new Set(values.flatMap((value) => value.unresolved ?? []));
  if (names.size === 0) return '';
  const list = [...names].map((name) => `\${${name}}`).join(', ');
  return ` (${list} has no single value in this request)`;
}

/** `"a"`, `"a" and "b"`, `"a", "b", "c"`; long lists are cut. */
export function listTexts(texts: readonly string[]): string {
  if (texts.length === 0) return 'nothing';
  const quoted = texts.map((text) => quote(text));
  if (quoted.length < 3) return quoted.join(' and ');
  return quoted.length > 6
    ? `${quoted.slice(0, 6).join(', ')} and ${quoted.length - 6} more`
    : quoted.join(', ');
}
