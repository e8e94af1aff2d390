import type { PolicyStatement } from '../document.js';
import { evaluateAction } from './action.js';
import { evaluateCondition } from './condition.js';
import { readContext } from './context.js';
import { evaluatePrincipal } from './principal.js';
import { askedResource, evaluateResource } from './resource.js';
import type {
  AuthorizationRequest,
  ElementTrace,
  NamedPolicy,
  PolicyKind,
  StatementCode,
  StatementTrace,
} from './types.js';

/** Every statement of a policy against the request, each with its grounds. */
export function evaluatePolicy(
  kind: PolicyKind,
  policy: NamedPolicy,
  request: AuthorizationRequest,
): readonly StatementTrace[] {
  return policy.document.statements.map((statement) => traceStatement(kind, policy, statement, request));
}

/** One statement of a policy against the request, with its grounds. */
export function traceStatement(
  kind: PolicyKind,
  policy: NamedPolicy,
  statement: PolicyStatement,
  request: AuthorizationRequest,
): StatementTrace {
  const scope = {
    context: readContext(request.context),
    variables: policy.document.version === '2012-10-17',
  };
  const action = evaluateAction(statement.action, request.action);
  // A trust policy has no Resource: its role is the resource. A policy that goes with a principal names none.
  const resource =
    kind === 'trust' || statement.resource === undefined
      ? undefined
      : evaluateResource(statement.resource, askedResource(statement.resource, request), scope);
  const principal =
    !namesPrincipals(kind) || statement.principal === undefined
      ? undefined
      : evaluatePrincipal(statement.principal, request.principal);
  const conditions = statement.conditions.map((entry) => evaluateCondition(entry, scope));
  const { index, path, sid, effect } = statement;
  const { applies, code, explanation } = conclude(kind, effect, { action, resource, principal, conditions });
  const named = { kind, name: policy.name };
  return {
    policy: named,
    index,
    path,
    effect,
    sid,
    applies,
    code,
    explanation,
    action,
    resource,
    principal,
    conditions,
  };
}

const namesPrincipals = (kind: PolicyKind) => kind === 'trust' || kind === 'resource';

/** What is made of that which AWS leaves open, so that nothing is called allowed that may be denied. */
const RULES = { Allow: 'so it is not counted as allowing', Deny: 'so it is counted as denying' };

type Parts = Pick<StatementTrace, 'action' | 'resource' | 'principal' | 'conditions'>;
type Needed = readonly [StatementCode, 'Principal' | 'Resource', ElementTrace | undefined];
type Conclusion = Pick<StatementTrace, 'applies' | 'code' | 'explanation'>;

/** The first part that fails names the reason; who asks comes before what is asked. */
function conclude(
  kind: PolicyKind,
  effect: 'Allow' | 'Deny',
  { action, resource, principal, conditions }: Parts,
): Conclusion {
  const failed = (code: StatementCode, explanation: string) => ({ applies: false, code, explanation });
  if (!action.covers) return failed('action-not-covered', action.explanation);
  const needed: Needed[] = [
    ...(namesPrincipals(kind) ? [['principal-not-covered', 'Principal', principal] as const] : []),
    // A repository's policy names no resource: it is the repository's own.
    ...(kind === 'trust' || (kind === 'resource' && resource === undefined)
      ? []
      : [['resource-not-covered', 'Resource', resource] as const]),
  ];
  const elements: ElementTrace[] = [];
  for (const [code, name, element] of needed) {
    if (element === undefined) return failed(code, `the statement has no ${name}`);
    if (!element.covers && !element.open) return failed(code, element.explanation);
    elements.push(element);
  }
  const unmet = conditions.find((condition) => !condition.met && !condition.open);
  if (unmet !== undefined) return failed('condition-not-met', unmet.explanation);
  const open = [...elements, ...conditions].find((part) => part.open);
  if (open !== undefined)
    return {
      applies: effect === 'Deny',
      code: 'left-open',
      explanation: `${open.explanation}; ${RULES[effect]}`,
    };
  const grounds = [action, ...elements, ...conditions].map((part) => part.explanation);
  return { applies: true, code: 'applies', explanation: grounds.join('; ') };
}
