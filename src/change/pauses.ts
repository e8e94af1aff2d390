import type { Role, ServiceAccount } from '../model/types.js';
import { usesIrsa, usesPodIdentity } from '../spec/mechanism.js';
import { accountKey } from '../spec/subjects.js';
import type { Mechanism } from '../spec/types.js';
import type { Comparison, Pair } from './compare.js';
import type { EksctlWork } from './eksctl.js';
import type { TerraformWork } from './terraform.js';

/** A workload whose pods lose their credentials before other pods can have theirs. */
export interface Pause {
  readonly pair: Pair;
  /** Why, and what would avoid it. */
  readonly reason: string;
}

/** Finds the workloads that must stand still while a change is made, since AWS or eksctl knows no other order. */
export function findPauses(
  comparison: Comparison,
  terraform: TerraformWork,
  eksctl: EksctlWork,
): readonly Pause[] {
  return comparison.workloads.flatMap((pair) => {
    if (pair.before === undefined) return [];
    const reason = reasonFor(pair.before.account, comparison, terraform, eksctl);
    return reason === undefined ? [] : [{ pair, reason }];
  });
}

function reasonFor(
  account: ServiceAccount,
  { after, accounts }: Comparison,
  terraform: TerraformWork,
  eksctl: EksctlWork,
): string | undefined {
  const { role } = account;
  const key = accountKey(account);
  const next = accounts.find((pair) => pair.key === key)?.after;
  const stack = eksctl.early.find((each) => accountKey(each.account) === key);
  if (
    stack !== undefined &&
    [next?.owner, next?.role.owner].includes('eksctl') &&
    next?.role.name !== role.name
  )
    return 'eksctl keeps one role for each service account, so that the old one goes before the new one is there; another serviceAccount beside the new role avoids it';
  if (next !== undefined && usesPodIdentity(role.mechanism) && !keepsAssociation(role, next.role))
    return 'a service account with a Pod Identity association gets its credentials by that alone; another serviceAccount beside another roleName avoids it';
  if (stack !== undefined)
    return 'the old role must give up its name before the new one can have it; another roleName and serviceAccount avoid it';
  if (terraform.goneEarly.has(role.arn))
    return 'the old role must give up its name before the new one can have it; another roleName avoids it';
  const same = after.roles.find(({ arn }) => arn === role.arn);
  if (same?.owner !== 'terraform' || role.owner !== 'terraform') return undefined;
  const isTrusted =
    keepsWay(role.mechanism, same.mechanism) && same.subjects.some((each) => accountKey(each) === key);
  return isTrusted
    ? undefined
    : 'its role trusts either the old way or the new one; mechanism: both in between avoids it, or another roleName';
}

/** Whether a role still trusts the way by which pods have their credentials: an association wins over an annotation. */
function keepsWay(before: Mechanism, after: Mechanism): boolean {
  return usesPodIdentity(before) ? usesPodIdentity(after) : usesIrsa(after);
}

/** Whether a Pod Identity association stays while its service account passes from one role to another: it can have but one. */
function keepsAssociation(role: Role, next: Role): boolean {
  if (!usesPodIdentity(next.mechanism)) return false;
  if (next.owner === role.owner) return true;
  if (role.owner === 'existing') return next.owner === 'terraform';
  return role.owner === 'terraform' && next.owner === 'existing' && next.arn === role.arn;
}
