import { decideBeyondPolicies } from './beyond-policies.js';
import {
  explainAllow,
  explainBoundary,
  explainExplicitDeny,
  explainIdentity,
  explainResource,
  explainTrust,
} from './explain-decision.js';
import { evaluatePolicy } from './statement.js';
import type { AuthorizationRequest, Decision, PolicySet, StatementTrace } from './types.js';

/**
 * Decides a request by the policies given and by nothing else: an applicable Deny wins, then every kind of
 * policy that is there must allow. Documents must have passed `verifyPolicyKind`.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(request: AuthorizationRequest, policies: PolicySet): Decision {
  const statements = traceAll(request, policies);
  const settled = policies.kind === 'identity' ? decideBeyondPolicies(request) : undefined;
  if (settled !== undefined) {
    const decision = settled.allowed ? 'allow' : 'implicitDeny';
    return { decision, code: 'beyond-policies', reasons: [settled.reason], deciding: [], statements };
  }
  const applying = statements.filter((trace) => trace.applies);
  const denies = applying.filter((trace) => trace.effect === 'Deny');
  const allows = applying.filter((trace) => trace.effect === 'Allow');
  if (denies.length > 0) {
    const reasons = explainExplicitDeny(request, denies);
    return { decision: 'explicitDeny', code: 'denied-by-statement', reasons, deciding: denies, statements };
  }
  return concludeWithoutDeny(request, policies, statements, allows);
}

function traceAll(request: AuthorizationRequest, policies: PolicySet): readonly StatementTrace[] {
  if (policies.kind === 'trust') return evaluatePolicy('trust', policies.trust, request);
  if (policies.kind === 'resource') return evaluatePolicy('resource', policies.resource, request);
  const boundary =
    policies.boundary === undefined ? [] : evaluatePolicy('boundary', policies.boundary, request);
  return [...policies.identity.flatMap((policy) => evaluatePolicy('identity', policy, request)), ...boundary];
}

function concludeWithoutDeny(
  request: AuthorizationRequest,
  policies: PolicySet,
  statements: readonly StatementTrace[],
  allows: readonly StatementTrace[],
): Decision {
  const denied = { decision: 'implicitDeny', deciding: [], statements } as const;
  if (policies.kind === 'trust') {
    if (allows.length === 0) {
      return { ...denied, code: 'not-allowed-by-trust', reasons: explainTrust(request, statements) };
    }
  } else if (policies.kind === 'resource') {
    if (allows.length === 0) {
      return { ...denied, code: 'not-allowed-by-resource', reasons: explainResource(request, statements) };
    }
  } else if (!allows.some((trace) => trace.policy.kind === 'identity')) {
    return {
      ...denied,
      code: 'not-allowed-by-identity',
      reasons: explainIdentity(request, policies, statements),
    };
  } else if (policies.boundary !== undefined && !allows.some((trace) => trace.policy.kind === 'boundary')) {
    return {
      ...denied,
      code: 'not-allowed-by-boundary',
      reasons: explainBoundary(request, allows, statements),
    };
  }
  const reasons = explainAllow(request, allows);
  return { decision: 'allow', code: 'allowed', reasons, deciding: allows, statements };
}
