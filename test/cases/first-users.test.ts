import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { loadSpec } from '../../src/cli/load-spec.js';
import { buildWorld, explain } from '../../src/explain/index.js';
import { readFiles, scan } from '../../src/readers/index.js';
import { lintFiles } from '../lint/support.js';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const base = fileURLToPath(new URL('../fixtures/cases/first-users', import.meta.url));
const newFolder = tempFolders();

/** What `validate` says of a spec that needs nothing beside it. */
const SPECS: Readonly<Record<string, readonly string[]>> = {
  'bluegreen/blue': [],
  'bluegreen/green': [],
  merge: [],
  statements: [
    'warning IRSA030 workloads[0].statements[0].actions[0]',
    'error IRSA031 workloads[0].statements[1].resources[0]',
  ],
};

test.each(Object.entries(SPECS))('%s', async (name, want) => {
  const path = `${base}/${name}/irsa.yaml`;
  const { diagnostics } = await loadSpec({ name, path, text: readFileSync(path, 'utf8') }, base);
  expect(diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path}`)).toEqual(want);
});

test.each(['validate', 'generate'])(
  'bluegreen: two clusters that make one role are refused by %s',
  async (command) => {
    const folder = newFolder();
    cpSync(join(base, 'bluegreen'), folder, { recursive: true });
    const { code, err } = await runCli(folder, [command, '-f', 'blue/irsa.yaml', 'green/irsa.yaml']);
    expect(code).toBe(2);
    expect(err).toContain('role "shop-web" of account 111122223333 is made by blue/irsa.yaml as well');
    expect(readdirSync(join(folder, 'green'))).toEqual(['irsa.yaml']);
  },
);

describe('backend', () => {
  test('a standard that is not installed is named', async () => {
    const { code, err } = await runCli(join(base, 'backend'), ['validate']);
    expect(code).toBe(2);
    expect(err).toContain('standard: no package "@acme/standard" is installed');
  });

  test('a standard from a package gives region, names, replicas and files, and its backend a key that is said', async () => {
    const folder = newFolder();
    const standard = join(folder, 'node_modules/@acme/standard');
    mkdirSync(join(standard, 'templates'), { recursive: true });
    cpSync(join(base, 'backend/standard.yaml'), join(standard, 'standard.yaml'));
    writeFileSync(join(standard, 'package.json'), '{"name": "@acme/standard", "version": "1.0.0"}');
    writeFileSync(join(standard, 'templates/oncall.md.hbs'), '# On call for {{md workload.name}}\n');
    cpSync(join(base, 'backend/irsa.yaml'), join(folder, 'irsa.yaml'));
    const { code, err } = await runCli(folder, ['generate']);
    expect(code).toBe(0);
    expect(err).toMatch(/^irsa\.yaml:3:1: warning: terraform\.backend: names no key/);
    const read = (path: string) => readFileSync(join(folder, 'generated', path), 'utf8');
    expect(read('docs/new.md')).toBe('# On call for new\n');
    expect(read('terraform/versions.tf')).toContain('bucket       = "platform-tfstate"');
    expect(read('terraform/versions.tf')).toMatch(/key += ".*prod-new.*\.tfstate"/);
    expect(read('terraform/role-prod-new-new.tf')).toMatch(/name += "prod-new-new"/);
    expect(read('kubernetes/new/deployment.yaml')).toContain('replicas: 3');
  });
});

describe('p4: a repository that has grown', () => {
  const FAULTS = [
    'eksctl/cluster.yaml:6 IRSA103',
    'eksctl/cluster.yaml:8 IRSA094',
    'eksctl/cluster.yaml:10 IRSA143',
    'infra/orders.tf:6 IRSA045',
    'infra/orders.tf:25 IRSA031',
    'infra/payments.tf:12 IRSA047',
    'infra/payments.tf:21 IRSA027',
    'infra/reports.tf:40 IRSA032',
    'infra/reports.tf:40 IRSA032',
    'k8s/payments/sa.yaml:7 IRSA060',
    'k8s/reports/deploy.yaml:9 IRSA082',
    'k8s/reports/sa.yaml:7 IRSA121',
    'k8s/thumbs/deploy.yaml:9 IRSA083',
    'k8s/thumbs/sa.yaml:7 IRSA067',
  ];

  test('lint names each fault, and what it cannot tell', async () => {
    const { files } = await scan(['.'], { base: `${base}/p4` });
    const { findings, notChecked } = await lintFiles(files);
    const hard = findings.filter(({ severity }) => severity !== 'info');
    expect(hard.map(({ code, place }) => `${place.file}:${place.line} ${code}`)).toEqual(FAULTS);
    expect(notChecked.map(({ reason }) => reason)).toContain(
      '2 roles are named "external-dns": whether it trusts the service account is not known',
    );
  });

  test.each([
    ['orders/orders-sa', 'shop-orders', /no policy of the role allows/],
    ['payments/payments', 'shop-payments', /"eks.amazonaws.com\/role_arn" means nothing to EKS/],
    [
      'report/reports',
      'shop-reports',
      /does not let system:serviceaccount:report:reports assume shop-reports/,
    ],
    ['thumbs/thumbs-sa', 'shop-thumbs', /is not the ARN of a role/],
  ])('explain denies %s and says why', async (account, bucket, reason) => {
    const { files } = await scan(['.'], { base: `${base}/p4` });
    const [namespace = '', serviceAccount = ''] = account.split('/');
    const { decision, links } = explain(buildWorld(await readFiles(files)), {
      ...{ namespace, serviceAccount },
      ...{ action: 's3:GetObject', resource: `arn:aws:s3:::${bucket}/k` },
    });
    expect(decision).toBe('denied');
    const broken = links.filter(({ status }) => status === 'broken').map((link) => link.reason);
    expect(broken.join('\n')).toMatch(reason);
  });
});

test('each of the folder has its answer', () => {
  const named = Object.keys(SPECS).map((name) => name.split('/')[0]);
  expect([...new Set([...named, 'backend', 'p4'])].sort()).toEqual(readdirSync(base).sort());
});
