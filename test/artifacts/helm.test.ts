import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { render } from '../../src/artifacts/index.js';
import { loadModel } from '../../src/load-model.js';

const CLUSTER = {
  name: 'demo',
  region: 'us-east-1',
  accountId: '111122223333',
  provision: false,
  oidcIssuer: 'https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF',
};
const ROLE = 'arn:aws:iam::111122223333:role/own';

async function filesOf(workload: object, cluster: object = CLUSTER) {
  const spec = { version: 1, cluster, workloads: [{ roleName: 'own', ...workload }] };
  const loaded = loadModel(JSON.stringify(spec), 'irsa.yaml');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return render(loaded.value, ['kubernetes', 'docs']);
}

async function valuesOf(
  workload: object,
  cluster: object = CLUSTER,
): Promise<readonly (readonly [string, unknown])[]> {
  const files = await filesOf(workload, cluster);
  return files
    .filter(({ path }) => path.startsWith('helm/'))
    .map(({ path, content }) => [path, parse(content)] as const);
}

describe("the values of a program's chart", () => {
  test('hold the annotation at the path of the chart', async () => {
    expect(await valuesOf({ uses: 'velero', with: { buckets: [{ name: 'acme-backups' }] } })).toEqual([
      [
        'helm/velero.values.yaml',
        {
          serviceAccount: {
            server: { name: 'velero-server', annotations: { 'eks.amazonaws.com/role-arn': ROLE } },
          },
        },
      ],
    ]);
  });

  test('hold the role where the chart asks for it and not for an annotation', async () => {
    expect(await valuesOf({ uses: 'keda', with: { queues: ['orders'] } })).toEqual([
      [
        'helm/keda.values.yaml',
        {
          serviceAccount: { operator: { name: 'keda-operator' } },
          podIdentity: { aws: { irsa: { enabled: true, roleArn: ROLE } } },
        },
      ],
    ]);
  });

  test('ask for the service account where the chart makes none by itself', async () => {
    expect(await valuesOf({ uses: 'argo-workflows', with: { buckets: [{ name: 'acme-runs' }] } })).toEqual([
      [
        'helm/argo-workflows.values.yaml',
        {
          workflow: {
            serviceAccount: {
              create: true,
              name: 'argo-workflow',
              annotations: { 'eks.amazonaws.com/role-arn': ROLE },
            },
          },
        },
      ],
    ]);
  });

  test('hold the name alone with Pod Identity, and are named after the workload', async () => {
    const workload = { uses: 'vpc-cni', name: 'network', identity: { mechanism: 'pod-identity' } };
    expect(await valuesOf(workload, { ...CLUSTER, oidcIssuer: undefined })).toEqual([
      ['helm/network.values.yaml', { serviceAccount: { name: 'aws-node' } }],
    ]);
  });

  test('say which cluster it is, and its VPC where that is known', async () => {
    const workload = { uses: 'aws-load-balancer-controller' };
    const told = { clusterName: 'demo', region: 'us-east-1' };
    const [[, there] = []] = await valuesOf(workload);
    expect(there).toMatchObject(told);
    expect(there).not.toHaveProperty('vpcId');
    const { oidcIssuer: _, ...cluster } = CLUSTER;
    const privateSubnets = ['a', 'b'].map((zone, index) => ({
      id: `subnet-0aaaaaaaaaaaaaaa${index}`,
      availabilityZone: `us-east-1${zone}`,
    }));
    const vpc = { id: 'vpc-0a1b2c3d4e5f67890', privateSubnets };
    const [[, made] = []] = await valuesOf(workload, { ...cluster, provision: true, vpc });
    expect(made).toMatchObject({ ...told, vpcId: 'vpc-0a1b2c3d4e5f67890' });
  });

  test('leave a service account alone that a manifest makes', async () => {
    const workload = { uses: 'vpc-cni-ipv6', identity: { serviceAccountOwner: 'manifest' } };
    expect(await valuesOf(workload)).toEqual([
      ['helm/vpc-cni-ipv6.values.yaml', { serviceAccount: { create: false, name: 'aws-node' } }],
    ]);
  });

  test('are not there without a chart, and without a program', async () => {
    expect(await valuesOf({ uses: 'amazon-cloudwatch-observability' })).toEqual([]);
    const own = {
      name: 'a',
      namespace: 'a',
      serviceAccount: 'a',
      metrics: [{ namespace: 'a', access: 'put' }],
    };
    expect(await valuesOf(own)).toEqual([]);
  });
});

test('the runbook says how to use them, and what else the program needs', async () => {
  const files = await filesOf({ uses: 'velero', with: { buckets: [{ name: 'acme-backups' }] } });
  const runbook = files.find(({ path }) => path === 'README.md')?.content ?? '';
  expect(runbook).toContain('helm upgrade --install … -f helm/velero.values.yaml');
  expect(runbook).toContain('- the chart needs credentials.useSecret: false');
});

test('the runbook says how to look up a VPC that a chart must be told', async () => {
  const files = await filesOf({ uses: 'aws-load-balancer-controller' });
  const runbook = files.find(({ path }) => path === 'README.md')?.content ?? '';
  expect(runbook).toContain('give `vpcId` too');
  expect(runbook).toContain('--name demo --query cluster.resourcesVpcConfig.vpcId');
});
