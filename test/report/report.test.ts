import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  buildMatrix,
  type Explanation,
  explain,
  shownStatus,
  tellingPairs,
  type World,
} from '../../src/explain/index.js';
import { collectReport } from '../../src/report/collect.js';
import type { ReportData } from '../../src/report/data.js';
import { focusOn, graphOf } from '../../src/report/graph.js';
import { REPORT_MARK, reportMarkdown, reportPage } from '../../src/report/index.js';
import { packReport, unpackReport } from '../../src/report/packed.js';
import { type AnswerView, accountName, answerOf, questionsOf, wordsOf } from '../../src/report/view.js';
import { accountKey } from '../../src/spec/subjects.js';
import { visible } from '../../src/text/visible.js';
import { folderWorld, specExample, worldOf, yaml } from '../explain/support.js';

const NOTHING = {
  findings: [],
  rules: {},
  notRead: [],
  notChecked: [],
  lineAt: () => undefined,
  findingsOn: () => [],
};
const ABOUT = { title: 'demo', source: '1 of 1 files', version: '0.0.0', ...NOTHING };
const collected = (world: World) => collectReport(world, ABOUT);

describe.each(['order-service', 'pod-identity', 'shared-role'])('the report of %s', (name) => {
  test.each(['spec', 'files'])('by its %s says what the table and each answer say', async (source) => {
    const world = source === 'spec' ? (await specExample(name)).world : await folderWorld(name);
    const data = collected(world);
    const { rows, open = [] } = buildMatrix(world);
    const telling = rows.filter(
      (row) =>
        Object.values(row.access).some((standing) => standing !== 'not granted') &&
        !open.includes(accountKey(row)),
    );
    expect(
      data.pairs.map((pair) => [
        accountName(data, pair.account),
        data.things[pair.thing]?.name,
        Object.fromEntries(wordsOf(data, pair).map(({ word, look }) => [word, look.standing])),
      ]),
    ).toEqual(
      telling.map(({ namespace, serviceAccount, resource, access }) => [
        `${namespace}/${serviceAccount}`,
        resource,
        access,
      ]),
    );
    const asked = tellingPairs(world).accounts.flatMap(({ chain, pairs }) =>
      pairs.map(({ questions = {} }) => ({
        subject: chain.subject,
        questions: Object.values(questions).flat(),
      })),
    );
    for (const [index, { subject, questions }] of asked.entries()) {
      const pair = data.pairs[index] as ReportData['pairs'][number];
      const answers = questionsOf(data, pair)
        .flat()
        .map((question) => answerOf(data, pair, question));
      expect(answers.map(plain)).toEqual(
        questions.map((question) => plain(explain(world, { ...subject, ...question }))),
      );
    }
  });
});

/** What a page and a terminal say alike. */
function plain({ standing, links, assumptions, notEvaluated }: Explanation | AnswerView) {
  const told = links.map((link) => {
    const { kind, reason, place, fix } = link;
    const shownAs = 'label' in link ? link.status : shownStatus(link);
    return [
      ...[kind, shownAs, reason, shownAs === 'ok' || shownAs === 'assumed' ? undefined : fix],
      typeof place === 'object' ? `${place.file}:${place.line}:${place.column}` : place,
    ];
  });
  return { standing, links: told, assumptions, notEvaluated };
}

const HOSTILE = '</script><img src=x onerror=alert(1)>"\'&\u202e\u200b\u2028<!--';

function hostile(): ReportData {
  const text = visible(HOSTILE);
  return {
    ...{ title: text, source: text, version: '0', ungranted: 0, chains: [[0]], lists: [[0]], assumed: 1 },
    kinds: [{ field: 'buckets', title: text, words: [text] }],
    accounts: [
      {
        ...{ namespace: text, name: text, workloads: [text], mechanism: 'irsa', label: text, chain: 0 },
        ...{ role: { name: text, arn: text }, status: 'ok', cluster: 0, findings: [0] },
      },
    ],
    things: [{ kind: 0, name: text, arn: text }],
    pairs: [{ account: 0, thing: 0, access: 'a', words: 0 }],
    ...{ words: [[[[0, 0, 0, -1, 0, 0, 0, 0]]]], clusters: [text] },
    texts: [text],
    links: [{ kind: 'pod', status: 'ok', reason: 0, details: [0], place: 0, code: 0, fix: 0 }],
    findings: [
      {
        severity: 'error',
        code: text,
        message: text,
        help: text,
        file: text,
        line: 1,
        column: 1,
        source: text,
      },
    ],
    rules: {},
    notRead: [{ file: text, reason: text }],
    notChecked: [{ place: text, reason: text }],
    assumptions: [{ text, others: 1, first: [text], accounts: 1 }],
  };
}

