import { STATEMENT_ELEMENTS } from '../../iam/document.js';
import { baseOperator } from '../../iam/names.js';
import { entryOf, isMap } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import { PROVIDER, trustFile, webIdentity } from '../examples.js';
import { replaceValue } from '../fixes.js';
import type { Rule } from '../rule.js';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html */
const TYPES = ['AWS', 'Federated', 'Service', 'CanonicalUser'];

export const principalType: Rule = {
  id: 'IRSA179',
  name: 'principal-type',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'The keys of a Principal are AWS, Federated, Service or CanonicalUser, spelt like that.',
  why: 'IAM refuses any other key, and the case counts.',
  error: 'MalformedPolicyDocument: Unknown field federated',
  fix: 'Spell the key as IAM does.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  examples: {
    bad: trustFile(webIdentity({ Principal: { federated: PROVIDER } })),
    good: trustFile(webIdentity()),
  },
  *check(context) {
    for (const { node } of context.statements) {
      for (const name of ['Principal', 'NotPrincipal']) {
        const value = entryOf(node, name)?.value;
        for (const { key, keyNode } of isMap(value) ? value.entries : []) {
          // What belongs beside Principal is IRSA014's.
          if (key === undefined || TYPES.includes(key) || STATEMENT_ELEMENTS.includes(key)) continue;
          if (baseOperator(key) !== undefined) continue;
          const right = TYPES.find((type) => type.toLowerCase() === key.toLowerCase());
          const fix = right && replaceValue(context, keyNode, right, `write ${right}`);
          yield {
            place: keyNode.place,
            message: `${quote(key)} is no kind of principal`,
            help: right === undefined ? `use one of ${TYPES.join(', ')}` : `write ${right}`,
            ...(fix ? { fix: { ...fix, unsafe: true as const } } : {}),
          };
        }
      }
    }
  },
};
