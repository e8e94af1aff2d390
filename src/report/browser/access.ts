import type { PairData, ReportData } from '../data.js';
import { STANDING_LOOKS } from '../words.js';
import { required } from './dom.js';
import { gridOf } from './grid.js';
import { GROUPINGS, ORDERS, PairList } from './list.js';

type Open = (pair: PairData, opener: HTMLElement, word?: string) => void;

/** Puts a list that can be filtered, grouped and opened in place of the plain table, which is left for print. */
export function makeAccess(data: ReportData, open: Open): void {
  const table = required('table');
  if (data.pairs.length === 0) return;
  const list = new PairList(data, open);
  const filter = document.createElement('input');
  filter.type = 'search';
  filter.placeholder = 'Filter: service account, resource, ARN, role, workload';
  filter.setAttribute('aria-label', 'Filter');
  const grouping = choice('Group by', ['', ...Object.keys(GROUPINGS)], 'nothing');
  const order = choice('Sort by', Object.keys(ORDERS));
  const standing = choice(
    'Show',
    ['', ...STANDING_LOOKS.map(({ letter }) => letter)],
    'every standing',
    Object.fromEntries(STANDING_LOOKS.map(({ letter, mark, standing: name }) => [letter, `${mark} ${name}`])),
  );
  const look = choice('As', ['list', 'grid']);
  const count = document.createElement('output');
  count.setAttribute('aria-live', 'polite');
  const bar = document.createElement('div');
  bar.className = 'bar';
  bar.setAttribute('role', 'search');
  bar.append(filter, ...[grouping, order, standing, look].map(({ label }) => label), count);
  const box = document.createElement('div');
  const update = () => {
    const pairs = list.show(filter.value, grouping.select.value, order.select.value, standing.select.value);
    count.textContent = `${pairs.length.toLocaleString('en')} of ${data.pairs.length.toLocaleString('en')} pairs`;
    box.replaceChildren(look.select.value === 'grid' ? gridOf(data, pairs, open) : list.element);
    if (look.select.value === 'list') list.refresh();
  };
  filter.addEventListener('input', update);
  for (const { select } of [grouping, order, standing, look]) select.addEventListener('change', update);
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    filter.focus();
  });
  table.hidden = true;
  table.before(bar, box);
  update();
}

/** A labelled choice; the empty value stands for none of them. */
function choice(
  text: string,
  values: readonly string[],
  none = '',
  names: Readonly<Record<string, string>> = {},
): { readonly label: HTMLLabelElement; readonly select: HTMLSelectElement } {
  const label = document.createElement('label');
  const select = document.createElement('select');
  for (const value of values) {
    const option = document.createElement('option');
    option.value = value;
    option.textContent = value === '' ? none : (names[value] ?? value);
    select.append(option);
  }
  label.append(`${text} `, select);
  return { label, select };
}
