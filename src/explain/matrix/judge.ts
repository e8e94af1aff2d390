import { sortedUnique } from '../../collections.js';
import type { GrantKind } from '../../grants/index.js';
import type { Chain } from '../chain.js';
import { standingBefore, standingOf } from '../standing.js';
import type { Standing, WordStanding } from '../types.js';
import type { Asked, Prepared } from './things.js';
import { allowsNothing, mayTouch } from './touch.js';
import type { MatrixRow } from './types.js';

type Judged = Pick<MatrixRow, 'access' | 'partly'>;

interface Judge {
  readonly judge: (scope: Prepared) => Judged;
  /** What the role's policies may say anything of; undefined for any. */
  readonly touched: (kind: GrantKind) => ReadonlySet<string> | undefined;
}

/** Decides the words of things; what no policy of the role names is decided once for all of an account. */
export function judgeOf(chain: Chain): Judge {
  const before = standingBefore(chain);
  const touches = new Map<GrantKind, ReadonlySet<string> | undefined>();
  const touched = (kind: GrantKind) => {
    if (!touches.has(kind))
      touches.set(kind, chain.alternatives === undefined ? mayTouch(chain, kind) : undefined);
    return touches.get(kind);
  };
  const elsewhere = new Map<string, Judged>();
  const judge = (scope: Prepared) => {
    const { kind, whole, place } = scope;
    if (!scope.known && (before !== 'unknown' || !allowsNothing(chain, kind)))
      return { access: mapValues(kind.words, () => before) };
    if (scope.special || touched(kind)?.has(whole) !== false) return judgeThing(chain, scope);
    const judged = elsewhere.get(place) ?? judgeThing(chain, scope);
    elsewhere.set(place, judged);
    return judged;
  };
  return { judge, touched };
}

function judgeThing(chain: Chain, { questions }: Prepared): Judged {
  const known = new Map<string, Standing>();
  const ask = (asked: Asked): Standing => {
    const key = `${asked.action} ${asked.resource}`;
    const standing = known.get(key) ?? standingOf(chain, { ...chain.subject, ...asked });
    known.set(key, standing);
    return standing;
  };
  const access = mapValues(questions, (all) => together(all.map(ask)));
  const partly = Object.entries(questions).filter(([word]) => access[word] === 'partly');
  if (partly.length === 0) return { access };
  const allowedOf = (all: readonly Asked[]) =>
    sortedUnique(all.filter((asked) => holds(ask(asked))).map(({ action }) => action));
  return { access, partly: Object.fromEntries(partly.map(([word, all]) => [word, allowedOf(all)])) };
}

const holds = (standing: WordStanding) => standing === 'allowed' || standing === 'assumed';

/** How several actions stand as one word. */
function together(all: readonly Standing[]): WordStanding {
  const [first = 'unknown', ...others] = new Set(all);
  if (others.length === 0) return first;
  const held = all.filter(holds).length;
  if (held > 0) return held === all.length ? 'assumed' : 'partly';
  return all.includes('unknown') ? 'unknown' : 'denied';
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T) => U,
): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
