import { PARTITIONS } from '../../aws/partitions.js';
import {
  entry,
  list,
  type MapEntry,
  map,
  type Node,
  type Reference,
  type StringNode,
  text,
  type UnknownNode,
  unknown,
} from '../node.js';
import { fieldOf, isNull, isString, knownString } from '../node-access.js';
import { joinParts, partsOf } from '../parts.js';
import type { Span } from '../text/source-text.js';
import type { ResourceObject } from './object.js';

/** A resource or data source whose own arguments are evaluated. */
export type Declared = Pick<
  ResourceObject,
  'mode' | 'type' | 'address' | 'fact' | 'body' | 'provider' | 'place'
>;

type Attributes = Readonly<Record<string, Node | undefined>>;

/** The attributes that follow from the arguments, such as the ARN of a role with a known name. */
function computedAttributes(declared: Declared): readonly MapEntry[] {
  const compute = Object.hasOwn(COMPUTED, declared.type) ? COMPUTED[declared.type] : undefined;
  const found = compute === undefined ? {} : compute(declared);
  return Object.entries(found).flatMap(([name, value]) => {
    if (value === undefined || hasValue(declared.body, name)) return [];
    const reference: Reference = { fact: declared.fact, attribute: name };
    return [entry(name, declared.place, refer(value, reference))];
  });
}

/** The arguments with the attributes that follow from them; `rest` says why others are not known. */
export function withAttributes(
  declared: Declared,
  rest: string,
  read: (argument: MapEntry) => MapEntry = (argument) => argument,
): Node {
  const { body, fact, address, place } = declared;
  if (body.kind !== 'map') return body;
  const given = body.entries.filter(({ value }) => !isNull(value));
  const own = given.map((item) => referring(read(item), fact));
  const others = unknown(rest, place, { symbol: address });
  return map([...own, ...computedAttributes(declared)], place, [others]);
}

const IDENTIFYING = new Set(['name', 'id', 'arn', 'url']);

function referring(item: MapEntry, fact: string): MapEntry {
  if (item.key === undefined || !IDENTIFYING.has(item.key)) return item;
  return { ...item, value: refer(item.value, { fact, attribute: item.key }) };
}

const hasValue = (body: Node, name: string) => {
  const value = fieldOf(body, name);
  return value !== undefined && !isNull(value);
};

/** The same value, with the fact that it belongs to. */
function refer(value: Node, reference: Reference): Node {
  return value.kind === 'scalar' || value.kind === 'unknown' ? { ...value, reference } : value;
}

const COMPUTED: Readonly<Record<string, (declared: Declared) => Attributes>> = {
  aws_iam_role: (role) => ({ arn: iamArn(role, 'role'), id: nameOf(role), name: nameOf(role) }),
  aws_iam_policy: (policy) => ({ arn: policyArn(policy), id: policyArn(policy), name: nameOf(policy) }),
  aws_iam_openid_connect_provider: (provider) => ({ arn: providerArn(provider), id: providerArn(provider) }),
  aws_partition: ({ provider, place }) => ({
    partition: provider.partition,
    id: provider.partition,
    dns_suffix: dnsSuffixOf(provider.partition, place),
  }),
  aws_region: ({ provider }) => ({ name: provider.region, region: provider.region, id: provider.region }),
  aws_caller_identity: ({ provider }) => ({ account_id: provider.account, id: provider.account }),
  aws_eks_cluster: (cluster) => ({
    id: fieldOf(cluster.body, 'name'),
    arn: clusterArn(cluster),
    identity: clusterIdentity(cluster),
  }),
  aws_s3_bucket: bucketAttributes,
  aws_s3_access_point: (point) => ({ arn: namedArn(point, 's3', 'accesspoint/') }),
  aws_kms_key: keyAttributes,
  aws_sqs_queue: (queue) => ({ arn: namedArn(queue, 'sqs', ''), ...onlyAfterApply(queue, 'id', 'url') }),
  aws_sns_topic: (topic) => ({ arn: namedArn(topic, 'sns', ''), id: namedArn(topic, 'sns', '') }),
  aws_secretsmanager_secret: (secret) => ({ arn: secretArn(secret), id: secretArn(secret) }),
  aws_ecr_repository: (repository) => ({
    arn: namedArn(repository, 'ecr', 'repository/'),
    id: fieldOf(repository.body, 'name'),
  }),
  aws_dynamodb_table: (table) => ({
    arn: namedArn(table, 'dynamodb', 'table/'),
    id: fieldOf(table.body, 'name'),
  }),
  aws_kinesis_stream: (stream) => ({ arn: namedArn(stream, 'kinesis', 'stream/') }),
  aws_vpc_endpoint: (endpoint) => onlyAfterApply(endpoint, 'id'),
  kubernetes_namespace: namespaceId,
  kubernetes_namespace_v1: namespaceId,
};

/** The suffix of the hosts of services in a partition. */
export function dnsSuffixOf(partition: Node, place: Span): Node {
  const found = isString(partition) ? PARTITIONS.find(({ name }) => name === partition.value) : undefined;
  if (found !== undefined) return text(found.dnsSuffix, place);
  const reason = partition.kind === 'unknown' ? partition.reason : 'the partition is not known';
  return unknown(reason, place, { symbol: 'provider.dns_suffix' });
}

function namespaceId({ body }: Declared): Attributes {
  const metadata = fieldOf(body, 'metadata');
  const first = metadata?.kind === 'list' ? metadata.items[0] : metadata;
  return { id: fieldOf(first, 'name') };
}

