import { isService } from '../actions.js';
import { arnOf, isPlain, policyArns } from '../arns.js';
import { PROVIDER, trustFile, webIdentity } from '../examples.js';
import { replaceIn } from '../fixes.js';
import type { Rule } from '../rule.js';
import { fixIn } from '../safe-fixes.js';
import { quoted } from '../text.js';

export const arnSpelling: Rule = {
  id: 'IRSA021',
  name: 'arn-spelling',
  severity: 'error',
  family: 'policy-grammar',
  summary: "An ARN's service is in lower case and without spaces.",
  why: 'Word processors and translators turn arn:aws:iam:: into arn:aws:I am::, and IAM compares the exact text.',
  error: 'MalformedPolicyDocument: Invalid principal in policy / Resource … must be in ARN format or "*".',
  fix: 'Write arn:aws:iam::111122223333:role/name.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
  examples: {
    bad: trustFile(webIdentity({ Principal: { Federated: PROVIDER.replace(':iam:', ':I am:') } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const { text, statement } of policyArns(context)) {
      const arn = arnOf(text);
      const service = arn?.service ?? '';
      if (!isPlain(service) || /^[a-z0-9-]*$/.test(service)) continue;
      const meant = service.replace(/\s/g, '').toLowerCase();
      const fix = isService(context.catalog, meant)
        ? replaceIn(context, text.node, [`:${service}:`, `:${meant}:`], `write ${meant}`)
        : undefined;
      yield {
        place: text.place,
        message: `the ARN ${quoted(text)} names the service "${service}"`,
        help: isService(context.catalog, meant)
          ? `write arn:${arn?.partition}:${meant}:…`
          : 'services are lower case, without spaces',
        fix: fixIn(statement, fix),
      };
    }
  },
};
