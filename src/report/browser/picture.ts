import { groupBy } from '../../collections.js';
import { groupCards } from '../cards.js';
import type { ReportData } from '../data.js';
import { draw } from '../draw.js';
import { accountId, focusOn, type Graph, graphOf, thingId } from '../graph.js';
import { GROUPINGS, type Grouping, groupingCalled, groupsOf } from '../groups.js';
import { findingItem } from '../pieces.js';
import { accountName, accountText, thingText } from '../view.js';
import { button, choice, elementOf, toDom } from './dom.js';

/** More than a drawing that anybody can follow. */
const MOST_NODES = 160;
const MOST_LINES = 300;
const MOST_FOUND = 12;
const MOST_FINDINGS = 20;

/** Lets the picture be zoomed, panned and walked through, and each of its nodes be looked at alone; tells how to look at one. */
export function makePicture(data: ReportData, show: () => void): (node: string) => void {
  const box = document.getElementById('drawing');
  if (box === null) return () => {};
  const picture = new Picture(data, box);
  return (id) => {
    show();
    picture.focus(id);
    box.scrollIntoView({ block: 'nearest' });
  };
}

class Picture {
  readonly #data: ReportData;
  readonly #box: HTMLElement;
  readonly #about = document.createElement('output');
  readonly #findings = document.createElement('div');
  readonly #back = button('Back', () => this.#goBack());
  readonly #zooms: readonly HTMLButtonElement[];
  /** What was shown before, each as the way to show it again. */
  readonly #past: (() => void)[] = [];
  #now: () => void;
  #scale = 1;
  /** The node that is looked at. */
  #looked: string | undefined;

