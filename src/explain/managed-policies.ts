import { awsManagedPolicy } from '../aws/arns.js';

const version = '2012-10-17';

/**
 * AWS managed policies that are short, often attached, and have not changed in years, by name.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html (2026-08)
 */
const DOCUMENTS: Readonly<Record<string, object>> = {
  AdministratorAccess: {
    Version: version,
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  },
  AmazonS3FullAccess: {
    Version: version,
    Statement: [{ Effect: 'Allow', Action: ['s3:*', 's3-object-lambda:*'], Resource: '*' }],
  },
  AmazonS3ReadOnlyAccess: {
    Version: version,
    Statement: [
      {
        Effect: 'Allow',
        Action: ['s3:Get*', 's3:List*', 's3:Describe*', 's3-object-lambda:Get*', 's3-object-lambda:List*'],
        Resource: '*',
      },
    ],
  },
};

/** The document of an AWS managed policy, if this release knows it. */
export function awsManagedDocument(arn: string): object | undefined {
  const name = awsManagedPolicy(arn);
  return name !== undefined && Object.hasOwn(DOCUMENTS, name) ? DOCUMENTS[name] : undefined;
}

/** Whether a policy can only allow: AWS's own do, but for those whose names say that they deny. */
export function onlyAllows(arn: string): boolean {
  const name = awsManagedPolicy(arn);
  return name !== undefined && !/deny|quarantine/i.test(name);
}
