import { groupBy } from '../collections.js';
import { Failure, type FieldPath, formatPath } from '../diagnostics.js';
import { isMap, own, valueAt } from '../plain-data.js';
import { isNamedList, layerOf, nameOf, over, sourceOf } from '../spec/extends.js';
import { type Source, sourceOfValue } from '../spec/source-file.js';
import { quote } from '../text/quote.js';
import { type Draftable, sameValue } from './paths.js';

/** A spec that lies over another one: what its own file says, and what that other one gives. */
export interface Overlay {
  readonly own: Draftable;
  readonly base: Source;
}

/** Something of a list that would have to be otherwise than its base has it, which no file over the base can say. */
export interface Fixed {
  readonly list: FieldPath;
  readonly name: string;
  readonly message: string;
  readonly help: string;
}

/** What the file of an overlay has to say so that the whole is what is wanted; what it says already stays where it can. */
export function overlayOf(overlay: Overlay, wanted: Draftable): Draftable {
  const { said, fixed } = compare(overlay, wanted);
  const [first] = fixed;
  if (first !== undefined) {
    const { list, message, help } = first;
    throw new Failure('overlay-list', 'user', `${formatPath(list)}: ${message}`, { help });
  }
  const { base } = overlay;
  if (!sameValue(joinedWith(base, said).value, wanted))
    throw new Failure('overlay', 'internal', `what lies over ${base.file} does not say what was answered`);
  return said;
}

/** The files that say something of a field: `''` for the overlay's own. */
export function filesOf(overlay: Overlay, wanted: Draftable): (field: FieldPath) => ReadonlySet<string> {
  const { said, fixed } = compare(overlay, wanted);
  // What no file over the base can say stands in none of them.
  const joined = fixed.length > 0 ? sourceOfValue(wanted, '') : joinedWith(overlay.base, said);
  const within = (path: FieldPath): readonly string[] => {
    const value = valueAt(joined.value, path);
    if (value === undefined) return [];
    const parts = isMap(value) ? Object.keys(value) : Array.isArray(value) ? [...value.keys()] : [];
    if (parts.length === 0) return [joined.locate(path).file];
    return parts.flatMap((part) => within([...path, part]));
  };
  return (field) => new Set(within(field));
}

const joinedWith = (base: Source, said: Draftable): Source =>
  sourceOf(over(layerOf(base), layerOf(sourceOfValue(said, ''))), base, []);

/** What of the wanted whole cannot be said over its base. */
export function fixedIn(overlay: Overlay, wanted: Draftable): readonly Fixed[] {
  return compare(overlay, wanted).fixed;
}

/** Where the base has an element of a list, as `../base/irsa.yaml:5`; undefined where it has none. */
export function placeInBase({ base }: Overlay, wanted: Draftable, element: FieldPath): string | undefined {
  const path: (string | number)[] = [];
  for (const [depth, part] of element.entries()) {
    const index =
      typeof part === 'string' ? part : sameIn(base, path, valueAt(wanted, element.slice(0, depth)), part);
    if (index === undefined) return undefined;
    path.push(index);
  }
  return placeOf(base, path);
}

/** The index in a list of the base of what has the same name as an element, and as many of it before. */
function sameIn(base: Source, path: FieldPath, wanted: unknown, index: number): number | undefined {
  const list = valueAt(base.value, path);
  if (!Array.isArray(wanted) || !isNamedList(list, path)) return undefined;
  const isIt = (item: unknown) => nameOf(item) === nameOf(wanted[index]);
  const before = wanted.slice(0, index).filter(isIt).length;
  return list.flatMap((item, at) => (isIt(item) ? [at] : []))[before];
}

function placeOf(base: Source, path: FieldPath): string {
  const { file, line } = base.locate(path);
  return `${file}:${line}`;
}

function compare({ own: before, base }: Overlay, wanted: Draftable) {
  const { extends: ref, ...said } = before;
  const fixed: Fixed[] = [];
  const part = difference(base.value, said, wanted, { base, path: [], above: [], fixed });
  return { said: { extends: ref, ...(isMap(part) ? part : {}) }, fixed };
}

/** Where a comparison is: in the base, and in the whole. */
interface At {
  readonly base: Source;
  readonly path: FieldPath;
  readonly above: FieldPath;
  readonly fixed: Fixed[];
}

/** What lies over a value of the base to make another one of it; undefined for nothing. */
function difference(base: unknown, said: unknown, wanted: unknown, at: At): unknown {
  if (isMap(wanted) && isMap(base)) {
    const keys = [...new Set([said ?? {}, base, wanted].flatMap((map) => Object.keys(map)))];
    const parts = keys.flatMap((key) => {
      const part = difference(own(base, key), own(said, key), own(wanted, key), below(at, key, key));
      return part === undefined ? [] : [[key, part] as const];
    });
    return parts.length === 0 && !isMap(said) ? undefined : Object.fromEntries(parts);
  }
  if (isNamedList(wanted, at.above) && isNamedList(base, at.path))
    return listDifference(base, isNamedList(said, at.above) ? said : [], wanted, at);
  if (wanted === undefined) return base === undefined && said !== null ? undefined : null;
  if (said !== undefined && sameValue(said, wanted)) return said;
  return sameValue(base, wanted) ? undefined : wanted;
}

const below = (at: At, part: string | number, above: string | number): At => ({
  ...at,
  path: [...at.path, part],
  above: [...at.above, above],
});

function listDifference(
  base: readonly unknown[],
  said: readonly unknown[],
  wanted: readonly unknown[],
  at: At,
): unknown {
  const there = groupBy(base, nameOf);
  const now = groupBy(wanted, nameOf);
  const several = new Set([...there, ...now].filter(([, items]) => items.length > 1).map(([name]) => name));
  for (const [name, items] of there) {
    const left = now.get(name);
    const place = placeOf(at.base, [...at.path, base.indexOf(items[0])]);
    const refuse = (message: string, help: string): void => {
      at.fixed.push({
        list: at.above,
        name: String(name),
        message: `${quote(name)} stands in ${place}, and ${message}`,
        help,
      });
    };
    if (left === undefined)
      refuse(
        'a file over that can neither take it away nor rename it',
        'change it there, and give it to those that need it',
      );
    else if (several.has(name) && !sameValue(items, left))
      refuse(
        'lists are joined by name: two of that name cannot be told apart',
        'change it there, or give it one entry',
      );
  }
  const parts = wanted.flatMap((item, index) => {
    const name = nameOf(item);
    const [under] = there.get(name) ?? [];
    if (under === undefined) return [item];
    if (several.has(name)) return [];
    const mine = said.find((other) => nameOf(other) === name);
    const part = difference(under, mine, item, below(at, base.indexOf(under), index));
    return isMap(part) ? [{ ...identity(item), ...part }] : [];
  });
  // An empty list would replace that of the base.
  return parts.length === 0 ? undefined : parts;
}

/** By what an element of a list is known. */
function identity(item: unknown): Draftable {
  const key = ['name', 'arn', 'uses'].find((field) => own(item, field) !== undefined) ?? 'name';
  return { [key]: own(item, key) };
}
