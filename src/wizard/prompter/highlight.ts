import type { Style } from './style.js';

type Colors = Style['colors'];
type Rule = readonly [pattern: RegExp, color: (colors: Colors) => (text: string) => string];

const STRING: Rule = [/"(?:[^"\\]|\\.)*"/, (colors) => colors.green];
const WORD: Rule = [/\b(?:true|false|null|\d+(?:\.\d+)?)\b/, (colors) => colors.yellow];

/** What is coloured in a line, the first match winning where two overlap. */
const LANGUAGES: Readonly<Record<string, readonly Rule[]>> = {
  yaml: [
    [/(?:^|\s)#.*$/, (colors) => colors.dim],
    [/^\s*(?:- )*[\w./@-]+(?=:(?:\s|$))/, (colors) => colors.cyan],
    STRING,
    WORD,
  ],
  tf: [
    [/(?:^|\s)(?:#|\/\/).*$/, (colors) => colors.dim],
    [/^\s*(?:resource|data|variable|output|provider|terraform|locals|module)\b/, (colors) => colors.magenta],
    [/^\s*[\w-]+(?=\s+=|\s+\{)/, (colors) => colors.cyan],
    STRING,
    WORD,
  ],
  json: [[/"(?:[^"\\]|\\.)*"(?=:)/, (colors) => colors.cyan], STRING, WORD],
  md: [
    [/^#.*$/, (colors) => colors.bold],
    [/`[^`]+`/, (colors) => colors.cyan],
  ],
};

/** A line with the colours of its language; plain where there are none. */
export function highlight(line: string, language: string, colors: Colors): string {
  const rules = LANGUAGES[language === 'yml' ? 'yaml' : language];
  if (rules === undefined || !colors.isColorSupported) return line;
  let rest = line;
  let colored = '';
  while (rest !== '') {
    const found = firstMatch(rest, rules, colored === '');
    if (found === undefined) break;
    colored += rest.slice(0, found.index) + found.color(colors)(found.text);
    rest = rest.slice(found.index + found.text.length);
  }
  return colored + rest;
}

function firstMatch(text: string, rules: readonly Rule[], atStart: boolean) {
  let best: { readonly index: number; readonly text: string; readonly color: Rule[1] } | undefined;
  for (const [pattern, color] of rules) {
    if (!atStart && pattern.source.startsWith('^')) continue;
    const match = pattern.exec(text);
    if (match === null || match[0] === '') continue;
    if (best === undefined || match.index < best.index) best = { index: match.index, text: match[0], color };
  }
  return best;
}
