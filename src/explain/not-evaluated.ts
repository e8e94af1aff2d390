import { parseArn } from '../aws/arns.js';

/** Which policies of the other side were in the files, and were looked at. */
export interface LookedAt {
  /** The policy of the resource itself, or of the role to be assumed. */
  readonly resource: boolean;
  /** Policies of VPC endpoints. */
  readonly endpoint: boolean;
  /** The session policy: with Pod Identity there is none but the association's. */
  readonly session: boolean;
}

/** What may deny a request besides the policies that were looked at. */
export function notEvaluated(action: string, resource: string, looked: LookedAt): readonly string[] {
  const service = action.split(':')[0]?.toLowerCase() ?? '';
  const always = [
    'service control policies (SCP) and resource control policies (RCP) of the organization',
    ...(looked.session ? [] : ['session policies']),
    ...(looked.endpoint ? [] : ['VPC endpoint policies']),
  ];
  if (service === 's3') {
    const bucket = bucketOf(resource);
    return [
      ...always,
      looked.resource ? `ACLs of ${bucket}` : `the bucket policy and ACLs of ${bucket}, which also may allow`,
      'S3 Block Public Access and Object Ownership',
      'the key policy of the KMS key, if objects are encrypted with one',
    ];
  }
  if (service === 'kms')
    return [
      ...always,
      looked.resource ? 'grants of the KMS key' : 'the key policy and grants of the KMS key',
    ];
  return looked.resource ? always : [...always, 'resource-based policies'];
}

function bucketOf(resource: string): string {
  const arn = parseArn(resource);
  if (arn?.service !== 's3' || arn.accountId !== '') return 'the bucket';
  return arn.resource.replace(/\/.*$/s, '');
}
