import type { PairData, ReportData } from '../data.js';
import { h } from '../element.js';
import { bdi, chips } from '../pieces.js';
import { accountName } from '../view.js';
import { elementOf } from './dom.js';

/** A grid larger than this shows mostly nothing. */
const MOST_COLUMNS = 60;
const MOST_ROWS = 200;

/** Service accounts × resources, of the pairs that a filter leaves. */
export function gridOf(
  data: ReportData,
  pairs: readonly PairData[],
  open: (pair: PairData, opener: HTMLElement, word?: string) => void,
): HTMLElement {
  const accounts = [...new Set(pairs.map(({ account }) => account))];
  const things = [...new Set(pairs.map(({ thing }) => thing))];
  if (accounts.length > MOST_ROWS || things.length > MOST_COLUMNS)
    return elementOf(
      h('p', {}, [
        `${accounts.length} service accounts × ${things.length} resources are more than a grid can show: `,
        `filter until there are ${MOST_ROWS} × ${MOST_COLUMNS} at most.`,
      ]),
    );
  const at = new Map(pairs.map((pair) => [`${pair.account} ${pair.thing}`, pair]));
  const cell = (account: number, thing: number) => {
    const pair = at.get(`${account} ${thing}`);
    if (pair === undefined) return h('td', {});
    const index = pairs.indexOf(pair);
    return h('td', {}, h('button', { type: 'button', 'data-pair': index }, chips(data, pair)));
  };
  const box = elementOf(
    h('div', { class: 'grid-box', tabindex: 0, role: 'region', 'aria-label': 'Grid of access' }, [
      h('table', {}, [
        h('thead', {}, [
          h('tr', {}, [
            h('th', { scope: 'col' }, 'Service account'),
            ...things.map((thing) => h('th', { scope: 'col' }, bdi(data.things[thing]?.name ?? ''))),
          ]),
        ]),
        h(
          'tbody',
          {},
          accounts.map((account) =>
            h('tr', {}, [
              h('th', { scope: 'row' }, bdi(accountName(data, account))),
              ...things.map((thing) => cell(account, thing)),
            ]),
          ),
        ),
      ]),
    ]),
  );
  box.addEventListener('click', ({ target }) => {
    const pressed = (target as HTMLElement).closest<HTMLElement>('button[data-pair]');
    const pair = pairs[Number(pressed?.dataset['pair'])];
    const word = (target as HTMLElement).closest<HTMLElement>('.chip')?.dataset['word'];
    if (pressed !== null && pair !== undefined) open(pair, pressed, word);
  });
  return box;
}
