import type { TextFile } from '../readers/index.js';

/** A policy file with these statements, for a rule's examples. */
export function policyFile(...statements: readonly object[]): readonly TextFile[] {
  return [documentFile('policy.json', { Version: '2012-10-17', Statement: statements })];
}

/** A trust policy file with these statements, for a rule's examples. */
export function trustFile(...statements: readonly object[]): readonly TextFile[] {
  return [documentFile('trust.json', { Version: '2012-10-17', Statement: statements })];
}

/** Any JSON file. */
export function documentFile(path: string, document: object): TextFile {
  return { path, content: `${JSON.stringify(document, null, 2)}\n` };
}

/** The issuer of the examples, without `https://`. */
export const HOST = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

/** The ARN of the provider of the examples. */
export const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${HOST}`;

/** A statement that lets pods assume a role, with another Condition where one is given. */
export function webIdentity(change: object = {}): object {
  return {
    Effect: 'Allow',
    Principal: { Federated: PROVIDER },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: claims() },
    ...change,
  };
}

/** The claims of a pod's token under the keys of an issuer, as a Condition compares them. */
export function claims(
  issuer: string = HOST,
  subject: string | readonly string[] = 'system:serviceaccount:default:sa-app',
): object {
  return { [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: subject };
}
