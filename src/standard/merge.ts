import { type FieldPath, formatPath } from '../diagnostics.js';
import { isMap, type PlainMap } from '../plain-data.js';
import { applies, depthOf, lookUpIn } from '../spec/applies.js';
import { NODE_GROUP_DEFAULTS } from '../spec/built-in.js';
import type { ShapeFault } from '../spec/issues.js';
import { fillAt, fillPlaceholders, takesPlaceholders } from '../spec/placeholders.js';
import { schemaAt } from '../spec/schema-tree.js';
import { fillNames } from './naming.js';
import { EACH, formatPattern, patternOf, type SpecPattern, selectValues } from './spec-pattern.js';
import { judge, type Verdict } from './terms.js';
import type { Layer, Lock, Origin, Setting, Standard } from './types.js';
import { sameValue } from './values.js';
import { type ActiveLayer, activeLayers, generalLayers, hasConditions } from './when.js';

/** How a standard has a say in a value: it fills what is absent, fixes it, or makes a name. */
export type Influence = 'default' | 'locked' | 'naming';

/** Where a value comes from that is not in the spec's own text. */
export interface Source extends Origin {
  readonly influence: Influence;
}

/** A value that may not be what it is. */
export interface Conflict {
  readonly path: FieldPath;
  readonly value: unknown;
  readonly lock: Lock;
}

/** A spec with everything that a standard gives to it. */
export interface Merged {
  readonly value: unknown;
  /** By formatted path: what the standard gave. */
  readonly sources: ReadonlyMap<string, Source>;
  /** By formatted path: what is locked, filled or agreed with. */
  readonly locks: ReadonlyMap<string, Lock>;
  /** What the spec writes against a lock. */
  readonly conflicts: readonly Conflict[];
  /** What it writes against one that does not bind it: one that warns, is announced, or has an exception for it. */
  readonly deviations: readonly Conflict[];
  /** Locks of a standard against those of its base. */
  readonly contradictions: readonly { readonly lock: Lock; readonly base: Lock }[];
  /** Placeholders that name nothing in the spec, and the fields that are undefined for it. */
  readonly faults: readonly ShapeFault[];
  readonly unreadable: readonly FieldPath[];
}

/** Fills a spec as it is written with the values of a standard; what is written wins but over locks. */
export function mergeStandard(spec: unknown, standard: Standard): Merged {
  const general = fill(
    spec,
    standard,
    standard.chain.map(({ layers }) => generalLayers(layers)),
    spec,
  );
  if (!hasConditions(standard)) return general;
  // Conditions look at values that a standard gives in general, too.
  const active = standard.chain.map(({ layers }) => activeLayers(layers, general.value));
  return fill(spec, standard, active, general.value);
}

function fill(
  spec: unknown,
  standard: Standard,
  chain: readonly (readonly ActiveLayer[])[],
  known: unknown,
): Merged {
  const filling = new Filling(structuredClone(spec), chain, ({ terms }, path) => {
    return judge(standard, terms, known, path)?.weight;
  });
  filling.lock();
  filling.defaults();
  filling.placeholders('default');
  fillNames(filling.value, standard, (path, value, origin) => {
    filling.put(path, value, { ...origin, influence: 'naming' });
  });
  // Once more: what is there by now may be more than the spec itself gives.
  filling.lock();
  filling.placeholders('locked');
  return filling;
}

/** The one list that a spec gets without writing it. */
const NODE_GROUPS = 'cluster.nodeGroups';

const BACKEND_TYPE = 'terraform.backend.type';
const BACKEND_CONFIG = 'terraform.backend.config.';

/** A setting, and the workloads that it is for. */
interface ActiveSetting extends Setting {
  readonly appliesTo: (workload: number) => boolean;
}

interface ActiveLock extends Lock, ActiveSetting {}

/** What it comes to for a field if a lock is not kept. */
type Weight = Verdict['weight'] | undefined;

/** With these, a lock only proposes what it would demand otherwise. */
const PROPOSED: readonly Weight[] = ['warning', 'excepted'];

class Filling implements Merged {
  readonly sources = new Map<string, Source>();
  readonly locks = new Map<string, Lock>();
  readonly conflicts: Conflict[] = [];
  readonly deviations: Conflict[] = [];
  readonly contradictions: { readonly lock: Lock; readonly base: Lock }[] = [];
  faults: readonly ShapeFault[] = [];
  unreadable: readonly FieldPath[] = [];
  /** Defaults, and before them what locks propose; strongest first. */
  private readonly given: readonly (ActiveSetting | ActiveLock)[];
  /** The furthest base first; within a standard the most special first. */
  private readonly locking: readonly ActiveLock[];
  private readonly patterns: ReadonlySet<string>;
  /** Whether what nobody writes may be made: not before the defaults have had their say. */
  private isOurTurn = false;

