import { expect, test } from '@jest/globals';
import { matchesText } from '../../src/iam/evaluate/pattern.js';
import { mayOverlap } from '../../src/iam/overlap.js';

/** Every text of up to so many of the characters. */
function textsOf(characters: readonly string[], length: number): readonly string[] {
  if (length === 0) return [''];
  const shorter = textsOf(characters, length - 1);
  const longest = shorter.filter((text) => text.length === length - 1);
  return [...shorter, ...longest.flatMap((text) => characters.map((character) => text + character))];
}

test('two patterns overlap exactly where some text is covered by both', () => {
  const texts = textsOf(['a', 'b'], 6);
  const covered = textsOf(['a', 'b', '*'], 3).map(
    (pattern) => [pattern, texts.map((text) => matchesText(pattern, text))] as const,
  );
  for (const [left, byLeft] of covered)
    for (const [right, byRight] of covered) {
      const want = byLeft.some((covers, index) => covers && byRight[index]);
      expect([left, right, mayOverlap(left, right)]).toEqual([left, right, want]);
    }
});

test.each([
  ['a?c', 'abc', true],
  ['a?c', 'ab', false],
  ['arn:aws:s3:::b/${aws:username}/x', 'arn:aws:s3:::b/me/x', true],
  ['arn:aws:s3:::b/${aws:username}/x', 'arn:aws:s3:::c/me/x', false],
])('%s and %s, of which one has more than asterisks: %s', (left, right, want) => {
  expect([mayOverlap(left, right), mayOverlap(right, left)]).toEqual([want, want]);
});
