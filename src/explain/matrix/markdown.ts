import { markdownCode, markdownText } from '../../emit/text.js';
import type { GrantKind } from '../../grants/index.js';
import { accountKey } from '../../spec/subjects.js';
import { MEANINGS, STANDINGS } from '../types.js';
import { remarks, rowsByKind, tellingRows } from './rows.js';
import type { Matrix, MatrixRow } from './types.js';

/** A table for each kind, line by line, with a column for each of its words. */
export function* matrixMarkdown(matrix: Matrix): Generator<string> {
  const rows = tellingRows(matrix);
  for (const { kind, rows: own } of rowsByKind(rows)) yield* kindTable(kind, own);
  const used = new Set(rows.flatMap(({ access }) => Object.values(access)));
  for (const standing of STANDINGS.filter((each) => used.has(each)))
    yield `- ${standing}: ${markdownText(MEANINGS[standing])}`;
  for (const [index, note] of remarks(matrix, rows).entries()) {
    if (index > 0 || rows.length > 0) yield '';
    yield markdownText(note);
  }
}

function* kindTable({ title, noun, words }: GrantKind, rows: readonly MatrixRow[]): Generator<string> {
  const names = Object.keys(words);
  yield `### ${title}`;
  yield '';
  yield row(['service account', noun, ...names]);
  yield row(['---', '---', ...names.map(() => '---')]);
  for (const each of rows)
    yield row([
      markdownCode(accountKey(each)),
      markdownCode(each.resource),
      ...names.map((word) => [each.access[word] ?? '', ...parts(each, word)].join(' ')),
    ]);
  yield '';
}

const parts = ({ partly = {} }: MatrixRow, word: string) =>
  partly[word] === undefined ? [] : [`(${partly[word].join(', ')})`];

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
