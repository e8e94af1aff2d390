import { type Diagnostic, type FieldPath, formatPath, type Result } from '../diagnostics.js';
import { isMap, own, valueAt } from '../plain-data.js';
import { listWords, quote } from '../text/quote.js';
import { fieldsAt, schemaAt } from './schema-tree.js';
import { checkField } from './shape.js';
import { readSource } from './source.js';
import type { Source } from './source-file.js';

/** A file that a spec extends. */
export interface BaseFile {
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
}

/** Finds the files that specs extend; specs themselves know no disk. */
export interface BaseFiles {
  /** What tells a file from others, however it is named. */
  identify(file: string): string;
  /** The file that another one extends, or why it cannot be read. */
  open(ref: string, from: string): BaseFile | { readonly message: string; readonly help: string };
}

/** Most files that build on each other. */
const LONGEST_CHAIN = 10;

const EXTENDS: FieldPath = ['extends'];

/** Reads a spec and what it extends into one source, in which every value keeps its place. */
export function readSpec(text: string, file: string, files: BaseFiles): Result<Source> {
  const spec = readSource(text, file);
  if (!spec.ok) return spec;
  const chain = [spec.value];
  for (;;) {
    const base = baseOf(chain, files);
    if (base === undefined) break;
    if ('severity' in base) return { ok: false, diagnostics: [base] };
    const read = readSource(base.text, base.file);
    if (!read.ok) return read;
    chain.push(read.value);
  }
  const [, ...bases] = chain;
  return bases.length === 0 ? spec : { ok: true, value: joinSources(spec.value, bases), diagnostics: [] };
}

/** What the last of the files extends, or what is wrong with that; undefined when it extends nothing. */
function baseOf(chain: readonly Source[], files: BaseFiles): BaseFile | Diagnostic | undefined {
  const source = chain.at(-1) as Source;
  const ref = own(source.value, 'extends');
  const refuse = (code: string, message: string, help: string): Diagnostic => {
    return { code, severity: 'error', path: 'extends', message, help, place: source.locate(EXTENDS) };
  };
  if (chain.length > 1 && !isMap(source.value)) {
    const help = 'write fields with values: a base is a spec, or a part of one';
    return refuse('spec/base-unreadable', `${source.file} is no map`, help);
  }
  if (ref === undefined) return undefined;
  const wrong = checkField(EXTENDS, ref);
  if (typeof ref !== 'string' || wrong !== undefined)
    return refuse(
      'spec/wrong-type',
      wrong ?? `${quote(ref)} is no path`,
      'name one file, such as ../base/irsa.yaml',
    );
  const opened = files.open(ref, source.file);
  if ('message' in opened) return refuse('spec/base-unreadable', opened.message, opened.help);
  const identity = files.identify(opened.file);
  const at = chain.findIndex(({ file }) => files.identify(file) === identity);
  if (at >= 0) {
    const circle = [...chain.slice(at), ...chain.slice(at, at + 1)].map(({ file }) => file).join(' → ');
    const message = `${quote(ref)} ${at === chain.length - 1 ? 'is this file itself' : `closes a circle: ${circle}`}`;
    return refuse('spec/circular-extends', message, 'take one extends of the circle out');
  }
  if (chain.length < LONGEST_CHAIN) return opened;
  return refuse(
    'spec/long-extends',
    `${quote(ref)} is one base too many`,
    `at most ${LONGEST_CHAIN} files build on each other`,
  );
}

/** A value with its place; the parts of maps, and of lists of named things, have places of their own. */
export interface Layer {
  readonly source: Source;
  readonly path: FieldPath;
  readonly kind: 'map' | 'list' | 'other';
  /** Of a map by key, of a list by name and by how many of that name came before. */
  readonly parts: ReadonlyMap<string, Layer>;
  /** Whether it stands for itself, so that nothing of a base comes through. */
  readonly replaces?: true;
}

