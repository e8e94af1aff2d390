import type { PairData, ReportData } from './data.js';
import { Table } from './tables.js';

/** A report as its page holds it: hundreds of thousands of pairs are mostly repetition. */
export interface PackedReport extends Omit<ReportData, 'pairs'> {
  /** What pairs have besides account and thing. */
  readonly patterns: readonly Pattern[];
  /** For each account in turn: thing, pattern, thing, pattern … */
  readonly reached: readonly (readonly number[])[];
}

type Pattern = Omit<PairData, 'account' | 'thing'>;

/** Pairs stand in the order of their accounts. */
export function packReport({ pairs, ...report }: ReportData): PackedReport {
  const patterns = new Table<Pattern>();
  const reached: number[][] = report.accounts.map(() => []);
  for (const { account, thing, ...pattern } of pairs)
    reached[account]?.push(thing, patterns.indexOf(pattern));
  return { ...report, patterns: patterns.items, reached };
}

/** The report that was packed. */
export function unpackReport({ patterns, reached, ...report }: PackedReport): ReportData {
  const pairs = reached.flatMap((numbers, account) => {
    const own: PairData[] = [];
    for (let at = 0; at < numbers.length; at += 2) {
      const [thing, index] = [numbers[at] ?? 0, numbers[at + 1] ?? 0];
      own.push({ account, thing, ...(patterns[index] ?? { access: '' }) });
    }
    return own;
  });
  return { ...report, pairs };
}