  constructor(
    public value: unknown,
    chain: readonly (readonly ActiveLayer[])[],
    private readonly weightOf: (lock: Lock, path: FieldPath) => Weight,
  ) {
    const settings = <T extends Setting>(
      layers: readonly ActiveLayer[],
      part: (layer: Layer) => readonly T[],
    ) =>
      [...layers]
        .reverse()
        .flatMap(({ appliesTo, ...layer }) => part(layer).map((setting) => ({ ...setting, appliesTo })));
    this.locking = chain.flatMap((layers) => settings(layers, ({ locked }) => locked)).flatMap(withOverrides);
    const defaults = [...chain].reverse().flatMap((layers) => settings(layers, (layer) => layer.defaults));
    this.given = [...[...this.locking].reverse(), ...defaults].sort(byDepth);
    const giving = this.locking.filter((lock) =>
      ['error', ...PROPOSED].includes(this.weightOf(lock, lock.pattern)),
    );
    this.patterns = new Set([...defaults, ...giving].map(({ pattern }) => formatPattern(pattern)));
  }

  defaults(): void {
    this.isOurTurn = true;
    this.inTurns(this.given, (setting, path, holder) => {
      if ('terms' in setting && !PROPOSED.includes(this.weightOf(setting, path))) return;
      if (Object.hasOwn(holder, path.at(-1) as string)) return;
      this.put(path, setting.value, { ...originOf(setting), influence: 'default' });
    });
  }

  /** In what the defaults or locks gave, whichever field it is; a spec has its own fields for them, in which it fills in those of locks as well. */
  placeholders(by: 'default' | 'locked'): void {
    const { value, faults, unreadable } = fillPlaceholders(
      this.value,
      (path) =>
        nearestAt(this.sources, path)?.influence === by && (by === 'default' || !takesPlaceholders(path)),
    );
    this.value = value;
    this.faults = [...this.faults, ...faults];
    this.unreadable = [...this.unreadable, ...unreadable];
  }

  lock(): void {
    this.locks.clear();
    this.inTurns(this.locking, (lock, path, holder) => {
      const key = formatPath(path);
      const earlier = this.locks.get(key);
      if (this.weightOf(lock, path) !== 'error') this.observe(lock, path, holder);
      else if (earlier !== undefined) this.compareLocks(lock, earlier);
      else {
        this.locks.set(key, lock);
        this.enforce(lock, path, holder);
      }
    });
  }

  put(path: FieldPath, value: unknown, source: Source): void {
    let holder = this.value as PlainMap;
    for (const part of path.slice(0, -1)) {
      if (!Object.hasOwn(holder, part)) holder[part] = {};
      holder = holder[part] as PlainMap;
    }
    holder[path.at(-1) as string] = structuredClone(value);
    this.sources.set(formatPath(path), source);
  }

  private enforce(lock: Lock, path: FieldPath, holder: PlainMap): void {
    const source: Source = { ...originOf(lock), influence: 'locked' };
    if (this.isWritten(path, holder)) this.compare(lock, path, holder, this.conflicts);
    else this.put(path, lock.value, source);
  }

  private observe(lock: Lock, path: FieldPath, holder: PlainMap): void {
    if (this.isWritten(path, holder)) this.compare(lock, path, holder, this.deviations);
  }

  private isWritten(path: FieldPath, holder: PlainMap): boolean {
    return Object.hasOwn(holder, path.at(-1) as string) && nearestAt(this.sources, path) === undefined;
  }

  private compare(lock: Lock, path: FieldPath, holder: PlainMap, noted: Conflict[]): void {
    const value = holder[path.at(-1) as string];
    // Undefined is what could not be read, which is reported already.
    if (value === undefined || sameValue(value, lock.value)) return;
    const wanted = fillAt(this.value, lock.value, path);
    // The defaults may yet give what its placeholders name.
    if (sameValue(value, wanted) || (wanted === undefined && !this.isOurTurn)) return;
    const isKnown = noted.some(
      (conflict) => formatPath(conflict.path) === formatPath(path) && conflict.lock.place === lock.place,
    );
    if (!isKnown) noted.push({ path, value, lock: { ...lock, value: wanted ?? lock.value } });
  }

  private compareLocks(lock: Lock, base: Lock): void {
    if (lock.place.file === base.place.file || sameValue(lock.value, base.value)) return;
    if (!this.contradictions.some((known) => known.lock === lock)) this.contradictions.push({ lock, base });
  }

