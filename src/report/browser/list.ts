import { compareText } from '../../collections.js';
import type { PairData, ReportData } from '../data.js';
import { h } from '../element.js';
import { type Group, type Grouping, groupPairs } from '../groups.js';
import { bdi, counted, groupMarks, pairCells } from '../pieces.js';
import { accountName, accountText, thingText } from '../view.js';
import { elementOf } from './dom.js';

/** By which column rows are sorted. */
const COLUMNS = [
  { order: 'account', title: 'Service account' },
  { order: 'thing', title: 'Resource' },
  { order: 'access', title: 'Access' },
] as const;

type Order = (typeof COLUMNS)[number]['order'];

/** Of standings: what is not known or denied comes first. */
const LETTERS = 'udpsan';

type Row = { readonly pair: PairData; readonly repeats: boolean } | { readonly group: Group };

/** Above so many pairs, groups are closed until they are opened. */
const MANY = 3_000;

/** A list of which only the rows in sight are in the document. */
export class PairList {
  readonly element = document.createElement('div');
  readonly #head = document.createElement('div');
  readonly #space = document.createElement('div');
  readonly #data: ReportData;
  readonly #texts: { readonly accounts: readonly string[]; readonly things: readonly string[] };
  readonly #open: (pair: PairData, opener: HTMLElement, word?: string) => void;
  readonly #orders = new Map<Order, readonly PairData[]>();
  readonly #toggled = new Set<string>();
  #shown: readonly PairData[] = [];
  #groups: readonly Group[] | undefined;
  #rows: readonly Row[] = [];
  #order: Order = 'account';
  #descending = false;
  #folded = false;
  #active = 0;
  #again = () => {};

