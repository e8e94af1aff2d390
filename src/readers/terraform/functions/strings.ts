import { list, type Node, text } from '../../node.js';
import { joinParts, partsOf } from '../../parts.js';
import { joinPath } from '../../paths.js';
import { asItems, asNumber, asPart, asText, asTexts } from './arguments.js';
import { formatText } from './format.js';
import type { Call, TerraformFunction } from './function.js';
import { allPatterns, replacePattern, replaceText } from './replace.js';

/** Functions on text; those that only add or cut keep what is known of partly known text. */
export const stringFunctions: Readonly<Record<string, TerraformFunction>> = {
  format: formatText,
  join: ({ args: [separator, ...lists], place }) => {
    const between = asText(separator);
    const items = lists.map((each) =>
      each.kind === 'list' && each.rest.length === 0 ? asItems(each) : undefined,
    );
    if (between === undefined || items.some((each) => each === undefined)) return undefined;
    const parts = items.flatMap((each) => each ?? []).map(asPart);
    if (parts.some((part) => part === undefined)) return undefined;
    const known = parts.flatMap((part) => (part === undefined ? [] : [part]));
    const texts = known.flatMap((part, index) => [...(index === 0 ? [] : [between]), ...partsOf(part)]);
    return joinParts(texts, place);
  },
  lower: mapText((value) => mapLetters(value, (letter) => letter.toLowerCase())),
  upper: mapText((value) => mapLetters(value, (letter) => letter.toUpperCase())),
  // Go's strings.Title: every ASCII character but letters, digits and underscores parts words.
  title: mapText((value) =>
    /[Ǆ-ǌǱ-ǳ]|\p{sc=Georgian}/u.test(value)
      ? undefined
      : mapLetters(value, (letter) => letter.toUpperCase(), /(?<=^|[^\w\P{ASCII}]|\p{White_Space})\p{L}/gu),
  ),
  trimspace: mapText((value) => value.replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '')),
  chomp: mapText((value) => value.replace(/[\r\n]+$/, '')),
  strrev: mapText((value) => [...value].reverse().join('')),
  trimprefix: ({ args: [value, prefix], place }) => trim(value, prefix, place, 'start'),
  trimsuffix: ({ args: [value, suffix], place }) => trim(value, suffix, place, 'end'),
  trim: ({ args: [value, cut], place }) => {
    const [word, set] = [asText(value), asText(cut)];
    if (word === undefined || set === undefined) return undefined;
    const chars = [...word];
    const first = chars.findIndex((char) => !set.includes(char));
    const last = chars.findLastIndex((char) => !set.includes(char));
    return text(first === -1 ? '' : chars.slice(first, last + 1).join(''), place);
  },
  startswith: ({ args: [value, prefix], place }) => test(value, prefix, place, (a, b) => a.startsWith(b)),
  endswith: ({ args: [value, suffix], place }) => test(value, suffix, place, (a, b) => a.endsWith(b)),
  strcontains: ({ args: [value, part], place }) => test(value, part, place, (a, b) => a.includes(b)),
  replace: (call) => replaceText(call),
  regex: (call) => replacePattern(call),
  regexall: (call) => allPatterns(call),
  substr: ({ args: [value, offset, length], place }) => {
    const [word, from, count] = [asText(value), asNumber(offset), asNumber(length)];
    if (word === undefined || from === undefined || count === undefined) return undefined;
    const chars = [...word];
    const start = from < 0 ? Math.max(0, chars.length + from) : from;
    return text(chars.slice(start, count < 0 ? undefined : start + count).join(''), place);
  },
  split: ({ args: [separator, value], place }) => {
    const [between, word] = [asText(separator), asText(value)];
    if (between === undefined || word === undefined) return undefined;
    const items = word.split(between).map((part) => text(part, place));
    return list(items, place);
  },
  basename: mapText((value) => (value === '' ? '.' : value.replace(/\/+$/, '').replace(/^.*\//s, '') || '/')),
  dirname: mapText((value) => {
    const folder = joinPath('', value.slice(0, value.lastIndexOf('/') + 1));
    return folder === '' ? '.' : folder;
  }),
  tostring: ({ args: [value] }) => asPart(value) ?? value,
  formatlist: (call) => formatList(call),
};

function mapText(change: (value: string) => string | undefined): TerraformFunction {
  return ({ args: [value], place }) => {
    const word = asText(value);
    const changed = word === undefined ? undefined : change(word);
    return changed === undefined ? undefined : text(changed, place);
  };
}

/** Each letter by itself, as Go does; undefined where the other case of one is several, which Go does not know. */
function mapLetters(value: string, change: (letter: string) => string, which = /./gsu): string | undefined {
  const isOne = (letter: string) => [...letter].length === 1;
  const letters = [...value.matchAll(which)].map(([letter]) => change(letter));
  return letters.every(isOne) ? value.replace(which, change) : undefined;
}

function test(
  value: Node | undefined,
  other: Node | undefined,
  place: Call['place'],
  check: (a: string, b: string) => boolean,
): Node | undefined {
  const [a, b] = [asText(value), asText(other)];
  return a === undefined || b === undefined
    ? undefined
    : { kind: 'scalar', value: check(a, b), place, literal: false };
}

function trim(
  value: Node | undefined,
  cut: Node | undefined,
  place: Call['place'],
  side: 'start' | 'end',
): Node | undefined {
  const [part, affix] = [asPart(value), asText(cut)];
  if (part === undefined || affix === undefined) return undefined;
  const parts = [...partsOf(part)];
  const at = side === 'start' ? 0 : parts.length - 1;
  const edge = parts[at];
  if (typeof edge !== 'string') return undefined;
  if (side === 'start' ? edge.startsWith(affix) : edge.endsWith(affix)) {
    parts[at] = side === 'start' ? edge.slice(affix.length) : edge.slice(0, edge.length - affix.length);
    return joinParts(parts, place);
  }
  const decided = part.kind === 'scalar' || edge.length >= affix.length;
  return decided ? joinParts(parts, place) : undefined;
}

function formatList(call: Call): Node | undefined {
  const [template, ...lists] = call.args;
  if (template === undefined) return undefined;
  const length = Math.max(...lists.map((each) => asTexts(each)?.length ?? -1));
  if (length < 0 || lists.some((each) => each.kind === 'list' && asTexts(each) === undefined))
    return undefined;
  const items: Node[] = [];
  for (let index = 0; index < length; index += 1) {
    const args = lists.map((each) => (each.kind === 'list' ? each.items[index] : each));
    if (args.some((argument) => argument === undefined)) return undefined;
    const known = args.flatMap((argument) => (argument === undefined ? [] : [argument]));
    const formatted = formatText({ ...call, args: [template, ...known] });
    if (formatted === undefined) return undefined;
    items.push(formatted);
  }
  return list(items, call.place);
}