  constructor(data: ReportData, box: HTMLElement) {
    this.#data = data;
    this.#box = box;
    const whole = [...box.childNodes];
    const isWhole = box.querySelector('svg') !== null;
    this.#about.setAttribute('aria-live', 'polite');
    this.#zooms = [
      button('Fit', () => this.#fit()),
      button('Larger', () => this.#zoom(1.25)),
      button('Smaller', () => this.#zoom(0.8)),
    ];
    const all = () => {
      grouping.select.value = isWhole ? '' : (GROUPINGS[0]?.title ?? '');
      this.#put(whole, '', []);
    };
    const grouping = choice(
      'Show',
      [...(isWhole ? [''] : []), ...GROUPINGS.map(({ title }) => title)],
      'everything',
      Object.fromEntries(GROUPINGS.map(({ title }) => [title, `by ${title}`])),
    );
    grouping.select.addEventListener('change', () => {
      const chosen = groupingCalled(grouping.select.value);
      this.#go(chosen === undefined ? all : () => this.#cards(chosen));
    });
    this.#grouping = () => groupingCalled(grouping.select.value) ?? GROUPINGS[0];
    const bar = document.createElement('div');
    bar.className = 'bar';
    bar.append(this.#finder(), grouping.label, this.#back, ...this.#zooms);
    box.before(bar, this.#about);
    box.after(this.#findings);
    box.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    box.addEventListener('keydown', (event) => this.#key(event));
    this.#letDrag();
    // Only in sight the drawing has a size.
    new ResizeObserver(() => this.#reveal()).observe(box);
    this.#now = all;
    all();
  }

  readonly #grouping: () => Grouping | undefined;

  /** One node alone, with what it reaches and who reaches it. */
  focus(id: string): void {
    this.#go(() => {
      const graph = focusOn(this.#data, id);
      const label = graph.nodes.find((node) => node.id === id)?.label ?? '';
      this.#drawn(graph, `Only ${label}: what it reaches, and who reaches it`, id);
    });
  }

  #go(to: () => void): void {
    this.#past.push(this.#now);
    this.#now = to;
    to();
  }

  #goBack(): void {
    const before = this.#past.pop();
    if (before === undefined) return;
    this.#now = before;
    before();
    this.#box.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  #cards(grouping: Grouping): void {
    this.#put([elementOf(groupCards(this.#data, grouping))], '', []);
  }

  #openGroup(name: string): void {
    const grouping = this.#grouping();
    const group = grouping && groupsOf(this.#data, grouping).find((each) => each.name === name);
    if (grouping === undefined || group === undefined) return;
    const own = new Set(group.pairs);
    this.#go(() =>
      this.#drawn(
        graphOf(this.#data, group.accounts, (pair) => own.has(pair)),
        `${grouping.title} ${name}`,
      ),
    );
  }

  #drawn(graph: Graph, text: string, id?: string): void {
    const kept = cut(graph, id);
    const more = graph.nodes.length - kept.nodes.length;
    const findings = kept.nodes.flatMap((node) =>
      this.#data.accounts.flatMap((account, index) => (node.id === accountId(index) ? account.findings : [])),
    );
    const { svg } = draw(kept, text);
    this.#put(
      [toDom(svg)],
      more > 0 ? `${text}; ${more} more nodes are not drawn: choose one of these, or find one` : text,
      findings,
    );
    this.#looked = id;
    this.#reveal();
  }

  #put(nodes: readonly Node[], text: string, findings: readonly number[]): void {
    this.#box.replaceChildren(...nodes);
    this.#about.textContent = text;
    this.#back.disabled = this.#past.length === 0;
    const drawing = this.#box.querySelector('svg');
    for (const each of this.#zooms) each.hidden = drawing === null;
    this.#setScale(1);
    this.#enliven();
    this.#list([...new Set(findings)]);
    this.#looked = undefined;
    this.#reveal();
  }

  #list(indices: readonly number[]): void {
    const findings = indices.flatMap((index) => this.#data.findings[index] ?? []);
    this.#findings.replaceChildren();
    if (findings.length === 0) return;
    const title = document.createElement('h3');
    title.textContent = `Findings about what is drawn (${findings.length})`;
    const list = document.createElement('ul');
    list.className = 'findings';
    list.append(...findings.slice(0, MOST_FINDINGS).map((each) => toDom(findingItem(each))));
    this.#findings.append(title, list);
    const more = findings.length - MOST_FINDINGS;
    if (more > 0) this.#findings.append(`${more} more among the findings.`);
  }

  /** A field that finds nodes by name. */
  #finder(): HTMLElement {
    const box = document.createElement('div');
    box.className = 'finder';
    const field = document.createElement('input');
    field.type = 'search';
    field.placeholder = 'Find a service account, a role or a resource';
    field.setAttribute('aria-label', 'Find in the picture');
    const found = document.createElement('ul');
    const update = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      const hits = words.length === 0 ? [] : this.#find(words);
      found.replaceChildren(
        ...hits.map(([id, label]) => {
          const item = document.createElement('li');
          item.append(
            button(label, () => {
              field.value = '';
              found.replaceChildren();
              this.focus(id);
            }),
          );
          return item;
        }),
      );
    };
    field.addEventListener('input', update);
    field.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') found.querySelector('button')?.click();
    });
    box.append(field, found);
    return box;
  }

  #find(words: readonly string[]): readonly (readonly [string, string])[] {
    const { accounts, things, kinds } = this.#data;
    const hit = (text: string) => words.every((word) => text.includes(word));
    const found: (readonly [string, string])[] = [];
    for (const index of accounts.keys())
      if (found.length < MOST_FOUND && hit(accountText(this.#data, index)))
        found.push([accountId(index), accountName(this.#data, index)]);
    for (const [index, { name, kind }] of things.entries())
      if (found.length < MOST_FOUND && hit(thingText(this.#data, index)))
        found.push([thingId(index), `${name} (${kinds[kind]?.title ?? ''})`]);
    return found;
  }

  #enliven(): void {
    const targets = [...this.#box.querySelectorAll<HTMLElement>('[data-node], [data-group]')];
    for (const target of targets) {
      const { node: id, group } = target.dataset;
      const go = () => (group === undefined ? this.focus(id ?? '') : this.#openGroup(group));
      // Of the many nodes of a drawing one is on the way of the Tab key; arrows lead to the others.
      const isNode = target.classList.contains('node');
      target.setAttribute('tabindex', isNode && target !== targets[0] ? '-1' : '0');
      target.setAttribute('role', 'button');
      target.onclick = go;
      target.onkeydown = (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        go();
        this.#box.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
      };
      target.onmouseenter = () => highlight(this.#box, id);
      target.onmouseleave = () => highlight(this.#box, undefined);
      target.onfocus = () => highlight(this.#box, id);
      target.onblur = () => highlight(this.#box, undefined);
    }
  }

  /** Puts the node that is looked at, or else the first, in sight. */
  #reveal(): void {
    const nodes = [...this.#box.querySelectorAll<SVGElement>('.node')];
    const node = nodes.find(({ dataset }) => dataset['node'] === this.#looked) ?? nodes[0];
    const rect = node?.querySelector('rect');
    const at = (name: string) => Number(rect?.getAttribute(name) ?? 0) * this.#scale;
    this.#box.scrollTop = at('y') - this.#box.clientHeight / 2;
    this.#box.scrollLeft = at('x') - this.#box.clientWidth / 2 + at('width') / 2;
  }

  #size(): readonly [width: number, height: number] {
    const [, , width = 0, height = 0] = (this.#box.querySelector('svg')?.getAttribute('viewBox') ?? '')
      .split(' ')
      .map(Number);
    return [width, height];
  }

  #setScale(scale: number): void {
    this.#scale = Math.min(4, Math.max(0.2, scale));
    const [width, height] = this.#size();
    const svg = this.#box.querySelector('svg');
    svg?.setAttribute('width', String(width * this.#scale));
    svg?.setAttribute('height', String(height * this.#scale));
  }

  /** Keeps what is in the middle there. */
  #zoom(by: number): void {
    const { scrollLeft, scrollTop, clientWidth, clientHeight } = this.#box;
    const before = this.#scale;
    this.#setScale(this.#scale * by);
    const grown = this.#scale / before;
    this.#box.scrollLeft = (scrollLeft + clientWidth / 2) * grown - clientWidth / 2;
    this.#box.scrollTop = (scrollTop + clientHeight / 2) * grown - clientHeight / 2;
  }

  #fit(): void {
    const [width, height] = this.#size();
    if (width > 0)
      this.#setScale(Math.min(1, this.#box.clientWidth / width, this.#box.clientHeight / height));
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    this.#zoom(event.deltaY < 0 ? 1.1 : 0.9);
  }

  #key(event: KeyboardEvent): void {
    const zooms: Readonly<Record<string, () => void>> = {
      '+': () => this.#zoom(1.25),
      '-': () => this.#zoom(0.8),
      0: () => this.#fit(),
      Backspace: () => this.#goBack(),
      Escape: () => this.#goBack(),
    };
    const to = neighbour(this.#box, event);
    if (to === undefined && zooms[event.key] === undefined) return;
    event.preventDefault();
    zooms[event.key]?.();
    if (to === undefined) return;
    for (const node of this.#box.querySelectorAll('.node[tabindex="0"]')) node.setAttribute('tabindex', '-1');
    to.setAttribute('tabindex', '0');
    to.focus();
  }

  #letDrag(): void {
    let from: { readonly x: number; readonly y: number } | undefined;
    this.#box.addEventListener('pointerdown', ({ target, pointerType, clientX, clientY }) => {
      if (pointerType !== 'mouse' || (target as Element).closest('[data-node], [data-group]') !== null)
        return;
      from = { x: clientX + this.#box.scrollLeft, y: clientY + this.#box.scrollTop };
    });
    addEventListener('pointermove', ({ clientX, clientY }) => {
      if (from !== undefined) this.#box.scrollTo(from.x - clientX, from.y - clientY);
    });
    addEventListener('pointerup', () => {
      from = undefined;
    });
  }
}

/** As many nodes and lines as can be followed, with the node that is looked at. */
function cut({ nodes, edges }: Graph, id: string | undefined): Graph {
  const ends = groupBy(
    edges.flatMap(({ from, to }) => [
      { end: from, other: to },
      { end: to, other: from },
    ]),
    ({ end }) => end,
  );
  const ids = new Set<string>();
  let lines = 0;
  for (const node of [...nodes].sort((a, b) => Number(b.id === id) - Number(a.id === id))) {
    lines += (ends.get(node.id) ?? []).filter(({ other }) => ids.has(other)).length;
    if (ids.size === MOST_NODES || lines > MOST_LINES) break;
    ids.add(node.id);
  }
  return {
    nodes: nodes.filter((node) => ids.has(node.id)),
    edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
  };
}

/** The node to which an arrow key leads: up and down its column, or along a line. */
function neighbour(box: HTMLElement, { key, target }: KeyboardEvent): SVGElement | undefined {
  const nodes = [...box.querySelectorAll<SVGElement>('.node')];
  const own = nodes.find((node) => node === target);
  if (own === undefined) return undefined;
  const at = (node: SVGElement, name: 'x' | 'y') =>
    Number(node.querySelector('rect')?.getAttribute(name) ?? 0);
  const down = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  if (down !== 0) {
    const column = nodes
      .filter((node) => at(node, 'x') === at(own, 'x'))
      .sort((a, b) => at(a, 'y') - at(b, 'y'));
    return column[column.indexOf(own) + down];
  }
  const [here, there] = key === 'ArrowRight' ? ['from', 'to'] : key === 'ArrowLeft' ? ['to', 'from'] : [];
  if (here === undefined || there === undefined) return undefined;
  const ids = new Set(
    [...box.querySelectorAll<SVGElement>('.edge')]
      .filter(({ dataset }) => dataset[here] === own.dataset['node'])
      .map(({ dataset }) => dataset[there]),
  );
  const distance = (node: SVGElement) => Math.abs(at(node, 'y') - at(own, 'y'));
  return nodes.filter(({ dataset }) => ids.has(dataset['node'])).sort((a, b) => distance(a) - distance(b))[0];
}

/** Dims what is not next to a node. */
function highlight(box: HTMLElement, id: string | undefined): void {
  const near = new Set<string | undefined>([id]);
  for (const edge of box.querySelectorAll<SVGElement>('.edge')) {
    const { from, to } = edge.dataset;
    const isNear = id === undefined || from === id || to === id;
    edge.classList.toggle('dimmed', !isNear);
    if (isNear) near.add(from).add(to);
  }
  for (const node of box.querySelectorAll<SVGElement>('.node'))
    node.classList.toggle('dimmed', id !== undefined && !near.has(node.dataset['node']));
}
