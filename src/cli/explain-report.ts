import type { Diagnostic } from '../diagnostics.js';
import { markdownText } from '../emit/text.js';
import {
  type ChainLink,
  type Explanation,
  LINK_LABELS,
  type LinkStatus,
  type Look,
  type ShownStatus,
  shownStatus,
  type Verdict,
  type WordStanding,
} from '../explain/index.js';
import { linkMarks, STANDING_MARKS } from '../report/words.js';
import { accountKey } from '../spec/subjects.js';
import { inLines } from '../text/lines.js';
import type { Colors } from './colors.js';

/** How links are marked: with signs, or with letters where the terminal may not have them. */
export interface Marks extends Readonly<Record<ShownStatus, string>> {
  /** Whether they are letters. */
  readonly plain: boolean;
}

/** Signs where the terminal shows Unicode, else ASCII. */
export function marksFor(env: Readonly<Record<string, string | undefined>>, platform: string): Marks {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const plain = env['TERM'] === 'dumb' || (platform !== 'win32' && locale !== '' && !/utf-?8/i.test(locale));
  return { ...linkMarks(standingMarks(plain)), plain };
}

const COLORS: Readonly<Record<ShownStatus, 'green' | 'red' | 'yellow'>> = {
  ok: 'green',
  assumed: 'green',
  broken: 'red',
  unknown: 'yellow',
};

const STATUS: Readonly<Record<Verdict, LinkStatus>> = { allowed: 'ok', denied: 'broken', unknown: 'unknown' };

/** How an answer is printed. */
export interface AnswerLook {
  readonly marks: Marks;
  readonly colors: Colors;
  /** Whether every statement that was looked at is told. */
  readonly verbose: boolean;
  /** Of a terminal; text that goes elsewhere is not broken. */
  readonly columns: number | undefined;
}

/** The whole answer as lines. */
export function explanationLines(explanation: Explanation, look: AnswerLook): readonly string[] {
  const { marks, colors, columns } = look;
  const { question, links, decision, standing, assumptions, notEvaluated } = explanation;
  const status = standing === 'assumed' ? standing : STATUS[decision];
  const head = `May ${accountKey(question)} do ${question.action} on ${question.resource}?`;
  return [
    colors.bold(head),
    ...causeLines(explanation, look),
    '',
    ...links.flatMap((link) => linkLines(link, look)),
    '',
    colors.bold(
      colors[COLORS[status]](`${marks[status]} ${decision}${standing === decision ? '' : ` (${standing})`}`),
    ),
    ...section('Taken as given:', assumptions, columns),
    ...section('Not evaluated, and may still deny:', notEvaluated, columns),
  ];
}

/** The answer before its reasons: the first link that does not hold, and what to do about it. */
function causeLines(
  { decision, links }: Explanation,
  { marks, colors, columns }: AnswerLook,
): readonly string[] {
  const status = STATUS[decision];
  const cause = status === 'ok' ? undefined : links.find((link) => link.status === status);
  if (cause === undefined) return [];
  const head = `${marks[status]} ${decision}:`;
  const [reason, ...more] = folded(`${head} ${cause.reason}`, 2, columns);
  const fix = cause.fix === undefined ? [] : folded(cause.fix, 7, columns);
  return [
    '',
    reason?.replace(head, colors.bold(colors[COLORS[status]](head))) ?? '',
    ...more.map((line) => `  ${line}`),
    ...fix.map((line, at) => `  ${at === 0 ? colors.dim('fix:') : '    '} ${line}`),
  ];
}

function linkLines(link: ChainLink, { marks, colors, verbose, columns }: AnswerLook): readonly string[] {
  const shownAs = shownStatus(link);
  const mark = colors[COLORS[shownAs]](marks[shownAs]);
  const label = LINK_LABELS[link.kind].padEnd(16);
  const indent = ' '.repeat(marks.ok.length + 18);
  const { place, status, fix } = link;
  const shown = verbose || status !== 'ok' ? (link.details ?? []) : [];
  const dimmed = (text: string) =>
    folded(text, indent.length, columns).map((line) => `${indent}${colors.dim(line)}`);
  const [reason, ...more] = folded(link.reason, indent.length, columns);
  return [
    `${mark} ${label} ${reason}`,
    ...more.map((line) => `${indent}${line}`),
    ...shown.flatMap(dimmed),
    ...(place === undefined ? [] : [`${indent}${colors.dim(`${place.file}:${place.line}:${place.column}`)}`]),
    ...(fix === undefined || status === 'ok'
      ? []
      : folded(fix, indent.length + 5, columns).map(
          (line, at) => `${indent}${at === 0 ? colors.dim('fix:') : '    '} ${line}`,
        )),
  ];
}

/** The exceptions from a standard under which an answer is what it is: lines, or a list of Markdown. */
export function exceptionLines(
  exceptions: readonly Diagnostic[],
  format: string | undefined,
  columns: number | undefined,
): readonly string[] {
  const title = 'Excepted from the standard:';
  const texts = exceptions.map(({ path, message }) => `${path}: ${message}`);
  if (format !== 'markdown' || texts.length === 0) return section(title, texts, columns);
  return ['', title, '', ...texts.map((text) => `- ${markdownText(text)}`)];
}

function section(title: string, items: readonly string[], columns: number | undefined): readonly string[] {
  if (items.length === 0) return [];
  const lines = items.flatMap((item) =>
    folded(item, 4, columns).map((line, at) => `${at === 0 ? '  - ' : '    '}${line}`),
  );
  return ['', title, ...lines];
}

/** What stands behind an indent, between words and never in an ARN, which people copy. */
function folded(text: string, indent: number, columns: number | undefined): readonly string[] {
  return columns === undefined ? [text] : inLines(text.split(' '), Math.max(30, columns - indent));
}

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

const standingMarks = (plain: boolean) => (plain ? PLAIN_MARKS : STANDING_MARKS);

/** How a table looks on this terminal. */
export function tableLook({ plain }: Marks, colors: Colors): Look {
  const { bold, dim } = colors;
  return {
    ...{ bold, dim },
    paint: (standing, text) => colors[STANDING_COLORS[standing]](text),
    marks: standingMarks(plain),
  };
}
