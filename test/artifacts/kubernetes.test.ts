import { describe, expect, test } from '@jest/globals';
import { aModel, type ModelParts, type WorkloadParts } from '../support/a-model.js';
import { renderedFiles, yamlFile } from '../support/rendered.js';

type PodParts = NonNullable<WorkloadParts['pod']>;

const IMAGE = 'registry.example/app:1.0.0';

function podOf(parts: Partial<PodParts> = {}): PodParts {
  return { kind: 'Deployment', image: IMAGE, ...parts };
}

async function manifests(parts: ModelParts) {
  return renderedFiles(aModel(parts), 'kubernetes');
}

/** The object of one pod, by the name of its file. */
async function objectOf(file: string, pod: Partial<PodParts>, more: ModelParts = {}) {
  const files = await manifests({ ...more, workloads: [{ pod: podOf(pod) }] });
  return yamlFile(files, `kubernetes/app/${file}.yaml`);
}

interface Row {
  readonly given: ModelParts;
  readonly want: readonly string[];
}

const files: readonly [string, Row][] = [
  ['of a service account alone', { given: {}, want: ['service-accounts/default.app.yaml'] }],
  [
    'of a namespace that we create',
    {
      given: { workloads: [{ namespace: 'web' }] },
      want: ['namespaces/web.yaml', 'service-accounts/web.app.yaml'],
    },
  ],
  [
    'of a Deployment with all that belongs to it',
    {
      given: { workloads: [{ pod: podOf({ port: 8080, service: 'ClusterIP' }) }] },
      want: [
        'service-accounts/default.app.yaml',
        'app/network-policy.yaml',
        'app/deployment.yaml',
        'app/service.yaml',
        'app/pod-disruption-budget.yaml',
      ],
    },
  ],
  [
    'of a Deployment of one replica, without budget, policy and Service',
    {
      given: { workloads: [{ pod: podOf({ replicas: 1, networkPolicy: false }) }] },
      want: ['service-accounts/default.app.yaml', 'app/deployment.yaml'],
    },
  ],
  [
    'of a StatefulSet with its headless Service, and of a DaemonSet',
    {
      given: {
        workloads: [
          { pod: podOf({ kind: 'StatefulSet', port: 8080, service: 'ClusterIP', replicas: 2 }) },
          { pod: podOf({ kind: 'DaemonSet', networkPolicy: false }) },
        ],
      },
      want: [
        'service-accounts/default.app.yaml',
        'service-accounts/default.app2.yaml',
        'app/network-policy.yaml',
        'app/headless-service.yaml',
        'app/stateful-set.yaml',
        'app/service.yaml',
        'app/pod-disruption-budget.yaml',
        'app2/daemon-set.yaml',
      ],
    },
  ],
  [
    'of a Pod, a Job and a CronJob',
    {
      given: {
        workloads: [
          { pod: podOf({ kind: 'Pod' }) },
          { pod: podOf({ kind: 'Job' }) },
          { pod: podOf({ kind: 'CronJob', schedule: '@daily' }) },
        ],
      },
      want: [
        'service-accounts/default.app.yaml',
        'service-accounts/default.app2.yaml',
        'service-accounts/default.app3.yaml',
        'app/network-policy.yaml',
        'app/pod.yaml',
        'app2/network-policy.yaml',
        'app2/job.yaml',
        'app3/network-policy.yaml',
        'app3/cron-job.yaml',
      ],
    },
  ],
  [
    'of two workloads on one service account',
    {
      given: { workloads: [{ pod: podOf({ kind: 'Job' }) }, { serviceAccount: 'app' }] },
      want: ['service-accounts/default.app.yaml', 'app/network-policy.yaml', 'app/job.yaml'],
    },
  ],
  [
    'of a service account that eksctl makes',
    {
      given: { identity: { serviceAccountOwner: 'eksctl' }, workloads: [{ pod: podOf({ kind: 'Job' }) }] },
      want: ['app/network-policy.yaml', 'app/job.yaml'],
    },
  ],
  [
    'of a service account that a chart makes',
    { given: { identity: { serviceAccountOwner: 'existing' } }, want: [] },
  ],
];