/** The layer that a source is. */
export function layerOf(source: Source): Layer {
  const read = (path: FieldPath, value: unknown): Layer => {
    const parts = (entries: Iterable<readonly [string, string | number, unknown]>) =>
      new Map([...entries].map(([key, part, child]) => [key, read([...path, part], child)]));
    if (isMap(value)) {
      const entries = Object.entries(value).filter(([key]) => path.length > 0 || key !== 'extends');
      return { source, path, kind: 'map', parts: parts(entries.map(([key, child]) => [key, key, child])) };
    }
    if (!isNamedList(value, path)) return { source, path, kind: 'other', parts: new Map() };
    const seen = new Map<string, number>();
    return {
      ...{ source, path, kind: 'list' },
      parts: parts(
        value.map((item, index) => {
          const name = nameOf(item) as string;
          const before = seen.get(name) ?? 0;
          seen.set(name, before + 1);
          return [JSON.stringify([name, before]), index, item];
        }),
      ),
    };
  };
  return read([], source.value);
}

/** Things that a spec calls by name; an ARN in place of the name is as good. */
export function isNamedList(value: unknown, path: FieldPath): value is readonly unknown[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    fieldsAt([...path, 0]).includes('name') &&
    value.every((item) => nameOf(item) !== undefined)
  );
}

/** By what an element of such a list is known; undefined for what is known by nothing. */
export function nameOf(item: unknown): string | undefined {
  const name = own(item, 'name') ?? own(item, 'arn') ?? own(item, 'uses');
  return typeof name === 'string' ? name : undefined;
}

/** A layer over another one: maps are joined, lists of named things by name, anything else is replaced. It is associative. */
export function over(base: Layer, layer: Layer): Layer {
  if (layer.replaces === true) return layer;
  if (layer.kind === 'other' || layer.kind !== base.kind) return { ...layer, replaces: true };
  const parts = new Map(base.parts);
  for (const [key, part] of layer.parts) {
    const below = base.parts.get(key);
    parts.set(key, below === undefined ? part : over(below, part));
  }
  return { ...layer, parts, ...(base.replaces === undefined ? {} : { replaces: base.replaces }) };
}

/** Joins a spec with what it extends, the nearest first. */
function joinSources(spec: Source, bases: readonly Source[]): Source {
  const chain = [spec, ...bases];
  const layers = chain.map(layerOf);
  const joined = layers.reduceRight((base, layer) => over(base, layer));
  const source = sourceOf(joined, spec, bases);
  const faults = [...namesTwice(layers), ...ofOtherClusters(source, chain)];
  return { ...source, faults: [...chain.flatMap(({ faults }) => faults), ...faults] };
}

/** A layer as the source that a spec is checked as. */
export function sourceOf(layer: Layer, spec: Source, bases: readonly Source[]): Source {
  const unreadable: FieldPath[] = [];
  const { value, place: root } = settle(layer, [], unreadable);
  const find = (path: FieldPath) => {
    let at = root;
    for (const [depth, part] of path.entries()) {
      const next = at.parts?.get(part);
      if (next === undefined) return { ...at, path: [...at.path, ...path.slice(depth)] };
      at = next;
    }
    return at;
  };
  const ask = <T>(path: FieldPath, question: (source: Source, path: FieldPath) => T): T => {
    const found = find(path);
    return question(found.source, found.path);
  };
  return {
    file: spec.file,
    text: spec.text,
    bases,
    value,
    faults: [],
    unreadable,
    locate: (path) => ask(path, (source, at) => source.locate(at)),
    locateKey: (path) => ask(path, (source, at) => source.locateKey(at)),
    spelling: (path) => ask(path, (source, at) => source.spelling(at)),
    extent: (path) => ask(path, (source, at) => source.extent(at)),
  };
}

/** Where a value of a joined spec stands. */
interface Standing {
  readonly source: Source;
  readonly path: FieldPath;
  readonly parts?: ReadonlyMap<string | number, Standing>;
}

/** The value of a layer without what `null` takes away, and where all of it stands. */
function settle(
  { source, path, kind, parts }: Layer,
  at: FieldPath,
  unreadable: FieldPath[],
): { readonly value: unknown; readonly place: Standing } {
  for (const refused of source.unreadable) {
    const isHere = path.every((part, depth) => part === refused[depth]);
    if (isHere && (kind === 'other' || refused.length === path.length))
      unreadable.push([...at, ...refused.slice(path.length)]);
  }
  if (kind === 'other') return { value: valueAt(source.value, path), place: { source, path } };
  const settled = [...parts].map(([key, part], index) => {
    const below = kind === 'map' ? key : index;
    return [below, part, settle(part, [...at, below], unreadable)] as const;
  });
  const place = { source, path, parts: new Map(settled.map(([key, , part]) => [key, part.place])) };
  const kept = settled.filter(([key, part, { value }]) => value !== null || !takesAway(part, [...at, key]));
  const value =
    kind === 'map'
      ? Object.fromEntries(kept.map(([key, , part]) => [key, part.value]))
      : settled.map(([, , part]) => part.value);
  return { value, place };
}