const PARTS = {
  script: 'let page;',
  style: 'body{}',
  hash: (text: string) => createHash('sha256').update(text).digest('base64'),
};

describe('the page', () => {
  test('lets in its own script and style alone, by their hashes', () => {
    const page = reportPage(hostile(), PARTS);
    expect(page.startsWith(REPORT_MARK)).toBe(true);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1];
    expect(policy?.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${PARTS.hash(PARTS.script)}'`,
      `style-src 'sha256-${PARTS.hash(PARTS.style)}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  test('shows whatever names hold as text, and gives its script the same', () => {
    const page = reportPage(hostile(), PARTS);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<!--\\u');
    expect([...page.matchAll(/<script/g)]).toHaveLength(2);
    expect([...page.matchAll(/<\/script/g)]).toHaveLength(2);
    expect(page).not.toMatch(/ style=| on[a-z]+="/);
    const json = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    expect(unpackReport(JSON.parse(json))).toEqual(hostile());
  });

  test.each(['order-service', 'pod-identity', 'shared-role'])(
    'holds all that the report of %s says',
    async (name) => {
      const data = collected((await specExample(name)).world);
      expect(unpackReport(JSON.parse(JSON.stringify(packReport(data))))).toEqual(data);
    },
  );

  test('says once what the words of many service accounts stand for', () => {
    const question = (ruling: number) => [0, 1, 0, -1, ruling, 0, 0, 0] as const;
    const words = Array.from({ length: 50 }, (_, at) => [[question(9 * at)], [], [question(9 * at + 4)]]);
    const packed = packReport({ ...hostile(), words });
    expect(packed.shapes).toHaveLength(1);
    expect(unpackReport(packed).words).toEqual(words);
  });

  test('has everything but the chains without script', () => {
    const page = reportPage(hostile(), PARTS);
    expect(page).not.toMatch(/<section[^>]* hidden/);
    for (const part of ['id="access"', 'id="picture"', 'id="findings"', 'id="open"', '<table', '<svg'])
      expect(page).toContain(part);
  });

  test('of nothing says why', async () => {
    const data = collected(
      await worldOf([yaml('a.yaml', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } })]),
    );
    expect(data.empty).toBe('no file has a service account, and no role trusts one by name');
    expect(reportPage(data, PARTS)).toContain(data.empty);
    expect(reportMarkdown(data)).toContain('no file has a service account');
  });

  test('draws 500 of 50,000 findings, and says how many are left', () => {
    const [one] = hostile().findings;
    const findings = Array.from({ length: 50_000 }, () => one as ReportData['findings'][number]);
    const page = reportPage({ ...hostile(), findings }, PARTS).split('<script type="application/json"')[0];
    expect(page).toContain('49,500 more are not on this page');
  });
});

test('the Markdown keeps its tables and its graph whatever names hold', () => {
  const lines = reportMarkdown(hostile()).split('\n');
  expect(lines.filter((line) => line.startsWith('|')).map((line) => line.split(/(?<!\\)\|/).length)).toEqual([
    11, 11, 11, 5, 5, 5,
  ]);
  const prose = lines
    .filter((line) => !/^ {2}n\d/.test(line))
    .join('\n')
    .replace(/`[^`]*`/g, '');
  expect(prose).not.toMatch(/(?<!\\)<[a-z/!]/);
});

test('a node alone shows what it reaches and who reaches it', async () => {
  const data = collected((await specExample('shared-role')).world);
  const whole = graphOf(data, [...data.accounts.keys()]);
  for (const { id } of whole.nodes) {
    const { nodes, edges } = focusOn(data, id);
    expect(nodes.map((node) => node.id)).toContain(id);
    expect(edges.length).toBeGreaterThan(0);
  }
});
