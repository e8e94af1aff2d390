import { describe, expect, test } from '@jest/globals';
import { render } from '../../src/artifacts/index.js';
import { explain, worldOfSpec } from '../../src/explain/index.js';
import { aModel, RUNNING } from '../support/a-model.js';
import { worldOf } from './support.js';

const MECHANISMS = ['irsa', 'pod-identity', 'both'] as const;
const OWNERS = ['terraform', 'eksctl'] as const;
const ACCOUNT_OWNERS = ['manifest', 'eksctl', 'existing'] as const;

/** What the spec refuses: eksctl makes roles of one mechanism, and service accounts of others' roles with IRSA alone. */
const isRefused = (mechanism: string, role: string, account: string) =>
  (mechanism === 'both' && (role === 'eksctl' || account === 'eksctl')) ||
  (mechanism === 'pod-identity' && role === 'terraform' && account === 'eksctl');

const CASES = MECHANISMS.flatMap((mechanism) =>
  OWNERS.flatMap((roleOwner) =>
    ACCOUNT_OWNERS.flatMap((serviceAccountOwner) =>
      isRefused(mechanism, roleOwner, serviceAccountOwner)
        ? []
        : [{ mechanism, roleOwner, serviceAccountOwner }],
    ),
  ),
);

describe('whoever makes role and service account, the pod may do what the spec says, and no more', () => {
  test.each(CASES)('$mechanism, $roleOwner, $serviceAccountOwner', async (identity) => {
    const cluster = { ...RUNNING, provision: false };
    const model = aModel({ cluster, identity, workloads: [{ buckets: [{ name: 'data', access: 'get' }] }] });
    const files = await render(model, ['eksctl', 'terraform', 'kubernetes']);
    const fromFiles = await worldOf(files.map(({ path, content }) => ({ path, content })));
    for (const world of [await worldOfSpec(model, files), fromFiles]) {
      const may = (action: string) =>
        explain(world, {
          ...{ namespace: 'default', serviceAccount: 'app' },
          ...{ action, resource: 'arn:aws:s3:::data/key' },
        }).decision;
      expect([may('s3:GetObject'), may('s3:PutObject')]).toEqual(['allowed', 'denied']);
    }
  });
});
