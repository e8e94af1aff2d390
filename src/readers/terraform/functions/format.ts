import type { Node, UnknownNode } from '../../node.js';
import { joinParts, partsOf } from '../../parts.js';
import { asNumber, asPart, asText } from './arguments.js';
import { jsonText } from './documents.js';
import type { Call } from './function.js';

const VERB = /%(?:(%)|(?:\[(\d+)\])?(0?)(\d*)([sdvq]))/g;

/** `format`: the verbs `%s %d %v %q %%`, with width; other verbs make the result unknown. */
export function formatText({ args: [template, ...values], place }: Call): Node | undefined {
  const pattern = asText(template);
  if (pattern === undefined || /%(?!%|(?:\[\d+\])?0?\d*[sdvq])/.test(pattern.replaceAll('%%', '')))
    return undefined;
  const parts: (string | UnknownNode)[] = [];
  let at = 0;
  let used = 0;
  for (const match of pattern.matchAll(VERB)) {
    parts.push(pattern.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[1] !== undefined) {
      parts.push('%');
      continue;
    }
    const explicit = match[2] === undefined ? undefined : Number(match[2]) - 1;
    const value = values[explicit ?? used];
    used = (explicit ?? used) + 1;
    const formatted = formatOne(value, match[5] ?? 's', match[3] === '0', Number(match[4] ?? 0));
    if (formatted === undefined) return undefined;
    parts.push(...formatted);
  }
  parts.push(pattern.slice(at));
  return joinParts(parts, place);
}

function formatOne(
  value: Node | undefined,
  verb: string,
  zeros: boolean,
  width: number,
): readonly (string | UnknownNode)[] | undefined {
  const part = asPart(value);
  if (part === undefined) return undefined;
  if (part.kind === 'unknown') return verb === 'q' || width > 0 ? undefined : partsOf(part);
  if (width > 1000) return undefined;
  if (verb === 'd' && asNumber(value) === undefined) return undefined;
  const word = verb === 'q' ? jsonText(part.value) : part.value;
  const sign = zeros && verb === 'd' && word.startsWith('-') ? '-' : '';
  return [sign + word.slice(sign.length).padStart(width - sign.length, zeros ? '0' : ' ')];
}
