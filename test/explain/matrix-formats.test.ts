import { describe, expect, test } from '@jest/globals';
import {
  type MatrixRow,
  type MatrixTable,
  matrixCsv,
  matrixMarkdown,
  matrixText,
} from '../../src/explain/index.js';
import { isTelling } from '../../src/explain/matrix/build.js';
import { GRANT_KINDS } from '../../src/grants/index.js';
import { accountKey } from '../../src/spec/subjects.js';
import { hostileStrings } from '../support/hostile-strings.js';

const row = (more: Partial<MatrixRow>): MatrixRow => ({
  namespace: 'shop',
  serviceAccount: 'web',
  workloads: [],
  kind: 'queues',
  resource: 'orders',
  access: {
    send: 'allowed',
    receive: 'not granted',
    inspect: 'assumed',
    purge: 'denied',
    redrive: 'unknown',
  },
  ...more,
});

/** A table of these rows. */
function matrix(...rows: readonly MatrixRow[]): MatrixTable {
  const serviceAccounts = [...new Set(rows.map(accountKey))];
  const things = rows.length / serviceAccounts.length;
  return {
    ...{ serviceAccounts, things, telling: false, broken: [], open: [] },
    rowsOf: ({ kind, telling = false } = {}) =>
      serviceAccounts.map((serviceAccount) => ({
        serviceAccount,
        rows: rows
          .filter((each) => accountKey(each) === serviceAccount)
          .filter((each) => kind === undefined || each.kind === kind.field)
          .filter((each) => !telling || isTelling(each)),
      })),
  };
}

/** A row of every kind, each word as it stands in turn. */
const EVERY_KIND = GRANT_KINDS.map(({ field, words }) =>
  row({
    kind: field,
    resource: `a-thing-of-${field}`,
    access: Object.fromEntries(
      Object.keys(words).map((word, index) => [word, index % 2 === 0 ? 'allowed' : 'not granted'] as const),
    ),
  }),
);

const PLAIN = {
  marks: { allowed: 'A', assumed: 'S', partly: 'P', unknown: 'U', denied: 'D', 'not granted': 'N' },
  paint: (_: string, text: string) => text,
  bold: (text: string) => text,
  dim: (text: string) => text,
};
const lines = (of: MatrixTable) => [...matrixText(of, PLAIN)];

