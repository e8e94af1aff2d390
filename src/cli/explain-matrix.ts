import { Failure } from '../diagnostics.js';
import {
  type Matrix,
  type MatrixFilter,
  type MatrixTable,
  matrixCsv,
  matrixMarkdown,
  matrixRows,
  matrixText,
  openTable,
  type Question,
  subjectsOf,
  type World,
} from '../explain/index.js';
import { matchesPattern, parsePattern } from '../iam/evaluate/pattern.js';
import { isPattern } from '../kubernetes/names.js';
import { accountKey } from '../spec/subjects.js';
import { listWords, quote } from '../text/quote.js';
import { type Marks, tableLook } from './explain-report.js';
import type { Output } from './output.js';

export const MATRIX_FORMATS = ['text', 'json', 'csv', 'markdown'] as const;

/** What the command line says of a table. */
export interface MatrixOptions {
  /** `namespace/name`, or a pattern of them. */
  readonly serviceAccount?: string;
  /** A name or an ARN, or a pattern of them. */
  readonly resource?: string;
  readonly action?: string;
  readonly context?: Readonly<Record<string, string>>;
  readonly format: (typeof MATRIX_FORMATS)[number];
}

/** A table answers for every action, and without a further context. */
export function refuseQuestion({ action, context }: MatrixOptions): void {
  const [unused] = Object.entries({ '--action': action, '--context': context }).filter(
    ([, value]) => value !== undefined,
  );
  if (unused !== undefined)
    throw new Failure('matrix-question', 'user', `${unused[0]} is for a single question, not for --matrix`, {
      help: `leave ${unused[0]} or --matrix away`,
    });
}

/** Prints the table as it is made; only JSON has what stands beside it. */
export async function printMatrix(
  table: MatrixTable,
  format: MatrixOptions['format'],
  { marks, beside }: { readonly marks: Marks; readonly beside: object },
  output: Output,
): Promise<void> {
  if (format === 'json') await output.jsonList('rows', withMore(matrixRows(table), beside));
  if (format === 'csv')
    for (const line of leftOutOf(await output.results(matrixCsv(table), '\r\n'))) output.note(line);
  if (format === 'markdown') await output.results(matrixMarkdown(table));
  if (format === 'text') await output.results(matrixText(table, tableLook(marks, output.colors.out)));
}

function* withMore<T>(rows: Generator<T, object>, beside: object): Generator<T, object> {
  const rest = yield* rows;
  return { ...rest, ...beside };
}

/** A table of records has no place of its own for it. */
function leftOutOf(leftOut: Matrix['leftOut']): readonly string[] {
  if (leftOut === undefined || leftOut.pairs === 0) return [];
  const { pairs } = leftOut;
  return [
    `${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of which nothing is granted left out; --service-account '*' asks for all`,
  ];
}

/** The table that is asked for, whole where it is asked for by names; a pattern that fits no service account is mistyped. */
export function askedTable(world: World, { serviceAccount, resource }: MatrixOptions): MatrixTable {
  if (serviceAccount === undefined && resource === undefined) return openTable(world, { telling: true });
  if (serviceAccount === undefined) return openTable(world, resourceFilter(resource));
  const fits = fitsOrCovers(serviceAccount);
  const keys = subjectsOf(world).map(accountKey);
  if (keys.length > 0 && !keys.some(fits))
    throw new Failure('no-match', 'user', `--service-account: ${quote(serviceAccount)} fits none`, {
      help: `there ${keys.length === 1 ? 'is' : 'are'} ${listWords(keys.slice(0, 8))}${keys.length > 8 ? ' …' : ''}`,
    });
  return openTable(world, { serviceAccount: fits, ...resourceFilter(resource) });
}

function resourceFilter(asked: string | undefined): MatrixFilter {
  return asked === undefined ? {} : { resource: fitsOrCovers(asked) };
}

/** A pattern is answered as one where a role trusts it: of several service accounts each may have another answer. */
export function refusePattern(world: World, subject: Pick<Question, 'namespace' | 'serviceAccount'>): void {
  const asked = accountKey(subject);
  if (!isPattern(asked)) return;
  if (subjectsOf(world).some((each) => matcherOf(accountKey(each))(asked))) return;
  throw new Failure(
    'bad-service-account',
    'user',
    `--service-account: ${quote(asked)} is not one service account, nor a pattern that a role trusts`,
    { help: 'give it as namespace/name; other patterns are for --matrix' },
  );
}

/** Fits what is asked for, and patterns of policies that cover it. */
function fitsOrCovers(asked: string): (text: string) => boolean {
  const fits = matcherOf(asked);
  return (text) => fits(text) || matcherOf(text)(asked);
}

/** `*` stands for any text, `?` for any character. */
function matcherOf(glob: string): (text: string) => boolean {
  const pattern = parsePattern(glob);
  return (text) => matchesPattern(pattern, text);
}
