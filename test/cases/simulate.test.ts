import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { repeatedKeysIn } from '../../src/simulate/repeated-keys.js';
import { type SimulationResult, simulate } from '../../src/simulate/simulate.js';

const FOLDER = fileURLToPath(new URL('../fixtures/cases/simulate', import.meta.url));

function resultsOf(name: string): readonly SimulationResult[] {
  const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
  return simulate(JSON.parse(text), repeatedKeysIn(text)).results;
}

const decisions = (results: readonly SimulationResult[]) => results.map(({ id, decision }) => [id, decision]);

/** The decision for each case of a file. */
const DECISIONS: Readonly<Record<string, readonly (readonly [id: string, decision: string])[]>> = {
  'shortarn.json': [
    ['short', 'implicitDeny'],
    ['s3two', 'refused'],
  ],
  'sim-refused.json': [
    ['a', 'refused'],
    ['b', 'refused'],
    ['c', 'allow'],
    ['d', 'allow'],
  ],
  'unresolved-negated.json': [['neg', 'implicitDeny']],
};

describe('cases of simulate', () => {
  test.each(readdirSync(FOLDER))('%s', (name) => {
    expect(decisions(resultsOf(name))).toEqual(DECISIONS[name]);
  });

  test('a refused case keeps its place and says why', () => {
    const results = resultsOf('sim-refused.json');
    expect(results[0]?.reasons).toEqual([
      'trustPolicy.Statement[0].Resource: a trust policy takes no Resource',
    ]);
    expect(results[1]?.reasons).toEqual([
      'identityPolicies[0].Statement.Principal: an identity policy takes no Principal',
    ]);
  });

  test('an ARN that breaks off never allows, and IAM refuses one with an empty field', () => {
    const results = resultsOf('shortarn.json');
    expect(results[0]?.reasons[1]).toContain('is left open by AWS');
    expect(results[1]?.reasons[0]).toContain('has fewer than the six fields of an ARN');
  });

  test('a variable without a value under an inverted operator never allows', () => {
    const results = resultsOf('unresolved-negated.json');
    expect(results[0]?.reasons[1]).toContain('is left open by AWS');
  });
});
