import {
  type ChainLink,
  type Explanation,
  LINK_LABELS,
  type LinkStatus,
  type Look,
  type Verdict,
  type WordStanding,
} from '../explain/index.js';
import { STANDING_MARKS } from '../report/words.js';
import type { Colors } from './colors.js';

/** How links are marked: with signs, or with letters where the terminal may not have them. */
export interface Marks {
  readonly ok: string;
  readonly broken: string;
  readonly unknown: string;
  /** Whether they are letters. */
  readonly plain: boolean;
}

/** Signs where the terminal shows Unicode, else ASCII. */
export function marksFor(env: Readonly<Record<string, string | undefined>>, platform: string): Marks {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const plain = env['TERM'] === 'dumb' || (platform !== 'win32' && locale !== '' && !/utf-?8/i.test(locale));
  return plain
    ? { ok: 'ok', broken: 'XX', unknown: '??', plain }
    : { ok: '\u2713', broken: '\u2717', unknown: '?', plain };
}

const COLORS: Readonly<Record<LinkStatus, 'green' | 'red' | 'yellow'>> = {
  ok: 'green',
  broken: 'red',
  unknown: 'yellow',
};

const STATUS: Readonly<Record<Verdict, LinkStatus>> = { allowed: 'ok', denied: 'broken', unknown: 'unknown' };

/** The whole answer as lines. */
export function explanationLines(
  explanation: Explanation,
  marks: Marks,
  colors: Colors,
  verbose: boolean,
): readonly string[] {
  const { question, links, decision, standing, assumptions, notEvaluated } = explanation;
  const status = STATUS[decision];
  const head = `May ${question.namespace}/${question.serviceAccount} do ${question.action} on ${question.resource}?`;
  return [
    colors.bold(head),
    '',
    ...links.flatMap((link) => linkLines(link, marks, colors, verbose)),
    '',
    colors.bold(
      colors[COLORS[status]](`${marks[status]} ${decision}${standing === decision ? '' : ` (${standing})`}`),
    ),
    ...section('Taken as given:', assumptions),
    ...section('Not evaluated, and may still deny:', notEvaluated),
  ];
}

function linkLines(link: ChainLink, marks: Marks, colors: Colors, verbose: boolean): readonly string[] {
  const mark = colors[COLORS[link.status]](marks[link.status]);
  const label = LINK_LABELS[link.kind].padEnd(16);
  const indent = ' '.repeat(marks.ok.length + 18);
  const { place } = link;
  const shown = verbose || link.status !== 'ok' ? (link.details ?? []) : [];
  return [
    `${mark} ${label} ${link.reason}`,
    ...shown.map((detail) => `${indent}${colors.dim(detail)}`),
    ...(place === undefined ? [] : [`${indent}${colors.dim(`${place.file}:${place.line}:${place.column}`)}`]),
    ...(link.fix === undefined || link.status === 'ok' ? [] : [`${indent}${colors.dim('fix:')} ${link.fix}`]),
  ];
}

const section = (title: string, items: readonly string[]) =>
  items.length === 0 ? [] : ['', title, ...items.map((item) => `  - ${item}`)];

const STANDING_COLORS: Readonly<Record<WordStanding, 'green' | 'red' | 'yellow' | 'dim'>> = {
  allowed: 'green',
  assumed: 'green',
  partly: 'yellow',
  unknown: 'yellow',
  denied: 'red',
  'not granted': 'dim',
};

const PLAIN_MARKS: Readonly<Record<WordStanding, string>> = {
  ...{ allowed: 'ok', assumed: '~~', partly: '+-', unknown: '??', denied: 'XX', 'not granted': '--' },
};

/** How a table looks on this terminal. */
export function tableLook({ plain }: Marks, colors: Colors): Look {
  const { bold, dim } = colors;
  return {
    ...{ bold, dim },
    paint: (standing, text) => colors[STANDING_COLORS[standing]](text),
    marks: plain ? PLAIN_MARKS : STANDING_MARKS,
  };
}
