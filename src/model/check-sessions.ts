import { grantsOf } from '../grants/index.js';
import { mayOverlap } from '../iam/overlap.js';
import type { PermissionStatement } from '../iam/policy.js';
import { compareWithQuota, SESSION_POLICY_SIZE } from '../iam/quotas.js';
import { usesIrsa } from '../spec/mechanism.js';
import { accountKey } from '../spec/subjects.js';
import type { Workload } from '../spec/types.js';
import { quote } from '../text/quote.js';
import type { ModelFinding } from './finding.js';
import { sessionPolicyText } from './session-policy.js';
import type { AccessModel, Role, RoleSubject } from './types.js';

/** What shows of sessions only once roles and policies are derived. */
export function checkSessions(model: AccessModel): readonly ModelFinding[] {
  return model.roles.flatMap((role) => [
    ...beyondReach(role, model),
    ...role.subjects.flatMap((subject) => {
      const index = role.workloads.find((each) => isOf(model.spec.workloads[each] as Workload, subject));
      return index === undefined ? [] : [...tooLong(subject, index), ...withoutEffect(subject, index, role)];
    }),
  ]);
}

const isOf = (workload: Workload, subject: RoleSubject) => accountKey(workload) === accountKey(subject);

function tooLong({ session, ...subject }: RoleSubject, index: number): readonly ModelFinding[] {
  const length = (session && sessionPolicyText(session))?.length ?? 0;
  if (compareWithQuota(length, SESSION_POLICY_SIZE) === 'within') return [];
  return [
    {
      code: 'model/session-policy-size',
      severity: 'error',
      path: ['workloads', index, 'sessionPolicy'],
      message: `the session policy of ${accountKey(subject)} has ${length} characters; the limit is ${SESSION_POLICY_SIZE.atMost}`,
      help: 'name fewer actions and resources, with wildcards where that gives nothing more: the role narrows it as well',
    },
  ];
}

/**
 * A session policy only takes away: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session.
 * What the target role may do, what managed policies say and what else an existing role has is not known here.
 */
function withoutEffect({ session }: RoleSubject, index: number, role: Role): readonly ModelFinding[] {
  if (session === undefined || session.targetRoleArn !== undefined) return [];
  if (role.owner === 'existing' || role.managedPolicyArns.length > 0) return [];
  const given = role.policy?.statements ?? [];
  return session.policy.flatMap((statement, position) =>
    given.some((each) => meets(each, statement))
      ? []
      : [
          {
            code: 'model/session-policy-gives-nothing',
            severity: 'warning',
            path: ['workloads', index, 'sessionPolicy', position],
            message: `gives nothing: no statement of role ${quote(role.name)} allows any of it, and a session policy only takes away`,
            help: 'grant it to the workload as well, or take the statement out',
          },
        ],
  );
}

function meets(given: PermissionStatement, statement: PermissionStatement): boolean {
  const some = (ours: readonly string[], theirs: readonly string[]) =>
    ours.some((a) => theirs.some((b) => mayOverlap(a, b)));
  const lower = (actions: readonly string[]) => actions.map((action) => action.toLowerCase());
  return some(lower(given.actions), lower(statement.actions)) && some(given.resources, statement.resources);
}

/** What a role is given while every pod that it is for gets the credentials of another one. */
function beyondReach(role: Role, { spec }: AccessModel): readonly ModelFinding[] {
  const goOn = role.subjects.every(({ session }) => session?.targetRoleArn !== undefined);
  if (!goOn || usesIrsa(role.mechanism)) return [];
  return role.workloads.flatMap((index) => {
    const workload = spec.workloads[index] as Workload;
    const field = givingField(workload);
    if (field === undefined) return [];
    return [
      {
        code: 'model/beyond-reach',
        severity: 'warning',
        path: ['workloads', index, field],
        message: `is given to role ${quote(role.name)}, which no pod has: EKS goes on to ${workload.targetRoleArn}, and pods get the credentials of that role alone`,
        help: 'let that role do it, or take targetRoleArn out',
      },
    ];
  });
}

/** The first field by which a workload gives something to its role. */
function givingField(workload: Workload): string | undefined {
  const [grant] = grantsOf(workload);
  const others = [
    ['policyArns', workload.policyArns.length > 0],
    ['statements', workload.statements.length > 0],
    ['uses', workload.uses !== undefined],
  ] as const;
  return grant?.kind.field ?? others.find(([, isGiven]) => isGiven)?.[0];
}
