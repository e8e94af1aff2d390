import { expect, test } from '@jest/globals';
import { currentPods, podName } from '../../src/cluster/index.js';
import { readFiles } from '../../src/readers/index.js';
import { yaml } from '../explain/support.js';

const template = { spec: { serviceAccountName: 'web', containers: [{ name: 'app', image: 'web:1' }] } };
const owned = (kind: string, name: string) => ({ ownerReferences: [{ kind, name, controller: true }] });
const workload = (kind: string, name: string, metadata: object = {}) => ({
  ...{ apiVersion: kind === 'Deployment' ? 'apps/v1' : 'batch/v1', kind },
  metadata: { name, namespace: 'shop', ...metadata },
  spec: kind === 'CronJob' ? { schedule: '0 3 * * *', jobTemplate: { spec: { template } } } : { template },
});
const pod = (name: string, metadata: object = {}, status: object = { phase: 'Running' }) => ({
  ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop', ...metadata } },
  ...{ ...template, status },
});

/** The names of those that count of what a cluster has. */
async function current(...objects: readonly object[]): Promise<readonly string[]> {
  const { pods } = await readFiles([yaml('k8s.yaml', ...objects)]);
  return currentPods(pods.map((fact) => ({ ...fact, observed: true as const }))).map(podName);
}

test.each<[string, readonly object[], readonly string[]]>([
  ['a template of which no pod runs', [workload('Deployment', 'web')], ['Deployment shop/web']],
  [
    'its pods in place of a template',
    [workload('CronJob', 'night'), pod('night-1', owned('Job', 'night-28000000'))],
    ['Pod shop/night-1'],
  ],
  [
    'no template that a controller made',
    [workload('CronJob', 'night'), workload('Job', 'night-28000000', owned('CronJob', 'night'))],
    ['CronJob shop/night'],
  ],
  [
    'no pod that is over',
    [workload('Job', 'once'), pod('once-1', owned('Job', 'once'), { phase: 'Succeeded' })],
    ['Job shop/once'],
  ],
])('of what a cluster has, there counts %s', async (_, objects, want) => {
  expect(await current(...objects)).toEqual(want);
});
