import { describe, expect, test } from '@jest/globals';
import { inject } from '../../src/explain/index.js';
import { worldOf, yaml } from './support.js';

const ROLE = 'arn:aws:iam::111122223333:role/r';
const PREFIX = 'eks.amazonaws.com/';

async function injected(
  annotations: object,
  pod: { metadata?: object; spec?: object },
  mechanism: 'irsa' | 'pod-identity' = 'irsa',
) {
  const { inventory } = await worldOf([
    yaml(
      'app.yaml',
      {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { name: 'a', annotations: { [`${PREFIX}role-arn`]: ROLE, ...annotations } },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', ...pod.metadata },
        spec: { serviceAccountName: 'a', containers: [{ name: 'x' }, { name: 'y' }], ...pod.spec },
      },
    ),
  ]);
  const [fact] = inventory.pods;
  if (fact === undefined) throw new Error('no pod');
  return inject(fact, inventory.serviceAccounts[0], mechanism, ROLE, 'us-east-1');
}

describe('what the webhook injects', () => {
  test('with IRSA', async () => {
    expect(await injected({}, {})).toMatchObject({
      skippedByLabel: false,
      env: {
        AWS_STS_REGIONAL_ENDPOINTS: 'regional',
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_REGION: 'us-east-1',
        AWS_ROLE_ARN: ROLE,
        AWS_WEB_IDENTITY_TOKEN_FILE: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
      },
      ...{ volume: 'aws-iam-token', audience: 'sts.amazonaws.com', expiration: 86_400 },
      containers: [{ outcome: 'injected' }, { outcome: 'injected' }],
    });
  });

  test('with Pod Identity, whatever audience is annotated', async () => {
    const result = await injected({ [`${PREFIX}audience`]: 'x' }, {}, 'pod-identity');
    expect(result).toMatchObject({ volume: 'eks-pod-identity-token', audience: 'pods.eks.amazonaws.com' });
    expect(result.env['AWS_CONTAINER_CREDENTIALS_FULL_URI']).toBe('http://169.254.170.23/v1/credentials');
    expect(result.env['AWS_ROLE_ARN']).toBeUndefined();
  });

  test('on Windows', async () => {
    const { env } = await injected({}, { spec: { nodeSelector: { 'kubernetes.io/os': 'windows' } } });
    expect(env['AWS_WEB_IDENTITY_TOKEN_FILE']).toBe(
      'C:\\var\\run\\secrets\\eks.amazonaws.com\\serviceaccount\\token',
    );
  });

  test.each([
    ['nothing', undefined, undefined, 86_400],
    ['the service account', '3600', undefined, 3600],
    ['too little', '60', undefined, 600],
    ['no number', 'soon', undefined, 86_400],
    ['the pod above the service account', '3600', '7200', 7200],
    ['the pod with no number', '3600', 'soon', 3600],
    ['the pod with a number and more', '3600', 'T7200', 3600],
    ['the pod with something unknown', '3600', '${SECONDS}', '?'],
  ])('a token as long as %s says', async (_what, account, pod, seconds) => {
    const key = `${PREFIX}token-expiration`;
    const metadata = pod === undefined ? {} : { annotations: { [key]: pod } };
    const result = await injected(account === undefined ? {} : { [key]: account }, { metadata });
    expect(result.expiration).toBe(seconds);
  });

  test.each([
    ['true', true],
    ['F', false],
    ['regional', true],
  ])('the regional endpoint with %s', async (value, regional) => {
    const { env } = await injected({ [`${PREFIX}sts-regional-endpoints`]: value }, {});
    expect(env['AWS_STS_REGIONAL_ENDPOINTS']).toBe(regional ? 'regional' : undefined);
  });

  test('unknown values where annotations are unknown', async () => {
    const unknown = {
      [`${PREFIX}audience`]: '${AUDIENCE}',
      [`${PREFIX}sts-regional-endpoints`]: '${REGIONAL}',
    };
    expect(await injected(unknown, {})).toMatchObject({
      env: { AWS_STS_REGIONAL_ENDPOINTS: '?' },
      audience: '?',
    });
  });

  test('into all containers but those that are listed, by the letter', async () => {
    const { containers } = await injected(
      {},
      { metadata: { annotations: { [`${PREFIX}skip-containers`]: 'x, y' } } },
    );
    expect(containers.map(({ outcome }) => outcome)).toEqual(['skipped', 'injected']);
  });

  test('not into a pod with the label', async () => {
    const { skippedByLabel } = await injected(
      {},
      { metadata: { labels: { [`${PREFIX}skip-pod-identity-webhook`]: 'false' } } },
    );
    expect(skippedByLabel).toBe(true);
  });
});
