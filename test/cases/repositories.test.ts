import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { buildMatrix, buildWorld, explain, type Verdict } from '../../src/explain/index.js';
import { type ReadOptions, readFiles, scan } from '../../src/readers/index.js';
import { lintFiles } from '../lint/support.js';

const base = fileURLToPath(new URL('../fixtures/cases/repositories', import.meta.url));

/** The errors and warnings of a case, and what it notes of files that were not used, as `file:line code`. */
async function judge(name: string): Promise<readonly string[]> {
  const { files } = await scan(['.'], { base: `${base}/${name}` });
  const { findings } = await lintFiles(files);
  return findings
    .filter(({ severity, code }) => severity !== 'info' || code.startsWith('read/'))
    .map(({ code, place }) => `${place.file}:${place.line} ${code}`);
}

async function inventoryOf(name: string, options: ReadOptions = {}) {
  const { files } = await scan(['.'], { base: `${base}/${name}` });
  return readFiles(files, options);
}

/** In which nothing is wrong. */
const RIGHT = [
  'fp01-optional-null',
  'fp02-controllerconfig',
  'fp03-other-cluster',
  'fp05-outposts',
  'fp07-templatefile-yaml',
  'fp08-both-fields',
  'fp10-policy-size',
];

/** What is found, at least; a module's call stands for what its inputs come to. */
const FOUND: Readonly<Record<string, readonly string[]>> = {
  'fn01-cloudformation': [
    ...['template.yaml:12 IRSA020', 'template.yaml:13 IRSA044', 'template.yaml:14 IRSA045'],
    ...['template.yaml:16 IRSA050', 'template.yaml:22 IRSA031', 'template.yaml:23 IRSA029'],
  ],
  'fn02-helm-values': ['values.yaml:5 IRSA067', 'values.yaml:5 IRSA070', 'values.yaml:6 IRSA060'],
  'fn04-terragrunt': [
    ...['terragrunt.hcl:1 IRSA050', 'terragrunt.hcl:1 IRSA054', 'terragrunt.hcl:6 IRSA142'],
    'terragrunt.hcl:9 IRSA020',
  ],
  'fn05-helm-release': ['main.tf:5 IRSA066', 'main.tf:5 IRSA121'],
  'fn06-crossplane-ack': [
    ...['a.yaml:7 IRSA045', 'a.yaml:7 IRSA046', 'a.yaml:8 IRSA020', 'a.yaml:9 IRSA044'],
    ...['a.yaml:17 IRSA045', 'a.yaml:17 IRSA046', 'a.yaml:17 IRSA057'],
  ],
  'fn07-tfvars': ['prod.tfvars:1 read/variables-not-used'],
  'fn10-eksctl-other-boundaries': ['c.yaml:6 IRSA141', 'c.yaml:10 IRSA141', 'c.yaml:11 IRSA142'],
  'fn11-module-input': [
    ...['main.tf:1 IRSA050', 'main.tf:5 IRSA142', 'main.tf:8 IRSA057', 'main.tf:13 IRSA047'],
    ...['main.tf:19 IRSA020', 'main.tf:24 IRSA045', 'main.tf:29 IRSA050'],
  ],
  'fn13-kubectl-manifest': ['main.tf:9 IRSA070', 'main.tf:16 IRSA070'],
  'fn14-blueprints-addon': ['main.tf:1 IRSA054', 'main.tf:7 IRSA142', 'main.tf:10 IRSA057'],
  formats: [
    ...['account-authorization-details.json:18 IRSA044', 'account-authorization-details.json:37 IRSA031'],
    ...['describe-pod-identity-association.json:6 IRSA220', 'get-policy-version.json:9 IRSA031'],
    ...['get-role-policy.json:10 IRSA031', 'get-role.json:16 IRSA044', 'helm-template.yaml:8 IRSA070'],
    ...['kubectl-list.json:26 IRSA070', 'kubectl-list.yaml:14 IRSA070', 'plan.json:1 IRSA031'],
    ...['state-show.json:1 IRSA031', 'terraform.tfstate:19 IRSA044'],
  ],
  'un01-false-cycle': ['main.tf:7 IRSA050'],
};

describe('lint', () => {
  test.each(RIGHT)('%s is right', async (name) => {
    expect(await judge(name)).toEqual([]);
  });

  test.each(Object.entries(FOUND))('%s', async (name, want) => {
    expect(await judge(name)).toEqual(expect.arrayContaining([...want]));
  });
});

/** Questions and their answers, with what is taken as given. */
const ANSWERS: readonly {
  readonly name: string;
  readonly account: string;
  readonly action: string;
  readonly resource: string;
  readonly decision: Verdict;
  readonly given: RegExp;
}[] = [
  {
    name: 'ex01-false-denied',
    account: 'kube-system/external-dns',
    ...{ action: 'route53:ListHostedZones', resource: '*' },
    ...{ decision: 'allowed', given: /the EKS Pod Identity Agent runs in cluster blue/ },
  },
  {
    name: 'ex03-oidc-from-variable',
    account: 'apps/photos',
    ...{ action: 's3:GetObject', resource: 'arn:aws:s3:::acme-photos/a' },
    ...{ decision: 'allowed', given: /is the OIDC provider of <var.oidc_provider>, and exists/ },
  },
  {
    name: 'ex03-oidc-from-variable',
    account: 'apps/photos',
    ...{ action: 's3:PutObject', resource: 'arn:aws:s3:::acme-x-logs/a' },
    ...{ decision: 'unknown', given: /is the OIDC provider of <var.oidc_provider>, and exists/ },
  },
];

describe('explain', () => {
  test.each(ANSWERS)('$name: $action is $decision', async ({ name, account, action, resource, ...want }) => {
    const inventory = await inventoryOf(name);
    const [namespace = '', serviceAccount = ''] = account.split('/');
    const question = { namespace, serviceAccount, action, resource };
    const { decision, assumptions } = explain(buildWorld(inventory), question);
    expect(decision).toBe(want.decision);
    expect(assumptions.join('\n')).toMatch(want.given);
    expect(explain(buildWorld(inventory, {}, { strict: true }), question).decision).toBe('unknown');
  });

  const rowsOf = async (name: string, options?: ReadOptions) =>
    buildMatrix(buildWorld(await inventoryOf(name, options))).rows.map(
      ({ resource, access }) => `${resource} ${access['get']}`,
    );

  test('the matrix has a bucket whose name is known in part', async () => {
    expect(await rowsOf('ex03-oidc-from-variable')).toEqual([
      'acme-photos assumed',
      'acme-<var.oidc_provider>-logs unknown',
    ]);
    expect(await rowsOf('ex04-matrix-empty')).toEqual(['acme-<var.env>-photos unknown']);
  });

  test('a file of variables that is given tells the name', async () => {
    const path = 'prod.tfvars';
    const content = readFileSync(`${base}/ex04-matrix-empty/${path}`, 'utf8');
    const variables = [{ file: { path, content } }];
    expect(await rowsOf('ex04-matrix-empty', { variables })).toEqual(['acme-prod-photos assumed']);
    expect(await judge('ex04-matrix-empty')).toEqual(['prod.tfvars:1 read/variables-not-used']);
  });
});

test('each of the folder has its answer', () => {
  const asked = ANSWERS.map(({ name }) => name);
  const named = new Set([...RIGHT, ...Object.keys(FOUND), ...asked, 'ex04-matrix-empty']);
  expect([...named].sort()).toEqual(readdirSync(base).sort());
});
