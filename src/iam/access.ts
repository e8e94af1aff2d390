/** The verbs in the order in which people say them. */
export const ACCESS_VERBS = ['list', 'get', 'put', 'delete'] as const;

/** What a workload may do with a bucket's objects, as single verbs. */
export type AccessVerb = (typeof ACCESS_VERBS)[number];

/** What one access verb allows, split by the kind of ARN that IAM checks the action against. */
interface Grant {
  /** On `arn:…:s3:::bucket`. */
  readonly bucketActions: readonly string[];
  /** On `arn:…:s3:::bucket/key`. */
  readonly objectActions: readonly string[];
  /** On the bucket's KMS key, through S3. */
  readonly kmsActions: readonly string[];
}

/**
 * Access verb → actions. Which ARN an action takes: the Service Authorization Reference for Amazon S3;
 * the KMS actions: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 * (a multipart upload decrypts what it has encrypted, so `put` needs both).
 */
export const ACCESS_GRANTS: Readonly<Record<AccessVerb, Grant>> = {
  list: { bucketActions: ['s3:GetBucketLocation', 's3:ListBucket'], objectActions: [], kmsActions: [] },
  get: { bucketActions: [], objectActions: ['s3:GetObject'], kmsActions: ['kms:Decrypt'] },
  put: {
    bucketActions: [],
    objectActions: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts', 's3:PutObject'],
    kmsActions: ['kms:Decrypt', 'kms:GenerateDataKey'],
  },
  delete: { bucketActions: [], objectActions: ['s3:DeleteObject'], kmsActions: [] },
};
