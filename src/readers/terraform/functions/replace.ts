import { entry, list, map, type Node, scalar, text } from '../../node.js';
import { joinParts, partsOf } from '../../parts.js';
import { asPart, asText } from './arguments.js';
import type { Call } from './function.js';

const MAX_INPUT = 512;

/** `replace`: by text, which also works inside partly known text, or by a simple pattern in slashes. */
export function replaceText({ args: [value, search, replacement], place }: Call): Node | undefined {
  const [part, from, to] = [asPart(value), asText(search), asText(replacement)];
  if (part === undefined || from === undefined || to === undefined) return undefined;
  if (from.length > 1 && from.startsWith('/') && from.endsWith('/')) {
    const pattern = patternOf(from.slice(1, -1), 'g');
    const input = asText(value);
    const written = writer(to);
    if (pattern === undefined || input === undefined || input.length > MAX_INPUT || written === undefined)
      return undefined;
    return text(input.replace(pattern, written), place);
  }
  if (from === '') return part;
  if (part.kind === 'scalar') return joinParts([part.value.split(from).join(to)], place);
  return replaceInParts(partsOf(part), from, to, place);
}

/** Only where a match cannot reach into what is unknown. */
function replaceInParts(
  parts: ReturnType<typeof partsOf>,
  from: string,
  to: string,
  place: Call['place'],
): Node | undefined {
  const [first] = parts;
  const isScheme = from === 'https://' && typeof first === 'string' && first.startsWith(from);
  if (!isScheme || !parts.some((part) => typeof part === 'string' && part.includes(from))) return undefined;
  return joinParts(
    parts.map((part) => (typeof part === 'string' ? part.split(from).join(to) : part)),
    place,
  );
}

/** `regex`: the first match, which has to be there. */
export function replacePattern({ args: [search, value], place }: Call): Node | undefined {
  const [pattern, input] = [patternOf(asText(search), ''), asText(value)];
  if (pattern === undefined || input === undefined || input.length > MAX_INPUT) return undefined;
  const match = pattern.exec(input);
  return match === null ? undefined : matched(match, place);
}

/** `regexall`: every match, none among them; engines differ in where they find nothing. */
export function allPatterns({ args: [search, value], place }: Call): Node | undefined {
  const [pattern, input] = [patternOf(asText(search), 'g'), asText(value)];
  if (pattern === undefined || input === undefined || input.length > MAX_INPUT) return undefined;
  const matches = [...input.matchAll(pattern)];
  if (matches.some(([whole]) => whole === '')) return undefined;
  return list(
    matches.map((match) => matched(match, place)),
    place,
  );
}

/** Without groups the match, with groups the list of them, with names a map. */
function matched(match: RegExpExecArray, place: Call['place']): Node {
  if (match.groups !== undefined) {
    const named = Object.entries(match.groups).map(([name, group]) =>
      entry(name, place, scalar(group ?? null, place)),
    );
    return map(named, place);
  }
  if (match.length === 1) return text(match[0], place);
  return list(
    match.slice(1).map((group) => scalar(group ?? null, place)),
    place,
  );
}

/** A pattern that both engines read alike and that cannot take long: few repetitions, none of groups. */
function patternOf(source: string | undefined, flags: string): RegExp | undefined {
  if (source === undefined) return undefined;
  const named = source.replaceAll('(?P<', '(?<');
  const repeats = named.match(/(?<!\\)[*+{]/g)?.length ?? 0;
  if (named.length > 200 || repeats > 2 || /\)[*+{?]|\(\?(?!<\w+>)|\\[pPQEAzbB]|\[\[:/.test(named))
    return undefined;
  try {
    return new RegExp(named, `${flags}u`);
  } catch {
    return undefined;
  }
}

/**
 * Writes each match as a replacement of Go says: `$1`, `${1}` and `$$`; groups with longer names are not written. Nothing that is matched
 * right behind a match is no match to Go.
 */
function writer(replacement: string): ((match: string, ...more: readonly unknown[]) => string) | undefined {
  if (/\$(?:\d[\p{L}\p{Nd}_]|[\p{L}_]|\{(?!\d\}))/u.test(replacement)) return undefined;
  let end = 0;
  return (match, ...more) => {
    const last = more.findIndex((part) => typeof part === 'number');
    const start = more[last] as number;
    if (match === '' && start > 0 && start === end) return '';
    end = start + match.length;
    const groups = [match, ...more.slice(0, last)];
    return replacement.replace(/\$(?:\$|(\d)|\{(\d)\})/g, (_, plain?: string, braced?: string) => {
      const number = plain ?? braced;
      return number === undefined ? '$' : String(groups[Number(number)] ?? '');
    });
  };
}
