import type { ResourceType } from '../../iam/catalog/types.js';
import { type ArnText, arnOf, isPlain, policyArns } from '../arns.js';
import { policyFile } from '../examples.js';
import type { Report, Rule } from '../rule.js';
import { quoted } from '../text.js';

const SEND = { Effect: 'Allow', Action: 'sqs:SendMessage' };

export const arnFields: Rule = {
  id: 'IRSA182',
  name: 'arn-fields',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'An ARN has a region and an account where the ARNs of its service have them.',
  why: 'An empty field is equal to an empty field alone, so an ARN without its region matches no queue, table or key.',
  error: 'AccessDenied: … because no identity-based policy allows the sqs:SendMessage action',
  fix: 'Fill the field in, with * for all of them.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
  examples: {
    bad: policyFile({ ...SEND, Resource: 'arn:aws:sqs::111122223333:jobs' }),
    good: policyFile({ ...SEND, Resource: 'arn:aws:sqs:us-east-1:111122223333:jobs' }),
  },
  *check(context) {
    for (const { text, element } of policyArns(context)) {
      const arn = arnOf(text);
      // Those of S3 and IAM are IRSA019's.
      if (arn === undefined || !/Resource$/.test(element) || /^(?:s3|iam)$/.test(arn.service)) continue;
      const types = context.catalog.typesOfArn(arn.service);
      for (const field of FIELDS) {
        const fault = faultOf(arn, types, field);
        if (fault !== undefined) yield { place: text.place, ...fault };
      }
    }
  },
};

interface Field {
  readonly name: string;
  /** Its position in an ARN. */
  readonly at: number;
  readonly of: (arn: ArnText) => string;
}

const FIELDS: readonly Field[] = [
  { name: 'region', at: 3, of: ({ region }) => region },
  { name: 'account', at: 4, of: ({ account }) => account },
];

/** Services none of whose resources are AWS's own, which have no account: documents of SSM, images of EC2. */
const ALWAYS_OF_AN_ACCOUNT =
  /^(?:sqs|sns|dynamodb|lambda|secretsmanager|kinesis|firehose|states|ecr|logs|events|eks|elasticfilesystem)$/;

/** What differs from all ARNs of the service. */
function faultOf(
  arn: ArnText,
  types: readonly ResourceType[],
  { name, at, of }: Field,
): Omit<Report, 'place'> | undefined {
  const wanted = types.map((type) => type.arn.split(':')[at] ?? '');
  const field = of(arn);
  if (types.length === 0) return undefined;
  if (field === '' && wanted.every((each) => each !== '')) {
    if (name === 'account' && !ALWAYS_OF_AN_ACCOUNT.test(arn.service)) return undefined;
    return {
      message: `the ARN ${quoted(arn.text)} has no ${name}, which those of ${arn.service} have`,
      help: `fill it in, or write * for every ${name}`,
    };
  }
  const isSet = field !== '' && isPlain(field);
  if (!isSet || wanted.some((each) => each !== '')) return undefined;
  return {
    message: `the ARN ${quoted(arn.text)} has ${name === 'account' ? 'an' : 'a'} ${name}, which those of ${arn.service} leave empty`,
    help: `leave the ${name} empty`,
  };
}
