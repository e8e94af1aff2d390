import fc from 'fast-check';
import { LONG_LIVED, POD_KINDS, REPLICATED } from '../../src/kubernetes/kinds.js';
import type { SpecInput } from '../../src/spec/schema.js';
import { folderText, pathText } from './arbitrary-texts.js';
import type { Chooser } from './chooser.js';

type Pod = NonNullable<SpecInput['workloads'][number]['pod']>;

const VARIABLES = fc.constantFrom(
  'BUCKET',
  'on',
  'no',
  'y',
  'null',
  '_x',
  '-x',
  '.x',
  'a.b-c',
  'True',
  'N',
  'PATH',
);

const ANNOTATIONS = fc.constantFrom('a', 'example.com/on', 'Example.com/X_y.z', 'prometheus.io/scrape', '0');

const EGRESS = [
  [{ port: 6379 }],
  [{ cidr: '10.0.0.0/16' }, { port: 5433, cidr: '2001:db8::/32' }],
  [
    { port: 6379, cidr: '0.0.0.0/0' },
    { port: 6380, cidr: '0.0.0.0/0' },
    { port: 6379, cidr: '10.1.2.3/32' },
  ],
];

/** What runs as a service account; `free` is where any text goes. */
export function arbitraryPod(choose: Chooser, free: fc.Arbitrary<string>): Pod {
  const kind = choose.of(...POD_KINDS);
  const serves = LONG_LIVED.includes(kind);
  const source = () => choose.of({ secret: 'on' }, { configMap: 'app.config-1' });
  const port = choose.odds(0.6) ? choose.upTo(65533) + 1 : undefined;
  const texts = () => choose.list(3, () => choose.from(free));
  return {
    kind,
    image: choose.of(
      'registry.example/app:1.4.2',
      'app',
      'host:5000/a/b_c:1.0',
      `a@sha256:${'0'.repeat(64)}`,
    ),
    ...choose.maybe(0.5, () => ({ command: texts() })),
    ...choose.maybe(0.5, () => ({ args: texts() })),
    ...choose.maybe(0.6, () => ({ env: choose.record(VARIABLES, free, 4) })),
    ...choose.maybe(0.3, () => ({ env: { REF: { ...source(), key: choose.of('0', 'a.b_c', 'no') } } })),
    ...choose.maybe(0.3, () => ({ envFrom: [source()] })),
    ...choose.maybe(0.3, () => ({ imagePullSecrets: ['0123', 'null'] })),
    ...choose.maybe(0.3, () => ({ runAsUser: choose.of(1, 2_147_483_647) })),
    ...choose.maybe(0.4, () => ({ labels: choose.of({ team: 'on' }, { 'a.b/C_d': '', no: '0123' }) })),
    ...choose.maybe(0.4, () => ({ annotations: choose.record(ANNOTATIONS, free, 3) })),
    ...choose.maybe(0.3, () => ({ ports: [{ name: choose.of('metrics', 'x-1', 'yes'), port: 65535 }] })),
    ...(port === undefined ? {} : { port }),
    ...(port === undefined ? {} : choose.maybe(0.5, () => ({ healthPath: choose.from(pathText) }))),
    ...(serves && port !== undefined
      ? choose.maybe(0.6, () => ({
          service: choose.of('ClusterIP', 'NodePort', 'LoadBalancer'),
          ...choose.maybe(0.5, () => ({ servicePort: choose.upTo(65533) + 1 })),
          ...choose.maybe(0.4, () => ({ serviceAnnotations: choose.record(ANNOTATIONS, free, 3) })),
        }))
      : {}),
    ...choose.maybe(0.2, () => ({ probes: false })),
    ...choose.maybe(0.3, () => ({ networkPolicy: false })),
    ...choose.maybe(0.4, () => ({ egressPorts: choose.of<number[]>([], [5432], [1, 65535]) })),
    ...choose.maybe(0.4, () => ({ egress: choose.of<Pod['egress'] & object>(...EGRESS) })),
    ...choose.maybe(0.4, () => ({
      writablePaths: [...new Set(choose.list(3, () => choose.from(folderText)))],
    })),
    ...choose.maybe(0.4, () => ({ resources: chooseResources(choose) })),
    ...(REPLICATED.includes(kind) ? choose.maybe(0.6, () => ({ replicas: choose.upTo(3) })) : {}),
    ...(kind === 'CronJob' ? { schedule: choose.of('0 3 * * *', '@daily', '*/5 0-6,22 1 jan mon') } : {}),
  };
}

function chooseResources(choose: Chooser): NonNullable<Pod['resources']> {
  return {
    ...choose.maybe(0.7, () => ({
      requests: {
        cpu: choose.of<string | number>('250m', 1, 0.5),
        memory: choose.of<string | number>('64Mi', '1e6', 1000000),
      },
    })),
    ...choose.maybe(0.7, () => ({
      limits: {
        cpu: choose.of<string | number>('2', 4),
        memory: '1Gi',
        'ephemeral-storage': choose.of('1Gi', '300M'),
      },
    })),
  };
}
