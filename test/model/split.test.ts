import { describe, expect, test } from '@jest/globals';
import { parsePolicyDocument } from '../../src/iam/document.js';
import { evaluate } from '../../src/iam/evaluate/index.js';
import type { PermissionStatement } from '../../src/iam/policy.js';
import { permissionsDocument } from '../../src/iam/policy.js';
import { countCharacters } from '../../src/iam/quotas.js';
import { checkModel } from '../../src/model/check.js';
import { splitStatements } from '../../src/model/split.js';
import { aModel } from '../support/a-model.js';
import { aWorkload } from '../support/a-spec.js';

const statement = (sid: string, resources: number): PermissionStatement => ({
  sid,
  effect: 'Allow',
  actions: ['s3:GetObject'],
  resources: Array.from(
    { length: resources },
    (_, index) => `arn:aws:s3:::bucket-${String(index).padStart(4, '0')}/*`,
  ),
  conditions: {},
});

/** Tables enough for several policies. */
const TABLES = Array.from({ length: 140 }, (_, index) => ({
  name: `table-${index}`,
  access: index % 2 === 0 ? ('read' as const) : ('stream' as const),
}));

describe('a long policy', () => {
  test('is split between statements, in their order, and no part is too long', () => {
    const statements = ['A', 'B', 'C', 'D'].map((sid) => statement(sid, 80));
    const parts = splitStatements(statements);
    expect(parts.flat()).toEqual(statements);
    expect(parts.map((part) => part.length)).toEqual([2, 2]);
    for (const part of parts) expect(countCharacters(permissionsDocument(part))).toBeLessThanOrEqual(6144);
  });

  test('stays one where it fits', () => {
    expect(splitStatements([statement('A', 10), statement('B', 10)])).toHaveLength(1);
  });

  test('becomes managed policies of their own names with Terraform', () => {
    const model = aModel({ workloads: [aWorkload({ roleName: 'app', buckets: undefined, tables: TABLES })] });
    const [role] = model.roles;
    expect(role?.policy?.parts.map(({ name }) => name)).toEqual(['app', 'app-2', 'app-3']);
    expect(role?.policy?.parts.flatMap(({ statements }) => statements)).toEqual(role?.policy?.statements);
    expect(checkModel(model).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('stays one inline policy with eksctl, whose quota is of all of them together', () => {
    const model = aModel({
      identity: { roleOwner: 'eksctl' },
      workloads: [aWorkload({ buckets: undefined, tables: TABLES })],
    });
    expect(model.roles[0]?.policy?.parts).toHaveLength(1);
    expect(checkModel(model).map(({ code }) => code)).toContain('model/policy-size');
  });

  test('may not take the name of another one', () => {
    const model = aModel({
      workloads: [
        aWorkload({ policyName: 'app', buckets: undefined, tables: TABLES }),
        aWorkload({ name: 'other', serviceAccount: 'other', policyName: 'app-2' }),
      ],
    });
    expect(checkModel(model).map(({ code, message }) => [code, message])).toContainEqual([
      'model/policy-name-clash',
      expect.stringContaining('"app-2" is already the policy of role'),
    ]);
  });

  test('is cut within a statement that is too long by itself', () => {
    const tables = Array.from({ length: 140 }, (_, index) => ({
      name: `table-${index}`,
      access: 'read' as const,
    }));
    const model = aModel({ workloads: [aWorkload({ roleName: 'app', buckets: [], tables })] });
    expect(model.roles[0]?.policy?.statements.map(({ sid }) => sid)).toEqual(['ReadTable', 'ReadIndex']);
    expect(
      model.roles[0]?.policy?.parts.map(({ name, statements }) => [name, statements.map(({ sid }) => sid)]),
    ).toEqual([
      ['app', ['ReadTable']],
      ['app-2', ['ReadTable2']],
      ['app-3', ['ReadIndex']],
      ['app-4', ['ReadIndex2']],
    ]);
    expect(checkModel(model)).toEqual([]);
  });

  test('is refused where conditions alone are too long', () => {
    const namespaces = Array.from({ length: 150 }, (_, index) => `Shop/${'x'.repeat(40)}/${index}`);
    const metrics = namespaces.map((namespace) => ({ namespace, access: 'put' as const }));
    const model = aModel({ workloads: [aWorkload({ buckets: undefined, metrics })] });
    expect(checkModel(model)).toContainEqual(
      expect.objectContaining({
        code: 'model/policy-size',
        help: expect.stringContaining('one is too long even so'),
      }),
    );
  });
});

describe('the pieces of a long statement', () => {
  const long = (actions: number, resources: number, conditions: PermissionStatement['conditions'] = {}) => ({
    ...statement('Long', 0),
    actions: Array.from({ length: actions }, (_, index) => `s3:Get${'x'.repeat(9)}${index}`),
    resources: Array.from({ length: resources }, (_, index) => `arn:aws:s3:::${'y'.repeat(4)}${index}/*`),
    conditions,
  });
  /** What is long, and in how few policies it can be. */
  const ROWS: readonly (readonly [string, PermissionStatement, number])[] = [
    ['many resources', long(1, 350), 2],
    ['many actions', long(400, 1), 2],
    ['many of both', long(300, 350), 8],
    ['under a condition', long(3, 350, { StringEquals: { 'aws:PrincipalTag/team': ['shop'] } }), 2],
  ];

  /** What several policies say to a request. */
  const decide = (
    policies: readonly PermissionStatement[],
    [action, resource, team]: readonly [string, string, string],
  ) => {
    const identity = policies.map((one) => {
      const parsed = parsePolicyDocument(permissionsDocument([one]));
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      return { name: one.sid, document: parsed.document };
    });
    const principal = 'arn:aws:sts::111122223333:assumed-role/app/session';
    const request = { principal, action, resource, context: { 'aws:PrincipalTag/team': team } };
    return evaluate(request, { kind: 'identity', identity }).decision;
  };

  test.each(ROWS)('%s: few that fit, each with a Sid of its own', (_, whole, fewest) => {
    const parts = splitStatements([statement('Before', 5), whole, statement('Long2', 5)]);
    expect(splitStatements([whole])).toHaveLength(fewest);
    for (const part of parts) expect(countCharacters(permissionsDocument(part))).toBeLessThanOrEqual(6144);
    const sids = parts.flat().map(({ sid }) => sid);
    expect(new Set(sids).size).toBe(sids.length);
  });

  test.each(ROWS)('%s: together they allow what the whole allows', (_, whole) => {
    const pieces = splitStatements([whole]).flat();
    const pairs = ({ actions, resources }: PermissionStatement) =>
      actions.flatMap((action) => resources.map((resource) => `${action} ${resource}`));
    expect(pieces.flatMap(pairs).sort()).toEqual([...pairs(whole)].sort());
    const [action = '', lastAction = ''] = [whole.actions[0], whole.actions.at(-1)];
    const [resource = '', lastResource = ''] = [whole.resources[0], whole.resources.at(-1)];
    const requests: readonly (readonly [string, string, string])[] = [
      [action, resource, 'shop'],
      [action, lastResource, 'shop'],
      [lastAction, resource, 'shop'],
      [lastAction, lastResource, 'other'],
      ['s3:PutObject', resource, 'shop'],
      [action, 'arn:aws:s3:::elsewhere/x', 'shop'],
    ];
    for (const request of requests)
      expect([request, decide(pieces, request)]).toEqual([request, decide([whole], request)]);
    expect(decide(pieces, [lastAction, lastResource, 'shop'])).toBe('allow');
  });

  test('are not made of a Deny', () => {
    const deny = { ...long(1, 350), effect: 'Deny' as const };
    expect(splitStatements([deny])).toEqual([[deny]]);
  });
});
