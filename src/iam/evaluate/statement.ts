import type { PolicyStatement } from '../document.js';
import { evaluateAction } from './action.js';
import { evaluateCondition } from './condition.js';
import { readContext } from './context.js';
import { evaluatePrincipal } from './principal.js';
import { evaluateResource } from './resource.js';
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
  const scope = {
    context: readContext(request.context),
    variables: policy.document.version === '2012-10-17',
  };
  return policy.document.statements.map((statement): StatementTrace => {
    const action = evaluateAction(statement.action, request.action);
    // A trust policy has no Resource: its role is the resource, and an identity policy no Principal.
    const resource =
      kind === 'trust' || statement.resource === undefined
        ? undefined
        : evaluateResource(statement.resource, request.resource, scope);
    const principal =
      kind !== 'trust' || statement.principal === undefined
        ? undefined
        : evaluatePrincipal(statement.principal, request.principal);
    const conditions = statement.conditions.map((entry) => evaluateCondition(entry, scope));
    const parts = {
      action,
      ...(resource === undefined ? {} : { resource }),
      ...(principal === undefined ? {} : { principal }),
      conditions,
    };
    return { ...describe(kind, policy, statement), ...conclude(kind, statement.effect, parts), ...parts };
  });
}

function describe(kind: PolicyKind, policy: NamedPolicy, statement: PolicyStatement) {
  const { index, path, sid, effect } = statement;
  return { policy: { kind, name: policy.name }, index, path, effect, ...(sid === undefined ? {} : { sid }) };
}

/** What is made of that which AWS leaves open, so that nothing is called allowed that may be denied. */
const RULES = { Allow: 'so it is not counted as allowing', Deny: 'so it is counted as denying' };

type Parts = Pick<StatementTrace, 'action' | 'resource' | 'principal' | 'conditions'>;
type Conclusion = Pick<StatementTrace, 'applies' | 'code' | 'explanation'>;

/** The first part that fails names the reason; who asks comes before what is asked. */
function conclude(
  kind: PolicyKind,
  effect: 'Allow' | 'Deny',
  { action, resource, principal, conditions }: Parts,
): Conclusion {
  const who: [StatementCode, ElementTrace | undefined] = ['principal-not-covered', principal];
  const what: [StatementCode, ElementTrace | undefined] = ['resource-not-covered', resource];
  const failed = (code: StatementCode, explanation: string) => ({ applies: false, code, explanation });
  if (!action.covers) return failed('action-not-covered', action.explanation);
  const [code, element] = kind === 'trust' ? who : what;
  if (element === undefined)
    return failed(code, `the statement has no ${kind === 'trust' ? 'Principal' : 'Resource'}`);
  if (!element.covers && !element.open) return failed(code, element.explanation);
  const unmet = conditions.find((condition) => !condition.met && !condition.open);
  if (unmet !== undefined) return failed('condition-not-met', unmet.explanation);
  const open = [element, ...conditions].find((part) => part.open);
  if (open !== undefined)
    return {
      applies: effect === 'Deny',
      code: 'left-open',
      explanation: `${open.explanation}; ${RULES[effect]}`,
    };
  const grounds = [action, element, ...conditions].map((part) => part.explanation);
  return { applies: true, code: 'applies', explanation: grounds.join('; ') };
}
