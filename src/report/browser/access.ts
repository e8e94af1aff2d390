import type { PairData, ReportData } from '../data.js';
import { GROUPINGS, groupingCalled } from '../groups.js';
import { STANDING_LOOKS } from '../words.js';
import { button, choice, required } from './dom.js';
import { gridOf } from './grid.js';
import { PairList } from './list.js';

type Open = (pair: PairData, opener: HTMLElement, word?: string) => void;

/** Puts a list that can be filtered, grouped and opened in place of the plain table, which is left for print; tells how to show a standing. */
export function makeAccess(data: ReportData, open: Open): (letter: string) => void {
  const table = required('table');
  if (data.pairs.length === 0) return () => {};
  const list = new PairList(data, open);
  const filter = filterInput();
  const grouping = choice('Group by', ['', ...GROUPINGS.map(({ title }) => title)], 'nothing');
  const standing = standingChoice();
  const look = choice('As', ['list', 'grid']);
  const count = document.createElement('output');
  count.setAttribute('aria-live', 'polite');
  const fold = button('', () => {
    list.fold(!list.folded);
    label();
  });
  const label = () => {
    fold.textContent = list.folded ? 'Open all groups' : 'Close all groups';
    fold.hidden = grouping.select.value === '' || look.select.value === 'grid';
  };
  const bar = document.createElement('div');
  bar.className = 'bar filters';
  bar.setAttribute('role', 'search');
  bar.append(filter, ...[grouping, standing, look].map((each) => each.label), fold, count);
  const box = document.createElement('div');
  const update = () => {
    const pairs = list.show(filter.value, groupingCalled(grouping.select.value), standing.select.value);
    count.textContent = `${pairs.length.toLocaleString('en')} of ${data.pairs.length.toLocaleString('en')} pairs`;
    box.replaceChildren(look.select.value === 'grid' ? gridOf(data, pairs, open) : list.element);
    if (look.select.value === 'list') list.refresh();
    label();
  };
  filter.addEventListener('input', update);
  for (const { select } of [grouping, standing, look]) select.addEventListener('change', update);
  table.hidden = true;
  table.before(bar, box);
  update();
  return (letter) => {
    standing.select.value = letter;
    update();
  };
}

/** The field to filter by, which the key `/` leads to. */
function filterInput(): HTMLInputElement {
  const filter = document.createElement('input');
  filter.type = 'search';
  filter.placeholder = 'Filter: service account, resource, ARN, role, workload, cluster';
  filter.setAttribute('aria-label', 'Filter');
  addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    filter.focus();
  });
  return filter;
}

function standingChoice() {
  return choice(
    'Show',
    ['', ...STANDING_LOOKS.map(({ letter }) => letter)],
    'every standing',
    Object.fromEntries(STANDING_LOOKS.map(({ letter, mark, standing }) => [letter, `${mark} ${standing}`])),
  );
}
