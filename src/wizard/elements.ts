import { groupBy } from '../collections.js';
import { withArticle } from '../text/quote.js';
import type { Entry, Resolution } from './graph.js';
import { placeInBase } from './overlay.js';
import { parsePath } from './paths.js';
import type { PromptChoice } from './prompter/prompter.js';
import { usedFields } from './questions/uses.js';
import { withoutElement } from './remove.js';
import { specOf } from './spec-text.js';
import { type State, withAnswer } from './state.js';

const MORE = '.@more';
const CLUSTERS = 'identity.furtherClusters';

/** What can be added: the value is the question that has to be answered for it. */
export function additions({ entries, byKey }: Resolution): readonly PromptChoice[] {
  const lists = [...listsOf(entries).values()].flatMap((list) => {
    const last = list.at(-1);
    const noun = last && nounOf(last);
    if (last === undefined || noun === undefined) return [];
    return [
      {
        value: last.key,
        name: `${withArticle(noun).replace(/^a/, 'A')}${whose(last, byKey, 'for')}`,
      },
    ];
  });
  const others = entries
    .filter(({ question }) => question.key.endsWith('.@uses'))
    .map((entry) => {
      const user = isSeveral(byKey) ? entry.scope.get('workloads[].name') : undefined;
      return { value: entry.key, name: `Something else that ${user ?? 'it'} uses` };
    });
  const clusters = byKey.has(CLUSTERS)
    ? [{ value: CLUSTERS, name: 'A further cluster, whose pods get the same roles' }]
    : [];
  return [...lists, ...others, ...clusters];
}

/** A choice that may not be taken: why. */
export type Pickable = PromptChoice & { readonly refused?: string };

/** What can be taken away, and what only stands in a base: the value is the element's path. */
export function removals(state: State, { entries, byKey }: Resolution): readonly Pickable[] {
  return [...listsOf(entries).values()].flatMap((list) =>
    list
      .filter((entry) => list.length > 1 || lastOfItsKind(entry, byKey)?.needed === false)
      .map((entry) => {
        const called =
          entry.question.kind === 'confirm' ? entry.question.element?.called(entry.scope) : undefined;
        const name = `The ${nounOf(entry)} ${called ?? entry.key.slice(0, -MORE.length)}`;
        const element = elementOf(entry);
        // A whole list can be taken away, one of several that a base has cannot.
        const stays = list.length > 1 ? inBase(state, element) : {};
        return { value: element, name: `${name}${whose(entry, byKey, 'of')}`, ...stays };
      }),
  );
}

function inBase(state: State, element: string): Pick<Pickable, 'aside' | 'refused'> {
  const place = state.overlay && placeInBase(state.overlay, specOf(state), parsePath(element) ?? []);
  if (place === undefined) return {};
  const refused = `${place} has it, and a file over that cannot take it away: take it out there, and give it to those that need it`;
  return { aside: `in ${place}`, refused };
}

/** The state without an element; its list ends earlier, or the workload uses nothing of the kind any more. */
export function removeElement(state: State, { entries, byKey }: Resolution, element: string): State {
  const entry = byKey.get(`${element}${MORE}`);
  const list = entry && listsOf(entries).get(listOf(entry));
  if (entry === undefined || list === undefined) return state;
  const without = withoutElement(state, element);
  const before = list.at(-2);
  if (before !== undefined)
    return entry === list.at(-1)
      ? withAnswer(without, before.key, { value: false, source: 'typed' })
      : without;
  const uses = lastOfItsKind(entry, byKey);
  return uses === undefined ? without : withAnswer(without, uses.key, { value: uses.left, source: 'typed' });
}

/** What a workload uses besides the kind of an entry, and whether it needs that one. */
function lastOfItsKind(entry: Entry, byKey: Resolution['byKey']) {
  const [, holder, field = ''] = /^(.*)\.(\w+)$/.exec(listOf(entry)) ?? [];
  const uses = byKey.get(`${holder}.@uses`);
  if (uses?.value === undefined) return undefined;
  const left = usedFields(uses.value).filter((used) => used !== field);
  return { key: uses.key, left, needed: uses.question.check?.(uses.scope, left) !== undefined };
}

function listsOf(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  return groupBy(
    entries.filter(({ question }) => question.key.endsWith(MORE)),
    listOf,
  );
}

const elementOf = ({ key }: Entry) => key.slice(0, -MORE.length);
const listOf = (entry: Entry) => elementOf(entry).replace(/\[\d+\]$/, '');

const nounOf = ({ question }: Entry) => (question.kind === 'confirm' ? question.element?.noun : undefined);

/** Whose it is, where there are several workloads. */
function whose({ key, scope }: Entry, byKey: Resolution['byKey'], word: string): string {
  const inWorkload = /^workloads\[\d+\]\.(?!@more)/.test(key);
  return isSeveral(byKey) && inWorkload ? ` ${word} ${scope.get('workloads[].name') ?? 'the workload'}` : '';
}

function isSeveral(byKey: Resolution['byKey']): boolean {
  return byKey.has('workloads[1].@more');
}
