import type { PairData, ReportData } from '../data.js';
import { h } from '../element.js';
import { accountId, thingId } from '../graph.js';
import { bdi, chainList, chip, findingItem, provisos } from '../pieces.js';
import { type AnswerView, accountName, answerOf, chainOf, questionsOf, wordsOf } from '../view.js';
import { lookOfStanding } from '../words.js';
import { button, elementOf, required } from './dom.js';

/** The side panel that opens a pair: its words, their actions, and the chain of each answer. */
export class Detail {
  readonly #panel = required('detail');
  readonly #data: ReportData;
  readonly #focus: (node: string) => void;
  #opener: HTMLElement | undefined;

  constructor(data: ReportData, focus: (node: string) => void) {
    this.#data = data;
    this.#focus = focus;
    addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !this.#panel.hidden) this.close();
    });
  }

  /** Opens a pair at a word; the first that is unknown, or else allowed, where none is named. */
  open(pair: PairData, opener: HTMLElement, wanted?: string): void {
    this.#opener = opener;
    const words = wordsOf(this.#data, pair);
    const has = (slug: string) => words.find(({ look }) => look.slug === slug)?.word;
    const word =
      wanted ?? has('unknown') ?? has('allowed') ?? has('assumed') ?? has('partly') ?? words[0]?.word;
    this.#show(pair, word ?? '', 0);
    this.#panel.hidden = false;
    this.#panel.scrollTop = 0;
    document.body.classList.add('with-detail');
    required('detail-title').focus();
  }

  close(): void {
    this.#panel.hidden = true;
    document.body.classList.remove('with-detail');
    this.#opener?.focus();
  }

  #show(pair: PairData, word: string, action: number): void {
    const data = this.#data;
    const at = wordsOf(data, pair).findIndex((each) => each.word === word);
    const questions = questionsOf(data, pair)[at] ?? [];
    const question = questions[action];
    const answer = question === undefined ? undefined : answerOf(data, pair, question);
    const close = button('Close', () => this.close());
    close.className = 'close';
    this.#panel.replaceChildren(
      ...[close, ...this.#head(pair).map(elementOf), this.#words(pair, word)],
      this.#choices('detail-actions', questions, (each, index) => {
        const { action: own, standing, resource } = answerOf(data, pair, each);
        const isOne = questions.filter((other) => other[0] === each[0]).length === 1;
        const name = isOne ? own : `${own} on ${lastPart(resource)}`;
        const made = button('', () => this.#again(pair, word, index));
        made.append(elementOf(chip(lookOfStanding(standing), name)));
        made.setAttribute('aria-pressed', String(index === action));
        return made;
      }),
      elementOf(decisionOf(answer)),
      elementOf(chainList(answer?.links ?? chainOf(data, pair.account))),
      ...(answer === undefined ? [] : provisos(answer)).map(elementOf),
      ...this.#findings(pair).map(elementOf),
      this.#choices('detail-more', ['account', 'thing'] as const, (what) =>
        button(`Picture of the ${what === 'account' ? 'service account' : 'resource'}`, () => {
          this.close();
          this.#focus(what === 'account' ? accountId(pair.account) : thingId(pair.thing));
        }),
      ),
    );
  }

  /** Whose pair it is, of what. */
  #head({ account, thing }: PairData) {
    const data = this.#data;
    const { role, workloads = [], cluster = -1 } = data.accounts[account] ?? {};
    const { name = '', arn = '', kind = -1 } = data.things[thing] ?? {};
    const about = [
      [data.kinds[kind]?.title ?? '', arn === name ? '' : arn],
      ['role', role?.arn ?? ''],
      ['runs', workloads.join(', ')],
      ['cluster', data.clusters[cluster] ?? ''],
    ] as const;
    return [
      h('h2', { id: 'detail-title', tabindex: -1 }, [bdi(accountName(data, account)), ' and ', bdi(name)]),
      h(
        'dl',
        { class: 'about' },
        about.map(([term, text]) => text !== '' && [h('dt', {}, term), h('dd', {}, bdi(text))]),
      ),
    ];
  }

  #words(pair: PairData, word: string): HTMLElement {
    return this.#choices('detail-words', wordsOf(this.#data, pair), ({ word: each, look }) => {
      const own = button('', () => this.#again(pair, each, 0));
      own.append(elementOf(chip(look, each, true)));
      own.setAttribute('aria-pressed', String(each === word));
      own.dataset['word'] = each;
      return own;
    });
  }

  #choices<T>(name: string, items: readonly T[], made: (item: T, index: number) => HTMLElement): HTMLElement {
    const box = document.createElement('div');
    box.className = name;
    box.append(...items.map(made));
    return box;
  }

  #findings({ account }: PairData) {
    const { accounts, findings } = this.#data;
    const own = (accounts[account]?.findings ?? []).flatMap((index) => findings[index] ?? []);
    if (own.length === 0) return [];
    return [
      h('h3', {}, `Findings about ${accountName(this.#data, account)} (${own.length})`),
      h('ul', { class: 'findings' }, own.slice(0, MOST_FINDINGS).map(findingItem)),
      ...(own.length > MOST_FINDINGS
        ? [h('p', {}, `${own.length - MOST_FINDINGS} more among the findings.`)]
        : []),
    ];
  }

  /** Keeps the focus on the button that was pressed, of which there is a new one now. */
  #again(pair: PairData, word: string, action: number): void {
    const pressed = document.activeElement?.parentElement?.className ?? '';
    this.#show(pair, word, action);
    const own = this.#panel.querySelector<HTMLElement>(`.${pressed || 'none'} [aria-pressed="true"]`);
    (own ?? required('detail-title')).focus();
  }
}

/** What tells an ARN from others of its kind. */
const lastPart = (arn: string) => /[^:/]+(?:[:/][*])*$/.exec(arn)?.[0] ?? arn;

const MOST_FINDINGS = 10;

function decisionOf(answer: AnswerView | undefined) {
  if (answer === undefined)
    return h(
      'p',
      {},
      'The files do not tell the whole name, so that nothing more can be asked; the chain up to the role:',
    );
  const { standing, action, resource, context } = answer;
  const { mark, slug } = lookOfStanding(standing);
  return h('p', { class: `decision ${slug}` }, [
    h('span', { class: 'verdict' }, `${mark} ${standing}`),
    ' ',
    h('span', { class: 'action' }, action),
    ' on ',
    bdi(resource),
    context.length === 0 ? '' : h('span', { class: 'context' }, ` (${context.join(', ')})`),
  ]);
}
