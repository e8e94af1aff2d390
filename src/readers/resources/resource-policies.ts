import type { ResourceKind } from '../inventory.js';
import { type Known, unknown } from '../node.js';
import { fieldOf, knownString } from '../node-access.js';
import { documentIn, type FactContext, type FactReader, factOf, linkOf } from './context.js';
import type { ResourceObject } from './object.js';

interface ResourceType {
  readonly kind: ResourceKind;
  /** The argument or attribute that holds its name or id. */
  readonly name: string;
}

const RESOURCES: Readonly<Record<string, ResourceType>> = {
  aws_s3_bucket: { kind: 'bucket', name: 'bucket' },
  aws_s3_access_point: { kind: 'access-point', name: 'name' },
  aws_kms_key: { kind: 'key', name: 'key_id' },
  aws_sqs_queue: { kind: 'queue', name: 'name' },
  aws_sns_topic: { kind: 'topic', name: 'name' },
  aws_secretsmanager_secret: { kind: 'secret', name: 'name' },
  aws_ecr_repository: { kind: 'repository', name: 'name' },
  aws_dynamodb_table: { kind: 'table', name: 'name' },
  aws_kinesis_stream: { kind: 'stream', name: 'name' },
  aws_vpc_endpoint: { kind: 'endpoint', name: 'id' },
};

/** Resources that are nothing but the policy of another one, with the argument that names it. */
const POLICIES: Readonly<Record<string, readonly [kind: ResourceKind, of: string]>> = {
  aws_s3_bucket_policy: ['bucket', 'bucket'],
  aws_s3control_access_point_policy: ['access-point', 'access_point_arn'],
  aws_kms_key_policy: ['key', 'key_id'],
  aws_sqs_queue_policy: ['queue', 'queue_url'],
  aws_sns_topic_policy: ['topic', 'arn'],
  aws_secretsmanager_secret_policy: ['secret', 'secret_arn'],
  aws_ecr_repository_policy: ['repository', 'repository'],
  aws_dynamodb_resource_policy: ['table', 'resource_arn'],
  aws_kinesis_resource_policy: ['stream', 'resource_arn'],
  aws_vpc_endpoint_policy: ['endpoint', 'vpc_endpoint_id'],
};

/** A resource with a policy of its own, if it has one in its own block. */
const readResource: FactReader = (object, context) => {
  const type = RESOURCES[object.type];
  if (type === undefined) return;
  const { kind, name } = type;
  const base = factOf(object, context);
  const arn = attributeOf(object, 'arn');
  const account = knownString(object.provider.account) ?? unknown('not stated', object.place);
  const service = kind === 'endpoint' ? attributeOf(object, 'service_name') : undefined;
  context.inventory.resources.push({
    ...base,
    resource: kind,
    ownership: object.mode === 'data' ? 'existing' : 'declared',
    arn,
    name: attributeOf(object, name),
    account,
    ...(service === undefined ? {} : { service }),
  });
  if (object.mode === 'resource') addPolicy(object, context, kind, { fact: base.id, value: arn });
};

/** `aws_s3_bucket_policy` and its kin. */
const readResourcePolicy: FactReader = (object, context) => {
  const [kind, argument] = POLICIES[object.type] ?? [];
  if (kind === undefined || argument === undefined || object.mode !== 'resource') return;
  const of = fieldOf(object.body, argument) ?? unknown(`there is no ${argument}`, object.place);
  addPolicy(object, context, kind, linkOf(of));
};

/** An argument or attribute; one that only AWS knows is at least the same value wherever it is used. */
function attributeOf({ value, address, place }: ResourceObject, name: string): Known<string> {
  const found = knownString(fieldOf(value, name));
  return found ?? unknown('only AWS knows it', place, { symbol: `${address}.${name}` });
}

function addPolicy(
  object: ResourceObject,
  context: FactContext,
  resource: ResourceKind,
  of: ReturnType<typeof linkOf>,
): void {
  const document = documentIn(fieldOf(object.body, 'policy'), context);
  if (document === undefined) return;
  const base = factOf(object, context);
  context.inventory.resourcePolicies.push({ ...base, id: `${base.id}:policy`, resource, of, document });
}

/** The readers of all of them, by type. */
export const RESOURCE_READERS: Readonly<Record<string, FactReader>> = {
  ...Object.fromEntries(Object.keys(RESOURCES).map((type) => [type, readResource])),
  ...Object.fromEntries(Object.keys(POLICIES).map((type) => [type, readResourcePolicy])),
};
