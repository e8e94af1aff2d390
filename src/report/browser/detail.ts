import type { PairData, ReportData } from '../data.js';
import { h } from '../element.js';
import { bdi, chainList, provisos } from '../pieces.js';
import { accountName, answerOf, chainOf, wordsOf } from '../view.js';
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
    const words = wordsOf(data, pair);
    const at = words.findIndex((each) => each.word === word);
    const questions = pair.words?.[at] ?? [];
    const question = questions[action];
    const thing = data.things[pair.thing];
    const title = h('h2', { id: 'detail-title', tabindex: -1 }, [
      bdi(accountName(data, pair.account)),
      ' and ',
      bdi(thing?.name ?? ''),
    ]);
    const close = button('Close', () => this.close());
    close.className = 'close';
    const wordButtons = document.createElement('div');
    wordButtons.className = 'detail-words';
    for (const { word: each, look } of words) {
      const own = button('', () => this.#again(pair, each, 0));
      own.append(
        elementOf(h('span', { class: `chip ${look.slug}` }, `${look.mark} ${each}: ${look.standing}`)),
      );
      own.setAttribute('aria-pressed', String(each === word));
      own.dataset['word'] = each;
      wordButtons.append(own);
    }
    const actions = document.createElement('div');
    actions.className = 'detail-actions';
    for (const [index, each] of questions.entries()) {
      const { action: name, decision } = answerOf(data, pair.account, each);
      const own = button(`${name}: ${decision}`, () => this.#again(pair, word, index));
      own.setAttribute('aria-pressed', String(index === action));
      actions.append(own);
    }
    const answer = question === undefined ? undefined : answerOf(data, pair.account, question);
    const links = answer?.links ?? chainOf(data, pair.account);
    const decision =
      answer === undefined
        ? h(
            'p',
            {},
            'The files do not tell the whole name, so that nothing more can be asked; the chain up to the role:',
          )
        : h('p', { class: 'decision' }, [
            `${answer.decision}: ${answer.action} on `,
            bdi(answer.resource),
            answer.context.length === 0 ? '' : ` (${answer.context.join(', ')})`,
          ]);
    this.#panel.replaceChildren(
      ...[elementOf(title), close, wordButtons, actions, elementOf(decision), elementOf(chainList(links))],
      ...(answer === undefined ? [] : provisos(answer)).map(elementOf),
      button('Show in the picture', () => {
        this.close();
        this.#focus(`account:${pair.account}`);
      }),
    );
  }

  /** Keeps the focus on the button that was pressed, of which there is a new one now. */
  #again(pair: PairData, word: string, action: number): void {
    const pressed = document.activeElement?.parentElement?.className ?? '';
    this.#show(pair, word, action);
    const own = this.#panel.querySelector<HTMLElement>(`.${pressed || 'none'} [aria-pressed="true"]`);
    (own ?? required('detail-title')).focus();
  }
}
