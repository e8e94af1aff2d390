import { entryOf, isMap, type MapNode, type Node } from '../../readers/index.js';
import { documentFile, policyFile } from '../examples.js';
import type { Report, Rule } from '../rule.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::photos/*' };

const PRINCIPALS = /^(?:AWS|Federated|Service|CanonicalUser)$/i;

/** Elements that hold one text or a list of texts. */
const LISTS = ['Action', 'NotAction', 'Resource', 'NotResource'];

export const elementType: Rule = {
  id: 'IRSA175',
  name: 'element-type',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'Actions, resources, principals and the values of conditions are texts, or lists of texts.',
  why: 'IAM refuses an object or a number where it expects a name.',
  error: 'MalformedPolicyDocument: Syntax errors in policy.',
  fix: 'Write one text, or a list of texts in brackets.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html',
  examples: {
    bad: [
      documentFile('policy.json', {
        Version: '2012-10-17',
        Statement: [{ ...READ, Action: { read: 's3:GetObject' } }],
      }),
    ],
    good: policyFile({ ...READ, Action: ['s3:GetObject'] }),
  },
  *check({ statements }) {
    for (const { node } of statements) {
      yield* inLists(node);
      yield* inPrincipals(node);
      yield* inConditions(node);
    }
  },
};

function* inLists(statement: MapNode): Iterable<Report> {
  for (const name of LISTS) yield* notTexts(name, entryOf(statement, name)?.value, isText);
}

function* inPrincipals(statement: MapNode): Iterable<Report> {
  for (const name of ['Principal', 'NotPrincipal']) {
    const value = entryOf(statement, name)?.value;
    if (isMap(value)) {
      for (const { key = '', value: each } of value.entries) {
        if (PRINCIPALS.test(key)) yield* notTexts(key, each, isText);
      }
    } else if (value?.kind === 'list') {
      yield { place: value.place, message: `${name} is a list`, help: 'write an object: {"AWS": […]}' };
    }
  }
}

/** Numbers and booleans are taken as texts here. */
function* inConditions(statement: MapNode): Iterable<Report> {
  const condition = entryOf(statement, 'Condition')?.value;
  for (const { value: block } of isMap(condition) ? condition.entries : []) {
    for (const { key, value } of isMap(block) ? block.entries : []) {
      yield* notTexts(key ?? 'the key', value, (node) => node.kind === 'scalar');
    }
  }
}

/** What Terraform leaves out is null, and is no value at all. */
const isText = (node: Node) =>
  node.kind === 'scalar' && (typeof node.value === 'string' || node.value === null);

function* notTexts(
  name: string,
  value: Node | undefined,
  isRight: (node: Node) => boolean,
): Iterable<Report> {
  if (value === undefined) return;
  for (const node of value.kind === 'list' ? value.items : [value]) {
    if (node.kind === 'unknown' || isRight(node)) continue;
    const what = { map: 'an object', list: 'a list in a list', scalar: 'no text' }[node.kind];
    yield { place: node.place, message: `${name} holds ${what}`, help: 'write a text, or a list of texts' };
  }
}
