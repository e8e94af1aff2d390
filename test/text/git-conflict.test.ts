import { describe, expect, test } from '@jest/globals';
import { mergeSides } from '../../src/text/git-conflict.js';

const CONFLICT = 'a\n<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> topic\nb\n';

describe('mergeSides', () => {
  test('takes both sides, and where the first marker stands', () => {
    expect(mergeSides(CONFLICT)).toEqual({ ours: 'a\nmine\nb\n', theirs: 'a\nyours\nb\n', line: 2 });
  });

  test('leaves the base of the styles diff3 and zdiff3 out', () => {
    const text = CONFLICT.replace('=======', '||||||| 1a2b3c4\nbase\n=======');
    expect(mergeSides(text)).toMatchObject({ ours: 'a\nmine\nb\n', theirs: 'a\nyours\nb\n' });
  });

  test('keeps Windows line ends, and takes several conflicts', () => {
    const text = `${CONFLICT}${CONFLICT}`.replaceAll('\n', '\r\n');
    expect(mergeSides(text)?.theirs).toBe('a\r\nyours\r\nb\r\na\r\nyours\r\nb\r\n');
  });

  test.each([
    ['none', 'a\n=======\n>>>>>>> x\n'],
    ['one that is incomplete', 'a\n<<<<<<< HEAD\nmine\n=======\n'],
    ['arrows within a line', 'a <<<<<<< HEAD\n=======\n>>>>>>> x\n'],
  ])('finds none in a text with %s', (_name, text) => {
    expect(mergeSides(text)).toBeUndefined();
  });
});
