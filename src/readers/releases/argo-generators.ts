import { entry, type MapEntry, map, type Node, text, unknown } from '../node.js';
import { fieldOf, isMap, isString, itemsOf } from '../node-access.js';
import { folderOf } from '../paths.js';
import type { Span } from '../text/source-text.js';
import type { Repository } from './repository.js';

/** A set of parameters, which stands for any number of them where some are open. */
export interface Parameters {
  readonly values: Node;
  readonly isOpen: boolean;
}

const MOST = 500;

/** The sets of parameters that generators of an ApplicationSet give, as far as the files tell them. */
export function parametersOf(
  generators: Node | undefined,
  file: string,
  repository: Repository,
): readonly Parameters[] {
  const all = itemsOf(generators).flatMap((generator) => setsOf(generator, file, repository));
  return all.slice(0, MOST);
}

function setsOf(generator: Node, file: string, repository: Repository): readonly Parameters[] {
  const nested = (at: Node | undefined) =>
    itemsOf(fieldOf(at, 'generators')).map((each) => setsOf(each, file, repository));
  const [list, matrix, merge] = ['list', 'matrix', 'merge'].map((key) => fieldOf(generator, key));
  const [git, clusters] = [fieldOf(generator, 'git'), fieldOf(generator, 'clusters')];
  if (list !== undefined) return listed(list);
  if (matrix !== undefined) return nested(matrix).reduce(times);
  if (merge !== undefined)
    return (nested(merge)[0] ?? []).map((base) => opened(base, 'generators are merged'));
  if (git !== undefined) return ofGit(git, file, repository);
  if (clusters === undefined) return [open('this generator is not followed', generator.place)];
  const values = fieldOf(clusters, 'values');
  const reason = 'Argo CD alone knows its clusters';
  const own = values === undefined ? [] : [entry('values', values.place, values)];
  return [{ values: map(own, generator.place, [unknown(reason, generator.place)]), isOpen: true }];
}

const open = (reason: string, place: Span): Parameters => ({
  values: map([], place, [unknown(reason, place)]),
  isOpen: true,
});

function opened({ values }: Parameters, reason: string): Parameters {
  const more = [unknown(reason, values.place)];
  return {
    values: isMap(values) ? map([], values.place, [...values.rest, ...more]) : values,
    isOpen: true,
  };
}

function listed(generator: Node): readonly Parameters[] {
  const elements = itemsOf(fieldOf(generator, 'elements')).map((values) => ({
    values,
    isOpen: values.kind === 'unknown',
  }));
  const isWritten = fieldOf(generator, 'elementsYaml') === undefined;
  return isWritten ? elements : [...elements, open('elementsYaml is not worked out', generator.place)];
}

/** Every set of one with every set of the other. */
function times(left: readonly Parameters[], right: readonly Parameters[]): readonly Parameters[] {
  return left
    .flatMap((a) => right.map((b) => ({ values: joined(a.values, b.values), isOpen: a.isOpen || b.isOpen })))
    .slice(0, MOST);
}

function joined(a: Node, b: Node): Node {
  if (!isMap(a) || !isMap(b)) return a.kind === 'unknown' ? a : b;
  const own = new Set(b.entries.map(({ key }) => key));
  const kept = a.entries.filter(({ key }) => !own.has(key));
  return map([...kept, ...b.entries], b.place, [...a.rest, ...b.rest]);
}

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Git/ */
function ofGit(git: Node, file: string, repository: Repository): readonly Parameters[] {
  const { place } = git;
  const paths = (field: string, excluded: boolean) =>
    itemsOf(fieldOf(git, field)).flatMap((item) => {
      const [path, exclude] = [fieldOf(item, 'path'), fieldOf(item, 'exclude')];
      const isOut = exclude?.kind === 'scalar' && exclude.value === true;
      return isString(path) && isOut === excluded ? [path.value] : [];
    });
  const out = new Set(paths('directories', true).flatMap((glob) => repository.foldersLike(glob, file)));
  const folders = paths('directories', false).flatMap((glob) => repository.foldersLike(glob, file));
  const files = paths('files', false).flatMap((glob) => repository.filesLike(glob, file));
  const found = [
    ...folders.filter((folder) => !out.has(folder)).map((folder) => map(pathOf(folder, place), place)),
    ...files.map(({ path, root }) =>
      map([...pathOf(folderOf(path), place), ...(isMap(root) ? root.entries : [])], place),
    ),
  ];
  if (found.length === 0) return [open('what it generates from is not among the files', place)];
  return found.map((values) => ({ values, isOpen: false }));
}

/** `path` is the folder itself, or in Go's templates a map with it. */
function pathOf(folder: string, place: Span): readonly MapEntry[] {
  const base = folder.slice(folder.lastIndexOf('/') + 1);
  const says = (key: string, value: string) => entry(key, place, text(value, place));
  return [
    says('path', folder),
    says('path.path', folder),
    says('path.basename', base),
    ...folder.split('/').map((part, index) => says(`path[${index}]`, part)),
  ];
}
