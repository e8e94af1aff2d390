import { matchesPattern, parsePattern } from '../../iam/evaluate/pattern.js';
import { entryOf } from '../../readers/index.js';
import { policyFile } from '../examples.js';
import type { Condition, ListElement, Policy, Statement } from '../policies.js';
import type { Report, Rule } from '../rule.js';
import { quoted, type Text } from '../text.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

export const redundant: Rule = {
  id: 'IRSA190',
  name: 'redundant',
  severity: 'info',
  family: 'policy-grammar',
  summary: 'No action, resource or statement is covered by another one beside it.',
  why: 'It changes nothing, counts towards the size of the policy, and misleads whoever takes it out to take a right away.',
  error: 'None.',
  fix: 'Take it out.',
  reference:
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-suggestion-redundant-action',
  examples: {
    bad: policyFile({ ...READ, Action: ['s3:GetObject', 's3:Get*'] }),
    good: policyFile({ ...READ, Action: ['s3:GetObject', 's3:PutObject'] }),
  },
  *check({ policies }) {
    for (const { statements } of policies) {
      for (const statement of statements) {
        yield* inElement('action', statement.actions, (text) => text.toLowerCase());
        yield* inElement('resource', statement.resources, (text) => text);
        for (const condition of statement.conditions) yield* inNumbers(condition);
      }
      yield* wholeStatements(statements);
    }
  },
};

type Fold = (text: string) => string;

/** One report for an element, on the first value that another one covers. */
function* inElement(what: string, element: ListElement | undefined, fold: Fold): Iterable<Report> {
  const values = (element?.values ?? [])
    .filter(({ known }) => known)
    .map((value) => ({ value, text: fold(value.text) }));
  const firsts = new Map<string, Text>();
  for (const { value, text } of values) if (!firsts.has(text)) firsts.set(text, value);
  const wide = values
    .filter(({ text }) => isWide(text))
    .map((each) => ({ ...each, pattern: parsePattern(each.text) }));
  const covered = values.flatMap(({ value, text }) => {
    const twin = firsts.get(text);
    const other =
      twin === value
        ? wide.find((each) => each.text !== text && matchesPattern(each.pattern, text))?.value
        : twin;
    return other === undefined ? [] : [{ value, other }];
  });
  const [first] = covered;
  if (first === undefined) return;
  const isSame = fold(first.value.text) === fold(first.other.text);
  const how = isSame ? 'stands there twice' : `is covered by ${quoted(first.other)}`;
  const more = covered.length > 1 ? `, and ${covered.length - 1} more are superfluous` : '';
  yield {
    place: first.value.place,
    message: `the ${what} ${quoted(first.value)} ${how}${more}`,
    related: [{ place: first.other.place, message: 'the other' }],
  };
}

/** A variable is filled in later, and a question mark must not stand for an asterisk. */
const isWide = (text: string) => text.includes('*') && !/[?$]/.test(text);

const isCovered = (text: string, wider: string) =>
  text === wider || (isWide(wider) && matchesPattern(parsePattern(wider), text));

/** Of several limits under one comparison only the widest counts. */
function* inNumbers({ operator, values, keyNode, complete }: Condition): Iterable<Report> {
  if (!/^(?:Numeric|Date)(?:Less|Greater)Than/.test(operator ?? '') || !complete || values.length < 2) return;
  yield {
    place: keyNode.place,
    message: `of ${values.map((value) => quoted(value)).join(' and ')} only the widest counts under ${operator}`,
    help: 'leave one value',
  };
}

function* wholeStatements(statements: Policy['statements']): Iterable<Report> {
  for (const [at, statement] of statements.entries()) {
    const other = statements.find((each, index) => index !== at && covers(each, statement, index < at));
    if (other === undefined) continue;
    yield {
      place: statement.place,
      message: 'everything in this statement is in another one',
      help: 'take it out',
      related: [{ place: other.place, message: 'the other' }],
    };
  }
}

function covers(wider: Statement, statement: Statement, isEarlier: boolean): boolean {
  if (wider.effect === undefined || wider.effect !== statement.effect) return false;
  if (!isPlain(wider) || !isPlain(statement)) return false;
  const fold = (text: string) => text.toLowerCase();
  const forth =
    within(wider.actions, statement.actions, fold) &&
    within(wider.resources, statement.resources, (text) => text);
  const back =
    forth &&
    within(statement.actions, wider.actions, fold) &&
    within(statement.resources, wider.resources, (text) => text);
  return back ? isEarlier : forth;
}

const PRINCIPALS = ['Principal', 'NotPrincipal'];

/** Without conditions, principals and elements that are not known. */
function isPlain({ node, complete, conditions, conditionsComplete, notActions, notResources }: Statement) {
  return (
    complete &&
    conditionsComplete &&
    conditions.length === 0 &&
    !PRINCIPALS.some((name) => entryOf(node, name) !== undefined) &&
    notActions === undefined &&
    notResources === undefined
  );
}

function within(wider: ListElement | undefined, element: ListElement | undefined, fold: Fold): boolean {
  if (wider?.complete !== true || element?.complete !== true || element.values.length === 0) return false;
  const texts = wider.values.map(({ text }) => fold(text));
  return element.values.every(({ text }) => texts.some((each) => isCovered(fold(text), each)));
}
