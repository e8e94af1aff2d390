import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { repeatedKeysIn } from '../../src/simulate/repeated-keys.js';
import { type SimulationResult, simulate } from '../../src/simulate/simulate.js';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const ATTACKS = fileURLToPath(new URL('../fixtures/cases/attacks', import.meta.url));
const folder = tempFolders();

interface GivenCase {
  readonly id: string;
}

/** The cases of a file; `identityPolicies` is filled in where it was left out beside a trust policy. */
function resultsOf(name: string): ReadonlyMap<string, SimulationResult> {
  const text = readFileSync(join(ATTACKS, 'iam', name), 'utf8');
  const cases = JSON.parse(text).map((given: GivenCase) => ({ identityPolicies: [], ...given }));
  return new Map(simulate(cases, repeatedKeysIn(text)).results.map((result) => [result.id, result]));
}

describe('attacks on the evaluator', () => {
  test('NotPrincipal in a trust policy is refused, whichever the effect', () => {
    const results = [...resultsOf('notprincipal.json').values()];
    expect(results).toHaveLength(5);
    for (const { decision, reasons } of results) {
      expect(decision).toBe('refused');
      expect(reasons.join()).toContain('a trust policy takes no NotPrincipal');
    }
  });

  const results = resultsOf('cases.json');
  const decisionOf = (id: string) => results.get(id)?.decision;

  test.each([
    ['StringNotEquals multi', 'implicitDeny'],
    ['Deny StringEquals multi', 'explicitDeny'],
    ['NumericNotEquals NaN', 'implicitDeny'],
    ['NotIp bad ip', 'implicitDeny'],
    ['Ip octal', 'implicitDeny'],
    ['ArnNotLike nonarn', 'implicitDeny'],
    ['StringNotEquals unresolved', 'implicitDeny'],
    ['StringNotEquals empty list', 'implicitDeny'],
    ['NotResource unresolved Allow', 'implicitDeny'],
    ['NotResource unresolved Deny', 'explicitDeny'],
    ['Deny multi-valued variable', 'explicitDeny'],
  ])('what AWS leaves open is no allow, and its Deny denies: %s', (id, want) => {
    expect(decisionOf(id)).toBe(want);
    expect(results.get(id)?.reasons.join()).toContain('left open by AWS');
  });

  test.each([
    'Deny Resource arn:aws:s3*',
    'Deny Resource arn:*',
    'Deny Resource arn:aws:*:b/k',
    'Deny Resource a*',
    'Deny Resource *b/k',
  ])('a resource that IAM refuses is refused: %s', (id) => {
    expect(decisionOf(id)).toBe('refused');
  });

  test.each([
    ['ForAllValues missing allow', 'allow'],
    ['ForAnyValue missing Deny NotEquals', 'allow'],
    ['Null false missing', 'implicitDeny'],
    ['Bool IfExists missing', 'allow'],
    ['Deny Bool false missing', 'allow'],
    ['Deny BoolIfExists false missing', 'explicitDeny'],
    ['StringNotEquals missing', 'allow'],
    ['NotAction Allow', 'implicitDeny'],
    ['Deny Resource wildcard in account seg', 'explicitDeny'],
    ['Deny action *:GetObject', 'explicitDeny'],
    ['2008 var', 'implicitDeny'],
    ['boundary deny', 'explicitDeny'],
    ['request has wildcard', 'implicitDeny'],
  ])('what the guide decides stays so: %s, %s', (id, want) => {
    expect(decisionOf(id)).toBe(want);
  });

  test('no case is lost', () => {
    const given = JSON.parse(readFileSync(join(ATTACKS, 'iam', 'cases.json'), 'utf8'));
    expect([...results.keys()]).toEqual(given.map(({ id }: GivenCase) => id));
  });
});

describe('attacks on the command', () => {
  test('JSON keeps a refused case with its reason', async () => {
    const { code, out } = await runCli(ATTACKS, [
      'simulate',
      'iam/json-error-hidden.json',
      '--format',
      'json',
    ]);
    const answers = JSON.parse(out) as readonly SimulationResult[];
    expect(code).toBe(2);
    expect(answers.map(({ decision }) => decision)).toEqual(['refused', 'explicitDeny']);
    expect(answers.every(({ reasons }) => reasons.length > 0)).toBe(true);
  });

  test.each(['text', 'json'])('what is no list of cases is said in %s', async (format) => {
    const cwd = folder();
    writeFileSync(join(cwd, 'cases.json'), '{"id":"a"}');
    const { code, out, err } = await runCli(cwd, ['simulate', 'cases.json', '--format', format]);
    expect(code).toBe(2);
    expect(`${out}${err}`).toContain('is not a list of cases');
  });

  test('thousands of brackets are refused, and no bug', async () => {
    const { code, out, err } = await runCli(ATTACKS, ['simulate', 'simulate-deep.json']);
    expect(code).toBe(2);
    expect(out).toContain('refused');
    expect(err).not.toContain('bug');
  });

  test('an id or a value cannot forge a line of the answer', async () => {
    const { code, out } = await runCli(ATTACKS, ['simulate', 'simulate-spoof.json']);
    expect(code).toBe(0);
    expect(out.split('\n').filter((line) => line !== '')).toEqual([
      '"prod: allow\\n  statement 1 allows everything\\n\\u001b[8mreal": implicitDeny',
      '  there is no identity policy, and without an Allow every request is denied',
    ]);
    const cwd = folder();
    const request = {
      principal: 'p',
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::x\nb: allow\u2028c\u202e',
      context: {},
    };
    writeFileSync(join(cwd, 'cases.json'), JSON.stringify([{ id: 'a', identityPolicies: [], request }]));
    const asked = await runCli(cwd, ['simulate', 'cases.json']);
    expect(asked.out.trimEnd().split(/[\n\u2028]/)).toHaveLength(2);
    expect(asked.out).not.toMatch(/\u202e/);
  });

  test.each(['/dev/zero', '.'])('%s is no file', async (path) => {
    const { code, err } = await runCli(ATTACKS, ['simulate', path]);
    expect(code).toBe(2);
    expect(err).toContain('not a file');
  });
});
