import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mergeText } from '../../src/workspace/merge-text.js';

fc.configureGlobal({ seed: 20261128 });

const lines = (...parts: readonly string[]): string => parts.map((part) => `${part}\n`).join('');

describe('a three-way merge', () => {
  const rows: readonly [string, { given: [string, string, string]; want: string; conflicts?: number }][] = [
    ['takes ours where only we changed', { given: ['a b c', 'a b c', 'a X c'], want: 'a X c' }],
    ['keeps theirs where only the user changed', { given: ['a b c', 'a Y c', 'a b c'], want: 'a Y c' }],
    ['joins changes of different lines', { given: ['a b c d', 'Y b c d', 'a b c X'], want: 'Y b c X' }],
    ['joins changes of neighbouring lines', { given: ['a b c', 'a Y c', 'a b X'], want: 'a Y X' }],
    ['takes a change that both made once', { given: ['a b c', 'a Z c', 'a Z c'], want: 'a Z c' }],
    ['joins an insertion and a change after it', { given: ['a b', 'a n b', 'a X'], want: 'a n X' }],
    ['joins an insertion and a removal', { given: ['a b c d', 'a b c n d', 'a c d'], want: 'a c n d' }],
    ['joins an addition at the end and a change', { given: ['a b', 'a b n', 'X b'], want: 'X b n' }],
    [
      'marks a line that both changed',
      {
        given: ['a b c', 'a Y c', 'a X c'],
        want: 'a|<<<<<<< edited by hand|Y|=======|X|>>>>>>> rendered by irsa-forge|c',
        conflicts: 1,
      },
    ],
    [
      'marks different insertions at one place',
      {
        given: ['a b', 'a n b', 'a m b'],
        want: 'a|<<<<<<< edited by hand|n|=======|m|>>>>>>> rendered by irsa-forge|b',
        conflicts: 1,
      },
    ],
    [
      'marks a change of what the other side removed',
      {
        given: ['a b c d', 'a Y c d', 'a d'],
        want: 'a|<<<<<<< edited by hand|Y|c|=======|>>>>>>> rendered by irsa-forge|d',
        conflicts: 1,
      },
    ],
  ];
  test.each(rows)('%s', (_, { given, want, conflicts = 0 }) => {
    const [base, mine, theirs] = given.map((text) => lines(...text.split(' '))) as [string, string, string];
    const expected = lines(...want.split(want.includes('|') ? '|' : ' '));
    expect(mergeText(base, mine, theirs)).toEqual({ text: expected, conflicts });
  });

  test('keeps Windows line ends of the edited file', () => {
    expect(mergeText('a\nb\nc\n', 'a\r\nY\r\nc\r\n', 'a\nb\nX\n')).toEqual({
      text: 'a\r\nY\r\nX\r\n',
      conflicts: 0,
    });
  });

  test('keeps a missing final newline of the edited file', () => {
    expect(mergeText('a\nb\n', 'a\nb', 'X\nb\n').text).toBe('X\nb');
  });

  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '', '__proto__', 'constructor'))
    .map((all) => lines(...all));

  test('with one side unchanged gives the other side', () => {
    fc.assert(
      fc.property(text, text, (base, side) => {
        expect(mergeText(base, base, side)).toEqual({ text: side, conflicts: 0 });
        expect(mergeText(base, side, base)).toEqual({ text: side, conflicts: 0 });
        expect(mergeText(base, side, side)).toEqual({ text: side, conflicts: 0 });
      }),
    );
  });

  test('never drops a line that one side added', () => {
    fc.assert(
      fc.property(text, text, text, (base, mine, theirs) => {
        const merged = mergeText(base, `${mine}mine\n`, `theirs\n${theirs}`).text.split('\n');
        expect(merged).toContain('mine');
        expect(merged).toContain('theirs');
      }),
    );
  });
});
