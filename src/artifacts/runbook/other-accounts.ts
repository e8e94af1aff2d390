import { groupBy } from '../../collections.js';
import type { Command } from '../../grants/index.js';
import { type OtherAccountPolicy, otherAccountPolicies } from '../../model/other-accounts.js';
import type { AccessModel } from '../../model/types.js';
import { otherAccountFile } from '../other-accounts.js';

/** What is asked of each other account: to which policy which statements go, and by which commands. */
export function buildOtherAccounts(model: AccessModel): readonly object[] {
  const byAccount = groupBy(otherAccountPolicies(model), ({ accountId }) => accountId);
  return [...byAccount].map(([accountId, policies]) => ({
    accountId,
    policies: policies.map((policy) => policySection(policy)),
  }));
}

function policySection(policy: OtherAccountPolicy): object {
  const { kind, thing, arn, statements } = policy;
  const { name, show, put } = kind.ownPolicy ?? {};
  const region = kind.arn?.without?.includes('region') ? [] : ['--region', thing.region];
  const run = (command: Command = []) => ['aws', ...command, ...region];
  const puts = statements.map(({ sid, principal }) => run(put?.(thing, { sid, principal })));
  return {
    ...{ name, arn, file: otherAccountFile(policy) },
    commands: [run(show?.(thing)), ...new Map(puts.map((each) => [each.join(' '), each])).values()],
  };
}
