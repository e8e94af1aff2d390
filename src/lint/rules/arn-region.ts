import { REGION_CODES } from '../../aws/partitions.js';
import { isTypo, nearest } from '../../text/nearest.js';
import { arnOf, isPlain, policyArns } from '../arns.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import type { Text } from '../text.js';

const SEND = { Effect: 'Allow', Action: 'sqs:SendMessage' };

export const arnRegion: Rule = {
  id: 'IRSA176',
  name: 'arn-region',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'The region of an ARN, and of aws:RequestedRegion, exists.',
  why: 'IAM does not look regions up: an ARN with another one matches nothing, without any error.',
  error: 'AccessDenied: … because no identity-based policy allows the sqs:SendMessage action',
  fix: 'Write the code of the region, such as us-east-1.',
  reference: 'https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html',
  examples: {
    bad: policyFile({ ...SEND, Resource: 'arn:aws:sqs:us-est-1:111122223333:jobs' }),
    good: policyFile(
      { ...SEND, Resource: 'arn:aws:sqs:us-east-1:111122223333:jobs' },
      { ...SEND, Resource: '*', Condition: { Null: { 'aws:RequestedRegion': 'false' } } },
    ),
  },
  *check(context) {
    for (const { text } of policyArns(context)) {
      const arn = arnOf(text);
      // IRSA019 is about the region of these.
      if (arn === undefined || /^(?:s3|iam|)$/.test(arn.service)) continue;
      yield* inText(arn.region, text, context);
    }
    for (const { operator, key, values } of context.statements.flatMap(({ conditions }) => conditions)) {
      // Null takes true or false, whatever the key.
      if (operator === 'Null' || !/^(?:aws:RequestedRegion|ec2:Region)$/i.test(key?.text ?? '')) continue;
      for (const value of values) yield* inText(value.text.replace(/\$\{.*/s, '*'), value, context);
    }
  },
};

/** A code in the form of those that there are may be newer than the table. */
const FORM = /^[a-z]{2,4}(?:-gov|-iso[a-z]?)?-(?:north|south|east|west|central)(?:east|west)?-\d$/;

function* inText(region: string, text: Text, context: RuleContext): Iterable<Report> {
  if (region === '' || !isPlain(region) || REGION_CODES.includes(region)) return;
  const zone = REGION_CODES.find(
    (code) => region.startsWith(code) && /^[a-z]$/.test(region.slice(code.length)),
  );
  const guess = zone ?? nearest(region, REGION_CODES);
  const isCertain =
    zone !== undefined || (guess !== undefined && !FORM.test(region) && isTypo(region, guess));
  const fix =
    isCertain && guess ? replaceIn(context, text.node, [region, guess], `write ${guess}`) : undefined;
  yield {
    place: text.place,
    message: zone === undefined ? `there is no region "${region}"` : `"${region}" is a zone, not a region`,
    ...(guess === undefined ? {} : { help: `did you mean ${guess}?` }),
    ...(isCertain ? {} : { severity: 'warning' as const }),
    ...(fix === undefined ? {} : { fix: { ...fix, unsafe: true as const } }),
  };
}
