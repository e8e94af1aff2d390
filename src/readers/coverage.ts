import { compareText, groupBy } from '../collections.js';
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

/**
 * Counts what was read; `before` is what a scan left out already. Files that were `named` one by one are to be understood: of
 * those in a folder many have nothing to do with access.
 */
export function coverageOf(
  inventory: Inventory,
  before: readonly LeftOut[] = [],
  named: readonly string[] = [],
): Coverage {
  const { files, relevantFiles, leftOut } = inventory;
  const strange = strangeIn(inventory, named);
  const all = new Map([...strange, ...before, ...unreadIn(inventory)].map((each) => [each.file, each]));
  const sorted = [...all.values()].sort((a, b) => compareText(a.file, b.file));
  const unread = new Set(leftOut.map(({ file }) => file));
  const read = files.filter(({ path }) => !unread.has(path)).length;
  return { read, relevant: new Set(relevantFiles).size, leftOut: sorted };
}

/** Files in which no document is of a kind that is known. */
function strangeIn({ documents, files }: Inventory, named: readonly string[]): readonly LeftOut[] {
  const kinds = groupBy(documents, ({ file }) => file);
  const others = new Set(files.flatMap(({ path, source }) => (source.format === 'other' ? [path] : [])));
  const isStrange = (file: string) =>
    kinds.get(file)?.every(({ kind }) => kind === 'other') ?? others.has(file);
  return named
    .filter(isStrange)
    .map((file) => ({ file, reason: 'nothing in it is of a kind that is known' }));
}

/** Files of which no line is shown: a plan or state has secrets beside everything. */
export function secretFiles({ documents }: Inventory): ReadonlySet<string> {
  return new Set(documents.flatMap(({ kind, file }) => (kind === 'terraform-values' ? [file] : [])));
}
