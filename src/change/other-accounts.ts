import { otherAccountFile } from '../artifacts/other-accounts.js';
import { type OtherAccountPolicy, otherAccountPolicies } from '../model/other-accounts.js';
import type { Role } from '../model/types.js';
import type { Comparison } from './compare.js';
import type { EksctlWork } from './eksctl.js';
import type { Step } from './step.js';

/**
 * What policies of other accounts must say before pods rely on it. They name roles, so that it is asked for once these are there,
 * and again where a role is deleted and made anew: what names the old one is nothing to the new.
 */
export function askOtherAccounts({ before, after }: Comparison, { early }: EksctlWork): readonly Step[] {
  const said = new Set(otherAccountPolicies(before).flatMap(statementsOf));
  const anew = after.roles.filter((role) => {
    const last = before.roles.find(({ arn }) => arn === role.arn);
    return isMadeBySomebodyElse(last, role) || early.some(({ account }) => account.role.arn === role.arn);
  });
  return otherAccountPolicies(after)
    .filter(
      (policy) =>
        statementsOf(policy).some((statement) => !said.has(statement)) ||
        policy.statements.some(({ principal }) => anew.some(({ arn }) => arn === principal)),
    )
    .map((policy) => ({
      title: `Have account ${policy.accountId} put the statements of ${otherAccountFile(policy)} into the ${nameOf(policy)}, in place of those with the same Sid`,
      commands: [],
    }));
}

/** What other accounts need not say any more once no pod relies on it. */
export function releaseOtherAccounts({ before, after }: Comparison): readonly Step[] {
  const needed = new Set(otherAccountPolicies(after).flatMap(sidsOf));
  return otherAccountPolicies(before).flatMap((policy) => {
    const gone = policy.statements.filter((_, index) => !needed.has(sidsOf(policy)[index] ?? ''));
    if (gone.length === 0) return [];
    const sids = gone.map(({ sid }) => sid).join(', ');
    return [
      {
        title: `Tell account ${policy.accountId} that the ${nameOf(policy)} needs these statements no more: ${sids}`,
        commands: [],
      },
    ];
  });
}

/** Terraform and eksctl do not take roles over from each other: the one is deleted before the other is made. */
function isMadeBySomebodyElse(last: Role | undefined, { owner }: Role): boolean {
  return last !== undefined && last.owner !== owner && last.owner !== 'existing' && owner !== 'existing';
}

function nameOf({ kind, arn }: OtherAccountPolicy): string {
  return `${kind.ownPolicy?.name} of ${arn}`;
}

function statementsOf({ arn, statements }: OtherAccountPolicy): readonly string[] {
  return statements.map((statement) => JSON.stringify([arn, statement]));
}

function sidsOf({ arn, statements }: OtherAccountPolicy): readonly string[] {
  return statements.map(({ sid }) => `${arn} ${sid}`);
}
