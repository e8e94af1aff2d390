import { parseArn } from '../../aws/arns.js';
import { sortedUnique } from '../../collections.js';
import { documentOf } from '../json/document-of.js';
import { entry, map, type Node, text, unknown } from '../node.js';
import { fieldOf, hasKey, isMap, isString, itemsOf } from '../node-access.js';
import type { Span } from '../text/source-text.js';
import { optionIn } from './asked.js';
import type { Answer, Told } from './told.js';

/** The answers of commands that print the policy of a thing. */
export const RESOURCE_POLICY_ANSWERS: readonly Answer[] = [
  ofArns('s3api get-bucket-policy', 's3', ['aws_s3_bucket_policy', 'bucket'], 'bucket'),
  ofArns('s3control get-access-point-policy', 'accesspoint', [
    'aws_s3control_access_point_policy',
    'access_point_arn',
  ]),
  ofArns('kinesis get-resource-policy', 'kinesis', ['aws_kinesis_resource_policy', 'resource_arn']),
  ofArns('dynamodb get-resource-policy', 'dynamodb', ['aws_dynamodb_resource_policy', 'resource_arn']),
  {
    command: 'kms get-key-policy',
    is: (root) => isString(fieldOf(root, 'Policy')) && hasKey(root, 'PolicyName'),
    told: (root, asked) => {
      const key = optionIn(asked, 'key-id');
      const of = textOr(key, 'get-key-policy does not name the key', root.place);
      return [policyOf(['aws_kms_key_policy', 'key_id'], fieldOf(root, 'Policy'), of)];
    },
  },
  inAttributes('sqs get-queue-attributes', 'QueueArn', ['aws_sqs_queue_policy', 'queue_url']),
  inAttributes('sns get-topic-attributes', 'TopicArn', ['aws_sns_topic_policy', 'arn']),
  named(
    'secretsmanager get-resource-policy',
    ['ARN', 'ResourcePolicy'],
    ['aws_secretsmanager_secret_policy', 'secret_arn'],
  ),
  named(
    'ecr get-repository-policy',
    ['repositoryName', 'policyText'],
    ['aws_ecr_repository_policy', 'repository'],
  ),
];

/** A type of Terraform's that is nothing but a policy, with the argument that names its resource. */
type PolicyType = readonly [type: string, of: string];

/** An answer that names the resource beside its policy. */
function named(command: string, [of, policy]: readonly [string, string], type: PolicyType): Answer {
  return {
    command,
    is: (root) => hasKey(root, of) && hasKey(root, policy),
    told: (root) => [policyOf(type, fieldOf(root, policy), fieldOf(root, of) ?? root)],
  };
}

function inAttributes(command: string, arn: string, type: PolicyType): Answer {
  const of = (root: Node) => fieldOf(fieldOf(root, 'Attributes'), arn);
  const policy = (root: Node) => fieldOf(fieldOf(root, 'Attributes'), 'Policy');
  return {
    command,
    is: (root) => of(root) !== undefined && policy(root) !== undefined,
    told: (root) => [policyOf(type, policy(root), of(root) ?? root)],
  };
}

/** An answer that is a policy alone: which command printed it, and of what, the ARNs in it tell, unless a snapshot does. */
function ofArns(command: string, service: string, type: PolicyType, option = ''): Answer {
  return {
    command,
    is: (root) => isPolicyAlone(root) && serviceOf(root) === service,
    told: (root, asked) => {
      const name = optionIn(asked, option) ?? resourceOf(root);
      const of = textOr(
        name,
        `${command.slice(command.indexOf(' ') + 1)} does not name the ${service === 's3' ? 'bucket' : 'resource'}`,
        root.place,
      );
      return [policyOf(type, fieldOf(root, 'Policy'), of)];
    },
  };
}

function isPolicyAlone(root: Node): boolean {
  const keys = isMap(root) ? root.entries.map(({ key }) => key).filter((key) => key !== 'RevisionId') : [];
  return keys.join() === 'Policy' && isString(fieldOf(root, 'Policy'));
}

function arnsIn(root: Node) {
  const policy = fieldOf(root, 'Policy');
  return itemsOf(fieldOf(policy && documentOf(policy).root, 'Statement'))
    .flatMap((statement) => itemsOf(fieldOf(statement, 'Resource')))
    .flatMap((resource) => (isString(resource) ? (parseArn(resource.value) ?? []) : []));
}

/** Policies of buckets are those that most people print: one that names nothing is taken for one. */
function serviceOf(root: Node): string | undefined {
  const services = sortedUnique(
    arnsIn(root).map(({ service, resource }) =>
      service === 's3' && resource.startsWith('accesspoint/') ? 'accesspoint' : service,
    ),
  );
  if (services.length === 0) return hasKey(root, 'RevisionId') ? undefined : 's3';
  return services.length === 1 ? services[0] : undefined;
}

/** The one bucket, table or stream that a policy names: objects, indexes and consumers are in it. */
function resourceOf(root: Node): string | undefined {
  const names = sortedUnique(
    arnsIn(root).map((arn) =>
      arn.service === 's3' && !arn.resource.startsWith('accesspoint/')
        ? (arn.resource.split('/')[0] ?? '')
        : `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.accountId}:${arn.resource.split('/').slice(0, 2).join('/')}`,
    ),
  );
  const [name = ''] = names;
  return names.length === 1 && !/[*?]/.test(name) ? name : undefined;
}

const textOr = (value: string | undefined, reason: string, place: Span): Node =>
  value === undefined ? unknown(reason, place) : text(value, place);

function policyOf([type, field]: PolicyType, policy: Node | undefined, of: Node): Told {
  const place = policy?.place ?? of.place;
  const own = policy === undefined ? [] : [entry('policy', policy.place, policy)];
  return { type, mode: 'resource', body: map([...own, entry(field, of.place, of)], place) };
}
