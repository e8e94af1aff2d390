import { describe, expect, test } from '@jest/globals';
import { lintFiles } from './support.js';

const ROLE = `resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }] })
}
`;
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function may(action: string, role: string): string {
  const resource = action.startsWith('s3:') ? 'arn:aws:s3:::acme-photos/*' : KEY;
  return `resource "aws_iam_role_policy" "${action.replace(/.*:/, '')}" {
  role   = ${role}
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "${action}", Resource = "${resource}" }] })
}
`;
}

describe('data keys for uploads without decryption', () => {
  const OWN = 'aws_iam_role.app.name';
  test.each<[string, readonly (readonly [string, string])[], readonly string[]]>([
    [
      'in two policies of a role',
      [
        ['s3:PutObject', OWN],
        ['kms:GenerateDataKey', OWN],
      ],
      ['IRSA042'],
    ],
    [
      'not where a third policy lets it decrypt',
      [
        ['s3:PutObject', OWN],
        ['kms:GenerateDataKey', OWN],
        ['kms:Decrypt', OWN],
      ],
      [],
    ],
    ['not where it uploads nothing', [['kms:GenerateDataKey', OWN]], []],
  ])('%s', async (_name, grants, want) => {
    const content = ROLE + grants.map(([action, role]) => may(action, role)).join('');
    const { findings } = await lintFiles([{ path: 'main.tf', content }]);
    expect(findings.map(({ code }) => code).filter((code) => code === 'IRSA042')).toEqual(want);
  });

  test('not of a role elsewhere, which may have further policies', async () => {
    const both = may('s3:PutObject', '"app-of-others"').replace(
      'Action = "s3:PutObject"',
      'Action = ["s3:PutObject", "kms:GenerateDataKey"]',
    );
    const { findings } = await lintFiles([{ path: 'main.tf', content: both }]);
    expect(findings.map(({ code }) => code)).not.toContain('IRSA042');
  });
});
