import { expect, test } from '@jest/globals';
import { withCluster } from '../../src/model/elsewhere.js';

test("a spec's value for another cluster keeps what else it says of the cluster", () => {
  const there = { name: 'there', region: 'eu-west-1', accountId: '999988887777' };
  const cluster = { name: 'here', region: 'us-east-1', accountId: '111122223333', provision: false };
  expect(withCluster({ version: 1, cluster }, there)).toEqual({
    version: 1,
    cluster: { ...there, provision: false },
  });
});
