import fc from 'fast-check';
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

/** What runs as a service account; `free` is where any text goes. */
export function arbitraryPod(choose: Chooser, free: fc.Arbitrary<string>): Pod {
  const kind = choose.of('Pod', 'Deployment', 'Job', 'CronJob');
  const serves = kind === 'Pod' || kind === 'Deployment';
  const port = choose.odds(0.6) ? choose.upTo(65534) + 1 : undefined;
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
    ...(port === undefined ? {} : { port }),
    ...(port === undefined ? {} : choose.maybe(0.5, () => ({ healthPath: choose.from(pathText) }))),
    ...(serves && port !== undefined
      ? choose.maybe(0.6, () => ({
          service: choose.of('ClusterIP', 'NodePort', 'LoadBalancer'),
          ...choose.maybe(0.5, () => ({ servicePort: choose.upTo(65534) + 1 })),
        }))
      : {}),
    ...choose.maybe(0.2, () => ({ probes: false })),
    ...choose.maybe(0.3, () => ({ networkPolicy: false })),
    ...choose.maybe(0.4, () => ({ egressPorts: choose.of<number[]>([], [5432], [1, 65535]) })),
    ...choose.maybe(0.4, () => ({
      writablePaths: [...new Set(choose.list(3, () => choose.from(folderText)))],
    })),
    ...choose.maybe(0.4, () => ({ resources: chooseResources(choose) })),
    ...(kind === 'Deployment' ? choose.maybe(0.6, () => ({ replicas: choose.upTo(3) })) : {}),
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
