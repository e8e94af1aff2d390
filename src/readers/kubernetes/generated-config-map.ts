import { entry, type MapEntry, map, type Node, text } from '../node.js';
import { fieldOf, isString, itemsOf } from '../node-access.js';
import { textOfFile } from '../pieces.js';
import type { SourceText } from '../text/source-text.js';

/** The ConfigMap that a `configMapGenerator` makes of files and literals; a file that is not there is left out. */
export function configMap(generator: Node, read: (path: string) => SourceText | undefined): Node {
  const { place } = generator;
  const [name, namespace] = [fieldOf(generator, 'name'), fieldOf(generator, 'namespace')];
  const says = (key: string, value: string) => entry(key, place, text(value, place));
  const metadata = [
    ...(name === undefined ? [] : [entry('name', name.place, name)]),
    ...(namespace === undefined ? [] : [entry('namespace', namespace.place, namespace)]),
  ];
  const data = [
    ...itemsOf(fieldOf(generator, 'files')).flatMap((item) => fileEntry(item, read)),
    ...itemsOf(fieldOf(generator, 'literals')).flatMap(literalEntry),
  ];
  return map(
    [
      ...[says('apiVersion', 'v1'), says('kind', 'ConfigMap')],
      ...[entry('metadata', place, map(metadata, place)), entry('data', place, map(data, place))],
    ],
    place,
  );
}

/** `key=path`, or a path whose last part is the key. */
function fileEntry(item: Node, read: (path: string) => SourceText | undefined): readonly MapEntry[] {
  if (!isString(item)) return [];
  const [, key, path] = /^(?:([^=]+)=)?(.*)$/.exec(item.value) ?? [];
  const source = read(path ?? '');
  if (path === undefined || source === undefined) return [];
  return [entry(key ?? path.slice(path.lastIndexOf('/') + 1), item.place, textOfFile(source))];
}

function literalEntry(item: Node): readonly MapEntry[] {
  if (!isString(item)) return [];
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(item.value) ?? [];
  return key === undefined || value === undefined
    ? []
    : [entry(key, item.place, text(value.replace(/^(['"])(.*)\1$/s, '$2'), item.place))];
}
