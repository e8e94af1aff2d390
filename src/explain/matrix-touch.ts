import { parseS3Arn } from '../aws/arns.js';
import type { PolicyStatement } from '../iam/document.js';
import type { Chain } from './chain.js';
import { isWhole } from './known-text.js';
import { boundaryOf, policiesOf } from './permissions.js';
import type { ReadPolicy } from './policy.js';

/**
 * Tells the buckets of which the policies of a role, its boundary and its session may say anything: on all others the
 * answer is the same. A table asks for each role about the buckets of all others.
 */
export function mayTouch({ world, caller }: Chain): (bucket: string) => boolean {
  if (caller === undefined) return () => false;
  const policies = [
    ...policiesOf(world, caller.role).policies,
    ...(policiesOf(world, caller.role).possible ?? []),
    ...(boundaryOf(world, caller.role)?.policies ?? []),
    ...(caller.session?.policy === undefined ? [] : [caller.session.policy]),
  ];
  const named = new Set<string>();
  for (const policy of policies) {
    const buckets = bucketsIn(policy);
    if (buckets === undefined) return () => true;
    for (const bucket of buckets) named.add(bucket);
  }
  return (bucket) => named.has(bucket);
}

/** The buckets that a policy names in full; undefined when it may say something about any. */
function bucketsIn({ document, statements }: ReadPolicy): readonly string[] | undefined {
  const found: string[] = [];
  for (const statement of document.statements) {
    const gaps = statements.get(statement.index)?.gaps;
    if (gaps?.has('Action') || gaps?.has('NotAction')) return undefined;
    if (isOfOtherService(statement)) continue;
    const buckets = bucketsOf(statement);
    if (buckets === undefined) return undefined;
    found.push(...buckets);
  }
  return found;
}

/** Statements whose actions are all of services other than S3. */
function isOfOtherService({ action }: PolicyStatement): boolean {
  return (
    !action.negated && action.values.every((value) => /^(?!s3:)[a-z0-9-]+:/i.test(value) && isWhole(value))
  );
}

/** The buckets that a statement names in full; undefined when it may name any. */
function bucketsOf({ resource }: PolicyStatement): readonly string[] | undefined {
  if (resource === undefined || resource.negated) return undefined;
  const found: string[] = [];
  for (const value of resource.values) {
    // What is no bucket's ARN, such as a key's, names none.
    if (/^arn:[^:*?$\uE000]+:(?!s3:)[a-z0-9-]+:/.test(value)) continue;
    const bucket = parseS3Arn(value)?.bucket;
    if (bucket === undefined || /[*?$\uE000]/.test(bucket)) return undefined;
    found.push(bucket);
  }
  return found;
}