function iamArn(declared: Declared, kind: 'role' | 'policy'): Node | undefined {
  const name = nameOf(declared);
  const given = knownString(fieldOf(declared.body, 'path')) ?? text('/', declared.place);
  const prefix = 'kind' in given ? given : text(given.value, given.place);
  return arn(declared, ['iam', '', declared.provider.account], [kind, prefix, name]);
}

/** A policy that is looked up by its name is the account's or one of AWS's own, under any path. */
function policyArn(policy: Declared): Node | undefined {
  if (policy.mode === 'resource') return iamArn(policy, 'policy');
  return unknown(`${policy.address} is looked up when Terraform runs`, policy.place, {
    symbol: `${policy.address}.arn`,
  });
}

/** With `name_prefix`, or without any name, the provider makes up a suffix. */
function nameOf(declared: Declared): StringNode | UnknownNode {
  return part(declared, 'name') ?? madeUpName(declared, 'name_prefix');
}

function madeUpName(declared: Declared, prefixName: string): StringNode | UnknownNode {
  const prefix = part(declared, prefixName);
  const suffix = unknown('the provider makes up the name', prefix?.place ?? declared.place, {
    because: 'made-up',
  });
  return prefix === undefined ? suffix : joinParts([...partsOf(prefix), suffix], prefix.place);
}

function providerArn(declared: Declared): Node | undefined {
  const url = part(declared, 'url');
  if (url === undefined) return undefined;
  const [first, ...others] = partsOf(url);
  const host =
    typeof first === 'string' ? [first.replace(/^https:\/\//, '')] : partsOf(withoutScheme(first ?? url));
  const rest = joinParts([...host, ...others], url.place);
  return arn(declared, ['iam', '', declared.provider.account], ['oidc-provider/', rest]);
}

/** The symbol that `trimprefix` and `replace` give the same value. */
function withoutScheme(url: StringNode | UnknownNode): StringNode | UnknownNode {
  if (url.kind === 'scalar' || url.symbol === undefined) return url;
  return unknown(url.reason, url.place, { symbol: `trimprefix(${url.symbol}, "https://")` });
}

/** Only AWS knows the issuer of a cluster, but it begins with `https://` for certain. */
function clusterIdentity({ address, place, mode }: Declared): Node {
  const symbol = `trimprefix(${address}.identity[0].oidc[0].issuer, "https://")`;
  const why = mode === 'data' ? 'is looked up when Terraform runs' : 'has it only after apply';
  const issuer = joinParts(['https://', unknown(`${address} ${why}`, place, { symbol })], place);
  const oidc = map([entry('issuer', place, issuer)], place);
  return list([map([entry('oidc', place, list([oidc], place))], place)], place);
}

function clusterArn(declared: Declared): Node | undefined {
  const name = part(declared, 'name');
  if (name === undefined) return undefined;
  return arn(declared, ['eks', declared.provider.region, declared.provider.account], ['cluster/', name]);
}

function bucketAttributes(declared: Declared): Attributes {
  const given = part(declared, 'bucket') ?? madeUpName(declared, 'bucket_prefix');
  return { arn: arn(declared, ['s3', '', ''], [given]), bucket: given, id: given };
}

/** The ARN of what has a name of its own in a region and account; without one the provider makes it up. */
function namedArn(declared: Declared, service: string, before: string): Node {
  const { region, account } = declared.provider;
  const name = part(declared, 'name') ?? madeUpName(declared, 'name_prefix');
  return arn(declared, [service, region, account], [before, name]);
}

function secretArn(declared: Declared): Node {
  const suffix = unknown('Secrets Manager makes up six characters', declared.place, {
    symbol: `${declared.address}.arn`,
  });
  return joinParts(
    [...partsIn(namedArn(declared, 'secretsmanager', 'secret:')), '-', suffix],
    declared.place,
  );
}

function keyAttributes(declared: Declared): Attributes {
  const { region, account } = declared.provider;
  const id =
    part(declared, 'key_id') ??
    unknown('only AWS makes up the id', declared.place, { symbol: `${declared.address}.key_id` });
  // A data source may name its key by ARN or alias.
  const isId = declared.mode === 'resource' || (isString(id) && !/[:/]/.test(id.value));
  const own = isString(id) && id.value.includes(':key/') ? id : undefined;
  return {
    arn: isId ? arn(declared, ['kms', region, account], ['key/', id]) : own,
    key_id: id,
    id: declared.mode === 'resource' ? id : undefined,
  };
}

/** Attributes that only AWS knows: unknown, but of this object. */
function onlyAfterApply({ address, place }: Declared, ...names: readonly string[]): Attributes {
  return Object.fromEntries(
    names.map((name) => [
      name,
      unknown(`${address} has it only after apply`, place, { symbol: `${address}.${name}` }),
    ]),
  );
}

const partsIn = (node: Node) => (isString(node) || node.kind === 'unknown' ? partsOf(node) : []);

/** An argument as text that may be unknown in part; what is absent is not computed from. */
function part(declared: Declared, name: string) {
  const node = fieldOf(declared.body, name);
  return isString(node) || node?.kind === 'unknown' ? node : undefined;
}

function arn(
  declared: Declared,
  fields: readonly (Node | string)[],
  resource: readonly (Node | string)[],
): Node {
  const pieces = [
    'arn:',
    declared.provider.partition,
    ...fields.flatMap((field) => [':', field]),
    ':',
    ...resource,
  ];
  const parts = pieces.flatMap((piece) => {
    if (typeof piece === 'string') return [piece];
    return isString(piece) || piece.kind === 'unknown' ? partsOf(piece) : [unknown('not text', piece.place)];
  });
  return joinParts(parts, declared.place);
}
