/** What may deny a request besides the policies of the role: no file of this kind is looked at. */
export function notEvaluated(action: string, resource: string): readonly string[] {
  const service = action.split(':')[0]?.toLowerCase() ?? '';
  const always = [
    'service control policies (SCP) and resource control policies (RCP) of the organization',
    'session policies',
    'VPC endpoint policies',
  ];
  if (service === 's3')
    return [
      ...always,
      `the bucket policy and ACLs of ${bucketOf(resource)}, which also may allow`,
      'S3 Block Public Access and Object Ownership',
      'the key policy of the KMS key, if objects are encrypted with one',
    ];
  if (service === 'kms') return [...always, 'the key policy and grants of the KMS key'];
  return [...always, 'resource-based policies'];
}

const bucketOf = (resource: string) => /^arn:[^:]*:s3:::([^/]+)/.exec(resource)?.[1] ?? 'the bucket';
