import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { simulate } from '../../src/simulate/simulate.js';

interface GivenCase {
  readonly id: string;
  readonly category: string;
  readonly name: string;
  readonly expected: string;
}

const cases = JSON.parse(
  readFileSync(new URL('./iam-decisions.json', import.meta.url), 'utf8'),
) as readonly GivenCase[];

describe('the given decisions', () => {
  const { results, diagnostics } = simulate(cases);
  const byId = new Map(results.map((result) => [result.id, result]));

  test('every case can be evaluated, in input order', () => {
    expect(diagnostics).toEqual([]);
    expect(results.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
  });

  test.each(cases.map((given) => [given.id, given.category, given.name, given.expected] as const))(
    '%s %s: %s',
    (id, _category, _name, expected) => {
      expect(byId.get(id)?.decision).toBe(expected);
      expect(byId.get(id)?.reasons).not.toEqual([]);
    },
  );
});
