import type { LinkKind, ShownStatus } from '../explain/types.js';
import type { LinkData, PairData, QuestionData, ReportData } from './data.js';
import { Table } from './tables.js';

/** A report as its page holds it: hundreds of thousands of pairs are mostly repetition. */
export interface PackedReport extends Omit<ReportData, 'pairs' | 'words' | 'links'> {
  /** What pairs have besides account and thing. */
  readonly patterns: readonly Pattern[];
  /** For each account in turn: thing, pattern, thing, pattern … */
  readonly reached: readonly (readonly number[])[];
  /** What words stand for, the links of their policies counted from the first that the words have. */
  readonly shapes: readonly Words[];
  /** For each of what words stand for in turn: its shape, and the first links of policies. */
  readonly words: readonly number[];
  readonly linkTypes: readonly (readonly [LinkKind, ShownStatus])[];
  /** Type, reason, place, code, fix (-1 where there is none), then the details. */
  readonly links: readonly (readonly number[])[];
}

type Pattern = Omit<PairData, 'account' | 'thing'>;
type Words = readonly (readonly QuestionData[])[];

/** Pairs stand in the order of their accounts. */
export function packReport({ pairs, words, links, ...report }: ReportData): PackedReport {
  const patterns = new Table<Pattern>();
  const reached: number[][] = report.accounts.map(() => []);
  for (const { account, thing, ...pattern } of pairs)
    reached[account]?.push(thing, patterns.indexOf(pattern));
  return { ...report, patterns: patterns.items, reached, ...packWords(words), ...packLinks(links) };
}

/** The report that was packed. */
export function unpackReport(packed: PackedReport): ReportData {
  const { patterns, reached, shapes, words, linkTypes, links, ...report } = packed;
  const pairs = reached.flatMap((numbers, account) =>
    inTwos(numbers).map(([thing, index]) => ({
      ...{ account, thing },
      ...(patterns[index] ?? { access: '' }),
    })),
  );
  return {
    ...{ ...report, pairs },
    words: inTwos(words).map(([shape, first]) => movedBy(first, shapes[shape] ?? [])),
    links: links.map((numbers) => unpackLink(numbers, linkTypes)),
  };
}

function packWords(words: readonly Words[]): Pick<PackedReport, 'shapes' | 'words'> {
  const shapes = new Table<Words>();
  const packed = words.flatMap((each) => {
    const first = Math.min(...each.flat().map(([, , , , ruling]) => ruling));
    const from = Number.isFinite(first) ? first : 0;
    return [shapes.indexOf(movedBy(-from, each)), from];
  });
  return { shapes: shapes.items, words: packed };
}

function movedBy(distance: number, words: Words): Words {
  return words.map((questions) =>
    questions.map(([action, resource, standing, chain, ruling, ...lists]) => [
      ...([action, resource, standing, chain] as const),
      ruling + distance,
      ...lists,
    ]),
  );
}

function packLinks(links: readonly LinkData[]): Pick<PackedReport, 'linkTypes' | 'links'> {
  const types = new Table<readonly [LinkKind, ShownStatus]>();
  const packed = links.map(({ kind, status, reason, details = [], place = -1, code = -1, fix = -1 }) => [
    ...[types.indexOf([kind, status]), reason, place, code, fix],
    ...details,
  ]);
  return { linkTypes: types.items, links: packed };
}

function unpackLink(
  [type = 0, reason = 0, place = -1, code = -1, fix = -1, ...details]: readonly number[],
  types: PackedReport['linkTypes'],
): LinkData {
  const [kind, status] = types[type] ?? ['pod', 'unknown'];
  return {
    ...{ kind, status, reason },
    ...(details.length === 0 ? {} : { details }),
    ...(place === -1 ? {} : { place }),
    ...(code === -1 ? {} : { code }),
    ...(fix === -1 ? {} : { fix }),
  };
}

function inTwos(numbers: readonly number[]): readonly (readonly [number, number])[] {
  return Array.from({ length: numbers.length / 2 }, (_, at) => [
    numbers[2 * at] ?? 0,
    numbers[2 * at + 1] ?? 0,
  ]);
}
