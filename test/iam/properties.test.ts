import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { RequestContext } from '../../src/iam/evaluate/index.js';
import { aRequest, decide, isMet, type RawStatement, truthOf } from './support.js';

fc.configureGlobal({ seed: 20261128 });

const ACTIONS = ['s3:GetObject', 's3:PutObject', 's3:ListBucket', 'kms:Decrypt'];
const RESOURCES = [
  'arn:aws:s3:::b',
  'arn:aws:s3:::b/x',
  'arn:aws:s3:::b/y/z',
  'arn:aws:kms:eu-west-1:1:key/k',
];
const listOf = (values: readonly string[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });

const operator = fc.constantFrom(
  ...['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIfExists'],
  ...['ForAnyValue:StringLike', 'ForAllValues:StringLike', 'ForAllValues:StringNotEquals'],
);
const condition = fc.dictionary(
  operator,
  fc.dictionary(fc.constantFrom('aws:a', 'aws:b'), listOf(['1', '2', '*', '${aws:b}'])),
  { maxKeys: 2 },
);
const actionElement = fc.oneof(
  fc.record({ Action: listOf([...ACTIONS, '*', 's3:*', '*:*Object']) }),
  fc.record({ NotAction: listOf([...ACTIONS, 's3:Get*']) }),
);
const resourceElement = fc.oneof(
  fc.record({ Resource: listOf([...RESOURCES, '*', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b/${aws:a}*']) }),
  fc.record({ NotResource: listOf([...RESOURCES, 'arn:aws:s3:::*']) }),
);
const statementOf = (effect: fc.Arbitrary<string>): fc.Arbitrary<RawStatement> =>
  fc
    .tuple(effect, actionElement, resourceElement, condition)
    .map(([Effect, action, resource, Condition]) => ({ Effect, ...action, ...resource, Condition }));
const statement = statementOf(fc.constantFrom('Allow', 'Allow', 'Deny'));
const policies = fc.array(fc.array(statement, { maxLength: 3 }), { maxLength: 3 });
const contextValue = fc.oneof(
  fc.constantFrom('1', '2', 'x', ''),
  fc.array(fc.constantFrom('1', '2'), { maxLength: 2 }),
);
const context: fc.Arbitrary<RequestContext> = fc.dictionary(fc.constantFrom('aws:a', 'aws:b'), contextValue);
const request = fc
  .record({ action: fc.constantFrom(...ACTIONS), resource: fc.constantFrom(...RESOURCES, '*'), context })
  .map((over) => aRequest(over));

const charactersFrom = (min: number, max: number) =>
  fc.integer({ min, max }).map((code) => String.fromCodePoint(code));
/** Text of any characters, often of those that mean something in a pattern. Fast-check's own unit would make a table of all. */
const anyText = fc.string({
  unit: fc.oneof(fc.constantFrom(...'*?${}'), charactersFrom(0, 0xd7ff), charactersFrom(0xe000, 0x10ffff)),
});

const flipCase = (text: string) =>
  text.replace(/[a-z]/gi, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()));

describe('the algebra of decisions', () => {
  test('an unconditional Deny wins over everything', () => {
    const deny = { Effect: 'Deny', Action: '*', Resource: '*' };
    fc.assert(
      fc.property(request, policies, (asked, given) => {
        expect(decide(asked, [...given, [deny]]).decision).toBe('explicitDeny');
        expect(decide(asked, given, [deny]).decision).toBe('explicitDeny');
      }),
    );
  });

  test('an Allow more never takes an allow away, nor brings an explicit deny', () => {
    fc.assert(
      fc.property(request, policies, statementOf(fc.constant('Allow')), (asked, given, added) => {
        const before = decide(asked, given).decision;
        const after = decide(asked, [...given, [added]]).decision;
        if (before !== 'implicitDeny') expect(after).toBe(before);
        else expect(after).not.toBe('explicitDeny');
      }),
    );
  });

  test('a Deny more never adds an allow', () => {
    fc.assert(
      fc.property(request, policies, statementOf(fc.constant('Deny')), (asked, given, added) => {
        const after = decide(asked, [...given, [added]]).decision;
        if (after !== 'explicitDeny') expect(after).toBe(decide(asked, given).decision);
      }),
    );
  });

  test('a boundary never adds an allow, and one that allows everything changes nothing', () => {
    const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
    fc.assert(
      fc.property(request, policies, fc.array(statement, { maxLength: 3 }), (asked, given, boundary) => {
        const bare = decide(asked, given).decision;
        if (bare !== 'allow') expect(decide(asked, given, boundary).decision).not.toBe('allow');
        expect(decide(asked, given, everything).decision).toBe(bare);
      }),
    );
  });

  test('a bounded decision is allow exactly when each side allows', () => {
    fc.assert(
      fc.property(request, policies, fc.array(statement, { maxLength: 3 }), (asked, given, boundary) => {
        const both =
          decide(asked, given).decision === 'allow' && decide(asked, [boundary]).decision === 'allow';
        expect(decide(asked, given, boundary).decision === 'allow').toBe(both);
      }),
    );
  });

  test('order and distribution of statements do not matter', () => {
    fc.assert(
      fc.property(request, policies, (asked, given) => {
        const { decision } = decide(asked, given);
        expect(
          decide(
            asked,
            [...given].reverse().map((list) => [...list].reverse()),
          ).decision,
        ).toBe(decision);
        expect(decide(asked, [given.flat()]).decision).toBe(decision);
        expect(
          decide(
            asked,
            given.flat().map((one) => [one]),
          ).decision,
        ).toBe(decision);
        expect(decide(asked, [...given, ...given]).decision).toBe(decision);
      }),
    );
  });

  test('case of actions and of context keys does not matter', () => {
    fc.assert(
      fc.property(request, policies, (asked, given) => {
        const keys = Object.fromEntries(
          Object.entries(asked.context).map(([key, value]) => [flipCase(key), value]),
        );
        const flipped = { ...asked, action: flipCase(asked.action), context: keys };
        expect(decide(flipped, given).decision).toBe(decide(asked, given).decision);
      }),
    );
  });

  test('every decision has grounds, and the deciding statements apply', () => {
    fc.assert(
      fc.property(request, policies, (asked, given) => {
        const { decision, reasons, deciding, statements } = decide(asked, given);
        expect(reasons.length).toBeGreaterThan(0);
        expect(statements).toHaveLength(given.flat().length);
        expect(deciding.every((trace) => trace.applies)).toBe(true);
        expect(deciding.length > 0).toBe(decision !== 'implicitDeny');
      }),
    );
  });

  test('what applies has every part covered, and what does not has one that is not', () => {
    fc.assert(
      fc.property(request, policies, (asked, given) => {
        for (const trace of decide(asked, given).statements) {
          const counts = trace.effect === 'Deny';
          const parts = [
            trace.action.covers,
            trace.resource?.covers === true || (counts && trace.resource?.open === true),
            ...trace.conditions.map(({ met, open }) => met || (counts && open)),
          ];
          expect(trace.applies).toBe(parts.every((part) => part));
        }
      }),
    );
  });
});

describe('the algebra of conditions', () => {
  const values = fc.array(fc.constantFrom('1', '2', 'ab', 'a*', '*', '?', '${aws:b}', ''), { maxLength: 3 });

  test.each([
    ['StringEquals', 'StringNotEquals'],
    ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
    ['StringLike', 'StringNotLike'],
    ['NumericEquals', 'NumericNotEquals'],
    ['DateEquals', 'DateNotEquals'],
    ['IpAddress', 'NotIpAddress'],
    ['ArnLike', 'ArnNotLike'],
    ['ArnEquals', 'ArnNotEquals'],
  ])('%s is the opposite of %s, where AWS decides both', (positive, negated) => {
    fc.assert(
      fc.property(values, context, (listed, given) => {
        const truths = [positive, negated].map((name) => truthOf({ [name]: { 'aws:a': listed } }, given));
        if (truths.includes('open')) expect(truths).not.toContain('yes');
        else expect([...truths].sort()).toEqual(['no', 'yes']);
      }),
    );
  });

  test('one value of each kind is never left open', () => {
    const plain = fc.array(fc.constantFrom('1', '2', 'ab', 'a*', ''), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(operator, plain, fc.constantFrom('1', '2', 'x', ''), (name, listed, given) => {
        expect(truthOf({ [name]: { 'aws:a': listed } }, { 'aws:a': given })).not.toBe('open');
      }),
    );
  });

  test('for every value is the opposite of for any value negated, when there are values', () => {
    const several = fc.array(fc.constantFrom('1', '2', 'ab'), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(values, several, (listed, given) => {
        const all = isMet({ 'ForAllValues:StringLike': { 'aws:a': listed } }, { 'aws:a': given });
        const any = truthOf({ 'ForAnyValue:StringNotLike': { 'aws:a': listed } }, { 'aws:a': given });
        expect(all ? ['no', 'open'] : ['yes', 'open']).toContain(any);
        if (listed.length > 0 && !listed.includes('${aws:b}')) expect(any).not.toBe('open');
      }),
    );
  });

  test('an exact text matches itself and nothing else, whatever characters it holds', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        expect(isMet({ StringEquals: { 'aws:a': text } }, { 'aws:a': other }, null)).toBe(text === other);
        const escaped = text.replace(/[*?$]/g, (character) => `\${${character}}`);
        expect(isMet({ StringLike: { 'aws:a': escaped } }, { 'aws:a': text })).toBe(true);
        expect(isMet({ StringLike: { 'aws:a': escaped } }, { 'aws:a': other })).toBe(text === other);
        expect(isMet({ StringLike: { 'aws:a': '${aws:b}' } }, { 'aws:a': other, 'aws:b': text })).toBe(
          text === other,
        );
      }),
    );
  });

  test('StringLike agrees with a regular expression', () => {
    const glob = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '.', ':') });
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', ':') });
    fc.assert(
      fc.property(glob, text, (pattern, value) => {
        const source = pattern.replace(/\./g, '\\.').replace(/\*/g, '.*').replace(/\?/g, '.');
        expect(isMet({ StringLike: { 'aws:a': pattern } }, { 'aws:a': value })).toBe(
          new RegExp(`^${source}$`, 's').test(value),
        );
      }),
    );
  });
});
