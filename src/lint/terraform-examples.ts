import type { TextFile } from '../readers/index.js';
import { HOST, PROVIDER } from './examples.js';

/** `main.tf` with this text, for a rule's examples. */
export function terraformFile(content: string): readonly TextFile[] {
  return [{ path: 'main.tf', content: content.replace(/^\n/, '') }];
}

/** A role with these further arguments, one a line. */
export function terraformRole(name: string, ...lines: readonly string[]): string {
  return `
resource "aws_iam_role" "app" {
  name = ${JSON.stringify(name)}
${lines.map((line) => `  ${line}\n`).join('')}
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Federated = "${PROVIDER}" }
      Action    = "sts:AssumeRoleWithWebIdentity"
      Condition = {
        StringEquals = {
          "${HOST}:aud" = "sts.amazonaws.com"
          "${HOST}:sub" = "system:serviceaccount:default:sa-app"
        }
      }
    }]
  })
}
`;
}

/** A managed policy of one statement with this name and these further arguments. */
export function terraformPolicy(name: string, ...lines: readonly string[]): string {
  return `
resource "aws_iam_policy" "photos" {
  name = ${JSON.stringify(name)}
${lines.map((line) => `  ${line}\n`).join('')}
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObject"
      Resource = "arn:aws:s3:::photos/*"
    }]
  })
}
`;
}
