import { quote } from '../../text/quote.js';
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
  const isOpen = (value: ValueTrace) => value.open === true || (negated && value.unresolved !== undefined);
  const open = hit === undefined && values.some(isOpen);
  const covers = (hit !== undefined) !== negated && !open;
  const trace = { element, covers, open, values };
  return { ...trace, explanation: explainElement(trace, hit, requested) };
}

function explainElement(
  { element, covers, open, values }: Omit<ElementTrace, 'explanation'>,
  hit: ValueTrace | undefined,
  requested: string,
): string {
  const verdict = `${element} ${covers ? 'covers' : 'does not cover'} ${requested}`;
  if (hit !== undefined) return `${verdict}: ${quote(hit.resolved ?? hit.value)} matches it`;
  const listed = listTexts(values.map(({ value, resolved }) => resolved ?? value));
  const note = unresolvedNote(values);
  if (open && note === '')
    return `whether ${element} covers ${requested} is left open by AWS: it lists ${listed}, an ARN that breaks off`;
  if (open) return `whether ${element} covers ${requested} is left open by AWS: it lists ${listed}${note}`;
  return `${verdict}: it lists ${listed}, which does not match${note}`;
}