describe('the manifests', () => {
  test.each(files)('%s', async (_name, { given, want }) => {
    const found = [...(await manifests(given)).keys()].map((path) => path.slice('kubernetes/'.length));
    expect(found).toEqual(want.length === 0 ? [] : ['kustomization.yaml', ...want]);
  });

  test('are listed for kustomize in the order in which they must be applied', async () => {
    const rendered = await manifests({ workloads: [{ namespace: 'web', pod: podOf() }] });
    const kustomization = yamlFile(rendered, 'kubernetes/kustomization.yaml');
    expect(kustomization).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      sortOptions: { order: 'fifo' },
      resources: [...rendered.keys()].slice(1).map((path) => path.slice('kubernetes/'.length)),
    });
  });

  test('are one object each, under the name and namespace of the spec', async () => {
    const pod = podOf({ port: 8080, service: 'NodePort' });
    const rendered = await manifests({ workloads: [{ namespace: 'web', pod }] });
    for (const path of rendered.keys()) {
      const { kind, metadata } = yamlFile(rendered, path);
      if (kind === 'Kustomization') continue;
      const want = kind === 'Namespace' ? { name: 'web' } : { name: 'app', namespace: 'web' };
      expect(metadata).toMatchObject(want);
      expect(metadata.labels['app.kubernetes.io/managed-by']).toBe('irsa-forge');
    }
  });
});

describe('a ServiceAccount', () => {
  test('carries the role with IRSA, and mounts no token of its own', async () => {
    const rendered = await manifests({ workloads: [{ roleName: 'r' }] });
    expect(yamlFile(rendered, 'kubernetes/service-accounts/default.app.yaml')).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'app',
        namespace: 'default',
        labels: { 'app.kubernetes.io/managed-by': 'irsa-forge' },
        annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/r' },
      },
      automountServiceAccountToken: false,
    });
  });

  test('carries no annotation with Pod Identity', async () => {
    const rendered = await manifests({ identity: { mechanism: 'pod-identity' } });
    const { metadata } = yamlFile(rendered, 'kubernetes/service-accounts/default.app.yaml');
    expect(metadata).not.toHaveProperty('annotations');
  });
});

test('a Namespace enforces the restricted standard', async () => {
  const { metadata } = yamlFile(
    await manifests({ workloads: [{ namespace: 'web' }] }),
    'kubernetes/namespaces/web.yaml',
  );
  expect(metadata.labels).toEqual({
    'app.kubernetes.io/managed-by': 'irsa-forge',
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/enforce-version': 'latest',
    'pod-security.kubernetes.io/audit': 'restricted',
    'pod-security.kubernetes.io/audit-version': 'latest',
    'pod-security.kubernetes.io/warn': 'restricted',
    'pod-security.kubernetes.io/warn-version': 'latest',
  });
});

const SELECTOR = { 'app.kubernetes.io/name': 'app', 'app.kubernetes.io/instance': 'app' };

/** Where each kind keeps its pod. */
const kinds: readonly [string, Partial<PodParts>, readonly string[]][] = [
  ['pod', { kind: 'Pod' }, []],
  ['deployment', { kind: 'Deployment' }, ['spec', 'template']],
  ['stateful-set', { kind: 'StatefulSet' }, ['spec', 'template']],
  ['daemon-set', { kind: 'DaemonSet' }, ['spec', 'template']],
  ['job', { kind: 'Job' }, ['spec', 'template']],
  ['cron-job', { kind: 'CronJob', schedule: '0 3 * * *' }, ['spec', 'jobTemplate', 'spec', 'template']],
];

