import { parseArn } from '../aws/arns.js';
import { onceFor } from '../collections.js';
import type { ResourceFact, TerraformObjectFact } from './facts.js';
import type { Inventory } from './inventory.js';
import { type Known, type Node, unknown } from './node.js';
import { fieldOf, itemsOf, knownString } from './node-access.js';
import { joinParts } from './parts.js';
import { addressOf } from './terraform-address.js';
import type { Span } from './text/source-text.js';

/** The encryption that a bucket of the files has for new objects, with a KMS key other than AWS's own. */
export interface BucketEncryption {
  readonly bucket: ResourceFact;
  /** Absent when the files do not make the key. */
  readonly key?: ResourceFact;
  readonly keyArn: Known<string>;
  readonly place: Span;
  /** Whether S3 Bucket Keys are on; undefined when unknown. */
  readonly bucketKeys: boolean | undefined;
}

/**
 * The buckets that the files encrypt with a key that they make or name.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (2026-11)
 */
export const bucketEncryptions = onceFor((inventory: Inventory) =>
  inventory.terraformObjects.flatMap((each) => read(each, inventory)),
);

function read(object: TerraformObjectFact, inventory: Inventory): readonly BucketEncryption[] {
  const { kind, mode, node, conditional, place } = object;
  if (kind !== 'aws_s3_bucket_server_side_encryption_configuration' || mode !== 'resource' || conditional)
    return [];
  const rules = itemsOf(fieldOf(node, 'rule'));
  const [rule] = rules;
  const byDefault = itemsOf(fieldOf(rule, 'apply_server_side_encryption_by_default'))[0];
  const algorithm = fieldOf(byDefault, 'sse_algorithm');
  const bucket = resourceOf(fieldOf(node, 'bucket'), 'bucket', inventory);
  const named = fieldOf(byDefault, 'kms_master_key_id');
  const key = resourceOf(named, 'key', inventory) ?? keyBehindAlias(named, object, inventory);
  const isKms = algorithm?.kind === 'scalar' && /^aws:kms(?::dsse)?$/.test(String(algorithm.value));
  const keyArn = key?.arn ?? namedKey(named, bucket);
  if (rules.length !== 1 || !isKms || bucket === undefined || keyArn === undefined) return [];
  const on = fieldOf(rule, 'bucket_key_enabled');
  const bucketKeys = on === undefined ? false : on.kind === 'scalar' ? on.value === true : undefined;
  return [{ bucket, ...(key === undefined ? {} : { key }), keyArn, place, bucketKeys }];
}

/** The ARN of a key that the files do not make: named by it, by its id or by an alias; S3's own lets everybody of the account. */
function namedKey(node: Node | undefined, bucket: ResourceFact | undefined): Known<string> | undefined {
  if (node?.kind === 'unknown') return node;
  if (node?.kind !== 'scalar' || node.value === null || node.value === '') return undefined;
  const { place } = node;
  const name = String(node.value);
  const arn = parseArn(name);
  const resource = arn?.resource ?? name;
  if (resource.startsWith('alias/aws/')) return undefined;
  if (resource.startsWith('key/')) return { known: true, value: name, place };
  const open = (what: string) =>
    unknown(`${what} of ${name} is not in the files`, place, { symbol: `the ${what} of ${name}` });
  const key = resource.startsWith('alias/') ? open('key') : resource;
  const [partition, region] = [arn?.partition ?? open('partition'), arn?.region ?? open('region')];
  const account = arn?.accountId ?? bucket?.account ?? open('account');
  const owner = typeof account === 'string' ? account : account.known ? account.value : account;
  return knownString(joinParts(['arn:', partition, ':kms:', region, ':', owner, ':key/', key], place));
}

/** The key of an alias that the same root makes, named by reference, by its name or by its ARN. */
function keyBehindAlias(
  node: Node | undefined,
  { scope }: TerraformObjectFact,
  inventory: Inventory,
): ResourceFact | undefined {
  const aliases = inventory.terraformObjects.filter(
    (object) => object.kind === 'aws_kms_alias' && object.mode === 'resource' && object.scope === scope,
  );
  const found = aliases.filter((alias) => {
    if (node?.kind === 'unknown') return node.symbol?.startsWith(`${alias.address}.`) === true;
    const name = fieldOf(alias.node, 'name');
    if (node?.kind !== 'scalar' || name?.kind !== 'scalar') return false;
    const named = String(node.value);
    const arn = parseArn(named);
    return (arn?.service === 'kms' ? arn.resource : named) === name.value;
  });
  const [only] = found;
  if (only === undefined || found.length > 1 || only.conditional) return undefined;
  return resourceOf(fieldOf(only.node, 'target_key_id'), 'key', inventory);
}

/** The resource of the files that a value was taken from, or whose name it is. */
function resourceOf(
  node: Node | undefined,
  kind: ResourceFact['resource'],
  { resources }: Inventory,
): ResourceFact | undefined {
  if (node?.kind !== 'scalar' && node?.kind !== 'unknown') return undefined;
  return resources.find((resource) => {
    if (resource.resource !== kind || resource.ownership !== 'declared') return false;
    if (node.reference?.fact === resource.id) return true;
    const address = addressOf(resource);
    if (node.kind === 'unknown')
      return node.symbol !== undefined && address !== '' && node.symbol.startsWith(`${address}.`);
    return kind === 'bucket' && resource.name.known && resource.name.value === node.value;
  });
}
