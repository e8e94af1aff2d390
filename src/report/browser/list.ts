import { compareText, groupBy } from '../../collections.js';
import type { PairData, ReportData } from '../data.js';
import { h } from '../element.js';
import { pairCells } from '../pieces.js';
import { accountName, awsAccountOf, searchTextOf } from '../view.js';
import { elementOf } from './dom.js';

/** By what a list can be grouped, and how a pair's group is called. */
export const GROUPINGS: Readonly<Record<string, (data: ReportData, pair: PairData) => string>> = {
  namespace: (data, { account }) => data.accounts[account]?.namespace ?? '',
  'service account': (data, { account }) => accountName(data, account),
  resource: (data, { thing }) => data.things[thing]?.arn ?? data.things[thing]?.name ?? '',
  'kind of resource': (data, { thing }) => data.kinds[data.things[thing]?.kind ?? -1]?.title ?? '',
  'AWS account': awsAccountOf,
};

/** In which order rows stand. */
export const ORDERS: Readonly<Record<string, (data: ReportData, pair: PairData) => string>> = {
  'service account': (data, pair) => accountName(data, pair.account),
  resource: (data, { thing }) => data.things[thing]?.name ?? '',
  'what is unknown first': (_, { access }) => (access.includes('u') ? '0' : '1'),
};

type Row = { readonly pair: PairData } | { readonly group: string; readonly count: number };

/** Above so many pairs, groups are closed until they are opened. */
const MANY = 3_000;

/** A list of which only the rows in sight are in the document. */
export class PairList {
  readonly element = document.createElement('div');
  readonly #space = document.createElement('div');
  readonly #data: ReportData;
  readonly #texts: readonly string[];
  readonly #open: (pair: PairData, opener: HTMLElement, word?: string) => void;
  readonly #toggled = new Set<string>();
  #shown: readonly PairData[] = [];
  #rows: readonly Row[] = [];
  #grouping = '';
  #active = 0;

  constructor(data: ReportData, open: (pair: PairData, opener: HTMLElement, word?: string) => void) {
    this.#data = data;
    this.#texts = data.pairs.map((pair) => searchTextOf(data, pair));
    this.#open = open;
    this.element.className = 'list';
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'grid');
    this.element.setAttribute('aria-label', 'Service accounts and what they reach');
    this.#space.className = 'space';
    this.#space.setAttribute('role', 'rowgroup');
    this.element.append(this.#space);
    this.element.addEventListener('scroll', () => this.#draw());
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('click', (event) => this.#click(event));
    addEventListener('resize', () => this.#draw());
  }

  /** Shows the pairs whose text holds every word of the filter; tells how many they are. */
  show(filter: string, grouping: string, order: string, standing: string): readonly PairData[] {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const { pairs } = this.#data;
    const found = pairs.filter((pair, index) => {
      const text = this.#texts[index] ?? '';
      return (
        (standing === '' || pair.access.includes(standing)) && words.every((word) => text.includes(word))
      );
    });
    const keyOf = ORDERS[order];
    const keys = new Map(found.map((pair) => [pair, keyOf?.(this.#data, pair) ?? '']));
    this.#shown = [...found].sort((a, b) => compareText(keys.get(a) ?? '', keys.get(b) ?? ''));
    this.#grouping = grouping;
    this.#toggled.clear();
    this.#active = 0;
    this.element.scrollTop = 0;
    this.#layOut();
    return this.#shown;
  }

  /** Draws again once the list has its place in the page, and with it a size. */
  refresh(): void {
    this.#draw();
  }

  #layOut(): void {
    const groupOf = GROUPINGS[this.#grouping];
    if (groupOf === undefined) this.#rows = this.#shown.map((pair) => ({ pair }));
    else {
      const groups = [...groupBy(this.#shown, (pair) => groupOf(this.#data, pair))];
      const closed = this.#shown.length > MANY;
      this.#rows = groups
        .sort(([a], [b]) => compareText(a, b))
        .flatMap(([group, own]): readonly Row[] => [
          { group, count: own.length },
          ...(closed === this.#toggled.has(group) ? own.map((pair) => ({ pair })) : []),
        ]);
    }
    this.element.setAttribute('aria-rowcount', String(this.#rows.length));
    this.#draw();
  }

  get #height(): number {
    return innerWidth <= 700 ? 76 : 34;
  }

  #draw(): void {
    const height = this.#height;
    this.#space.style.height = `${this.#rows.length * height}px`;
    const first = Math.max(0, Math.floor(this.element.scrollTop / height) - 5);
    const count = Math.ceil(this.element.clientHeight / height) + 10;
    const rows = this.#rows.slice(first, first + count).map((row, at) => this.#row(row, first + at, height));
    this.#space.replaceChildren(...rows);
    const active = this.#space.querySelector('.active');
    if (active === null) this.element.removeAttribute('aria-activedescendant');
    else this.element.setAttribute('aria-activedescendant', active.id);
  }

  #row(row: Row, index: number, height: number): HTMLElement {
    const isActive = index === this.#active;
    const common = { role: 'row', id: `row-${index}`, 'aria-rowindex': index + 1, 'data-row': index };
    const cell = { role: 'gridcell' };
    const made =
      'group' in row
        ? h(
            'div',
            {
              ...common,
              class: `row group${isActive ? ' active' : ''}`,
              'aria-expanded': this.#isOpen(row.group),
            },
            [h('div', cell, `${this.#isOpen(row.group) ? '▾' : '▸'} ${row.group} (${row.count})`)],
          )
        : h(
            'div',
            { ...common, class: `row${isActive ? ' active' : ''}` },
            pairCells(this.#data, row.pair).map(([, content]) => h('div', cell, content)),
          );
    const element = elementOf(made);
    element.style.top = `${index * height}px`;
    if ('group' in row) element.style.height = `${height}px`;
    return element;
  }

  #isOpen(group: string): boolean {
    return this.#shown.length > MANY === this.#toggled.has(group);
  }

  #click({ target }: Event): void {
    const element = (target as HTMLElement).closest<HTMLElement>('.row');
    if (element === null) return;
    this.#active = Number(element.dataset['row']);
    this.#enter((target as HTMLElement).closest<HTMLElement>('.chip')?.dataset['word']);
  }

  #enter(word?: string): void {
    const row = this.#rows[this.#active];
    if (row === undefined) return;
    if ('group' in row) {
      if (!this.#toggled.delete(row.group)) this.#toggled.add(row.group);
      this.#layOut();
      return;
    }
    this.#draw();
    this.#open(row.pair, this.element, word);
  }

  #key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#height) - 1);
    const last = this.#rows.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ...{ ArrowDown: this.#active + 1, ArrowUp: this.#active - 1, Home: 0, End: last },
      ...{ PageDown: this.#active + page, PageUp: this.#active - page },
    };
    const to = moves[event.key];
    if (event.key === 'Enter') this.#enter();
    if (to === undefined) return;
    event.preventDefault();
    this.#active = Math.min(last, Math.max(0, to));
    const top = this.#active * this.#height;
    const { scrollTop, clientHeight } = this.element;
    if (top < scrollTop) this.element.scrollTop = top;
    if (top + this.#height > scrollTop + clientHeight)
      this.element.scrollTop = top + this.#height - clientHeight;
    this.#draw();
  }
}
