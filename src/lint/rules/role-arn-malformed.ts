import { ROLE_ARN } from '../../kubernetes/role-annotation.js';
import { quote } from '../../text/quote.js';
import { replaceValue } from '../fixes.js';
import { account, ROLE, yamlFile } from '../identity-examples.js';
import { knownAnnotations } from '../role-arns.js';
import type { Rule } from '../rule.js';
import { HOLE } from '../text.js';

export const roleArnMalformed: Rule = {
  id: 'IRSA066',
  name: 'role-arn-malformed',
  severity: 'error',
  family: 'service-account',
  summary: 'The role annotation holds an ARN of six fields: arn:aws:iam::111122223333:role/name.',
  why: 'The webhook only logs a value that is no ARN, and hands it to the pod all the same; STS then refuses it.',
  error: 'ValidationError: Request ARN is invalid',
  fix: 'Write the whole ARN: two colons between iam and the account, one before role/.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns',
  examples: {
    bad: [yamlFile('service-account.yaml', account({ [ROLE_ARN]: 'arn:aws:iam:111122223333:role/photos' }))],
    good: [yamlFile('service-account.yaml', account())],
  },
  *check(context) {
    for (const { value, node } of knownAnnotations(context)) {
      const text = value.trim();
      if (/^arn:[^:]*:[^:]*:[^:]*:[^:]*:[^:]+$/.test(text) || text.includes(HOLE)) continue;
      if (value === '') {
        yield { place: node.place, severity: 'info', ...EMPTY };
        continue;
      }
      const [, partition, rest] = /^arn:(aws[a-z-]*):iam:+(\d{12}:role\/.+)$/.exec(text) ?? [];
      const right = rest === undefined ? undefined : `arn:${partition}:iam::${rest}`;
      const fix = right === undefined ? undefined : replaceValue(context, node, right, `write ${right}`);
      yield {
        place: node.place,
        message: `${quote(value)} is not the ARN of a role`,
        help: `write ${right ?? `it like ${ROLE}`}`,
        fix,
      };
    }
  },
};

/** The webhook asks for a role that is not empty (`pkg/cache/cache.go`); charts write the annotation whatever their default is. */
const EMPTY = {
  message: 'the role annotation is empty, which is the same as none: the webhook gives the pod no role',
  help: `write it like ${ROLE}, or leave it out`,
};
