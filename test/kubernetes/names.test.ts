import { describe, expect, test } from '@jest/globals';
import { checkNetwork } from '../../src/aws/cidr.js';
import { checkImage, parseImage } from '../../src/kubernetes/images.js';
import {
  checkAnnotationName,
  checkDataKey,
  checkEnvName,
  checkLabel,
  checkLabelValue,
  checkPortName,
  checkQualifiedName,
  checkServiceName,
  checkSubdomain,
  tokenSubject,
} from '../../src/kubernetes/names.js';
import { checkHealthPath, checkWritablePath, normalisePath } from '../../src/kubernetes/paths.js';
import {
  checkQuantity,
  checkResourceName,
  checkResourceQuantity,
  parseQuantity,
} from '../../src/kubernetes/quantities.js';
import { checkSchedule } from '../../src/kubernetes/schedules.js';

type Check = (text: string) => string | undefined;
type Row = readonly [string, { check: Check; takes: readonly string[]; refuses: readonly string[] }];

const DIGEST = `sha256:${'0'.repeat(64)}`;

const rows: readonly Row[] = [
  [
    'labels',
    {
      check: checkLabel,
      takes: ['a', '1', 'a-b', 'a'.repeat(63)],
      refuses: ['', 'A', 'a.b', '-a', 'a-', 'a_b', 'a'.repeat(64), 'é', 'a\n'],
    },
  ],
  [
    "labels' names",
    {
      check: checkQualifiedName,
      takes: [
        'team',
        'a.b/C_d',
        'app.kubernetes.io/part-of',
        '0',
        `a/${'b'.repeat(63)}`,
        `${'a'.repeat(253)}/b`,
      ],
      refuses: [
        '',
        '-a',
        'a-',
        'a b',
        'a/',
        '/a',
        'a/b/c',
        'A.b/c',
        'a_b/c',
        'a..b/c',
        `a/${'b'.repeat(64)}`,
        'a\n',
      ],
    },
  ],
  [
    "annotations' names",
    {
      check: checkAnnotationName,
      takes: ['Example.com/Team', 'service.beta.kubernetes.io/aws-load-balancer-scheme'],
      refuses: ['a b', 'a/b/c', '*', ''],
    },
  ],
  [
    "ports' names",
    {
      check: checkPortName,
      takes: ['http', 'metrics', 'h2', '9p', 'a'.repeat(15)],
      refuses: ['', '8080', 'a--b', '-a', 'a-', 'HTTP', 'a'.repeat(16), 'a_b'],
    },
  ],
  [
    'keys of Secrets and ConfigMaps',
    {
      check: checkDataKey,
      takes: ['url', 'DB_URL', 'app.properties', '.hidden', '-', 'a'.repeat(253)],
      refuses: ['', '.', '..', '..a', 'a/b', 'a b', 'a'.repeat(254)],
    },
  ],
  [
    'networks',
    {
      check: checkNetwork,
      takes: [
        '0.0.0.0/0',
        '10.0.0.0/16',
        '10.1.2.3/32',
        '::/0',
        'fd00:ec2::23/128',
        '2001:db8::/32',
        '1:2:3:4:5:6:7:8/128',
      ],
      refuses: [
        ...[
          '',
          '10.0.0.0',
          '10.0.0.1/16',
          '10.0.0.0/33',
          '256.0.0.0/8',
          '10.0.0/8',
          '010.0.0.0/8',
          '10.0.0.0/08',
        ],
        ...[
          '::1/0',
          '2001:db8::1/32',
          '::/129',
          '1::2::3/128',
          '1:2:3:4:5:6:7/128',
          '1:2:3:4:5:6:7:8::/128',
          'g::/16',
        ],
        ...['10.0.0.0/16 ', 'anywhere', ':/0'],
      ],
    },
  ],
  [
    'subdomains',
    {
      check: checkSubdomain,
      takes: ['sa-app', 'a.b', 'a--b', 'a'.repeat(253)],
      refuses: ['', 'a..b', '.a', 'a.', 'A', 'a*', 'a_b', '-a', 'a.-b', 'a'.repeat(254)],
    },
  ],
  ['names of Services', { check: checkServiceName, takes: ['a', 'a1-b'], refuses: ['1a', 'a.b'] }],
  [
    'variables',
    { check: checkEnvName, takes: ['A', '_a.b-c', '.x'], refuses: ['', '1a', 'a b', 'a=b', 'é'] },
  ],
  [
    'label values',
    {
      check: checkLabelValue,
      takes: ['', 'A_b.c-1'],
      refuses: ['-a', 'a/b', 'arn:aws:iam::111122223333:role/x', 'a'.repeat(64)],
    },
  ],
  [
    'images',
    {
      check: checkImage,
      takes: [
        'nginx',
        'nginx:1.27',
        'library/nginx',
        'registry.example/photo-site:1.4.2',
        'localhost:5000/a',
        'reg:5000/a/b_c/d__e/f--g:v1',
        `a/b@${DIGEST}`,
        `a/b:1@${DIGEST}`,
        '111122223333.dkr.ecr.us-east-1.amazonaws.com/x:y',
      ],
      refuses: [
        '',
        'Nginx',
        'reg/Upper:1',
        'a:b:c',
        'https://reg/a',
        'a b',
        'a:',
        'a/',
        '/a',
        'a@sha256:1',
        'a/b:-x',
        'a'.repeat(2000),
        'a:${TAG}',
      ],
    },
  ],
  [
    'quantities',
    {
      check: checkQuantity,
      takes: ['1', '0', '0.5', '.5', '100m', '128Mi', '1Gi', '1e3', '2E', '1k'],
      refuses: ['', '-1', '1 Gi', '128MB', '1gi', 'Mi', '1.2.3', 'lots'],
    },
  ],
  [
    'resources',
    {
      check: checkResourceName,
      takes: ['cpu', 'memory', 'ephemeral-storage', 'nvidia.com/gpu', 'hugepages-2Mi'],
      refuses: ['', 'gpu', 'CPU', 'kubernetes.io/x'],
    },
  ],
  [
    'schedules',
    {
      check: checkSchedule,
      takes: [
        '0 3 * * *',
        '*/5 * * * *',
        '0 0 1,15 * 1-5',
        '0 0 ? JAN-mar sun',
        '5/10 * * * *',
        '@hourly',
        '@daily',
        '@every 1h30m',
        '59 23 31 12 6',
      ],
      refuses: [
        '',
        '* * * *',
        '* * * * * *',
        '60 * * * *',
        '* 24 * * *',
        '* * 0 * *',
        '* * * 13 *',
        '* * * * 7',
        '*/0 * * * *',
        '5-1 * * * *',
        'TZ=UTC 0 3 * * *',
        'CRON_TZ=UTC 0 3 * * *',
        '@sometimes',
        '0 3 * * *\n',
        '0\t3 * * *',
        'a * * * *',
        '1- * * * *',
      ],
    },
  ],
  [
    'writable paths',
    {
      check: checkWritablePath,
      takes: ['/tmp', '/var/run', '/var/run/secrets/mine', '/a b', '/tmp/'],
      refuses: [
        '',
        'tmp',
        '/',
        '//',
        '/a/../b',
        '/./a',
        '/a:b',
        '/a\nb',
        '/var/run/secrets/eks.amazonaws.com',
        '/var/run/secrets/eks.amazonaws.com/serviceaccount',
        '/var/run/secrets/kubernetes.io/x',
        '/proc/self',
      ],
    },
  ],
  [
    'health paths',
    {
      check: checkHealthPath,
      takes: ['/', '/healthz', '/a?b=c%20d'],
      refuses: ['', 'healthz', '/a b', '/é', '/a\n'],
    },
  ],
];

