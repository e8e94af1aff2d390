import { matchesPattern, parsePattern } from '../../iam/evaluate/pattern.js';
import { HOST, trustFile, webIdentity } from '../examples.js';
import type { Statement } from '../policies.js';
import type { Report, Rule } from '../rule.js';
import { claimsOf, isOperator, podStatements } from '../trust.js';

const one = (name: string) => ({ [`${HOST}:sub`]: `system:serviceaccount:jobs:${name}` });

export const subjectSeveralOperators: Rule = {
  id: 'IRSA056',
  name: 'subject-several-operators',
  severity: 'warning',
  family: 'trust',
  summary: 'The subject stands under one operator.',
  why: "Operators are all demanded, not alternatives: a subject must meet both StringEquals and StringLike. The webhook's README shows it as if it were or.",
  error:
    'AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity, for the service accounts of one of the two',
  fix: 'Write two statements, or all subjects in one list under StringLike.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html',
  examples: {
    bad: trustFile(
      webIdentity({
        Condition: {
          StringEquals: { ...one('runner-1'), [`${HOST}:aud`]: 'sts.amazonaws.com' },
          StringLike: one('runner-*'),
        },
      }),
    ),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const statement of podStatements(context)) yield* inStatement(statement);
  },
};

function* inStatement(statement: Statement): Iterable<Report> {
  const subjects = claimsOf(statement).filter(
    ({ name, condition }) => name === 'sub' && !/Not|Null/.test(condition.operator ?? ''),
  );
  const first = subjects.find(({ condition }) => isOperator(condition, 'StringEquals'));
  const second = subjects.find(({ condition }) => isOperator(condition, 'StringLike'));
  if (first === undefined || second === undefined || first.issuer !== second.issuer) return;
  const exact = first.condition.values.map(({ text }) => text);
  const patterns = second.condition.values.map(({ text }) => parsePattern(text));
  const never =
    first.condition.complete &&
    second.condition.complete &&
    !exact.some((text) => patterns.some((pattern) => matchesPattern(pattern, text)));
  yield {
    place: second.key.place,
    message: never
      ? 'no subject meets both StringEquals and StringLike'
      : 'the subject stands under StringEquals and StringLike, and both are demanded',
    help: 'operators are not alternatives: use two statements, or one list',
    related: [{ place: first.key.place, message: 'the other one' }],
    ...(never ? { severity: 'error' as const } : {}),
  };
}
