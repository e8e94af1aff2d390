import { expect, test } from '@jest/globals';
import { entry, list, map, type Node, scalar, unknown } from '../../src/readers/node.js';
import { differencesOf } from '../../src/verify/differences.js';

const PLACE = { file: 'x', line: 1, column: 1, start: 0, end: 0 };
const OPEN = [unknown('nobody says', PLACE, { symbol: 'var.more' })];

/** What only a variable tells. */
const MORE = Symbol('more');

/** A node of plain data; with `MORE` a list or map has further items. */
function nodeOf(value: unknown): Node {
  if (Array.isArray(value)) {
    const items = value.filter((item) => item !== MORE);
    return list(items.map(nodeOf), PLACE, items.length < value.length ? OPEN : []);
  }
  if (typeof value !== 'object' || value === null) return scalar(value as string, PLACE);
  const entries = Object.entries(value).map(([key, item]) => entry(key, PLACE, nodeOf(item)));
  return map(entries, PLACE, MORE in value ? OPEN : []);
}

test.each<[string, unknown, unknown, readonly string[]]>([
  ['the same', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
  ['the same in another order', { a: 1, b: [1, 2] }, { b: [2, 1], a: 1 }, []],
  ['one value in place of a list of it', { a: ['x'] }, { a: 'x' }, []],
  ['another value', { a: { b: 1 } }, { a: { b: 2 } }, ['changed a.b']],
  ['a map in place of a list', { a: [1] }, { a: { b: 1 } }, ['changed a']],
  ['a list in place of a map', { a: { b: 1 } }, { a: [1] }, ['changed a']],
  ['fields', { a: 1, c: { d: 1 } }, { b: 1, c: {} }, ['added b', 'removed c.d', 'removed a']],
  ['values of a list', { a: ['x', 'y'] }, { a: ['y', 'z'] }, ['added a[z]', 'removed a[x]']],
  [
    'named things of a list',
    { a: [{ name: 'x', v: 1 }, { mountPath: '/y' }] },
    { a: [{ mountPath: '/y' }, { name: 'x', v: 2 }, { name: 'z' }] },
    ['changed a[x].v', 'added a[z]'],
  ],
  ['a list of named things', {}, { a: [{ name: 'x' }, { name: 'y' }] }, ['added a[x]', 'added a[y]']],
  ['a list of other things', {}, { a: [{ v: 1 }] }, ['added a']],
  ['further items of a list', { a: { b: ['x'] } }, { a: { b: ['x', MORE] } }, ['added a.b[${var.more}]']],
  ['further fields', { a: { b: 1 } }, { a: { b: 1, [MORE]: 1 } }, ['added a[${var.more}]']],
  ['no further items', { a: ['x', MORE] }, { a: ['x'] }, ['removed a[${var.more}]']],
  ['the same further items', { a: ['x', MORE], [MORE]: 1 }, { a: ['x', MORE], [MORE]: 1 }, []],
])('what differs, by path: %s', (_name, before, after, want) => {
  const found = differencesOf(nodeOf(before), nodeOf(after)).map(({ how, path }) => `${how} ${path}`);
  expect(found).toEqual(want);
});
