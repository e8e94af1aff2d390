import { mayHave } from '../../readers/index.js';
import { policyFile, trustFile, webIdentity } from '../examples.js';
import type { Statement } from '../policies.js';
import type { Report, Rule } from '../rule.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const elementMissing: Rule = {
  id: 'IRSA006',
  name: 'element-missing',
  severity: 'error',
  family: 'policy-grammar',
  summary:
    'A statement has an Action and, in a permissions policy, a Resource; in a trust policy, a Principal.',
  why: 'IAM refuses a statement that leaves out what it is about.',
  error:
    'MalformedPolicyDocument: Policy statement must contain resources. / Policy statement must contain actions. / AssumeRolepolicy must contain principals',
  fix: 'Add the element, or take out the statement.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html',
  examples: {
    bad: [
      ...policyFile({ Effect: 'Allow', Action: 's3:GetObject' }, { Effect: 'Allow', Resource: '*' }),
      ...trustFile(webIdentity({ Principal: undefined })),
    ],
    good: [...policyFile(READ), ...trustFile(webIdentity())],
  },
  *check({ statements }) {
    for (const statement of statements) yield* inStatement(statement);
  },
};

/** Services whose policies name the resource; those of ECR repositories need not. */
function needsResource(actions: Statement['actions']): boolean {
  const texts = actions?.complete === true ? actions.values : [];
  return (
    texts.length > 0 && texts.every(({ text }) => /^(?:s3|sqs|sns|kms|dynamodb|secretsmanager):/i.test(text))
  );
}

function* inStatement({ node, place, policy, actions }: Statement): Iterable<Report> {
  const lacks = (...names: readonly string[]) => !names.some((name) => mayHave(node, name));
  if (lacks('Action', 'NotAction')) yield { place, message: 'the statement has no Action' };
  if (policy.use === 'trust') {
    if (lacks('Principal', 'NotPrincipal')) {
      yield { place, message: 'the statement of the trust policy has no Principal' };
    }
  } else if (policy.use === 'identity' && !isUnused(policy) && lacks('Resource', 'NotResource')) {
    yield { place, message: 'the statement has no Resource' };
  } else if (policy.use === 'resource' && lacks('Resource', 'NotResource') && needsResource(actions)) {
    yield {
      place,
      message: 'the statement has no Resource, and its actions are not those of a trust policy',
      help: 'a trust policy allows actions of sts alone; the policy of a bucket or queue names its resource',
    };
  }
}

/** A document that nothing in the files takes may lack what only its users bring, such as a resource that is switched off. */
const isUnused = ({ fact }: Statement['policy']): boolean => fact.kind === 'aws_iam_policy_document';
