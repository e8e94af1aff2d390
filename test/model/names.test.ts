import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deriveRoleName, snakeCase, terraformLabels } from '../../src/model/names.js';
import { stableHash } from '../../src/text/stable-hash.js';
import { aModel } from '../support/a-model.js';

const { cluster } = aModel().spec;

function derived(name: string, namespace: string, serviceAccount: string, region = 'us-east-1'): string {
  return deriveRoleName({ ...cluster, name, region }, { namespace, serviceAccount });
}

describe('the derived role name', () => {
  // These strings are in people's accounts: they never change.
  test.each([
    ['is region, cluster, namespace and account', ['demo', 'default', 'app'], 'us-east-1.demo.default.app'],
    ['keeps the dots of the account', ['demo', 'default', 'my.app'], 'us-east-1.demo.default.my.app'],
    [
      'ends in a hash where case would not tell it apart',
      ['Demo', 'ns', 'app'],
      'us-east-1.Demo.ns.app-1y71doeo2ornc',
    ],
    [
      'is shortened to 64 and ends in a hash',
      ['demo', 'a-rather-long-namespace', 'an-even-longer-service-account'],
      'us-east-1.demo.a-rather-long-namespace.an-even-lon-1nft2hppxkrol',
    ],
  ])('%s', (_name, [name = '', namespace = '', account = ''], want) => {
    expect(derived(name, namespace, account)).toBe(want);
  });

  test('exactly 64 characters stay whole, 65 do not', () => {
    const account = 'x'.repeat(64 - 'us-east-1.demo.ns.'.length);
    expect(derived('demo', 'ns', account)).toBe(`us-east-1.demo.ns.${account}`);
    expect(derived('demo', 'ns', `${account}x`)).toHaveLength(64);
    expect(derived('demo', 'ns', `${account}x`)).not.toContain(account);
  });

  const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
  const account = fc.stringMatching(
    /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?){0,3}$/,
  );
  const clusterName = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/);

  test('is a role name of IAM, and no two service accounts share one whatever the case', () => {
    const subject = fc.tuple(clusterName, label, account);
    fc.assert(
      fc.property(subject, subject, (a, b) => {
        const [left, right] = [derived(...a), derived(...b)];
        expect(left).toMatch(/^[\w+=,.@-]{1,64}$/);
        expect(left.toLowerCase() === right.toLowerCase()).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { seed: 1, numRuns: 500 },
    );
  });
});

describe('the stable hash', () => {
  // Test vectors of FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv
  test.each([
    ['', 0xcbf29ce484222325n],
    ['a', 0xaf63dc4c8601ec8cn],
    ['foobar', 0x85944171f73967e8n],
  ])('of %j is FNV-1a in 13 characters', (text, want) => {
    expect(stableHash(text)).toBe(want.toString(36).padStart(13, '0'));
  });
});

describe('words as Terraform spells them', () => {
  test.each([
    ['S3TalosAppTestRole', 's3_talos_app_test_role'],
    ['photo-site', 'photo_site'],
    ['us-east-1.demo.default.app', 'us_east_1_demo_default_app'],
    ['HTTPServer', 'http_server'],
    ['eksRole', 'eks_role'],
    ['1st', 'role_1st'],
    ['a+=,.@b', 'a_b'],
    ['-app-', 'app'],
    ['+++', 'role_'],
  ])('%s', (given, want) => {
    expect(snakeCase(given)).toBe(want);
  });
});

describe('Terraform labels', () => {
  test('are plain where that is unique', () => {
    expect([...terraformLabels(['app', 'web'])]).toEqual([
      ['app', 'app'],
      ['web', 'web'],
    ]);
  });

  test('carry a hash where two names have the same words; a name that is its own label keeps it', () => {
    const labels = terraformLabels(['my_app', 'my-app', 'MyApp']);
    expect(labels.get('my_app')).toBe('my_app');
    expect(labels.get('my-app')).toBe(`my_app_${stableHash('my-app')}`);
    expect(new Set(labels.values()).size).toBe(3);
  });

  test('do not depend on the other names or their order, unless they collide', () => {
    expect(terraformLabels(['b', 'a']).get('a')).toBe(terraformLabels(['a', 'c']).get('a'));
  });
});
