import { markdownCode, markdownText } from '../../emit/text.js';
import { GRANT_KINDS, type GrantKind } from '../../grants/index.js';
import { MEANINGS } from '../types.js';
import { Shown } from './shown.js';
import type { MatrixRow, MatrixTable } from './types.js';

/** A table for each kind, line by line, with a column for each of its words. */
export function* matrixMarkdown(table: MatrixTable): Generator<string, void> {
  const shown = new Shown(table);
  for (const kind of GRANT_KINDS) yield* kindTable(kind, shown);
  for (const standing of shown.standings) yield `- ${standing}: ${markdownText(MEANINGS[standing])}`;
  for (const [index, remark] of shown.remarks().entries()) {
    if (index > 0 || !shown.isEmpty) yield '';
    yield markdownText(remark);
  }
}

function* kindTable(kind: GrantKind, shown: Shown): Generator<string> {
  const names = Object.keys(kind.words);
  let hasHead = false;
  for (const { serviceAccount, rows } of shown.rowsOf({ kind })) {
    if (!hasHead) yield* headOf(kind, names);
    hasHead = true;
    for (const each of rows)
      yield row([
        markdownCode(serviceAccount),
        markdownCode(each.resource),
        ...names.map((word) => [each.access[word] ?? '', ...parts(each, word)].join(' ')),
      ]);
  }
  if (hasHead) yield '';
}

function* headOf({ title, noun }: GrantKind, words: readonly string[]): Generator<string> {
  yield `### ${title}`;
  yield '';
  yield row(['service account', noun, ...words]);
  yield row(['---', '---', ...words.map(() => '---')]);
}

const parts = ({ partly = {} }: MatrixRow, word: string) =>
  partly[word] === undefined ? [] : [`(${partly[word].join(', ')})`];

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
