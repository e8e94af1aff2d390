import { type Action, actionsIn } from '../actions.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { suggestion } from '../safe-fixes.js';
import { quoted } from '../text.js';

const LIST = { Effect: 'Allow', Resource: 'arn:aws:s3:::photos' };

/** Calls of an API that are allowed by an action of another name. */
const ALLOWED_BY: Readonly<Record<string, readonly string[]>> = {
  's3:headobject': ['s3:GetObject'],
  's3:headbucket': ['s3:ListBucket'],
  's3:listobjects': ['s3:ListBucket'],
  's3:listobjectsv2': ['s3:ListBucket'],
  's3:listobject': ['s3:ListBucket'],
  's3:listobjectversions': ['s3:ListBucketVersions'],
  's3:listbuckets': ['s3:ListAllMyBuckets'],
  's3:copyobject': ['s3:GetObject', 's3:PutObject'],
  's3:deleteobjects': ['s3:DeleteObject'],
  's3:selectobjectcontent': ['s3:GetObject'],
  's3:uploadpart': ['s3:PutObject'],
  's3:uploadpartcopy': ['s3:GetObject', 's3:PutObject'],
  's3:createmultipartupload': ['s3:PutObject'],
  's3:completemultipartupload': ['s3:PutObject'],
  's3:listparts': ['s3:ListMultipartUploadParts'],
  's3:listmultipartuploads': ['s3:ListBucketMultipartUploads'],
  's3:getbucketencryption': ['s3:GetEncryptionConfiguration'],
  's3:putbucketencryption': ['s3:PutEncryptionConfiguration'],
  's3:getbucketlifecycleconfiguration': ['s3:GetLifecycleConfiguration'],
  's3:putbucketlifecycleconfiguration': ['s3:PutLifecycleConfiguration'],
  's3:getbucketreplication': ['s3:GetReplicationConfiguration'],
  's3:putbucketreplication': ['s3:PutReplicationConfiguration'],
  's3:getpublicaccessblock': ['s3:GetBucketPublicAccessBlock'],
  's3:putpublicaccessblock': ['s3:PutBucketPublicAccessBlock'],
  'kms:reencrypt': ['kms:ReEncryptFrom', 'kms:ReEncryptTo'],
  'lambda:invoke': ['lambda:InvokeFunction'],
  'sqs:sendmessagebatch': ['sqs:SendMessage'],
  'sqs:deletemessagebatch': ['sqs:DeleteMessage'],
  'sqs:changemessagevisibilitybatch': ['sqs:ChangeMessageVisibility'],
  'sns:publishbatch': ['sns:Publish'],
  'dynamodb:transactgetitems': ['dynamodb:GetItem'],
  'dynamodb:transactwriteitems': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
  'dynamodb:executestatement': ['dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert'],
  'dynamodb:batchexecutestatement': ['dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert'],
  'dynamodb:executetransaction': ['dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert'],
  'bedrock:converse': ['bedrock:InvokeModel'],
  'bedrock:conversestream': ['bedrock:InvokeModelWithResponseStream'],
};

/** The actions that allow what was meant by one that is the name of a call; undefined for real actions. */
export function allowedBy({
  service,
  name,
}: Pick<Action, 'service' | 'name'>): readonly string[] | undefined {
  const key = `${service}:${name.toLowerCase()}`;
  return Object.hasOwn(ALLOWED_BY, key) ? ALLOWED_BY[key] : undefined;
}

export const actionIsApiName: Rule = {
  id: 'IRSA026',
  name: 'action-is-api-name',
  severity: 'error',
  family: 'actions',
  summary: 'An action is one of IAM, not the name of an API call.',
  why: 'IAM accepts s3:HeadObject, s3:ListObjects and sqs:SendMessageBatch and grants nothing by them: HeadObject needs s3:GetObject, ListObjects needs s3:ListBucket, SendMessageBatch needs sqs:SendMessage.',
  error: 'AccessDenied: … is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::photos"',
  fix: 'Write the action that the call needs.',
  reference: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html',
  examples: {
    bad: policyFile({ ...LIST, Action: 's3:ListObjectsV2' }),
    good: policyFile({ ...LIST, Action: 's3:ListBucket' }),
  },
  *check(context) {
    for (const { actions, notActions } of context.statements) {
      for (const action of [...actionsIn(actions), ...actionsIn(notActions)]) {
        const needed = allowedBy(action);
        if (needed === undefined) continue;
        const [only, second] = needed;
        const fix =
          only === undefined || second !== undefined
            ? undefined
            : suggestion(replaceIn(context, action.text.node, [action.text.text, only], `write ${only}`));
        yield {
          place: action.text.place,
          message: `${quoted(action.text)} is the name of a call, and no action`,
          help: `the call needs ${needed.join(' and ')}`,
          fix,
        };
      }
    }
  },
};
