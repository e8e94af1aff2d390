import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { buildWorld, explain } from '../../src/explain/index.js';
import { loadManagedPolicies, readFiles, scan } from '../../src/readers/index.js';
import { lintFiles } from './support.js';

const FOLDER = 'test/fixtures/formats';
const FORMATS = readdirSync(FOLDER);
const given = {
  accountId: '111122223333',
  region: 'eu-west-1',
  issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789ABCDEF0123456789',
};

/** One system in each format: a role with its trust, policies, association and bucket, a service account and a pod. */
async function judged(format: string, twin: 'good' | 'bad') {
  const { files, diagnostics } = await scan([`${FOLDER}/${format}/${twin}`]);
  const { findings } = await lintFiles(files, { given });
  const world = buildWorld(await readFiles(files, { given }), given, {
    managedPolicies: loadManagedPolicies,
  });
  const answer = explain(world, {
    ...{ namespace: 'shop', serviceAccount: 'web', action: 's3:GetObject' },
    resource: 'arn:aws:s3:::acme-media/a.jpg',
  });
  return {
    findings: [...diagnostics, ...findings].map(({ code }) => code).sort(),
    decision: answer.decision,
    links: answer.links.map(({ kind, status }) => `${kind}: ${status}`),
  };
}

describe.each(FORMATS)('the same system as %s', (format) => {
  test('is judged the same', async () => {
    expect(await judged(format, 'good')).toEqual({
      findings: [],
      decision: 'allowed',
      links: [
        'pod: ok',
        'service-account: ok',
        'binding: ok',
        'injection: ok',
        'role: ok',
        'token: ok',
        'provider: ok',
        'trust: ok',
        'permissions: ok',
        'resource-policy: ok',
      ],
    });
  });

  test('with a fault of each kind is judged the same', async () => {
    expect(await judged(format, 'bad')).toEqual({
      findings: [
        ...['IRSA017', 'IRSA020', 'IRSA027', 'IRSA031', 'IRSA044', 'IRSA045'],
        ...['IRSA050', 'IRSA070', 'IRSA183', 'IRSA193', 'IRSA220'],
      ],
      decision: 'denied',
      links: [
        'pod: ok',
        'service-account: ok',
        'binding: broken',
        'token: ok',
        'provider: ok',
        'trust: broken',
        'permissions: broken',
        'resource-policy: ok',
      ],
    });
  });
});
