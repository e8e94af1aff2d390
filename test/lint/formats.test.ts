import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { buildWorld, explain } from '../../src/explain/index.js';
import { loadManagedPolicies, readFiles, scan, type TextFile } from '../../src/readers/index.js';
import { lintFiles } from './support.js';

const FOLDER = 'test/fixtures/formats';

type Rewrite = (file: TextFile) => TextFile;

/** Formats that are another one but for a small thing. */
const DERIVED: Readonly<Record<string, readonly [from: string, rewrite: Rewrite]>> = {
  opentofu: ['terraform', ({ path, content }) => ({ path: path.replace(/\.tf$/, '.tofu'), content })],
  sam: [
    'cloudformation-yaml',
    ({ path, content }) => ({
      path,
      content: content.replace(
        /^(AWSTemplateFormatVersion.*\n)/,
        '$1Transform: AWS::Serverless-2016-10-31\n',
      ),
    }),
  ],
  kubectl: ['terraform', asPrinted],
};

/** Manifests as `kubectl get -o json` prints them, with some of what the server fills in. */
function asPrinted({ path, content }: TextFile): TextFile {
  if (!path.endsWith('pods.yaml')) return { path, content };
  const items = parseAllDocuments(content).map((document) => {
    const object = document.toJSON() as { metadata: object; spec?: object };
    const metadata = { ...object.metadata, uid: 'a', resourceVersion: '1' };
    return { ...object, metadata };
  });
  const list = { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
  return { path: path.replace('.yaml', '.json'), content: JSON.stringify(list, undefined, 4) };
}

const FORMATS = [...readdirSync(FOLDER), ...Object.keys(DERIVED)];

/** Of each row of docs/formats.md the formats here, or why there is none. */
const ROWS: Readonly<Record<string, readonly string[] | string>> = {
  'Terraform and OpenTofu, HCL and JSON': ['terraform', 'terraform-json', 'opentofu'],
  Terragrunt: ['terragrunt'],
  eksctl: 'it writes the trust policies of its roles itself, so that half of the faults cannot be written',
  'CloudFormation, SAM, CDK': ['cloudformation-yaml', 'cloudformation-json', 'sam', 'cdk'],
  "Terraform's plans and states": ['terraform-plan', 'terraform-state', 'terraform-show-state'],
  'AWS CLI': ['aws'],
  Kubernetes: ['kubectl', 'flux'],
  'ACK, Crossplane': ['ack', 'crossplane'],
  Snapshots:
    'they are answers of the AWS CLI and lists of kubectl, with faults of their own: test/explain/live.test.ts',
  Helm: ['argo', 'flux'],
  IAM: 'a policy by itself belongs to no role, so that there is no chain',
};
const given = {
  accountId: '111122223333',
  region: 'eu-west-1',
  issuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789ABCDEF0123456789',
};

/** One system in each format: a role with its trust, policies, association and bucket, a service account and a pod. */
async function judged(format: string, twin: 'good' | 'bad') {
  const [from = format, rewrite = (file: TextFile) => file] = DERIVED[format] ?? [];
  const scanned = await scan([`${FOLDER}/${from}/${twin}`]);
  const files = scanned.files.map(rewrite);
  const { diagnostics } = scanned;
  const { findings } = await lintFiles(files, { given });
  const world = buildWorld(await readFiles(files, { given }), given, {
    managedPolicies: loadManagedPolicies,
  });
  const answer = explain(world, {
    ...{ namespace: 'shop', serviceAccount: 'web', action: 's3:GetObject' },
    resource: 'arn:aws:s3:::acme-media/a.jpg',
  });
  return {
    findings: [...diagnostics, ...findings].map(({ code }) => code).sort(),
    decision: answer.decision,
    links: answer.links.map(({ kind, status }) => `${kind}: ${status}`),
  };
}

describe.each(FORMATS)('the same system as %s', (format) => {
  test('is judged the same', async () => {
    expect(await judged(format, 'good')).toEqual({
      findings: [],
      decision: 'allowed',
      links: [
        'pod: ok',
        'service-account: ok',
        'binding: ok',
        'injection: ok',
        'role: ok',
        'token: ok',
        'provider: ok',
        'trust: ok',
        'permissions: ok',
        'resource-policy: ok',
      ],
    });
  });

  test('with a fault of each kind is judged the same', async () => {
    expect(await judged(format, 'bad')).toEqual({
      findings: [
        ...['IRSA017', 'IRSA020', 'IRSA027', 'IRSA031', 'IRSA044', 'IRSA045'],
        ...['IRSA050', 'IRSA070', 'IRSA183', 'IRSA193', 'IRSA220'],
      ],
      decision: 'denied',
      links: [
        'pod: ok',
        'service-account: ok',
        'binding: broken',
        'token: ok',
        'provider: ok',
        'trust: broken',
        'permissions: broken',
        'resource-policy: ok',
      ],
    });
  });
});

test('every format that is said to be read takes part, or says why it does not', () => {
  const [table = ''] = /\n\| Format[\s\S]*?\n\n/.exec(readFileSync('docs/formats.md', 'utf8')) ?? [];
  const rows = [...table.matchAll(/^\| ([^|]+?) \|/gm)].map(([, name]) => name);
  expect(rows.slice(1)).toEqual(Object.keys(ROWS));
  const named = Object.values(ROWS).flatMap((row) => (typeof row === 'string' ? [] : row));
  expect(FORMATS.filter((format) => !named.includes(format))).toEqual([]);
  expect(named.filter((format) => !FORMATS.includes(format))).toEqual([]);
});
