import { policyFile } from '../examples.js';
import type { Policy } from '../policies.js';
import type { Rule } from '../rule.js';
import { quoted } from '../text.js';
import { variableTexts } from '../variables.js';

const READ = { Effect: 'Allow', Action: 's3:GetObject' };

export const policyVariable: Rule = {
  id: 'IRSA023',
  name: 'policy-variable',
  severity: 'error',
  family: 'policy-grammar',
  summary: 'A policy variable is ${service:key}, closed and without spaces.',
  why: 'Anything else is refused, or stays plain text that matches nothing; ${name} without a colon is the variable of a template that nobody filled in.',
  error: 'MalformedPolicyDocument: The policy failed legacy parsing. Or AccessDenied at run time.',
  fix: 'Write ${aws:PrincipalTag/team}; in HCL $${…}, in aws_iam_policy_document &{…}.',
  reference: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html',
  examples: {
    bad: policyFile({
      ...READ,
      Resource: ['arn:aws:s3:::homes/${aws:PrincipalTag/team/*', 'arn:aws:s3:::${bucket}/*'],
    }),
    good: policyFile({ ...READ, Resource: 'arn:aws:s3:::homes/${aws:PrincipalTag/team}/*' }),
  },
  *check(context) {
    for (const statement of context.statements) {
      for (const text of variableTexts(statement)) {
        const fault = faultOf(text.text);
        if (fault === undefined) continue;
        if (fault.endsWith(OF_TEMPLATE) && isHandedOn(statement.policy)) {
          context.notChecked(text.place, `whether what takes ${quoted(text)} fills it in`);
          continue;
        }
        yield { place: text.place, message: `${quoted(text)}: ${fault}` };
      }
    }
  },
};

const OF_TEMPLATE = 'no policy variable, but that of a template';

/** Whether a module or an output takes a document of Terraform's, in which `$${name}` was written for it. */
const isHandedOn = ({ fact }: Policy) => 'use' in fact && fact.use === 'file' && fact.tool === 'terraform';

function faultOf(text: string): string | undefined {
  if (text.includes('&{'))
    return "&{ is Terraform's spelling of a policy variable inside aws_iam_policy_document alone";
  for (const [, name, close] of text.matchAll(/\$\{([^}]*)(\}?)/g)) {
    if (close === '') return 'a policy variable is not closed';
    if (/^(?:[*?$]|[\w.-]+:[\p{L}\p{N}_.:/=+@-]+(?:,\s*'[^']*')?)$/u.test(name ?? '')) continue;
    if (/^[\w.-]+$/.test(name ?? '')) return `"${name}" is ${OF_TEMPLATE}`;
    return `"${name}" is no policy variable`;
  }
  return undefined;
}