describe.each(kinds)('the pod of a %s', (file, kind, path) => {
  const podIn = async (more: Partial<PodParts> = {}) => {
    let found = await objectOf(file, { ...kind, ...more });
    for (const step of path) found = found[step];
    return found;
  };

  test('runs as the service account, restricted, without a Kubernetes token', async () => {
    const { spec } = await podIn();
    expect(spec).toMatchObject({
      serviceAccountName: 'app',
      automountServiceAccountToken: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        fsGroup: 10001,
        seccompProfile: { type: 'RuntimeDefault' },
      },
    });
    expect(spec.containers).toHaveLength(1);
    expect(spec.containers[0]).toMatchObject({
      name: 'app',
      image: IMAGE,
      imagePullPolicy: 'Always',
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        capabilities: { drop: ['ALL'] },
      },
      resources: {
        requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '64Mi' },
        limits: { cpu: '500m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
      },
    });
  });

  test('has the labels that its selectors ask for', async () => {
    expect((await podIn()).metadata.labels).toMatchObject(SELECTOR);
  });

  test('has command, arguments and variables as they are', async () => {
    const env = { BUCKET: 'data', N: '1', ON: 'on', EMPTY: '', TEXT: 'a: "b"\n' };
    const { spec } = await podIn({ command: ['sh', '-c', 'sleep 8h'], args: ['--all', '', '1'], env });
    expect(spec.containers[0]).toMatchObject({
      command: ['sh', '-c', 'sleep 8h'],
      args: ['--all', '', '1'],
      env: Object.entries(env).map(([name, value]) => ({ name, value })),
    });
  });

  test('has none of them where the spec has none', async () => {
    const { spec, metadata } = await podIn();
    for (const key of ['command', 'args', 'env', 'envFrom', 'ports'])
      expect(spec.containers[0]).not.toHaveProperty(key);
    expect(spec).not.toHaveProperty('imagePullSecrets');
    expect(Object.keys(metadata.annotations)).toEqual(['irsa-forge/identity']);
  });

  test('says by which identity it gets its credentials, and nothing else changes that', async () => {
    const identity = async (changes: object) =>
      (await podIn(changes)).metadata.annotations['irsa-forge/identity'];
    const arn = 'arn:aws:iam::111122223333:role/us-east-1.demo.default.app';
    expect(await identity({})).toBe(`irsa ${arn} sts.amazonaws.com us-east-1`);
    expect(await identity({ image: 'registry.example/other:2', env: { A: 'b' } })).toBe(await identity({}));
  });

  test('says of its session when it is another one', async () => {
    const identity = async (session: WorkloadParts) => {
      const model = aModel({
        identity: { mechanism: 'pod-identity' },
        workloads: [{ ...session, pod: { kind: 'Pod', image: 'registry.example/app:1' } }],
      });
      const pod = yamlFile(await renderedFiles(model, 'kubernetes'), 'kubernetes/app/pod.yaml');
      return pod.metadata.annotations['irsa-forge/identity'] as string;
    };
    const target = { targetRoleArn: 'arn:aws:iam::444455556666:role/a' };
    const policy = { actions: ['s3:GetObject'], resources: ['*'] };
    const identities = await Promise.all(
      [
        {},
        target,
        { targetRoleArn: 'arn:aws:iam::444455556666:role/b' },
        { sessionTags: false },
        { sessionTags: false, sessionPolicy: [policy] },
        { sessionTags: false, sessionPolicy: [{ ...policy, actions: ['s3:PutObject'] }] },
      ].map(identity),
    );
    expect(new Set(identities).size).toBe(identities.length);
    expect(identities[0]).toMatch(/ us-east-1$/);
    expect(await identity(target)).toBe(identities[1]);
    expect(await identity({ sessionTags: true })).toBe(identities[0]);
  });

  test('takes variables from Secrets and ConfigMaps', async () => {
    const { spec } = await podIn({
      env: { LOG: 'info', DB: { secret: 'db', key: 'url' }, MODE: { configMap: 'app', key: 'mode' } },
      envFrom: [{ secret: 'app' }, { configMap: 'app' }],
    });
    expect(spec.containers[0]).toMatchObject({
      env: [
        { name: 'LOG', value: 'info' },
        { name: 'DB', valueFrom: { secretKeyRef: { name: 'db', key: 'url' } } },
        { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'app', key: 'mode' } } },
      ],
      envFrom: [{ secretRef: { name: 'app' } }, { configMapRef: { name: 'app' } }],
    });
  });

  test('has labels and annotations of its own, beside those of the manifests', async () => {
    const annotations = { 'prometheus.io/scrape': 'true', 'example.com/note': 'a: "b"\n' };
    const { metadata } = await podIn({ labels: { team: 'web' }, annotations });
    expect(metadata.labels).toEqual({
      ...SELECTOR,
      'app.kubernetes.io/managed-by': 'irsa-forge',
      team: 'web',
    });
    expect(metadata.annotations).toMatchObject(annotations);
  });

  test('runs as the user that is asked for, and pulls with its Secrets', async () => {
    const { spec } = await podIn({ runAsUser: 1000, imagePullSecrets: ['registry'] });
    expect(spec.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000 });
    expect(spec.imagePullSecrets).toEqual([{ name: 'registry' }]);
  });

  test('can write to its paths alone, each a volume of a limited size', async () => {
    const { spec } = await podIn({ writablePaths: ['/tmp', '/var/cache/app', '/var/cache-app', '/日本'] });
    expect(spec.containers[0].volumeMounts).toEqual([
      { name: 'tmp', mountPath: '/tmp' },
      { name: 'var-cache-app', mountPath: '/var/cache/app' },
      { name: 'var-cache-app-2', mountPath: '/var/cache-app' },
      { name: 'writable', mountPath: '/日本' },
    ]);
    expect(spec.volumes.map(({ name }: { name: string }) => name)).toEqual([
      'tmp',
      'var-cache-app',
      'var-cache-app-2',
      'writable',
    ]);
    expect(spec.volumes[0]).toEqual({ name: 'tmp', emptyDir: { sizeLimit: '256Mi' } });
  });

  test('leaves the names of the token volumes to EKS, which would not add its own', async () => {
    const { spec } = await podIn({ writablePaths: ['/aws-iam-token', '/eks/pod/identity-token'] });
    expect(spec.volumes.map(({ name }: { name: string }) => name)).toEqual([
      'aws-iam-token-2',
      'eks-pod-identity-token-2',
    ]);
  });

  test('has no volumes without paths', async () => {
    const { spec } = await podIn({ writablePaths: [] });
    expect(spec).not.toHaveProperty('volumes');
    expect(spec.containers[0]).not.toHaveProperty('volumeMounts');
  });

  test('names its ports', async () => {
    const { spec } = await podIn({ port: 8080, ports: [{ name: 'metrics', port: 9090 }] });
    expect(spec.containers[0].ports).toEqual([
      { name: 'http', containerPort: 8080, protocol: 'TCP' },
      { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
    ]);
  });
});

