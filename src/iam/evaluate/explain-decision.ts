import type { AuthorizationRequest, PolicyKind, PolicySet, StatementTrace } from './types.js';

/** How explanations call a statement of a policy: `statement 1 (ReadTeam)`; statements count from 1. */
export function labelStatement({ index, sid }: StatementTrace): string {
  return `statement ${index + 1}${sid === undefined ? '' : ` (${sid})`}`;
}

/** The same with the policy: `identityPolicies[0], statement 1 (ReadTeam)`. */
export function nameStatement(trace: StatementTrace): string {
  return `${trace.policy.name}, ${labelStatement(trace)}`;
}

/** Sentences for a request that a Deny statement hits, one for each such statement. */
export function explainExplicitDeny(
  request: AuthorizationRequest,
  denies: readonly StatementTrace[],
): readonly string[] {
  return denies.map((trace) => `${nameStatement(trace)}, denies ${ask(request)}: ${trace.explanation}`);
}

/** Sentences for an allowed request: which statements allow it, and why they apply. */
export function explainAllow(
  request: AuthorizationRequest,
  allows: readonly StatementTrace[],
): readonly string[] {
  return allows.map((trace) => `${nameStatement(trace)}, allows ${ask(request)}: ${trace.explanation}`);
}

/** Sentences for a request that no identity policy allows. */
export function explainIdentity(
  request: AuthorizationRequest,
  policies: Extract<PolicySet, { readonly kind: 'identity' }>,
  statements: readonly StatementTrace[],
): readonly string[] {
  const without = 'there is no identity policy, and without an Allow every request is denied';
  const verdict = `no statement of the identity policies allows ${ask(request)}`;
  return [policies.identity.length === 0 ? without : verdict, ...nearMisses('identity', statements)];
}

/** Sentences for a request that the identity policies allow and the permissions boundary does not. */
export function explainBoundary(
  request: AuthorizationRequest,
  allows: readonly StatementTrace[],
  statements: readonly StatementTrace[],
): readonly string[] {
  const names = allows.map((trace) => nameStatement(trace)).join('; ');
  return [
    `the permissions boundary does not allow ${ask(request)}, though the identity policies do (${names})`,
    ...nearMisses('boundary', statements),
  ];
}

/** Sentences for a request to assume a role whose trust policy does not allow it. */
export function explainTrust(
  request: AuthorizationRequest,
  statements: readonly StatementTrace[],
): readonly string[] {
  const verdict = `no statement of the trust policy lets ${request.principal} do ${ask(request)}`;
  return [verdict, ...nearMisses('trust', statements)];
}

/** Sentences for a request that the policy of its resource does not allow. */
export function explainResource(
  request: AuthorizationRequest,
  statements: readonly StatementTrace[],
): readonly string[] {
  const verdict = `no statement of the resource's policy lets ${request.principal} do ${ask(request)}`;
  return [verdict, ...nearMisses('resource', statements)];
}

/** Allow statements that fail for something more telling than another action; if there are none, all. */
function nearMisses(kind: PolicyKind, statements: readonly StatementTrace[]): readonly string[] {
  const misses = statements.filter(({ policy, effect }) => policy.kind === kind && effect === 'Allow');
  const near = misses.filter((trace) => trace.action.covers);
  return (near.length > 0 ? near : misses).map(
    (trace) => `${nameStatement(trace)}, does not apply: ${trace.explanation}`,
  );
}

function ask({ action, resource }: AuthorizationRequest): string {
  return `${action} on ${resource}`;
}
