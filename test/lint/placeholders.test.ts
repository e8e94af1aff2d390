import { describe, expect, test } from '@jest/globals';
import { ROLE_ARN } from '../../src/kubernetes/role-annotation.js';
import { HOST, policyFile, trustFile, webIdentity } from '../../src/lint/examples.js';
import {
  account,
  association,
  cluster,
  pod,
  podIdentityTrust,
  roleFile,
  yamlFile,
} from '../../src/lint/identity-examples.js';
import type { TextFile } from '../../src/readers/index.js';
import { lintFiles, shown } from './support.js';

const codes = async (files: readonly TextFile[]) =>
  (await lintFiles(files)).findings.map(({ code, severity }) => `${code} ${severity}`);

const annotated = (role: string) => [yamlFile('sa.yaml', account({ [ROLE_ARN]: role }))];
const read = (...resources: readonly string[]) =>
  policyFile({ Effect: 'Allow', Action: 's3:GetObject', Resource: resources });
const send = (resource: string) =>
  policyFile({ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: resource });
const requested = (...regions: readonly string[]) =>
  policyFile({
    ...{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: 'arn:aws:sqs:us-east-1:111122223333:jobs' },
    Condition: { StringEquals: { 'aws:requestedRegion': regions } },
  });
const assumedBy = (aws: string) =>
  trustFile({ Effect: 'Allow', Principal: { AWS: aws }, Action: 'sts:AssumeRole' });
const subject = (value: string, host = HOST) =>
  trustFile(
    webIdentity({
      Condition: { StringEquals: { [`${host}:aud`]: 'sts.amazonaws.com', [`${host}:sub`]: value } },
    }),
  );

describe('a placeholder is one information, and nothing else', () => {
  test.each<readonly [string, readonly TextFile[]]>([
    ['for the account of an annotation', annotated('arn:aws:iam::ACCOUNT_ID:role/photos')],
    ['for the whole annotation', annotated('{{ .Values.role }}')],
    ['for the role of kustomize', annotated('$(ROLE_ARN)')],
    ['for the name of the role', annotated('arn:aws:iam::111122223333:role/<role>')],
    ['for a bucket', read('arn:aws:s3:::<your bucket>/*', 'arn:aws:s3:::YOUR_BUCKET/*')],
    ['for a bucket that envsubst fills in', read('arn:${PARTITION}:s3:::${bucket}/*')],
    ['for a whole resource', read('${BUCKET_ARN}', 'BUCKET_ARN')],
    ['for a region', send('arn:aws:sqs:REGION:111122223333:jobs')],
    [
      'for what printf fills in',
      read('arn:aws:s3:::%s/*', 'arn:aws:s3:::%[1]s', '%s', 'arn:aws:s3:%s:%s:%s'),
    ],
    ['for the region of a condition', requested('region', 'AWS_REGION', '%s', 'aws-region')],
    ['for an account', send('arn:aws:sqs:us-east-1:123456789xxx:jobs')],
    ['for a principal', assumedBy('arn:aws:iam::ACCOUNT_ID:role/app')],
    ['for the account of a principal', assumedBy('ACCOUNT_ID')],
    ['for a subject', subject('system:serviceaccount:NAMESPACE:SERVICE_ACCOUNT')],
    ['for the id of an issuer', subject('system:serviceaccount:shop:app', '${OIDC_PROVIDER}')],
    [
      'in Terraform',
      [
        roleFile({
          trust: podIdentityTrust({
            Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
          }) as object,
          blocks: association().replace('"default"', '"<namespace>"'),
        }),
      ],
    ],
    ['for a name', [yamlFile('pod.yaml', pod({ serviceAccountName: '${SA}' }))]],
    [
      'in a ClusterConfig',
      [yamlFile('cluster.yaml', cluster({ metadata: { name: 'CLUSTER_NAME', region: 'us-east-1' } }))],
    ],
  ])('%s', async (_, files) => {
    const own = (await codes(files)).filter((code) => !/^IRSA(?:080|114|127) /.test(code));
    expect(own.filter((code) => code !== 'IRSA072 info')).toEqual([]);
    expect(own).toEqual(['IRSA072 info']);
  });

  test('that names each of them once, at the first', async () => {
    const result = await lintFiles([
      ...read('arn:aws:s3:::BUCKET_NAME/*', 'arn:aws:s3:::<other>/*'),
      ...annotated('arn:aws:iam::ACCOUNT_ID:role/photos'),
    ]);
    expect(shown(result)).toEqual([
      'IRSA072 policy.json:8:9 holds the placeholders "BUCKET_NAME" and "<other>": what depends on them is not judged',
      'IRSA072 sa.yaml:7:33 holds the placeholder "ACCOUNT_ID": what depends on it is not judged',
    ]);
    expect(result.notChecked).toEqual([]);
  });
});

describe('a mistake stays an error', () => {
  test.each<readonly [string, string, readonly TextFile[]]>([
    ['an account of 11 digits', 'IRSA022', send('arn:aws:sqs:us-east-1:11112222333:jobs')],
    ['a letter for a digit', 'IRSA022', send('arn:aws:sqs:us-east-1:11112222333O:jobs')],
    ['a region that is none', 'IRSA176', send('arn:aws:sqs:us-est-1:111122223333:jobs')],
    ['a region that is none in a condition', 'IRSA176', requested('us-est-1')],
    ['a reference of Terraform in a plain file', 'IRSA023', read('arn:aws:s3:::${var.bucket}/*')],
    ['a policy variable that is not closed', 'IRSA023', read('arn:aws:s3:::${aws:username/*')],
    ['a name for an account', 'IRSA067', annotated('arn:aws:iam::prod:role/photos')],
    ['another partition beside one', 'IRSA071', annotated('arn:aws-gov:iam::ACCOUNT_ID:role/photos')],
    ['a region beside one', 'IRSA069', annotated('arn:aws:iam:us-east-1:ACCOUNT_ID:role/photos')],
    ['a policy beside one', 'IRSA070', annotated('arn:aws:iam::${ACCOUNT}:policy/photos')],
    ['an account beside one', 'IRSA022', assumedBy('arn:aws:iam::11112222333:role/MY_ROLE')],
    ['a namespace with a capital', 'IRSA050', subject('system:serviceaccount:Shop:app')],
  ])('%s', async (_, code, files) => {
    expect(await codes(files)).toContain(`${code} error`);
  });
});

test('an empty annotation is an information: the webhook takes it for none', async () => {
  expect(await codes(annotated(''))).toEqual(['IRSA066 info']);
  expect(await codes(annotated(' '))).toContain('IRSA066 error');
});
