import { describe, expect, test } from '@jest/globals';
import { createProgress } from '../../src/cli/progress.js';

/** Advances once for each time given and returns what was drawn. */
function draw(times: readonly number[], total = 10): readonly string[] {
  const drawn: string[] = [];
  const clock = [0, ...times];
  const progress = createProgress(
    'specs',
    { status: (text) => drawn.push(text) > 0 },
    () => clock.shift() ?? Number.NaN,
  );
  for (const at of times.keys()) progress.show(at + 1, total);
  progress.clear();
  return drawn;
}

describe('the progress bar', () => {
  test('stays away from work of less than a second', () => {
    expect(draw([10, 500, 999])).toEqual([]);
  });
  test('shows how many specs are done, and goes when it is cleared', () => {
    expect(draw([500, 1500])).toEqual([`[####${'-'.repeat(20)}] 2/10 specs`, '']);
  });
  test('is not redrawn more often than an eye can follow', () => {
    expect(draw([1500, 1510, 1590, 1610]).length).toBe(3);
  });
});
