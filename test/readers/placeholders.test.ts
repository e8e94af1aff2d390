import { describe, expect, test } from '@jest/globals';
import { readFiles } from '../../src/readers/index.js';
import { text } from '../../src/readers/node.js';
import { type TextUse, withPlaceholders } from '../../src/readers/placeholders.js';
import { plain, value } from './support.js';

const PLACE = { file: 'a.yaml', line: 1, column: 1, start: 0, end: 1 };

/** What is found, in the order of the text. */
function found(from: string, use: TextUse = 'value', isTerraform = false): readonly string[] {
  const node = withPlaceholders(text(from, PLACE), use, isTerraform);
  if (node?.kind !== 'unknown') return [];
  return (node.parts ?? [node]).flatMap((part) =>
    typeof part === 'string' || part.placeholder === undefined ? [] : [part.placeholder],
  );
}

describe('placeholders', () => {
  test.each<[string, ...string[]]>([
    ['arn:aws:iam::ACCOUNT_ID:role/photos', 'ACCOUNT_ID'],
    ['arn:aws:iam::<ACCOUNT_ID>:role/photos', '<ACCOUNT_ID>'],
    ['arn:aws:iam::<your account id>:role/photos', '<your account id>'],
    ['arn:aws:iam::YOUR_ACCOUNT:role/MY_ROLE', 'YOUR_ACCOUNT', 'MY_ROLE'],
    ['arn:aws:iam::ACCOUNT:role/photos', 'ACCOUNT'],
    ['arn:aws:iam::account-id:role/photos', 'account-id'],
    ['arn:aws:iam::your-aws-account-id:role/photos', 'your-aws-account-id'],
    ['arn:aws:iam::123456789xxx:role/photos', '123456789xxx'],
    ['arn:aws:iam::1234-xxxx-xxxx:role/photos', '1234-xxxx-xxxx'],
    ['arn:aws:iam::############:role/photos', '############'],
    ['arn:aws:iam::XXXXXXXXXXXX:role/photos', 'XXXXXXXXXXXX'],
    ['arn:aws:iam::${ACCOUNT}:role/${ROLE:-photos}', '${ACCOUNT}', '${ROLE:-photos}'],
    ['arn:aws:iam::${AWS::AccountId}:role/photos', '${AWS::AccountId}'],
    ['arn:aws:iam::$ACCOUNT:role/$role', '$ACCOUNT', '$role'],
    ['arn:aws:iam::{account}:role/%s', '{account}', '%s'],
    ['arn:aws:iam::[account-id]:role/photos', '[account-id]'],
    ['arn:aws:I am::XXXXXXXXXXXX:role/photos', 'XXXXXXXXXXXX'],
    ['arn:${PARTITION}:iam::111122223333:role/photos', '${PARTITION}'],
    ['arn:AWS_PARTITION:sqs:REGION:111122223333:jobs', 'AWS_PARTITION', 'REGION'],
    ['arn:aws:sqs:aws-region:111122223333:jobs', 'aws-region'],
    ['arn:aws:s3:::BUCKET_NAME/*', 'BUCKET_NAME'],
    ['arn:aws:s3:::DOC-EXAMPLE-BUCKET/*', 'DOC-EXAMPLE-BUCKET'],
    ['arn:aws:s3:::photos-{{ region }}/*', '{{ region }}'],
    ['arn:aws:s3:::$(BUCKET)/*', '$(BUCKET)'],
    ['arn:aws:dynamodb:us-east-1:111122223333:table/__TABLE__', '__TABLE__'],
    ['arn:aws:ec2:us-east-1:111122223333:vpc/vpc-xxxxxxxx', 'xxxxxxxx'],
    ['arn:aws:kms:us-east-1:111122223333:key/KMS_KEY_ID', 'KMS_KEY_ID'],
    ['%%BUCKET%%', '%%BUCKET%%'],
    ['%BUCKET%', '%BUCKET%'],
    ['@BUCKET@', '@BUCKET@'],
    ['#{Bucket}', '#{Bucket}'],
    ['<%= bucket %>', '<%= bucket %>'],
    ['REPLACE_ME', 'REPLACE_ME'],
    ['changeme', 'changeme'],
    ['ROLE_ARN', 'ROLE_ARN'],
    ['https://oidc.eks.REGION.amazonaws.com/id/OIDC_ID', 'REGION', 'OIDC_ID'],
    ['oidc.eks.us-east-1.amazonaws.com/id/CLUSTER-ID:sub', 'CLUSTER-ID'],
    ['system:serviceaccount:NAMESPACE:SERVICE_ACCOUNT', 'NAMESPACE', 'SERVICE_ACCOUNT'],
  ])('%s', (from, ...want) => {
    expect(found(from)).toEqual(want);
  });

  test.each([
    'arn:aws:iam::11112222333:role/photos',
    'arn:aws:iam::11112222333O:role/photos',
    'arn:aws:iam::prod:role/photos',
    'arn:aws-gov:iam::111122223333:role/photos',
    'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
    'arn:aws:iam::111122223333:role/S3-READ-ONLY',
    'arn:aws:iam::111122223333:role/ADMIN',
    'arn:aws:iam::111122223333:user/${aws:username}',
    "arn:aws:s3:::homes/${aws:PrincipalTag/team, 'none'}/*",
    'arn:aws:s3:::homes/${*}/${?}',
    'arn:aws:s3:::lake/*_$folder$',
    'arn:aws:s3:::PHOTOS/*',
    'arn:aws:s3:::photos/%C3%A9/%2F/*',
    'arn:aws:lambda:us-east-1:111122223333:function:thumbs:$LATEST',
    'arn:aws:execute-api:us-east-1:111122223333:api/*/GET/{proxy+}',
    'arn:aws:sqs:us-est-1:111122223333:jobs',
    'arn:aws:s3:::${var.bucket}/*',
    'arn:aws:s3:::homes/${aws:PrincipalTag/team/*',
    'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE',
    'oidc.eks.us-east-1.amazonaws.com/id/ABCDEF0123456789ABCDEF0123456789:aud',
    'system:serviceaccount:Default:sa-app',
    'AROAEXAMPLE1234567890',
    'echo $HOME\nsleep 1',
  ])('none in %s', (from) => {
    expect(found(from)).toEqual([]);
  });

  test('Terraform has filled in what it fills in, so that a dollar is a mistake', () => {
    expect(found('arn:aws:s3:::${bucket}/$ID', 'value', true)).toEqual([]);
    expect(found('arn:aws:s3:::${BUCKET}/*', 'value', true)).toEqual([]);
    expect(found('arn:aws:iam::$account:role/x', 'value', true)).toEqual([]);
    expect(found('arn:aws:iam::<ACCOUNT>:role/x', 'value', true)).toEqual(['<ACCOUNT>']);
  });

  test('Kubernetes itself fills in $(…) in a container, and names of variables are in capitals', () => {
    expect(found('$(POD_IP):8080', 'container')).toEqual([]);
    expect(found('AWS_ROLE_ARN', 'word')).toEqual([]);
    expect(found('NAMESPACE', 'name')).toEqual(['NAMESPACE']);
    expect(found('MyApp', 'name')).toEqual([]);
  });

  test('two rows of letters are not the same value, two placeholders of a name are', () => {
    const symbols = ['XXXXXXXXXXXX', '$ACCOUNT'].map((part) => {
      const node = withPlaceholders(text(part, PLACE), 'value', false);
      return node?.kind === 'unknown' ? node.symbol : 'known';
    });
    expect(symbols).toEqual([undefined, '$ACCOUNT']);
  });
});

