import { groupBy } from '../collections.js';
import type { AssumptionData, FindingData, PairData, ReportData, RuleData } from './data.js';
import { type Child, type Element, h } from './element.js';
import type { Group } from './groups.js';
import { type AnswerView, accountName, type LinkView, type WordView, wordsOf } from './view.js';
import { LINK_MARKS, SEVERITIES, type StandingLook } from './words.js';

/** `✓ get – put`: a pair's words, each with its mark, what is not granted last. */
export function chips(data: ReportData, pair: PairData): readonly Element[] {
  const isGranted = ({ look }: WordView) => look.standing !== 'not granted';
  const words = wordsOf(data, pair);
  return [...words.filter(isGranted), ...words.filter((each) => !isGranted(each))].map(({ word, look }) =>
    chip(look, word),
  );
}

/** `✓ get`: a word or an action with the mark of its standing, whose word is read aloud, or shown. */
export function chip({ slug, mark, standing }: StandingLook, word: string, shows = false): Element {
  return h('span', { class: `chip ${slug}`, 'data-word': word, title: `${word}: ${standing}` }, [
    h('span', { 'aria-hidden': true }, `${mark} `),
    word,
    shows ? `: ${standing}` : h('span', { class: 'aloud' }, ` ${standing}`),
  ]);
}

export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** What of a group needs a look. */
export function groupMarks({ errors, warnings, broken, open, unknown }: Group): readonly Element[] {
  const marks = [
    ['error', errors, `\u25b2 ${counted(errors, 'error')}`],
    ['warning', warnings, `\u25b2 ${counted(warnings, 'warning')}`],
    ['broken', broken, `\u2717 ${broken} with a broken link`],
    ['unknown', open, `? ${open} without a known role`],
    ['unknown', unknown, `? ${counted(unknown, 'unknown pair')}`],
  ] as const;
  return marks.flatMap(([slug, count, text]) =>
    count === 0 ? [] : [h('span', { class: `alert ${slug}` }, text)],
  );
}

/** A text in one direction, whatever it holds. */
export const bdi = (text: string): Element => h('bdi', {}, text);

/** The cells of a pair: whose, of what, and what. */
export function pairCells(
  data: ReportData,
  pair: PairData,
): readonly (readonly [string, readonly Child[]])[] {
  const thing = data.things[pair.thing];
  const kind = data.kinds[thing?.kind ?? -1]?.title ?? '';
  return [
    ['account', [...accountMarks(data, pair), bdi(accountName(data, pair.account))]],
    ['thing', [bdi(thing?.name ?? ''), h('span', { class: 'kind' }, ` ${kind}`)]],
    ['words', chips(data, pair)],
  ];
}

/** How many findings there are about a service account. */
function accountMarks({ accounts, findings }: ReportData, { account }: PairData): readonly Element[] {
  const own = accounts[account]?.findings ?? [];
  if (own.length === 0) return [];
  const isError = own.some((index) => findings[index]?.severity === 'error');
  const text = counted(own.length, 'finding');
  return [
    h('span', { class: `alert ${isError ? 'error' : 'warning'}`, title: text }, [
      h('span', { 'aria-hidden': true }, `\u25b2 ${own.length}`),
      aloud(text),
    ]),
  ];
}

/** A chain of links, each with its reason, its place and what to change. */
export function chainList(links: readonly LinkView[]): Element {
  return h('ol', { class: 'chain' }, links.map(linkItem));
}

function linkItem({ label, status, reason, details, place, code, fix }: LinkView): Element {
  return h('li', { class: status }, [
    h('span', { class: 'mark' }, [h('span', { 'aria-hidden': true }, LINK_MARKS[status]), aloud(status)]),
    h('div', {}, [
      h('strong', {}, label),
      ' ',
      bdi(reason),
      place === undefined ? '' : h('div', { class: 'place' }, bdi(place)),
      code === undefined ? '' : h('pre', {}, h('code', {}, code)),
      fix === undefined ? '' : h('div', { class: 'fix' }, ['fix: ', bdi(fix)]),
      details.length > 0 &&
        h(
          'ul',
          { class: 'details' },
          details.map((each) => h('li', {}, bdi(each))),
        ),
    ]),
  ]);
}

const aloud = (text: string) => h('span', { class: 'aloud' }, text);

