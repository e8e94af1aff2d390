import type { ListElement } from '../document.js';
import { traceElement } from './element.js';
import { matchesPattern, parsePattern } from './pattern.js';
import type { ElementTrace } from './types.js';

/**
 * Whether Action or NotAction covers the request; service prefix and name ignore case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function evaluateAction(element: ListElement, action: string): ElementTrace {
  const requested = action.toLowerCase();
  const values = element.values.map((value) => ({
    value,
    matched: matchesPattern(parsePattern(value.toLowerCase()), requested),
  }));
  return traceElement(element, values, action);
}
