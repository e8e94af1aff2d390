import type { PolicyDocument, PolicyProblem } from '../document.js';
import type { PolicyKind } from './types.js';

/**
 * What a document holds or lacks that its kind forbids or needs: an identity policy and a boundary name
 * resources and no principal, a trust policy the reverse.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
 */
export function verifyPolicyKind(document: PolicyDocument, kind: PolicyKind): readonly PolicyProblem[] {
  const label = {
    identity: 'an identity policy',
    boundary: 'a permissions boundary',
    trust: 'a trust policy',
  }[kind];
  return document.statements.flatMap(({ path, principal, resource }): readonly PolicyProblem[] => {
    const [needed, forbidden] = kind === 'trust' ? [principal, resource] : [resource, principal];
    const missing = kind === 'trust' ? 'Principal' : 'Resource';
    return [
      ...(needed === undefined
        ? [{ code: 'missing-element' as const, path, message: `the statement has no ${missing}` }]
        : []),
      ...(kind === 'trust' && principal?.negated === true
        ? [
            {
              code: 'unknown-element' as const,
              path: [...path, 'NotPrincipal'],
              message: 'a trust policy takes no NotPrincipal',
            },
          ]
        : []),
      ...(forbidden === undefined
        ? []
        : [
            {
              code: 'unknown-element' as const,
              path: [...path, forbidden.element],
              message: `${label} takes no ${forbidden.element}`,
            },
          ]),
    ];
  });
}
