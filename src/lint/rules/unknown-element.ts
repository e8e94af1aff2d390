import { DOCUMENT_ELEMENTS, STATEMENT_ELEMENTS } from '../../iam/document.js';
import { type MapNode, mayHave } from '../../readers/index.js';
import { nearest } from '../../text/nearest.js';
import { quote } from '../../text/quote.js';
import { documentFile, policyFile } from '../examples.js';
import { replaceValue } from '../fixes.js';
import type { Policy } from '../policies.js';
import type { Report, Rule, RuleContext } from '../rule.js';
import { fixIn, suggestion } from '../safe-fixes.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };
const SECURE = { Bool: { 'aws:SecureTransport': 'true' } };

export const unknownElement: Rule = {
  id: 'IRSA003',
  name: 'unknown-element',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A policy has only the elements that IAM knows.',
  why: 'IAM refuses a policy with any other element; comments such as __doc_comment count as elements too.',
  error: 'MalformedPolicyDocument: Syntax errors in policy.',
  fix: 'Spell the element as IAM does, or take it out.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html',
  examples: {
    bad: [
      documentFile('policy.json', { Version: '2012-10-17', __doc_comment: 'mine', Statement: [READ] }),
      documentFile('other.json', { Version: '2012-10-17', Statement: [{ ...READ, Conditions: SECURE }] }),
    ],
    good: policyFile({ ...READ, Condition: SECURE }),
  },
  *check(context) {
    for (const policy of context.policies) yield* inPolicy(policy, context);
  },
};

function* inPolicy({ root, statements, use }: Policy, context: RuleContext): Iterable<Report> {
  for (const report of unknownIn(root, DOCUMENT_ELEMENTS, context))
    yield use === 'trust' ? { ...report, fix: suggestion(report.fix) } : report;
  for (const statement of statements) {
    for (const report of unknownIn(statement.node, STATEMENT_ELEMENTS, context))
      yield { ...report, fix: fixIn(statement, report.fix) };
  }
}

function* unknownIn(node: MapNode, known: readonly string[], context: RuleContext): Iterable<Report> {
  for (const { key, keyNode } of node.entries) {
    if (key === undefined || known.includes(key) || isMisplaced(key, known)) continue;
    const guess = nearest(key, known);
    const fix =
      guess === undefined || mayHave(node, guess)
        ? undefined
        : replaceValue(context, keyNode, guess, `spell it ${guess}`);
    // Everything but what stands there: more than anybody spells out.
    const isNegated = guess?.startsWith('Not') === true;
    yield {
      place: keyNode.place,
      message: `${quote(key)} is no element of a ${known === DOCUMENT_ELEMENTS ? 'policy' : 'statement'}`,
      help: guess === undefined ? `IAM knows ${known.join(', ')}` : `did you mean ${guess}?`,
      fix: isNegated ? suggestion(fix) : fix,
    };
  }
}

/** Elements of a statement beside the statements have a rule of their own. */
function isMisplaced(key: string, known: readonly string[]): boolean {
  return known === DOCUMENT_ELEMENTS && STATEMENT_ELEMENTS.includes(key);
}
