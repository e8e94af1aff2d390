import { markdownCode, markdownText, mermaidLabel } from '../emit/text.js';
import { MEANINGS } from '../explain/types.js';
import type { ReportData } from './data.js';
import { COLUMNS, graphOf } from './graph.js';
import { extentOf } from './pieces.js';
import { accountName, countsOf, NOTHING_GRANTED, wordsOf } from './view.js';
import { SEVERITIES, STANDING_LOOKS } from './words.js';

/** Mermaid's own limit is 500 edges; a reader's is lower. */
const MOST_ACCOUNTS = 20;
const MOST_EDGES = 100;
/** A comment of a pull request takes 65,536 characters. */
const MOST_PAIRS = 200;
const MOST_FINDINGS = 50;

/** The report for a pull request: numbers, picture, pairs, findings, and what was not read or taken as given. */
export function reportMarkdown(data: ReportData): string {
  return `${[
    `# Who may do what: ${markdownText(data.title)}`,
    `${markdownText(data.source)}; irsa-forge ${data.version}`,
    numbers(data),
    ...picture(data),
    ...access(data),
    ...findings(data),
    ...open(data),
  ].join('\n\n')}\n`;
}

function numbers(data: ReportData): string {
  const {
    accounts,
    things,
    errors,
    warnings,
    unknown,
    open: roles,
    notRead,
    assumed,
    notChecked,
  } = countsOf(data);
  const columns = {
    ...{ 'service accounts': accounts, resources: things, errors, warnings, 'unknown pairs': unknown },
    ...{
      'roles not told': roles,
      'files not read': notRead,
      assumptions: assumed,
      'values not checked': notChecked,
    },
  };
  return table(Object.keys(columns), [Object.values(columns).map(String)]);
}

function picture(data: ReportData): readonly string[] {
  const graph = graphOf(
    data,
    data.accounts.map((_, index) => index),
  );
  if (graph.nodes.length === 0) return [];
  if (data.accounts.length > MOST_ACCOUNTS || graph.edges.length > MOST_EDGES)
    return [`The picture of ${data.accounts.length} service accounts is in the HTML report.`];
  const ids = new Map(graph.nodes.map(({ id }, index) => [id, `n${index}`]));
  const lines = [
    ...COLUMNS.flatMap((_, column) =>
      graph.nodes
        .filter((node) => node.column === column)
        .map(({ id, label }) => `  ${ids.get(id)}[${mermaidLabel(label)}]`),
    ),
    ...graph.edges.map(
      ({ from, to, title }) => `  ${ids.get(from)} -->|${mermaidLabel(title)}| ${ids.get(to)}`,
    ),
  ];
  return [['```mermaid', 'graph LR', ...lines, '```'].join('\n')];
}

function access(data: ReportData): readonly string[] {
  if (data.pairs.length === 0) return [`Nothing to show: ${markdownText(data.empty ?? NOTHING_GRANTED)}`];
  const shown = data.pairs.slice(0, MOST_PAIRS);
  const used = new Set(shown.flatMap((pair) => wordsOf(data, pair).map(({ look }) => look.standing)));
  const rows = shown.map((pair) => [
    markdownCode(accountName(data, pair.account)),
    markdownCode(data.things[pair.thing]?.name ?? ''),
    STANDING_LOOKS.flatMap(({ standing, mark, letter }) => {
      const words = wordsOf(data, pair).filter(({ look }) => look.letter === letter);
      if (words.length === 0 || standing === 'not granted') return [];
      return [`${mark} ${standing}: ${words.map(({ word }) => markdownText(word)).join(', ')}`];
    }).join('; '),
  ]);
  const legend = STANDING_LOOKS.filter(({ standing }) => used.has(standing) && standing !== 'not granted');
  return [
    '## Access',
    table(['service account', 'resource', 'access'], rows),
    legend
      .map(({ standing, mark }) => `- ${mark} ${standing}: ${markdownText(MEANINGS[standing])}`)
      .join('\n'),
    ...more(data.pairs.length - shown.length, 'pairs: irsa-forge explain --matrix prints all of them'),
  ];
}

function findings(data: ReportData): readonly string[] {
  if (data.findings.length === 0) return ['## Findings', 'Nothing was found.'];
  const ordered = SEVERITIES.flatMap((severity) =>
    data.findings.filter((each) => each.severity === severity),
  );
  const shown = ordered.slice(0, MOST_FINDINGS);
  const lines = shown.map(
    ({ severity, code, message, file, line }) =>
      `- **${severity}** ${markdownCode(`${file}:${line}`)} ${markdownText(message)} (${markdownText(code)})`,
  );
  return [
    '## Findings',
    lines.join('\n'),
    ...more(ordered.length - shown.length, 'findings: irsa-forge lint prints all of them'),
  ];
}

function open(data: ReportData): readonly string[] {
  const { accounts, notRead, assumptions, notChecked } = data;
  const roles = [...accounts.keys()].filter((index) => accounts[index]?.open === true);
  const section = (title: string, items: readonly string[]) =>
    items.length === 0
      ? []
      : [
          `## ${title}`,
          items.slice(0, MOST_FINDINGS).join('\n'),
          ...more(items.length - MOST_FINDINGS, title.toLowerCase()),
        ];
  return [
    ...section(
      'Role not told by the files',
      roles.map((index) => `- ${markdownCode(accountName(data, index))}`),
    ),
    ...section(
      'Not read',
      notRead.map(({ file, reason }) => `- ${markdownCode(file)}: ${markdownText(reason)}`),
    ),
    ...section(
      'Taken as given',
      assumptions.map(
        ({ text, others, accounts }) => `- ${markdownText(text)} (${extentOf(others, accounts)})`,
      ),
    ),
    ...section(
      'Not checked',
      notChecked.map(({ place, reason }) => `- ${markdownCode(place)}: ${markdownText(reason)}`),
    ),
  ];
}

const more = (count: number, what: string) => (count > 0 ? [`… and ${count} more ${what}.`] : []);

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