/** Records as RFC 4180 has them. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [[]];
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === '\r\n') records.push([]);
    if (end === '') break;
  }
  return records.slice(0, -1);
}

const csv = (of: MatrixTable) => parseCsv([...matrixCsv(of)].map((record) => `${record}\r\n`).join(''));

describe('as text, a table', () => {
  test('has the words of every kind on lines that fit a terminal', () => {
    const shown = lines(matrix(...EVERY_KIND));
    for (const line of shown) expect(line.length).toBeLessThanOrEqual(80);
    for (const { noun, words } of GRANT_KINDS) {
      const at = shown.findIndex((line) => line.startsWith(`  ${noun}  `));
      const own = shown
        .slice(at, at + 4)
        .join(' ')
        .split(/[\s,]+/);
      expect(own).toEqual(expect.arrayContaining(Object.keys(words)));
    }
  });

  test('tells all standings apart, explains those that occur, and names what is partly allowed', () => {
    const partly = row({
      resource: 'dead',
      access: {
        send: 'partly',
        receive: 'not granted',
        inspect: 'not granted',
        purge: 'not granted',
        redrive: 'not granted',
      },
      partly: { send: ['sqs:SendMessage'] },
    });
    expect(lines(matrix(row({}), partly))).toEqual([
      'shop/web',
      '  queue  orders  A send',
      '                 S inspect',
      '                 U redrive',
      '                 D purge',
      '                 N receive',
      '  queue  dead    P send: SendMessage',
      '                 N receive, inspect, purge, redrive',
      '',
      'A allowed      all actions of the word',
      'S assumed      allowed if what no file shows is as it is taken to be; explain names it for a single question',
      'P partly       some actions of the word, as named',
      'U unknown      the files do not tell, or a part of the thing is denied',
      'D denied       a statement denies it',
      'N not granted  nothing allows it',
    ]);
  });

  test('leaves pairs out of which nothing is granted, and says so', () => {
    const none = { send: 'not granted', receive: 'not granted' } as const;
    const unknown = { send: 'unknown', receive: 'unknown' } as const;
    const rows = [
      row({}),
      row({ resource: 'dead', access: none }),
      ...['idle', 'lost', 'foreign'].flatMap((serviceAccount) =>
        ['orders', 'dead'].map((resource) =>
          row({ serviceAccount, resource, access: serviceAccount === 'foreign' ? unknown : none }),
        ),
      ),
    ];
    const shown = lines({
      ...matrix(...rows),
      broken: [{ serviceAccount: 'shop/lost', reason: 'the trust policy does not let it in' }],
      open: ['shop/foreign'],
    });
    expect(shown.join('\n')).not.toContain('dead');
    expect(shown.join('\n')).not.toMatch(/^shop\/foreign/m);
    expect(shown.slice(-4)).toEqual([
      'shop/lost gets no role: the trust policy does not let it in',
      'the role that shop/foreign gets, if any, is not in the files',
      'nothing of this is granted to shop/idle',
      '5 pairs of which nothing is granted left out here; JSON and CSV have those that --service-account or --resource asks for',
    ]);
  });
});

describe('as CSV, a table', () => {
  test('has a column for each word of the kinds that occur, and nothing where a kind has no such word', () => {
    const [head = [], queue = [], table = []] = csv(
      matrix(
        row({}),
        row({
          kind: 'tables',
          resource: 'items',
          access: { read: 'allowed', delete: 'partly' },
          partly: { delete: ['dynamodb:DeleteItem'] },
        }),
      ),
    );
    expect(new Set(head).size).toBe(head.length);
    const cell = (record: readonly string[], column: string) => record[head.indexOf(column)];
    expect(['send', 'read', 'partly'].map((column) => cell(queue, column))).toEqual(['allowed', '', '']);
    expect(['send', 'read', 'partly'].map((column) => cell(table, column))).toEqual([
      '',
      'allowed',
      'delete: dynamodb:DeleteItem',
    ]);
    expect(head).not.toContain('publish');
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '=HYPERLINK("http://x","y")'])(
    'takes %j as text',
    (resource) => {
      expect(csv(matrix(row({ resource })))[1]?.[4]).toBe(`'${resource}`);
    },
  );

  test('is read back as it is, whatever names hold', () => {
    for (const resource of [...hostileStrings, 'a,b', 'a"b', '"', ',', 'a\r\nb']) {
      const records = csv(matrix(row({ resource }), row({})));
      expect(records.map((record) => record.length)).toEqual(records.map(() => records[0]?.length));
      expect(records).toHaveLength(3);
      if (/^[\x20-\x7e]*$/.test(resource))
        expect(records[1]?.[4]?.replace(/^'(?=[=+\-@])/, '')).toBe(resource);
    }
  });
});

describe('as Markdown, a table', () => {
  test('is one for each kind that occurs, with a column for each word', () => {
    const shown = [...matrixMarkdown(matrix(...EVERY_KIND))];
    for (const { title, noun, words } of GRANT_KINDS) {
      const at = shown.indexOf(`### ${title}`);
      expect(shown[at + 2]).toBe(`| service account | ${noun} | ${Object.keys(words).join(' | ')} |`);
    }
  });

  test('keeps every name in its cell', () => {
    for (const resource of [...hostileStrings, 'a|b', '`', '```\n# x']) {
      const shown = [...matrixMarkdown(matrix(row({ resource })))];
      expect(shown[4]?.replaceAll('\\|', '').split('|')).toHaveLength(9);
    }
  });
});
