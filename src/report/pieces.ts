import { groupBy } from '../collections.js';
import type { FindingData, PairData, ReportData, RuleData } from './data.js';
import { type Child, type Element, h } from './element.js';
import { type AnswerView, accountName, type LinkView, type WordView, wordsOf } from './view.js';
import { LINK_MARKS, SEVERITIES } from './words.js';

/** `✓ get – put`: a pair's words, each with its mark, what is not granted last; the word of the standing is read aloud. */
export function chips(data: ReportData, pair: PairData): readonly Element[] {
  const isGranted = ({ look }: WordView) => look.standing !== 'not granted';
  const words = wordsOf(data, pair);
  return [...words.filter(isGranted), ...words.filter((each) => !isGranted(each))].map(
    ({ word, look: { slug, mark, standing } }) =>
      h('span', { class: `chip ${slug}`, 'data-word': word, title: `${word}: ${standing}` }, [
        h('span', { 'aria-hidden': true }, `${mark} `),
        word,
        h('span', { class: 'aloud' }, ` ${standing}`),
      ]),
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
    ['account', [bdi(accountName(data, pair.account))]],
    ['thing', [bdi(thing?.name ?? ''), h('span', { class: 'kind' }, ` ${kind}`)]],
    ['words', chips(data, pair)],
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

/** More findings than anybody reads, or a page should hold as markup. */
const MOST_FINDINGS = 500;

/** Findings by severity and rule, in the order of their files. */
export function findingsList({ findings, rules }: ReportData): readonly Element[] {
  if (findings.length === 0) return [h('p', {}, 'Nothing was found.')];
  let room = MOST_FINDINGS;
  return SEVERITIES.flatMap((severity) => {
    const own = findings.filter((finding) => finding.severity === severity);
    if (own.length === 0) return [];
    const shown = own.slice(0, room);
    room -= shown.length;
    const more = own.length - shown.length;
    return [
      h('section', { class: `findings ${severity}`, id: severity }, [
        h('h3', {}, [h('span', { 'aria-hidden': true }, '\u25b2 '), `${severity} (${own.length})`]),
        ...[...groupBy(shown, ({ code }) => code)].map(([code, some]) => ruleGroup(code, rules[code], some)),
        more > 0 && h('p', {}, `${more} more are not on this page; irsa-forge lint prints all of them.`),
      ]),
    ];
  });
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
    h('ul', {}, findings.map(findingItem)),
  ]);
}

function findingItem({ message, help, file, line, column, source }: FindingData): Element {
  return h('li', {}, [
    h('div', { class: 'place' }, bdi(`${file}:${line}:${column}`)),
    h('div', {}, bdi(message)),
    source === undefined ? '' : h('pre', {}, h('code', {}, source)),
    help === undefined ? '' : h('div', { class: 'fix' }, ['help: ', bdi(help)]),
  ]);
}
