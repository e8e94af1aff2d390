import type { PolicyDocument, PolicyProblem, PolicyStatement } from '../document.js';
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
    session: 'a session policy',
    trust: 'a trust policy',
    resource: "a resource's policy",
  }[kind];
  return document.statements.flatMap(({ path, principal, resource }): readonly PolicyProblem[] => {
    const [needed, forbidden] = elementsFor(kind, principal, resource);
    const missing = kind === 'trust' || kind === 'resource' ? 'Principal' : 'Resource';
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

/** The element that a kind needs, and the one that it forbids; a resource's policy may name parts of the resource. */
function elementsFor(
  kind: PolicyKind,
  principal: PolicyStatement['principal'],
  resource: PolicyStatement['resource'],
): readonly [
  PolicyStatement['principal'] | PolicyStatement['resource'],
  PolicyStatement['principal'] | PolicyStatement['resource'],
] {
  if (kind === 'resource') return [principal, undefined];
  return kind === 'trust' ? [principal, resource] : [resource, principal];
}