  constructor(data: ReportData, open: (pair: PairData, opener: HTMLElement, word?: string) => void) {
    this.#data = data;
    this.#texts = {
      accounts: data.accounts.map((_, index) => accountText(data, index)),
      things: data.things.map((_, index) => thingText(data, index)),
    };
    this.#open = open;
    this.element.className = 'list';
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'grid');
    this.element.setAttribute('aria-label', 'Service accounts and what they reach');
    this.#head.setAttribute('role', 'rowgroup');
    this.#head.className = 'head';
    this.#space.className = 'space';
    this.#space.setAttribute('role', 'rowgroup');
    this.element.append(this.#head, this.#space);
    this.element.addEventListener('scroll', () => this.#draw());
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.#space.addEventListener('click', (event) => this.#click(event));
    addEventListener('resize', () => this.#draw());
    this.#drawHead();
  }

  /** Shows the pairs in which every word of the filter is found; tells which they are. */
  show(filter: string, grouping: Grouping | undefined, standing: string): readonly PairData[] {
    this.#again = () => this.show(filter, grouping, standing);
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const found = words.map((word) => ({
      accounts: this.#texts.accounts.map((text) => text.includes(word)),
      things: this.#texts.things.map((text) => text.includes(word)),
    }));
    const shown = this.#sorted().filter(
      ({ account, thing, access }) =>
        (standing === '' || access.includes(standing)) &&
        found.every(({ accounts, things }) => accounts[account] === true || things[thing] === true),
    );
    this.#shown = this.#descending ? shown.reverse() : shown;
    this.#groups = grouping === undefined ? undefined : groupPairs(this.#data, grouping, this.#shown);
    this.fold(this.#shown.length > MANY);
    this.#active = 0;
    this.element.scrollTop = 0;
    return this.#shown;
  }

  /** Whether groups are closed, but for those that were opened by hand. */
  get folded(): boolean {
    return this.#folded;
  }

  /** Closes or opens all groups. */
  fold(folded: boolean): void {
    this.#folded = folded;
    this.#toggled.clear();
    this.#layOut();
  }

  /** Draws again once the list has its place in the page, and with it a size. */
  refresh(): void {
    this.#draw();
  }

  #sorted(): readonly PairData[] {
    const known = this.#orders.get(this.#order);
    if (known !== undefined) return known;
    const { accounts, things, pairs } = this.#data;
    const account = ranks(accounts.map((_, index) => accountName(this.#data, index)));
    const thing = ranks(things.map(({ name }) => name));
    const keyOf: Readonly<Record<Order, (pair: PairData) => number>> = {
      account: () => 0,
      thing: (pair) => thing[pair.thing] ?? 0,
      access: ({ access }) => [...LETTERS].findIndex((letter) => access.includes(letter)),
    };
    const key = keyOf[this.#order];
    const sorted = [...pairs].sort(
      (a, b) =>
        key(a) - key(b) ||
        (account[a.account] ?? 0) - (account[b.account] ?? 0) ||
        (thing[a.thing] ?? 0) - (thing[b.thing] ?? 0),
    );
    this.#orders.set(this.#order, sorted);
    return sorted;
  }

  #drawHead(): void {
    const cells = COLUMNS.map(({ order, title }) => {
      const isOwn = order === this.#order;
      const direction = isOwn ? (this.#descending ? 'descending' : 'ascending') : 'none';
      const arrow = isOwn ? (this.#descending ? '\u25be' : '\u25b4') : '';
      return h('div', { role: 'columnheader', 'aria-sort': direction }, [
        h('button', { type: 'button', 'data-order': order }, [
          title,
          h('span', { 'aria-hidden': true }, ` ${arrow}`),
        ]),
      ]);
    });
    this.#head.replaceChildren(elementOf(h('div', { class: 'row', role: 'row', 'aria-rowindex': 1 }, cells)));
    for (const each of this.#head.querySelectorAll('button'))
      each.onclick = () => this.#sortBy(each.dataset['order'] as Order);
  }

  #sortBy(order: Order): void {
    this.#descending = order === this.#order && !this.#descending;
    this.#order = order;
    this.#drawHead();
    this.#again();
    this.#head.querySelector<HTMLElement>(`[data-order="${order}"]`)?.focus();
  }

  #layOut(): void {
    const rowsOf = (pairs: readonly PairData[]): readonly Row[] =>
      pairs.map((pair, at) => ({ pair, repeats: pairs[at - 1]?.account === pair.account }));
    this.#rows =
      this.#groups?.flatMap((group): readonly Row[] => [
        { group },
        ...(this.#isOpen(group) ? rowsOf(group.pairs) : []),
      ]) ?? rowsOf(this.#shown);
    this.element.setAttribute('aria-rowcount', String(this.#rows.length + 1));
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
    const active = index === this.#active ? ' active' : '';
    const common = { role: 'row', id: `row-${index}`, 'aria-rowindex': index + 2, 'data-row': index };
    const cell = { role: 'gridcell' };
    const made =
      'group' in row
        ? h(
            'div',
            { ...common, class: `row group${active}`, 'aria-expanded': String(this.#isOpen(row.group)) },
            [
              h('div', cell, [
                h('span', { 'aria-hidden': true }, this.#isOpen(row.group) ? '\u25be ' : '\u25b8 '),
                bdi(row.group.name),
                h('span', { class: 'kind' }, ` ${extentOf(row.group)}`),
                groupMarks(row.group),
              ]),
            ],
          )
        : h(
            'div',
            { ...common, class: `row${active}${row.repeats ? ' repeats' : ''}` },
            pairCells(this.#data, row.pair).map(([, content]) => h('div', cell, content)),
          );
    const element = elementOf(made);
    element.style.top = `${index * height}px`;
    if ('group' in row) element.style.height = `${height}px`;
    return element;
  }

  #isOpen({ name }: Group): boolean {
    return this.#folded === this.#toggled.has(name);
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
      if (!this.#toggled.delete(row.group.name)) this.#toggled.add(row.group.name);
      this.#layOut();
      return;
    }
    this.#draw();
    this.#open(row.pair, this.element, word);
  }

  #key(event: KeyboardEvent): void {
    if (event.target !== this.element) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#height) - 2);
    const last = this.#rows.length - 1;
    const moves: Readonly<Record<string, number>> = {
      ...{ ArrowDown: this.#active + 1, ArrowUp: this.#active - 1, Home: 0, End: last },
      ...{ PageDown: this.#active + page, PageUp: this.#active - page },
    };
    const row = this.#rows[this.#active];
    const isOpen = row !== undefined && 'group' in row ? this.#isOpen(row.group) : undefined;
    const turns =
      (event.key === 'ArrowRight' && isOpen === false) || (event.key === 'ArrowLeft' && isOpen === true);
    if (event.key === 'Enter' || turns) this.#enter();
    const to = moves[event.key];
    if (to === undefined) return;
    event.preventDefault();
    this.#active = Math.min(last, Math.max(0, to));
    this.#scrollTo(this.#active * this.#height);
    this.#draw();
  }

  #scrollTo(top: number): void {
    const { scrollTop, clientHeight } = this.element;
    const bottom = top + this.#height + this.#head.offsetHeight;
    if (top < scrollTop) this.element.scrollTop = top;
    if (bottom > scrollTop + clientHeight) this.element.scrollTop = bottom - clientHeight;
  }
}

/** The place of each text among all of them. */
function ranks(texts: readonly string[]): readonly number[] {
  const order = new Map([...new Set(texts)].sort(compareText).map((text, index) => [text, index]));
  return texts.map((text) => order.get(text) ?? 0);
}

function extentOf({ pairs, accounts, things }: Group): string {
  return [
    counted(pairs.length, 'pair'),
    counted(accounts.length, 'service account'),
    counted(things, 'resource'),
  ].join(', ');
}
