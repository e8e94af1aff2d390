import { describe, expect, test } from '@jest/globals';
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

  test('is refused where one statement alone is too long', () => {
    const tables = Array.from({ length: 140 }, (_, index) => ({
      name: `table-${index}`,
      access: 'read' as const,
    }));
    const model = aModel({ workloads: [aWorkload({ buckets: undefined, tables })] });
    expect(checkModel(model)).toContainEqual(
      expect.objectContaining({
        code: 'model/policy-size',
        help: expect.stringContaining('one alone is too long'),
      }),
    );
  });
});
