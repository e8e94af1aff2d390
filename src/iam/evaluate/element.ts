import type { ListElement, PrincipalElement } from '../document.js';
import { listTexts, unresolvedNote } from './explain-condition.js';
import type { ElementTrace, ValueTrace } from './types.js';

/** What an element covers, given how each of its values did; the Not… elements cover the rest. */
export function traceElement(
  { element, negated }: Pick<ListElement | PrincipalElement, 'element' | 'negated'>,
  values: readonly ValueTrace[],
  requested: string,
): ElementTrace {
  const hit = values.find((trace) => trace.matched);
  const covers = (hit !== undefined) !== negated;
  return { element, covers, values, explanation: explainElement(element, covers, hit, values, requested) };
}

function explainElement(
  element: ElementTrace['element'],
  covers: boolean,
  hit: ValueTrace | undefined,
  values: readonly ValueTrace[],
  requested: string,
): string {
  const verdict = `${element} ${covers ? 'covers' : 'does not cover'} ${requested}`;
  if (hit !== undefined) return `${verdict}: ${JSON.stringify(hit.resolved ?? hit.value)} matches it`;
  const listed = listTexts(values.map(({ value, resolved }) => resolved ?? value));
  return `${verdict}: it lists ${listed}, which does not match${unresolvedNote(values)}`;
}
