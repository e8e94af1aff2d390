import { trustOf } from '../artifacts/policies.js';
import { PODS_AND_VARIABLES } from '../artifacts/runbook/migration.js';
import { sortedUnique } from '../collections.js';
import type { AccessModel, Role } from '../model/types.js';
import type { Comparison } from './compare.js';
import { type Step, sh } from './step.js';

/** What roles that somebody else owns must trust before pods rely on it, as far as they did not have to before. */
export function askForTrust({ before, after }: Comparison): readonly Step[] {
  const roles = existingRoles(after).filter((role) =>
    statementsOf(role, after).some((statement) => !trustedIn(before, role).includes(statement)),
  );
  return roles.map(({ name }) => ({
    title: `See that ${name}, which somebody else owns, trusts what policies/${name}.trust.json allows, beside what it trusts now`,
    commands: [],
  }));
}

/** What such roles need not trust any more once no pod relies on it. */
export function releaseTrust({ before, after }: Comparison): readonly Step[] {
  const roles = existingRoles(after).filter((role) =>
    trustedIn(before, role).some((statement) => !statementsOf(role, after).includes(statement)),
  );
  return roles.map(({ name }) => ({
    title: `Tell whoever owns ${name} that it need trust no more than policies/${name}.trust.json allows`,
    commands: [],
  }));
}

/** Pods that started before an association was there have their credentials by the trust that goes with IRSA. */
export function findLatecomers({ accounts }: Comparison): readonly Step[] {
  const moved = accounts.flatMap(({ before, after }) =>
    before?.role.mechanism === 'both' && after?.role.mechanism === 'pod-identity' ? [after.namespace] : [],
  );
  if (moved.length === 0) return [];
  return [
    {
      title:
        'See that no pod has its credentials by IRSA any more: where a line ends in AWS_WEB_IDENTITY_TOKEN_FILE, restart the pod first',
      commands: sortedUnique(moved).map((namespace) =>
        sh('kubectl', '-n', namespace, 'get', 'pods', '-o', PODS_AND_VARIABLES),
      ),
    },
  ];
}

function existingRoles({ roles }: AccessModel): readonly Role[] {
  return roles.filter(({ owner }) => owner === 'existing');
}

/** None while the issuer is unknown, and with it the policy. */
function statementsOf(role: Role, model: AccessModel): readonly string[] {
  return (trustOf(role, model) ?? []).map((statement) => JSON.stringify(statement));
}

function trustedIn(model: AccessModel, { arn }: Role): readonly string[] {
  const role = model.roles.find((each) => each.arn === arn);
  return role === undefined ? [] : statementsOf(role, model);
}
