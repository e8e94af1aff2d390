import { entryOf, isMap, type MapEntry, type Node } from '../../readers/index.js';
import { documentFile, policyFile } from '../examples.js';
import { isWrittenAt } from '../fixes.js';
import type { Statement } from '../policies.js';
import type { Report, Rule, RuleContext } from '../rule.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const emptyElement: Rule = {
  id: 'IRSA191',
  name: 'empty-element',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'No element of a statement is empty.',
  why: 'A statement with an empty list of actions or resources is about nothing, and is refused or never applies. An empty condition demands nothing, although it looks as if it did.',
  error: 'MalformedPolicyDocument: Policy statement must contain resources.',
  fix: 'Fill the element in, or take it out.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html',
  examples: {
    bad: [
      documentFile('policy.json', {
        Version: '2012-10-17',
        Statement: [
          { ...READ, Resource: [] },
          { ...READ, Condition: { StringEquals: { 'aws:PrincipalOrgID': [] } } },
          { ...READ, Sid: '' },
        ],
      }),
    ],
    good: policyFile(READ),
  },
  *check(context) {
    for (const statement of context.statements) {
      yield* emptyLists(statement, context);
      yield* emptyPrincipal(statement, context);
      yield* emptyConditions(statement, context);
      yield* emptySid(statement, context);
    }
  },
};

function isEmpty(node: Node | undefined): boolean {
  if (node?.kind === 'list') return node.items.length === 0 && node.rest.length === 0;
  return isMap(node) && node.entries.length === 0 && node.rest.length === 0;
}

/** What is empty by a variable's default or computed from it says nothing of what somebody hands in. */
function isWrittenEmpty(entry: MapEntry, context: RuleContext): boolean {
  const { value } = entry;
  if (!isEmpty(value) || !isWrittenAt(context, entry, value)) return false;
  const { file, start, end } = value.place;
  return /^[[{]\s*[\]}]$/.test(context.source(file)?.text.slice(start, end) ?? '');
}

function* emptyLists({ node }: Statement, context: RuleContext): Iterable<Report> {
  for (const name of ['Action', 'NotAction', 'Resource', 'NotResource']) {
    const entry = entryOf(node, name);
    if (entry?.value.kind !== 'list' || !isWrittenEmpty(entry, context)) continue;
    yield { place: entry.keyNode.place, message: `${name} is empty: the statement is about nothing` };
  }
}

function* emptyPrincipal({ node, policy }: Statement, context: RuleContext): Iterable<Report> {
  const entry = entryOf(node, 'Principal');
  if (!isMap(entry?.value) || !isWrittenEmpty(entry, context)) return;
  yield {
    place: entry.keyNode.place,
    message: 'Principal is empty: the statement is about nobody',
    ...(policy.use === 'trust' ? {} : { severity: 'warning' as const }),
  };
}

function* emptyConditions({ node, effect }: Statement, context: RuleContext): Iterable<Report> {
  const condition = entryOf(node, 'Condition');
  if (!isMap(condition?.value)) return;
  const open = effect === 'Allow' ? ', so that the statement applies always' : '';
  if (isWrittenEmpty(condition, context)) {
    yield {
      place: condition.keyNode.place,
      message: `Condition is empty${open}`,
      severity: 'info',
    };
  }
  for (const operator of condition.value.entries) {
    const block = operator.value;
    if (!isMap(block)) continue;
    if (isWrittenEmpty(operator, context)) {
      yield {
        place: operator.keyNode.place,
        message: `${operator.key} demands nothing${open}`,
        severity: 'info',
      };
    }
    for (const entry of block.entries) {
      if (!isWrittenEmpty(entry, context)) continue;
      yield {
        place: entry.keyNode.place,
        message: `${entry.key} has no value to compare with under ${operator.key}`,
        help: 'name the values, or take the key out',
        severity: 'warning',
      };
    }
  }
}

function* emptySid({ node, sid }: Statement, context: RuleContext): Iterable<Report> {
  const place = entryOf(node, 'Sid')?.keyNode.place;
  if (sid?.known !== true || sid.text !== '' || place === undefined) return;
  // aws_iam_policy_document leaves an empty sid out.
  const written = context.source(place.file)?.text.slice(place.start, place.end) ?? '';
  if (/Sid/.test(written))
    yield { place: sid.place, message: 'the Sid is empty', help: 'take it out', severity: 'info' };
}
