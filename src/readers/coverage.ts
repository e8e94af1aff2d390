import type { Inventory, LeftOut } from './inventory.js';
import { notReadFiles } from './recognise/recognise.js';

/** What a run looked at: nothing is to look clean that was not read. */
export interface Coverage {
  /** How many files were opened and understood or recognised. */
  readonly read: number;
  /** How many of them held something that is checked. */
  readonly relevant: number;
  /** Every file that was not read, or not all of it, once, with the reason. */
  readonly leftOut: readonly LeftOut[];
}

/** The files that readers opened and did not read, or not all of them. */
export function unreadIn({ leftOut, recognised }: Inventory): readonly LeftOut[] {
  return [...leftOut, ...notReadFiles(recognised)];
}

/** Counts what was read; `before` is what a scan left out already. */
export function coverageOf(inventory: Inventory, before: readonly LeftOut[] = []): Coverage {
  const { files, relevantFiles, leftOut } = inventory;
  const all = new Map([...before, ...unreadIn(inventory)].map((each) => [each.file, each]));
  const sorted = [...all.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  const unread = new Set(leftOut.map(({ file }) => file));
  const read = files.filter(({ path }) => !unread.has(path)).length;
  return { read, relevant: new Set(relevantFiles).size, leftOut: sorted };
}

/** Files of which no line is shown: a plan or state has secrets beside everything. */
export function secretFiles({ documents }: Inventory): ReadonlySet<string> {
  return new Set(documents.flatMap(({ kind, file }) => (kind === 'terraform-values' ? [file] : [])));
}
