import { parsePolicyDocument } from '../../src/iam/document.js';
import {
  type AuthorizationRequest,
  type Decision,
  evaluate,
  type NamedPolicy,
  type RequestContext,
} from '../../src/iam/evaluate/index.js';

export type RawStatement = Readonly<Record<string, unknown>>;

export const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
export const PROVIDER = `arn:aws:iam::111122223333:oidc-provider/${ISSUER}`;
export const OBJECT = 'arn:aws:s3:::data-bucket/team-a/report.csv';
export const BUCKET = 'arn:aws:s3:::data-bucket';

/** A policy of the given statements, parsed; an invalid one is a mistake in the test. */
export function aPolicy(
  statements: readonly RawStatement[],
  version: string | null = '2012-10-17',
): NamedPolicy {
  const raw = { ...(version === null ? {} : { Version: version }), Statement: statements };
  const parsed = parsePolicyDocument(raw);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return { name: 'policy', document: parsed.document };
}

export function aRequest(over: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return {
    principal: 'arn:aws:sts::111122223333:assumed-role/app/pod-session',
    action: 's3:GetObject',
    resource: OBJECT,
    context: {},
    ...over,
  };
}

/** The decision on identity policies, each a list of statements. */
export function decide(
  request: AuthorizationRequest,
  identity: readonly (readonly RawStatement[])[],
  boundary?: readonly RawStatement[],
): Decision {
  return evaluate(request, {
    kind: 'identity',
    identity: identity.map((statements) => aPolicy(statements)),
    ...(boundary === undefined ? {} : { boundary: aPolicy(boundary) }),
  });
}

/** The decision on a trust policy. */
export function decideTrust(request: AuthorizationRequest, statements: readonly RawStatement[]): Decision {
  return evaluate(request, { kind: 'trust', trust: aPolicy(statements) });
}

/** Whether an Allow under this Condition applies in this context. */
export function isMet(
  condition: unknown,
  context: RequestContext,
  version: string | null = '2012-10-17',
): boolean {
  const policy = aPolicy([{ Effect: 'Allow', Action: '*', Resource: '*', Condition: condition }], version);
  return evaluate(aRequest({ context }), { kind: 'identity', identity: [policy] }).decision === 'allow';
}

/** Whether a Condition is met, is not, or is left open by AWS: then a Deny applies and an Allow does not. */
export function truthOf(condition: unknown, context: RequestContext): 'yes' | 'no' | 'open' {
  if (isMet(condition, context)) return 'yes';
  const deny = { Effect: 'Deny', Action: '*', Resource: '*', Condition: condition };
  const { decision } = decide(aRequest({ context }), [[deny]]);
  return decision === 'explicitDeny' ? 'open' : 'no';
}

/** Whether an Allow on this Resource covers the requested one. */
export function coversResource(
  resource: string | readonly string[],
  requested: string,
  context: RequestContext = {},
  version: string | null = '2012-10-17',
): boolean {
  const policy = aPolicy([{ Effect: 'Allow', Action: '*', Resource: resource }], version);
  const request = aRequest({ resource: requested, context });
  return evaluate(request, { kind: 'identity', identity: [policy] }).decision === 'allow';
}
