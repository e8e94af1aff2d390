import type { ReportData } from './data.js';
import { type Element, h } from './element.js';
import { BY_NAMESPACE, type Group, type Grouping, groupsOf, worstFirst } from './groups.js';
import { bdi, counted, groupMarks } from './pieces.js';

/** More cards than anybody looks through. */
const MOST_CARDS = 200;
/** Of the most shared resources so many are listed. */
const MOST_SHARED = 24;

/** For more than a picture can show: a card for each group, what needs a look first, and what many groups reach. */
export function groupCards(data: ReportData, grouping: Grouping = BY_NAMESPACE): Element {
  const groups = worstFirst(groupsOf(data, grouping));
  const more = groups.length - MOST_CARDS;
  return h('div', { class: 'cards' }, [
    h(
      'ul',
      { class: 'groups' },
      groups.slice(0, MOST_CARDS).map((group) => h('li', {}, card(group))),
    ),
    more > 0 &&
      h('p', {}, `${counted(more, 'more group')} are not shown: find what you look for by its name.`),
    sharedList(data, grouping, groups),
  ]);
}

function card(group: Group): Element {
  const { name, accounts, things } = group;
  return h('div', { class: 'card', 'data-group': name }, [
    h('strong', {}, bdi(name)),
    h('div', {}, `${counted(accounts.length, 'service account')}, ${counted(things, 'resource')}`),
    groupMarks(group),
  ]);
}

function sharedList(data: ReportData, { title }: Grouping, groups: readonly Group[]): Element | undefined {
  const reaching = new Map<number, number>();
  for (const { pairs } of groups)
    for (const thing of new Set(pairs.map((pair) => pair.thing)))
      reaching.set(thing, (reaching.get(thing) ?? 0) + 1);
  const shared = [...reaching].filter(([, by]) => by > 1).sort(([, a], [, b]) => b - a);
  if (shared.length === 0) return undefined;
  const more = shared.length - MOST_SHARED;
  return h('div', {}, [
    h('h3', {}, `Reached from more than one ${title}`),
    h(
      'ul',
      { class: 'shared' },
      shared
        .slice(0, MOST_SHARED)
        .map(([thing, by]) =>
          h('li', {}, [
            h('span', { 'data-node': `thing:${thing}` }, bdi(data.things[thing]?.name ?? '')),
            ` from ${by} of them`,
          ]),
        ),
    ),
    more > 0 && h('p', {}, `${more} more; the list shows who reaches each, grouped by resource.`),
  ]);
}