const LISTENS = { tcpSocket: { port: 'http' } };
const probes: readonly [string, { readonly given: Partial<PodParts>; readonly want: object }][] = [
  ['none without a port', { given: {}, want: {} }],
  [
    'of the port, but never restarting, without a path',
    {
      given: { port: 8080 },
      want: {
        startupProbe: { ...LISTENS, periodSeconds: 5, failureThreshold: 30 },
        readinessProbe: { ...LISTENS, periodSeconds: 10 },
      },
    },
  ],
  [
    'ready when it answers, alive when it listens, with a path',
    {
      given: { port: 8080, healthPath: '/healthz?a=b#c' },
      want: {
        readinessProbe: { httpGet: { path: '/healthz?a=b#c', port: 'http' }, periodSeconds: 10 },
        livenessProbe: { ...LISTENS, initialDelaySeconds: 10, periodSeconds: 20 },
      },
    },
  ],
  ['none where the spec wants none', { given: { port: 8080, probes: false }, want: {} }],
  ['none for a Job', { given: { kind: 'Job', port: 8080 }, want: {} }],
];

describe('the probes are', () => {
  test.each(probes)('%s', async (_name, { given, want }) => {
    const file = given.kind === 'Job' ? 'job' : 'deployment';
    const [container] = (await objectOf(file, given)).spec.template.spec.containers;
    const found = Object.fromEntries(Object.entries(container).filter(([key]) => key.endsWith('Probe')));
    expect(found).toEqual(want);
  });
});

describe('a Deployment', () => {
  test('rolls without a gap and spreads its pods', async () => {
    const { spec } = await objectOf('deployment', { replicas: 3 });
    expect(spec.replicas).toBe(3);
    expect(spec.strategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 1, maxUnavailable: 0 },
    });
    expect(spec.selector.matchLabels).toEqual(SELECTOR);
    expect(spec.template.spec.topologySpreadConstraints[0].labelSelector.matchLabels).toEqual(SELECTOR);
    expect(spec.template.spec.affinity).toHaveProperty('podAntiAffinity');
  });

  test('of one replica has nothing to spread', async () => {
    const { spec } = await objectOf('deployment', { replicas: 1 });
    expect(spec.template.spec).not.toHaveProperty('affinity');
  });

  test('of no replicas says so', async () => {
    expect((await objectOf('deployment', { replicas: 0 })).spec.replicas).toBe(0);
  });

  test('has a budget that lets nodes drain', async () => {
    const { spec } = await objectOf('pod-disruption-budget', {});
    expect(spec).toEqual({
      maxUnavailable: 1,
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
      selector: { matchLabels: SELECTOR },
    });
  });
});

describe('a StatefulSet', () => {
  test('names its pods by a headless Service, and spreads them', async () => {
    const { spec } = await objectOf('stateful-set', { kind: 'StatefulSet', replicas: 3 });
    expect(spec).toMatchObject({
      replicas: 3,
      serviceName: 'app-headless',
      selector: { matchLabels: SELECTOR },
    });
    expect(spec.template.spec.affinity).toHaveProperty('podAntiAffinity');
    const ports = [{ name: 'peers', port: 9300 }];
    const service = await objectOf('headless-service', { kind: 'StatefulSet', port: 9200, ports });
    expect(service.metadata.name).toBe('app-headless');
    expect(service.spec).toEqual({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: SELECTOR,
      ports: [
        { name: 'http', port: 9200, targetPort: 'http', protocol: 'TCP' },
        { name: 'peers', port: 9300, targetPort: 'peers', protocol: 'TCP' },
      ],
    });
  });

  test('without ports has a headless Service all the same', async () => {
    const { spec } = await objectOf('headless-service', { kind: 'StatefulSet' });
    expect(spec).not.toHaveProperty('ports');
  });
});

