import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { HOST, policyFile, trustFile, webIdentity } from '../../src/lint/examples.js';
import { RULES } from '../../src/lint/registry.js';
import { repair } from '../../src/lint/repair.js';
import { readFiles, type TextFile } from '../../src/readers/index.js';
import { lintFiles, shown } from './support.js';

const BAD = `resource "aws_iam_policy" "photos" {
  name = "photos"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::photos"
    }]
  })
}
`;

const file = (content: string, path = 'main.tf'): readonly TextFile[] => [{ path, content }];
const beforeLine = (line: string, comment: string) => BAD.replace(line, `${comment}\n${line}`);

async function fixed(files: readonly TextFile[]): Promise<readonly string[]> {
  const { changed } = await repair(files, await lintFiles(files), lintFiles);
  return files.map(({ path, content }) => changed.get(path) ?? content);
}

describe('a finding', () => {
  test('has the rule, the place and its end', async () => {
    const { findings } = await lintFiles(file(BAD));
    expect(findings).toMatchObject([
      {
        code: 'IRSA031',
        rule: 'object-action-on-bucket',
        severity: 'error',
        place: { file: 'main.tf', line: 8, column: 18 },
        end: { line: 8, column: 39 },
      },
    ]);
  });

  test('has the severity of the standard, and none when that is off', async () => {
    const severity = async (set: 'info' | 'off') =>
      (await lintFiles(file(BAD), { severities: { IRSA031: set } })).findings.map((each) => each.severity);
    expect(await severity('info')).toEqual(['info']);
    expect(await severity('off')).toEqual([]);
  });

  test('is there once, however many facts share its document', async () => {
    const shared = `${BAD}
locals { apps = ["a", "b"] }
resource "aws_iam_role_policy" "each" {
  for_each = toset(local.apps)
  role     = each.value
  policy   = aws_iam_policy.photos.policy
}
`;
    expect(shown(await lintFiles(file(shared)))).toHaveLength(1);
  });
});

test('wildcards, however many, are compared in no time to speak of', async () => {
  const many = `${'*a'.repeat(20)}*!`;
  const subject = (name: string) => ({ [`${HOST}:sub`]: `system:serviceaccount:jobs:${name}` });
  const { findings } = await lintFiles([
    ...trustFile(
      webIdentity({ Condition: { StringEquals: subject('a'.repeat(63)), StringLike: subject(many) } }),
    ),
    ...policyFile({ Effect: 'Allow', Action: `s3:${many.slice(0, -1)}`, Resource: 'arn:aws:s3:::photos' }),
  ]);
  expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining(['IRSA028', 'IRSA056']));
});

describe('an ignore', () => {
  const REASON = 'irsa-forge-ignore IRSA031: the bucket is empty';

  test.each([
    ['above the line', beforeLine('      Resource', `      # ${REASON}`)],
    ['above the line, with slashes', beforeLine('      Resource', `      // ${REASON}`)],
    ['behind the line', BAD.replace('photos"\n    }]', `photos" # ${REASON}\n    }]`)],
    ['above the block', `# ${REASON}\n${BAD}`],
    ['above the block, with other comments between', `# ${REASON}\n# more\n\n${BAD}`],
    ['for the whole file', `${BAD}\n# irsa-forge-ignore-file IRSA031: the bucket is empty\n`],
    ['of several rules', `# irsa-forge-ignore IRSA001, IRSA031: the bucket is empty\n${BAD}`],
  ])('%s accepts the finding', async (_where, content) => {
    const { findings, suppressed } = await lintFiles(file(content));
    expect(findings).toEqual([]);
    expect(suppressed.map(({ finding, reason }) => [finding.code, reason])).toEqual([
      ['IRSA031', 'the bucket is empty'],
    ]);
  });

  test('above a heredoc covers the document in it', async () => {
    const content = `resource "aws_iam_policy" "photos" {
  name = "photos"
  # ${REASON}
  policy = <<EOF
{ "Version": "2012-10-17", "Statement": [
{ "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::photos" } ] }
EOF
}
`;
    expect((await lintFiles(file(content))).findings).toEqual([]);
  });

  test.each([
    ['of another rule', beforeLine('      Resource', '      # irsa-forge-ignore IRSA032: why')],
    ['of another line', beforeLine('  name', `  # ${REASON}`)],
  ])('%s accepts nothing', async (_what, content) => {
    expect((await lintFiles(file(content))).findings.map(({ code }) => code)).toEqual(['IRSA031']);
  });

  test('without a reason accepts nothing and is reported', async () => {
    const { findings } = await lintFiles(
      file(beforeLine('      Resource', '      # irsa-forge-ignore IRSA031')),
    );
    expect(findings.map(({ code, place }) => [code, place.line])).toEqual([
      ['lint/ignore', 8],
      ['IRSA031', 9],
    ]);
  });

  test('of a rule that does not exist is reported', async () => {
    const { findings } = await lintFiles(file(`# irsa-forge-ignore IRSA999: why\n${BAD}`));
    expect(findings.map(({ message }) => message)).toContain('there is no rule IRSA999');
  });

  test('for JSON stands in a file of exceptions', async () => {
    const { SourceText } = await import('../../src/readers/index.js');
    const content = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos' }],
    });
    const exceptions = new SourceText('.irsa-forge-ignore', `# our exceptions\npolicy.json ${REASON}\n`);
    expect((await lintFiles(file(content, 'policy.json'), { exceptions })).findings).toEqual([]);
    expect((await lintFiles(file(content, 'other.json'), { exceptions })).findings).toHaveLength(1);
  });
});