describe('files', () => {
  const manifest = (name: string) => [
    { path: 'a.yaml', content: `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: "${name}"\n` },
  ];

  test('what another program fills in makes a value unknown, not wrong', async () => {
    const { serviceAccounts } = await readFiles(manifest('{{ .Release.Name }}-sa'));
    expect(value(serviceAccounts[0]?.name)).toBe('?${{{ .Release.Name }}}-sa');
  });

  test('in files of our own, the same is plain text', async () => {
    const { serviceAccounts } = await readFiles(manifest('{{ x }}'), { placeholders: 'text' });
    expect(value(serviceAccounts[0]?.name)).toBe('{{ x }}');
  });

  test('documents that facts share stay one, whether they hold one or not', async () => {
    const inventory = await readFiles([
      {
        path: 'main.tf',
        content: `locals {
  policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::BUCKET_NAME/*" }] })
}
resource "aws_iam_policy" "a" { policy = local.policy }
resource "aws_iam_policy" "b" { policy = local.policy }
`,
      },
    ]);
    const [a, b] = inventory.policies;
    expect(a?.document).toBe(b?.document);
  });

  test('a patch finds its object by the placeholder that both have as a name', async () => {
    const object = (more: string) =>
      `apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: \${APP}\n${more}`;
    const { serviceAccounts } = await readFiles([
      { path: 'kustomization.yaml', content: 'resources: [sa.yaml]\npatches: [{ path: patch.yaml }]\n' },
      { path: 'sa.yaml', content: object('') },
      { path: 'patch.yaml', content: object('  annotations: { team: web }\n') },
    ]);
    expect(serviceAccounts.map(({ annotations }) => plain(annotations))).toEqual([{ team: 'web' }]);
  });
});
