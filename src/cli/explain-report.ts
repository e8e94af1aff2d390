import type { ChainLink, Explanation, LinkStatus, Matrix, Verdict } from '../explain/index.js';
import type { Colors } from './colors.js';

/** How links are marked: with signs, or with letters where the terminal may not have them. */
export interface Marks {
  readonly ok: string;
  readonly broken: string;
  readonly unknown: string;
}

/** Signs where the terminal shows Unicode, else ASCII. */
export function marksFor(env: Readonly<Record<string, string | undefined>>, platform: string): Marks {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const plain = env['TERM'] === 'dumb' || (platform !== 'win32' && locale !== '' && !/utf-?8/i.test(locale));
  return plain ? { ok: 'ok', broken: 'XX', unknown: '??' } : { ok: '\u2713', broken: '\u2717', unknown: '?' };
}

const LABELS: Readonly<Record<ChainLink['kind'], string>> = {
  pod: 'pod',
  'service-account': 'service account',
  binding: 'role given',
  injection: 'injected',
  role: 'role',
  token: 'token',
  provider: 'OIDC provider',
  trust: 'role trust',
  permissions: 'permissions',
  boundary: 'boundary',
};

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
  const { question, links, decision, assumptions, notEvaluated } = explanation;
  const status = STATUS[decision];
  const head = `May ${question.namespace}/${question.serviceAccount} do ${question.action} on ${question.resource}?`;
  return [
    colors.bold(head),
    '',
    ...links.flatMap((link) => linkLines(link, marks, colors, verbose)),
    '',
    colors.bold(colors[COLORS[status]](`${marks[status]} ${decision}`)),
    ...section('Taken as given:', assumptions),
    ...section('Not evaluated, and may still deny:', notEvaluated),
  ];
}

function linkLines(link: ChainLink, marks: Marks, colors: Colors, verbose: boolean): readonly string[] {
  const mark = colors[COLORS[link.status]](marks[link.status]);
  const label = LABELS[link.kind].padEnd(16);
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

const VERBS = ['list', 'get', 'put', 'delete'] as const;

/** The table of service accounts, buckets and verbs. */
export function matrixLines({ rows }: Matrix, marks: Marks, colors: Colors): readonly string[] {
  if (rows.length === 0) return ['no service account with a role that names a bucket'];
  const cells = rows.map((row) => ({
    account: `${row.namespace}/${row.serviceAccount}`,
    bucket: row.prefix === '' ? row.bucket : `${row.bucket}/${row.prefix}`,
    access: row.access,
  }));
  const width = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const account = width(['service account', ...cells.map((cell) => cell.account)]);
  const bucket = width(['bucket', ...cells.map((cell) => cell.bucket)]);
  const columns = 'allowed'.length + marks.ok.length + 1;
  const head = [
    'service account'.padEnd(account),
    'bucket'.padEnd(bucket),
    ...VERBS.map((verb) => verb.padEnd(columns)),
  ];
  const lines = cells.map((cell) => [
    cell.account.padEnd(account),
    cell.bucket.padEnd(bucket),
    ...VERBS.map((verb) => {
      const status = STATUS[cell.access[verb]];
      return colors[COLORS[status]](`${marks[status]} ${cell.access[verb]}`.padEnd(columns));
    }),
  ]);
  return [head, ...lines].map((line) => line.join('  ').trimEnd());
}