/** What an answer takes as given, and what may still deny the request. */
export function provisos({ assumptions, notEvaluated }: Pick<AnswerView, 'assumptions' | 'notEvaluated'>) {
  const list = (title: string, items: readonly string[]) =>
    items.length === 0
      ? []
      : [
          h('h3', {}, title),
          h(
            'ul',
            {},
            items.map((each) => h('li', {}, bdi(each))),
          ),
        ];
  return [...list('Taken as given', assumptions), ...list('Not evaluated, and may still deny', notEvaluated)];
}

/** What is taken as given, alike for many. */
export function assumptionItem({ text, others, first, accounts }: AssumptionData): Element {
  const more = others - first.length;
  return h('li', {}, [
    bdi(text),
    h('span', { class: 'kind' }, ` (${extentOf(others, accounts)})`),
    others > 0 &&
      h('details', {}, [
        h('summary', {}, counted(others, 'other')),
        h(
          'ul',
          {},
          first.map((each) => h('li', {}, bdi(each))),
        ),
        more > 0 &&
          h('p', {}, `${more.toLocaleString('en')} more are named by the answers that rest on them.`),
      ]),
  ]);
}

/** How far an assumption goes. */
export function extentOf(others: number, accounts: number): string {
  const alike = others === 0 ? '' : `and ${others.toLocaleString('en')} like it, `;
  return `${alike}for ${counted(accounts, 'service account')}`;
}

/** More findings than anybody reads, or a page should hold as markup. */
const MOST_FINDINGS = 500;

/** By what findings are put together within a severity. */
export const FINDINGS_BY = ['rule', 'file'] as const;

/** Findings by severity, and by rule or file. */
export function findingsList(
  { findings, rules }: Pick<ReportData, 'findings' | 'rules'>,
  by: string = FINDINGS_BY[0],
): readonly Element[] {
  if (findings.length === 0) return [h('p', {}, 'Nothing was found.')];
  let room = MOST_FINDINGS;
  return SEVERITIES.flatMap((severity) => {
    const own = findings.filter((finding) => finding.severity === severity);
    if (own.length === 0) return [];
    const shown = own.slice(0, room);
    room -= shown.length;
    const more = own.length - shown.length;
    const groups =
      by === 'rule'
        ? [...groupBy(shown, ({ code }) => code)].map(([code, some]) => ruleGroup(code, rules[code], some))
        : [...groupBy(shown, ({ file }) => file)].map(([file, some]) => fileGroup(file, some));
    return [
      h('section', { class: `findings ${severity}`, id: severity }, [
        h('h3', {}, [h('span', { 'aria-hidden': true }, '\u25b2 '), `${severity} (${own.length})`]),
        ...groups,
        more > 0 &&
          h(
            'p',
            {},
            `${more.toLocaleString('en')} more are not on this page; irsa-forge lint prints all of them.`,
          ),
      ]),
    ];
  });
}

function fileGroup(file: string, findings: readonly FindingData[]): Element {
  return h('section', { class: 'rule' }, [
    h('h4', {}, [bdi(file), findings.length > 1 ? ` (${findings.length})` : '']),
    h('ul', {}, findings.map(findingItem)),
  ]);
}

function ruleGroup(code: string, rule: RuleData | undefined, findings: readonly FindingData[]): Element {
  const head = rule === undefined ? code : `${code}: ${rule.summary}`;
  return h('section', { class: 'rule' }, [
    h('h4', {}, [head, findings.length > 1 ? ` (${findings.length})` : '']),
    rule !== undefined &&
      h('details', {}, [
        h('summary', {}, 'Why, and what to do'),
        h('p', {}, rule.why),
        h('p', {}, rule.fix),
        h('p', {}, h('a', { href: rule.reference, rel: 'noreferrer' }, rule.reference)),
      ]),
    h(
      'ul',
      {},
      findings.map((finding) => findingItem({ ...finding, code: '' })),
    ),
  ]);
}

/** A finding, with the rule's code where one is given. */
export function findingItem({ code, message, help, file, line, column, source }: FindingData): Element {
  return h('li', {}, [
    h('div', {}, [bdi(message), code !== '' && h('span', { class: 'kind' }, ` ${code}`)]),
    h('div', { class: 'place' }, bdi(`${file}:${line}:${column}`)),
    source === undefined ? '' : h('pre', {}, h('code', {}, source)),
    help === undefined ? '' : h('div', { class: 'fix' }, ['help: ', bdi(help)]),
  ]);
}
