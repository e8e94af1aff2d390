import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { lintFiles } from '../lint/support.js';

const FOLDER = fileURLToPath(new URL('../fixtures/cases/policy-faults', import.meta.url));

/** The rule that names the fault, with words of its message. */
const WANTED: Readonly<Record<string, readonly [rule: string, message: RegExp]>> = {
  'action-in-trust.tf': ['IRSA013', /"s3:GetObject" is a permission/],
  'action-object.json': ['IRSA175', /Action holds an object/],
  'arn-service-typo.json': ['IRSA180', /the service "dynamo"/],
  'bucket-policy-star-action.json': ['IRSA029', /"\*" allows every action on the resource/],
  'dynamodb-on-bucket.json': ['IRSA189', /"dynamodb:GetItem" never applies/],
  'empty-resource.json': ['IRSA191', /Resource is empty/],
  'iam-pass-wild.json': ['IRSA147', /iam:Pass\* on "\*" hands any role to a service/],
  'kms-on-bucket.json': ['IRSA189', /"kms:Decrypt" never applies/],
  'principal-federated-key-case.tf': ['IRSA179', /"federated" is no kind of principal/],
  'principal-group.tf': ['IRSA184', /the ARN of a group/],
  'principal-malformed-arn.tf': ['IRSA184', /"arn:aws::iam::111122223333:root" is no principal/],
  'principal-service-regional.tf': ['IRSA187', /not the service that EKS Pod Identity uses/],
  'principal-service-typo.tf': ['IRSA187', /no service "pod.eks.amazonaws.com"/],
  'principal-string.tf': ['IRSA184', /Principal is the text/],
  'principal-wildcard-role.tf': ['IRSA184', /has a wildcard/],
  'private-ip.json': ['IRSA186', /private range/],
  'region-typo.json': ['IRSA176', /no region "us-est-1"/],
  'ssm-double-slash.json': ['IRSA201', /two slashes/],
  'sts-on-bucket.json': ['IRSA189', /"sts:AssumeRole" never applies/],
  'tag-equals-wildcard.json': ['IRSA194', /the wildcard in "team-\*" is a plain character/],
  'tagsession-typo.tf': ['IRSA027', /sts has no action "sts:TagSesion"/],
};

const files = readdirSync(FOLDER).sort();

async function findingsOf(path: string, content: string) {
  return (await lintFiles([{ path, content }])).findings;
}

describe('faults of policies', () => {
  test('are all here', () => {
    expect(Object.keys(WANTED).sort()).toEqual(files);
  });

  test.each(files)('%s is named, and nothing else is wrong', async (path) => {
    const [rule, message] = WANTED[path] ?? ['', /^$/];
    const findings = await findingsOf(path, readFileSync(`${FOLDER}/${path}`, 'utf8'));
    const severe = findings.filter(({ severity }) => severity !== 'info');
    expect(severe.filter(({ code }) => code === rule).map((finding) => finding.message)).toContainEqual(
      expect.stringMatching(message),
    );
    // The slip also leaves the action out that EKS Pod Identity needs.
    const alone = severe.filter(({ code }) => code !== 'IRSA111');
    expect(new Set(alone.map(({ code }) => code))).toEqual(new Set([rule]));
  });
});