describe('what is not known', () => {
  test('is no finding, and is counted', async () => {
    const open = `variable "bucket" {}\n${BAD.replace('photos"\n    }]', '${var.bucket}"\n    }]')}`;
    const { findings, notChecked } = await lintFiles(file(open));
    expect(findings).toEqual([]);
    expect(notChecked.map(({ place, reason }) => [place.line, reason])).toContainEqual([
      9,
      expect.stringContaining('bucket'),
    ]);
  });

  test('is a dialect of JSON that has nothing to do with access', async () => {
    const files = file('{\n  // why\n  "strict": true,\n}\n', 'tsconfig.json');
    expect((await lintFiles(files)).findings).toEqual([]);
    expect((await readFiles(files)).leftOut).toEqual([
      { file: 'tsconfig.json', reason: expect.stringContaining('JSON with comments') },
    ]);
  });
});

test('broken files are findings', async () => {
  const files = [
    { path: 'a.tf', content: 'resource "aws_iam_role" "a" {\n' },
    { path: 'b.json', content: '{ "Version": "2012-10-17", "Statement": [ }' },
    { path: 'c.yaml', content: 'apiVersion: v1\nkind: [' },
  ];
  const { findings } = await lintFiles(files);
  const places = new Set(
    findings.filter(({ code }) => code.startsWith('read/')).map(({ place }) => place.file),
  );
  expect([...places].sort()).toEqual(['a.tf', 'b.json', 'c.yaml']);
});

describe('a fix', () => {
  test.each([
    ['adds /* for actions on objects', BAD, '"arn:aws:s3:::photos/*"'],
    [
      'keeps the bucket for actions on it',
      BAD.replace('"s3:GetObject"', '["s3:GetObject", "s3:ListBucket"]'),
      '["arn:aws:s3:::photos", "arn:aws:s3:::photos/*"]',
    ],
    [
      'adds the third colon, and then what that shows',
      BAD.replace('s3:::photos', 's3::photos'),
      '"arn:aws:s3:::photos/*"',
    ],
    [
      'leaves a shared value alone',
      `${BAD.replace('"arn:aws:s3:::photos"', 'local.arn')}locals {\n  arn = "arn:aws:s3:::photos"\n}\n`,
      '"arn:aws:s3:::photos"\n',
    ],
  ])('%s', async (_what, content, want) => {
    const [after] = await fixed(file(content));
    expect(after).toContain(want);
  });

  test.each(RULES.map((rule) => [rule.id, rule] as const))(
    'of %s removes its finding, and nothing else breaks',
    async (_id, rule) => {
      const first = await lintFiles(rule.examples.bad);
      const { changed } = await repair(rule.examples.bad, first, (files) => lintFiles(files));
      const after = rule.examples.bad.map(({ path, content }) => ({
        path,
        content: changed.get(path) ?? content,
      }));
      const { findings } = await lintFiles(after);
      expect(findings.filter(({ fix }) => fix !== undefined && fix.unsafe !== true)).toEqual([]);
      expect(findings.filter(({ code }) => code.startsWith('read/'))).toEqual(
        first.findings.filter(({ code }) => code.startsWith('read/')),
      );
    },
  );
});