describe.each(rows)('%s', (_name, { check, takes, refuses }) => {
  test.each(takes)('may be %j', (text) => {
    expect(check(text)).toBeUndefined();
  });
  test.each(refuses)('may not be %j', (text) => {
    expect(check(text)).toMatch(/\S/);
  });
});

test.each([
  ['nginx', { name: 'nginx' }],
  ['reg:5000/a/b:1', { name: 'reg:5000/a/b', tag: '1' }],
  [`a:1@${DIGEST}`, { name: 'a', tag: '1', digest: DIGEST }],
])('the image %s', (text, want) => {
  expect(parseImage(text)).toEqual(want);
});

test.each([
  ['100m', 0.1],
  ['1Ki', 1024],
  ['1.5Gi', 1.5 * 2 ** 30],
  ['1e3', 1000],
  ['2E', 2e18],
  ['x', undefined],
])('the quantity %s is %d', (text, want) => {
  expect(parseQuantity(text)).toBe(want);
});

test.each([
  ['cpu', '250m', true],
  ['cpu', '128Mi', false],
  ['memory', '128Mi', true],
  ['memory', '128m', false],
])('%s may be %s: %s', (resource, quantity, want) => {
  expect(checkResourceQuantity(resource, quantity) === undefined).toBe(want);
});

test('paths are compared without doubled and trailing slashes', () => {
  expect(normalisePath('/a//b/')).toBe('/a/b');
});

test('a subject is what Kubernetes writes into the token', () => {
  expect(tokenSubject('ns', 'my.account')).toBe('system:serviceaccount:ns:my.account');
});
