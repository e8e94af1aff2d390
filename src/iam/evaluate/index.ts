export { coversAction } from './action.js';
export { decideBeyondPolicies } from './beyond-policies.js';
export { evaluate } from './evaluate.js';
export { labelStatement, nameStatement } from './explain-decision.js';
export { OPERATOR_NAMES, parseConditionOperator } from './operator.js';
export { traceStatement } from './statement.js';
export type * from './types.js';
export { verifyPolicyKind } from './verify-kind.js';
