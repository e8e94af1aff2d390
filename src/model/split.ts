import { type PermissionStatement, permissionsDocument } from '../iam/policy.js';
import { countCharacters, MANAGED_POLICY_SIZE, POLICIES_PER_ROLE } from '../iam/quotas.js';
import { claimSid } from './permissions.js';

/**
 * Statements in as few policies as their order allows, none of them longer than IAM takes. One that is too long by itself is cut
 * into several that together allow the same; what cannot be cut stands alone, for whoever checks sizes to report.
 */
export function splitStatements(
  statements: readonly PermissionStatement[],
): readonly (readonly PermissionStatement[])[] {
  const taken = new Set(statements.map(({ sid }) => sid));
  const parts: PermissionStatement[][] = [];
  for (const statement of statements.flatMap((each) => cut(each, taken))) {
    const last = parts.at(-1);
    if (last !== undefined && fits([...last, statement])) last.push(statement);
    else parts.push([statement]);
  }
  return parts;
}

/** An Allow of some actions on some resources is the Allows of each action on each resource; each piece gets a Sid of its own. */
function cut(statement: PermissionStatement, taken: Set<string>): readonly PermissionStatement[] {
  if (statement.effect !== 'Allow') return [statement];
  const [first = statement, ...others] = piecesOf(statement);
  return [first, ...others.map((piece) => ({ ...piece, sid: claimSid(piece.sid, taken) }))];
}

/** Room for the number that a Sid gets. */
const NUMBERED = '99';

/** The fewest even pieces that all fit, by resources rather than by actions; more than a role takes help nobody. */
function piecesOf(statement: PermissionStatement): readonly PermissionStatement[] {
  if (fits([statement])) return [statement];
  for (let count = 2; count <= POLICIES_PER_ROLE.atMost; count++)
    for (let byActions = 1; byActions <= count; byActions++) {
      if (count % byActions !== 0) continue;
      const pieces = evenly(statement.actions, byActions).flatMap((actions) =>
        evenly(statement.resources, count / byActions).map((resources) => ({
          ...statement,
          actions,
          resources,
        })),
      );
      if (pieces.every((piece) => fits([{ ...piece, sid: piece.sid + NUMBERED }]))) return pieces;
    }
  return [statement];
}

/** Runs of nearly the same length, none of them empty. */
function evenly(values: readonly string[], count: number): readonly (readonly string[])[] {
  const border = (index: number) => Math.ceil((index * values.length) / count);
  return Array.from({ length: count }, (_, index) => values.slice(border(index), border(index + 1))).filter(
    (run) => run.length > 0,
  );
}

function fits(statements: readonly PermissionStatement[]): boolean {
  return countCharacters(permissionsDocument(statements)) <= MANAGED_POLICY_SIZE.byDefault;
}
