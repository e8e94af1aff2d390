import type { PolicyDocument, PolicyProblem } from '../document.js';
import type { PolicyKind } from './types.js';

/**
 * What a document holds or lacks that its kind forbids or needs: an identity policy and a boundary name
 * resources and no principal, a trust policy the reverse.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html
 */
export function verifyPolicyKind(document: PolicyDocument, kind: PolicyKind): readonly PolicyProblem[] {
  const label = kind === 'boundary' ? 'permissions boundary' : `${kind} policy`;
  return document.statements.flatMap(({ path, principal, resource }): readonly PolicyProblem[] => {
    const [needed, forbidden] = kind === 'trust' ? [principal, resource] : [resource, principal];
    const missing = kind === 'trust' ? 'Principal' : 'Resource';
    return [
      ...(needed === undefined
        ? [{ code: 'missing-element' as const, path, message: `the statement has no ${missing}` }]
        : []),
      ...(forbidden === undefined
        ? []
        : [
            {
              code: 'unknown-element' as const,
              path: [...path, forbidden.element],
              message: `a ${label} takes no ${forbidden.element}`,
            },
          ]),
    ];
  });
}