test('a DaemonSet replaces one pod at a time, and counts none', async () => {
  const { spec } = await objectOf('daemon-set', { kind: 'DaemonSet' });
  expect(spec.updateStrategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } });
  expect(spec).not.toHaveProperty('replicas');
});

describe('batch work', () => {
  test('is tried again as a new pod, and cleared away', async () => {
    const { spec } = await objectOf('job', { kind: 'Job' });
    expect(spec).toMatchObject({ backoffLimit: 3, ttlSecondsAfterFinished: 86400 });
    expect(spec.template.spec.restartPolicy).toBe('Never');
  });

  test('on a schedule runs in UTC, one at a time', async () => {
    const { spec } = await objectOf('cron-job', { kind: 'CronJob', schedule: '0 3 * * *' });
    expect(spec).toMatchObject({ schedule: '0 3 * * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
    expect(spec.jobTemplate.spec.template.spec.restartPolicy).toBe('Never');
  });
});

test.each(['ClusterIP', 'NodePort', 'LoadBalancer'] as const)(
  'a Service of type %s leads to the pod',
  async (service) => {
    const { spec } = await objectOf('service', { port: 8080, service, servicePort: 443 });
    expect(spec).toEqual({
      type: service,
      selector: SELECTOR,
      ports: [{ name: 'http', port: 443, targetPort: 'http', protocol: 'TCP' }],
    });
  },
);

test('a Service has further ports, annotations and the class of its load balancer', async () => {
  const { metadata, spec } = await objectOf('service', {
    port: 8080,
    service: 'LoadBalancer',
    loadBalancerClass: 'service.k8s.aws/nlb',
    serviceAnnotations: { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' },
    ports: [{ name: 'metrics', port: 9090 }],
  });
  expect(metadata.annotations).toEqual({
    'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
  });
  expect(spec).toMatchObject({
    loadBalancerClass: 'service.k8s.aws/nlb',
    ports: [
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'metrics', port: 9090, targetPort: 'metrics' },
    ],
  });
});

describe('a NetworkPolicy', () => {
  const ports = (...list: readonly number[]) => list.map((port) => ({ port, protocol: 'TCP' }));
  const DNS = { ports: [{ port: 53, protocol: 'UDP' }, ...ports(53)] };

  test('lets DNS and HTTPS out, and the port in', async () => {
    const { spec } = await objectOf('network-policy', { port: 8080 });
    expect(spec).toEqual({
      podSelector: { matchLabels: SELECTOR },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ ports: ports(8080) }],
      egress: [DNS, { ports: ports(443) }],
    });
  });

  test('lets nobody in without a port', async () => {
    expect((await objectOf('network-policy', {})).spec.ingress).toEqual([]);
  });

  test('lets further ports in', async () => {
    const { spec } = await objectOf('network-policy', {
      port: 8080,
      ports: [{ name: 'metrics', port: 9090 }],
    });
    expect(spec.ingress).toEqual([{ ports: ports(8080, 9090) }]);
  });

  test('lets ports of networks out, and networks as a whole', async () => {
    const { spec } = await objectOf('network-policy', {
      egressPorts: [5672],
      egress: [
        { port: 5432, cidr: '10.0.0.0/16' },
        { port: 8443 },
        { port: 6379, cidr: '10.0.0.0/16' },
        { port: 22, cidr: '2001:db8::/32' },
        { cidr: '2001:db8::/32' },
      ],
    });
    expect(spec.egress.slice(2)).toEqual([
      { ports: ports(5672, 8443) },
      { to: [{ ipBlock: { cidr: '10.0.0.0/16' } }], ports: ports(5432, 6379) },
      { to: [{ ipBlock: { cidr: '2001:db8::/32' } }] },
    ]);
  });

  test('lets further ports out', async () => {
    const { spec } = await objectOf('network-policy', { egressPorts: [5432, 6379] });
    expect(spec.egress.at(-1)).toEqual({ ports: ports(5432, 6379) });
  });

  test('lets the pod reach the Pod Identity agent', async () => {
    const { spec } = await objectOf('network-policy', {}, { identity: { mechanism: 'pod-identity' } });
    expect(spec.egress.at(-1)).toEqual({
      to: [{ ipBlock: { cidr: '169.254.170.23/32' } }, { ipBlock: { cidr: 'fd00:ec2::23/128' } }],
      ports: ports(80),
    });
  });
});
