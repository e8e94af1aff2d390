import { type PermissionStatement, permissionsDocument } from '../iam/policy.js';
import { countCharacters, MANAGED_POLICY_SIZE } from '../iam/quotas.js';

/**
 * Statements in as few policies as their order allows, none of them longer than IAM takes; a statement that is too long by itself
 * stands alone, for whoever checks sizes to report.
 */
export function splitStatements(
  statements: readonly PermissionStatement[],
): readonly (readonly PermissionStatement[])[] {
  const parts: PermissionStatement[][] = [];
  for (const statement of statements) {
    const last = parts.at(-1);
    if (last !== undefined && fits([...last, statement])) last.push(statement);
    else parts.push([statement]);
  }
  return parts;
}

function fits(statements: readonly PermissionStatement[]): boolean {
  return countCharacters(permissionsDocument(statements)) <= MANAGED_POLICY_SIZE.byDefault;
}