describe('a fix in another language or shape', () => {
  const HOST = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
  const trust = (condition: string, close = '"') =>
    `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/${HOST}"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":${condition}}]}`.replaceAll(
      '"',
      close,
    );
  const sub = `"${HOST}:sub":"system:serviceaccount:a:b"`;
  const aud = `"${HOST}:aud":"sts.amazonaws.com"`;

  test.each([
    ['adds the audience', trust(`{"StringEquals":{${sub}}}`), `${sub}, ${aud.replace(':"sts', ': "sts')}`],
    ['uses StringEquals', trust(`{"StringLike":{${sub},${aud}}}`), '{"StringEquals":{'],
    [
      'does not make a key that is there already',
      trust(`{"StringEquals":{${aud}},"StringLike":{${sub}}}`),
      `"StringLike":{${sub}`,
    ],
    ['takes https:// out of keys', trust(`{"StringEquals":{"https://${sub.slice(1)},${aud}}}`), `{${sub},`],
  ])('%s', async (_what, content, want) => {
    const [after] = await fixed(file(content, 'trust.json'));
    expect(after).toContain(want);
  });

  test('works in YAML, quoted or not, with Windows line ends', async () => {
    const content = [
      'apiVersion: eksctl.io/v1alpha5',
      'kind: ClusterConfig',
      'metadata: { name: a, region: us-east-1 }',
      'iam:',
      '  withOIDC: true',
      '  serviceAccounts:',
      '    - metadata: { name: a, namespace: b }',
      '      attachPolicy:',
      '        Version: "2012-10-17"',
      '        Statement:',
      '          - Effect: allow',
      '            Action: [s3:GetObject]',
      '            Resource: arn:aws:s3::photos/*',
      '          - Effect: Allow',
      '            Action: s3:PutObject',
      '            Resource:',
      "              - 'arn:aws:s3:::photos'",
      '',
    ].join('\r\n');
    const [after] = await fixed(file(content, 'cluster.yaml'));
    expect(after).toBe(
      content
        .replace('allow', 'Allow')
        .replace('s3::photos/*', 's3:::photos/*')
        .replace("s3:::photos'", "s3:::photos/*'"),
    );
  });
});

describe('the originals of two blog posts', () => {
  const base = fileURLToPath(new URL('./fixtures', import.meta.url));
  const load = (path: string) => file(readFileSync(`${base}/${path}`, 'utf8'), path);

  test('Terraform: each mistake is a finding with a fix', async () => {
    const { findings } = await lintFiles(load('blog-terraform/main.tf'));
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, place, fix }) => [code, place.line, fix?.title])).toEqual([
      ['IRSA014', 16, 'move Condition out of Principal'],
      ['IRSA013', 25, 'take the action out'],
      ['IRSA012', 27, 'take out Resource'],
      ['IRSA016', 27, 'write arn:aws:s3:::lightlytics-s3-bucket/*'],
    ]);
  });

  test('Terraform: with every fix made, suggestions too, the trust policy is right', async () => {
    let files = load('blog-terraform/main.tf');
    for (let round = 0; round < 4; round += 1) {
      const { findings } = await lintFiles(files);
      const all = findings.map(({ fix, ...finding }) => ({
        ...finding,
        ...(fix === undefined ? {} : { fix: { title: fix.title, edits: fix.edits } }),
      }));
      const { changed } = await repair(files, { findings: all, suppressed: [], notChecked: [] }, lintFiles);
      files = files.map(({ path, content }) => ({ path, content: changed.get(path) ?? content }));
    }
    expect(shown(await lintFiles(files))).toEqual([]);
  });

  test('Kubernetes: the annotation is a finding with a fix', async () => {
    const { findings } = await lintFiles(load('blog-kubernetes/app.yaml'));
    expect(
      findings.filter(({ fix }) => fix !== undefined).map(({ place, message }) => [place.line, message]),
    ).toContainEqual([7, expect.stringContaining('I am')]);
  });
});
