import type { FieldPath } from '../../diagnostics.js';
import { quote } from '../../text/quote.js';
import { forEach } from '../readable.js';
import { accountKey } from '../subjects.js';
import type { Workload } from '../types.js';
import { ownerPath } from './identity.js';
import type { Rule, RuleContext } from './rule.js';

/** The first workload that names a service account, a role or a policy. */
interface Shared {
  readonly index: number;
  readonly workload: Workload;
}

type Compare = (workload: Workload, path: FieldPath, first: Shared, context: RuleContext) => void;

/** Compares every workload with the first that has the same key. */
function sameAsFirst(keyOf: (workload: Workload) => string | undefined, compare: Compare): Rule {
  return (context) => {
    const firsts = new Map<string, Shared>();
    forEach(context.spec.workloads, (workload, index) => {
      const key = keyOf(workload);
      if (key === undefined) return;
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, { index, workload });
      else compare(workload, ['workloads', index], first, context);
    });
  };
}

/** The role that a workload asks for by name. */
function roleOf({ identity, roleArn, roleName }: Workload): string | undefined {
  return identity.roleOwner === 'existing' ? roleArn : roleName;
}

const IDENTITY_FIELDS = ['mechanism', 'roleOwner', 'serviceAccountOwner'] as const;

const oneIdentityEach = sameAsFirst(accountKey, (workload, path, first, { wrote, report }) => {
  for (const field of IDENTITY_FIELDS) {
    const [mine, theirs] = [workload.identity[field], first.workload.identity[field]];
    if (mine === theirs) continue;
    report.error(
      'spec/two-identities',
      ownerPath(wrote, path, field),
      `${quote(mine)} here, but ${quote(theirs)} for the same service account ${quote(accountKey(workload))} in workloads[${first.index}]`,
      `write the same ${field} on both, or use two service accounts`,
    );
  }
});

const SESSION_FIELDS = ['targetRoleArn', 'sessionTags', 'sessionPolicy'] as const;

const oneSessionEach = sameAsFirst(accountKey, (workload, path, first, { report }) => {
  for (const field of SESSION_FIELDS) {
    const [mine, theirs] = [workload[field], first.workload[field]].map((value) => JSON.stringify(value));
    if (mine === theirs) continue;
    report.error(
      'spec/two-sessions',
      [...path, field],
      `differs from workloads[${first.index}], which is for the same service account ${quote(accountKey(workload))}`,
      `a service account has one association: write the same ${field} on both, or use two service accounts`,
    );
  }
});

const oneRoleEach = sameAsFirst(accountKey, (workload, path, first, { report }) => {
  if (workload.identity.roleOwner !== first.workload.identity.roleOwner) return;
  const [mine, theirs] = [roleOf(workload), roleOf(first.workload)];
  if (mine === theirs) return;
  const field = workload.identity.roleOwner === 'existing' ? 'roleArn' : 'roleName';
  const spell = (role: string | undefined) => (role === undefined ? 'a derived name' : quote(role));
  report.error(
    'spec/two-roles',
    [...path, field],
    `${spell(mine)} here, but ${spell(theirs)} for the same service account ${quote(accountKey(workload))} in workloads[${first.index}]`,
    `a service account has one role: write the same ${field} on both`,
  );
});

const roleNamesDistinct = sameAsFirst(
  ({ roleName }) => roleName?.toLowerCase(),
  ({ roleName }, path, { index, workload }, { report }) => {
    if (roleName === workload.roleName) return;
    const message = `${quote(roleName)} differs from ${quote(workload.roleName)} of workloads[${index}] only in case`;
    report.error(
      'spec/role-name-case',
      [...path, 'roleName'],
      message,
      'IAM takes both for one role: write them alike',
    );
  },
);

const roleShared = sameAsFirst(
  ({ roleName }) => roleName,
  (workload, path, { index, workload: first }, { wrote, report }) => {
    if (accountKey(workload) === accountKey(first)) return;
    for (const field of ['mechanism', 'roleOwner'] as const) {
      const [mine, theirs] = [workload.identity[field], first.identity[field]];
      if (mine === theirs) continue;
      const message = `${quote(mine)} here, but ${quote(theirs)} in workloads[${index}], which names the same role`;
      const help = `write the same ${field} on both, or give each a role of its own`;
      report.error('spec/shared-role', ownerPath(wrote, path, field), message, help);
    }
    if (workload.identity.roleOwner !== 'eksctl' || first.identity.roleOwner !== 'eksctl') return;
    const message = `${quote(workload.roleName)} is the role of another service account in workloads[${index}]`;
    const help =
      'eksctl gives each service account its own role: use another roleName, or roleOwner: terraform';
    report.error('spec/shared-role', [...path, 'roleName'], message, help);
  },
);

const roleHasOnePolicy = sameAsFirst(
  ({ roleName, policyName }) => (policyName === undefined ? undefined : roleName),
  ({ policyName }, path, { index, workload }, { report }) => {
    if (policyName === workload.policyName) return;
    const message = `${quote(policyName)} here, but ${quote(workload.policyName)} in workloads[${index}], which names the same role`;
    report.error('spec/two-policies', [...path, 'policyName'], message, 'write the same policyName on both');
  },
);

const policyHasOneRole = sameAsFirst(
  ({ policyName, identity }) => (identity.roleOwner === 'terraform' ? policyName?.toLowerCase() : undefined),
  (workload, path, { index, workload: first }, { report }) => {
    const role = (of: Workload) => of.roleName ?? accountKey(of);
    if (role(workload) === role(first)) return;
    const message = `${quote(workload.policyName)} is the policy of another role in workloads[${index}]`;
    report.error(
      'spec/duplicate-policy',
      [...path, 'policyName'],
      message,
      'give each role a policy of its own name',
    );
  },
);

/** What must hold of workloads that share a service account, a role or a policy. */
export const sharedRoleRules: readonly Rule[] = [
  oneIdentityEach,
  oneSessionEach,
  oneRoleEach,
  roleNamesDistinct,
  roleShared,
  roleHasOnePolicy,
  policyHasOneRole,
];
