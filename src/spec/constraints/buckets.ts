import { parseArn } from '../../aws/arns.js';
import { parseAccountRegionalName } from '../../aws/bucket-names.js';
import type { FieldPath } from '../../diagnostics.js';
import { quote } from '../quote.js';
import { forEach } from '../readable.js';
import type { BucketAccess } from '../types.js';
import { checkPartition } from './partition.js';
import { eachWorkload, type Rule, type RuleContext } from './rule.js';

function eachBucket(rule: (bucket: BucketAccess, path: FieldPath, context: RuleContext) => void): Rule {
  return eachWorkload(({ buckets }, path, context) => {
    forEach(buckets, (bucket, index) => {
      rule(bucket, [...path, 'buckets', index], context);
    });
  });
}

const prefixEnds = eachBucket(({ prefix }, path, { report }) => {
  if (prefix === undefined || prefix.endsWith('/')) return;
  const message = `${quote(prefix)} also covers keys that only begin like it, such as ${quote(`${prefix}-old/x`)}`;
  report.warning(
    'spec/prefix-without-slash',
    [...path, 'prefix'],
    message,
    `write ${quote(`${prefix}/`)} for a folder`,
  );
});

const keyUsed = eachBucket(({ access, kmsKeyArn }, path, { report }) => {
  if (kmsKeyArn === undefined || access.includes('get') || access.includes('put')) return;
  const message = `${quote(kmsKeyArn)} adds nothing: only get and put use the key`;
  report.warning(
    'spec/unused-kms-key',
    [...path, 'kmsKeyArn'],
    message,
    'take kmsKeyArn out, or add get or put to access',
  );
});

const keyInPartition = eachBucket(({ kmsKeyArn }, path, context) => {
  if (kmsKeyArn !== undefined) checkPartition(kmsKeyArn, [...path, 'kmsKeyArn'], context);
});

const regionalBucketBelongs = eachBucket(({ name, kmsKeyArn }, path, { spec: { cluster }, report }) => {
  const own = parseAccountRegionalName(name);
  if (own === undefined) return;
  const warn = (message: string, help: string) =>
    report.warning('spec/regional-bucket', [...path, 'name'], `${quote(name)} ${message}`, help);
  if (own.accountId !== cluster.accountId) {
    warn(
      `is a bucket of the account ${own.accountId}`,
      `the bucket's policy must let ${cluster.accountId} in as well`,
    );
  }
  if (own.region !== cluster.region)
    warn(`is in ${own.region}, not ${cluster.region}`, 'check the name: traffic crosses regions');
  const keyRegion = kmsKeyArn === undefined ? own.region : parseArn(kmsKeyArn)?.region;
  if (keyRegion === own.region) return;
  const message = `${quote(kmsKeyArn)} is in ${keyRegion}, but the bucket is in ${own.region}`;
  report.error(
    'spec/kms-key-region',
    [...path, 'kmsKeyArn'],
    message,
    'S3 uses keys of its own region alone',
  );
});

/** What must hold of `workloads[].buckets`. */
export const bucketRules: readonly Rule[] = [prefixEnds, keyUsed, keyInPartition, regionalBucketBelongs];
