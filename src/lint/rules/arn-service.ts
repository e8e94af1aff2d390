import { isTypo, nearest } from '../../text/nearest.js';
import { arnOf, isPlain, policyArns } from '../arns.js';
import { policyFile } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';

const READ = { Effect: 'Allow', Action: 'dynamodb:GetItem' };

export const arnService: Rule = {
  id: 'IRSA180',
  name: 'arn-service',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'The service of an ARN exists.',
  why: 'IAM does not look services up: an ARN with another one matches nothing, without any error.',
  error: 'AccessDenied: … because no identity-based policy allows the dynamodb:GetItem action',
  fix: "Write the service as the service's reference does.",
  reference:
    'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
  examples: {
    bad: policyFile({ ...READ, Resource: 'arn:aws:dynamo:us-east-1:111122223333:table/carts' }),
    good: policyFile({ ...READ, Resource: 'arn:aws:dynamodb:us-east-1:111122223333:table/carts' }),
  },
  *check(context) {
    const { catalog } = context;
    for (const { text, element } of policyArns(context)) {
      const service = arnOf(text)?.service;
      if (
        service === undefined ||
        !/Resource$/.test(element) ||
        !isPlain(service) ||
        !/^[a-z0-9-]*$/.test(service)
      )
        continue;
      if (catalog.service(service) !== undefined || catalog.typesOfArn(service).length > 0) continue;
      const guess = service === '' ? undefined : nearest(service, catalog.services);
      const isCertain = service === '' || (guess !== undefined && isTypo(service, guess));
      const fix = guess && replaceIn(context, text.node, [`:${service}:`, `:${guess}:`], `write ${guess}`);
      yield {
        place: text.place,
        message: `the ARN ${quoted(text)} names ${service === '' ? 'no service' : `the service "${service}", which AWS does not have`}`,
        ...(guess === undefined ? {} : { help: `did you mean ${guess}?` }),
        ...(isCertain ? {} : { severity: 'warning' as const }),
        ...(fix ? { fix: { ...fix, unsafe: true as const } } : {}),
      };
    }
  },
};