/** Whether a null of a file that extends another stands at a field that there is; elsewhere it is an error as in any spec. */
function takesAway({ source }: Layer, at: FieldPath): boolean {
  return own(source.value, 'extends') !== undefined && schemaAt(at) !== undefined;
}

/** Names that stand twice in a list and once in another one that it is joined with: nobody knows which is meant. */
function namesTwice(layers: readonly Layer[]): readonly Diagnostic[] {
  const lists = new Map<string, { readonly layer: Layer; readonly at: Layer; readonly name: string }[]>();
  const visit = (layer: Layer, above: string): void => {
    for (const [key, part] of layer.parts) {
      const here = `${above}/${key}`;
      if (layer.kind === 'list') {
        const [name] = JSON.parse(key) as [string, number];
        const same = JSON.stringify([above, name]);
        lists.set(same, [...(lists.get(same) ?? []), { layer, at: part, name }]);
      }
      visit(part, here);
    }
  };
  for (const layer of layers) visit(layer, '');
  return [...lists.values()].flatMap((things) => {
    if (new Set(things.map(({ layer }) => layer)).size < 2) return [];
    const twice = things.find(
      (thing, index) => things.findIndex(({ layer }) => layer === thing.layer) < index,
    );
    if (twice === undefined) return [];
    const { source, path } = twice.at;
    const others = new Set(
      things.filter(({ layer }) => layer !== twice.layer).map(({ at }) => at.source.file),
    );
    return [
      {
        code: 'spec/name-twice',
        severity: 'error' as const,
        path: formatPath(path),
        message: `${quote(twice.name)} stands twice in this list, and ${listWords([...others])} has it as well`,
        help: 'lists are joined by name: give it one entry, or leave it to one of the files',
        place: source.locate(path),
      },
    ];
  });
}

/** What says which cluster a spec is about, each with its name in a sentence. */
const WHICH = { name: 'name', region: 'region', accountId: 'account' } as const;

/** What each cluster has of its own, with what happens without it. */
const OWN: readonly { readonly fields: readonly FieldPath[]; readonly without: string }[] = [
  {
    fields: [['oidcIssuer']],
    without: 'cluster.oidcIssuer: null has it looked up by the name of the cluster',
  },
  {
    fields: [
      ['vpc', 'id'],
      ['vpc', 'privateSubnets'],
      ['vpc', 'publicSubnets'],
    ],
    without: 'cluster.vpc: null has one made',
  },
];

/** Values of a base that are those of another cluster, since what extends it is about another one. */
function ofOtherClusters(joined: Source, chain: readonly Source[]): readonly Diagnostic[] {
  const which = Object.keys(WHICH) as readonly (keyof typeof WHICH)[];
  const now = (name: string) => valueAt(joined.value, ['cluster', name]);
  return OWN.flatMap(({ fields, without }) => {
    const found = fields.flatMap((field): Diagnostic[] => {
      const path = ['cluster', ...field];
      const first = chain.findIndex(({ value }) => valueAt(value, path) !== undefined);
      const there = (name: string) =>
        chain
          .slice(first)
          .map(({ value }) => valueAt(value, ['cluster', name]))
          .find((value) => value !== undefined);
      const other = which.find((name) => there(name) !== undefined && there(name) !== now(name));
      if (first < 1 || valueAt(joined.value, path) === undefined || other === undefined) return [];
      const about = `the cluster with the ${WHICH[other]} ${quote(there(other))}`;
      return [
        {
          code: 'spec/of-another-cluster',
          severity: 'error',
          path: formatPath(path),
          message: `is that of ${about}, and in ${joined.file} the ${WHICH[other]} is ${quote(now(other))}`,
          help: `give ${formatPath(path)} there; ${without}`,
          place: joined.locate(path),
        },
      ];
    });
    return found.slice(0, 1);
  });
}
