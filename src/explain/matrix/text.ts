import { kindOf } from '../../grants/index.js';
import { inLines } from '../../text/lines.js';
import { MEANINGS, STANDINGS, type WordStanding } from '../types.js';
import { Shown } from './shown.js';
import type { MatrixRow, MatrixTable } from './types.js';

/** How a terminal shows a table: a mark for each standing, and its colours. */
export interface Look {
  readonly marks: Readonly<Record<WordStanding, string>>;
  readonly paint: (standing: WordStanding, text: string) => string;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** Characters of a line; words alone are longer. */
const WIDTH = 80;

/** What is longer than this has its words on the next line. */
const LONGEST_HEAD = 46;

/** The table line by line: by service account, a line a thing, its words by how they stand. */
export function* matrixText(table: MatrixTable, look: Look): Generator<string, void> {
  const shown = new Shown(table);
  for (const { serviceAccount, rows } of shown.rowsOf()) {
    yield [look.bold(serviceAccount), look.dim(rows[0]?.workloads.join(', ') ?? '')].join('  ').trimEnd();
    yield* accountLines(rows, look);
    yield '';
  }
  for (const standing of shown.standings)
    yield `${look.paint(standing, `${look.marks[standing]} ${standing}`.padEnd(15))}${look.dim(MEANINGS[standing])}`;
  const remarks = shown.remarks();
  if (!shown.isEmpty && remarks.length > 0) yield '';
  yield* remarks;
}

function* accountLines(rows: readonly MatrixRow[], look: Look): Generator<string> {
  const noun = widest(rows.map(nounOf));
  const heads = rows.map((row) => `  ${nounOf(row).padEnd(noun)}  ${row.resource}`);
  const start = widest(heads.filter(({ length }) => length <= LONGEST_HEAD)) + 2;
  for (const [index, row] of rows.entries()) {
    const head = heads[index] ?? '';
    const lines = wordLines(row, look, WIDTH - start);
    if (head.length + 2 > start) yield head;
    for (const [at, line] of lines.entries())
      yield `${at === 0 && head.length + 2 <= start ? head.padEnd(start) : ' '.repeat(start)}${line}`;
  }
}

const nounOf = ({ kind }: MatrixRow) => kindOf(kind)?.noun ?? kind;

const widest = (texts: readonly string[]) => texts.reduce((most, { length }) => Math.max(most, length), 0);

/** The words of a row by how they stand; those that are partly allowed with what is allowed of them. */
function wordLines(row: MatrixRow, look: Look, width: number): readonly string[] {
  return STANDINGS.flatMap((standing) => {
    const words = Object.keys(row.access).filter((word) => row.access[word] === standing);
    const groups = standing === 'partly' ? words.map((word) => partsOf(word, row)) : [words];
    return groups
      .filter((group) => group.length > 0)
      .flatMap((group) =>
        filled(group, width - look.marks[standing].length - 1).map((line, index) =>
          look.paint(
            standing,
            `${(index === 0 ? look.marks[standing] : '').padEnd(look.marks[standing].length)} ${line}`,
          ),
        ),
      );
  });
}

/** `put: DescribeStreamSummary, ListShards` */
function partsOf(word: string, { partly = {} }: MatrixRow): readonly string[] {
  const [first = '', ...others] = (partly[word] ?? []).map((action) => action.slice(action.indexOf(':') + 1));
  return [`${word}: ${first}`, ...others];
}

/** A list broken into lines. */
function filled(items: readonly string[], width: number): readonly string[] {
  return inLines(
    items.map((item, index) => (index < items.length - 1 ? `${item},` : item)),
    width,
  );
}