  private inTurns<T extends ActiveSetting>(
    settings: readonly T[],
    visit: (setting: T, path: FieldPath, holder: PlainMap) => void,
  ): void {
    const turn = ({ pattern }: T) => depthOf(formatPattern(pattern));
    // Each finds what decides whether it applies.
    for (const setting of [...settings].sort((a, b) => turn(a) - turn(b)))
      for (const { path, holder } of this.holders(setting)) visit(setting, path, holder);
  }

  /** Where a setting goes: the maps that hold its field, or would once they are made. */
  private holders({ pattern, appliesTo }: ActiveSetting): readonly { path: FieldPath; holder: PlainMap }[] {
    let found: { readonly path: FieldPath; readonly value: unknown }[] = [{ path: [], value: this.value }];
    for (const [index, part] of pattern.slice(0, -1).entries()) {
      const above = pattern.slice(0, index + 1);
      found = found.flatMap(({ path, value }) => this.stepInto(value, part, path, above));
    }
    const text = formatPattern(pattern);
    const name = pattern.at(-1) as string;
    return found.flatMap(({ path, value }) => {
      const ours = path[0] !== 'workloads' || appliesTo(path[1] as number);
      if (text.startsWith(BACKEND_CONFIG) && this.isOtherBackend()) return [];
      if (!isMap(value) || !ours || !applies(text, lookUpIn(this.value, path))) return [];
      return [{ path: [...path, name], holder: value }];
    });
  }

  private stepInto(value: unknown, part: string | number, path: FieldPath, above: SpecPattern) {
    if (part === EACH) {
      return Array.isArray(value)
        ? value.map((element, index) => ({ path: [...path, index], value: element }))
        : [];
    }
    if (!isMap(value)) return [];
    if (Object.hasOwn(value, part)) return [{ path: [...path, part], value: value[part] }];
    if (
      this.isOurTurn &&
      formatPattern(above) === NODE_GROUPS &&
      applies(NODE_GROUPS, lookUpIn(this.value, path))
    ) {
      value[part] = [{ name: NODE_GROUP_DEFAULTS.name }];
      return [{ path: above, value: value[part] }];
    }
    return this.mayCreate(above) ? [{ path: [...path, part], value: {} }] : [];
  }

  /** Whether the spec has chosen another backend than the one whose arguments the standard gives. */
  private isOtherBackend(): boolean {
    const given = [...this.locking, ...this.given].find(
      ({ pattern }) => formatPattern(pattern) === BACKEND_TYPE,
    );
    const [chosen] = selectValues(this.value, ['terraform', 'backend', 'type']);
    return given !== undefined && chosen !== undefined && chosen.value !== given.value;
  }

  /** Never what a workload leaves out on purpose; elsewhere only what is complete then. */
  private mayCreate(pattern: SpecPattern): boolean {
    if (/^workloads\[\]\.(?:pod|identity)$/.test(formatPattern(pattern))) return false;
    const { entries = {} } = schemaAt(pattern) as {
      readonly entries?: Readonly<Record<string, { readonly type: string }>>;
    };
    return Object.entries(entries).every(
      ([name, { type }]) => type === 'optional' || this.gives([...pattern, name]),
    );
  }

  private gives(pattern: SpecPattern): boolean {
    const text = formatPattern(pattern);
    return [...this.patterns].some(
      (given) => given === text || (/^[.[]/.test(given.slice(text.length)) && given.startsWith(text)),
    );
  }
}

/** What holds for `identity` holds for what workloads may override of it, where they do. */
export function withOverrides<T extends { readonly pattern: SpecPattern }>(rule: T): readonly T[] {
  const [section, field] = rule.pattern;
  const overridden: SpecPattern = ['workloads', EACH, 'identity', field ?? ''];
  return section === 'identity' && schemaAt(overridden) !== undefined
    ? [rule, { ...rule, pattern: overridden }]
    : [rule];
}

/** Lists before what goes into each of their elements. */
function byDepth(a: Setting, b: Setting): number {
  const lists = ({ pattern }: Setting) => pattern.filter((part) => part === EACH).length;
  return lists(a) - lists(b);
}

function originOf({ standard, place }: Setting): Origin {
  return { standard, place };
}

/** What is known of a path, or of the nearest thing around it: its lock, or the source of its value. */
export function nearestAt<T>(known: ReadonlyMap<string, T>, path: FieldPath): T | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const found = known.get(formatPath(path.slice(0, length)));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The field of a spec that a concrete path is about, as `allowed` and `messages` spell it. */
export function fieldOf(path: FieldPath): string {
  return formatPattern(patternOf(path));
}
