import type { ListElement } from '../document.js';
import { traceElement } from './element.js';
import { matchesText } from './pattern.js';
import type { ElementTrace } from './types.js';

/**
 * Whether Action or NotAction covers the request; service prefix and name ignore case.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function evaluateAction(element: ListElement, action: string): ElementTrace {
  const requested = action.toLowerCase();
  const values = element.values.map((value) => ({ value, matched: matchesAction(value, requested) }));
  return traceElement(element, values, action);
}

/** The same without its grounds. */
export function coversAction({ negated, values }: ListElement, action: string): boolean {
  const requested = action.toLowerCase();
  return values.some((value) => matchesAction(value, requested)) !== negated;
}

const matchesAction = (value: string, requested: string) => matchesText(value.toLowerCase(), requested);
