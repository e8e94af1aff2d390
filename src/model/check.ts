import { parseArn } from '../aws/arns.js';
import { groupBy } from '../collections.js';
import type { FieldPath } from '../diagnostics.js';
import { type ForeignThing, mustLetIn } from '../grants/index.js';
import { type PermissionStatement, permissionsDocument, trustDocument } from '../iam/policy.js';
import {
  compareWithQuota,
  countCharacters,
  INLINE_POLICIES_SIZE,
  MANAGED_POLICY_SIZE,
  POLICIES_PER_ROLE,
  type Quota,
  TRUST_POLICY_SIZE,
} from '../iam/quotas.js';
import { usesPodIdentity } from '../spec/mechanism.js';
import type { Workload } from '../spec/types.js';
import { listWords, quote } from '../text/quote.js';
import { checkDevices } from './check-devices.js';
import { checkSessions } from './check-sessions.js';
import type { ModelFinding } from './finding.js';
import { deriveRoleName, wholeRoleName } from './names.js';
import { foreignInStatement } from './other-accounts.js';
import { providerBound, satisfiesBound } from './provider-version.js';
import { buildTrust, clusterNames, oidcProviderArn } from './trust.js';
import type { AccessModel, Role } from './types.js';

/** What no single field shows: clashes of roles and names, and IAM's quotas. */
export function checkModel(model: AccessModel): readonly ModelFinding[] {
  return [
    ...checkRoleNames(model),
    ...checkPolicyNames(model),
    ...checkModuleNames(model),
    ...checkDevices(model),
    ...checkSids(model),
    ...model.roles.flatMap((role) => checkQuotas(role, model)),
    ...checkSessions(model),
    ...checkOtherSides(model),
    ...checkProviderVersion(model),
  ];
}

function pathOf(role: Role, ...rest: FieldPath): FieldPath {
  return ['workloads', role.workloads[0] as number, ...rest];
}

/** Names that the spec spells out are compared there; here is where derived names and those of ARNs join in. */
function checkRoleNames({ roles, spec }: AccessModel): ModelFinding[] {
  const isWritten = (role: Role) => spec.workloads[role.workloads[0] as number]?.roleName !== undefined;
  return clashes(roles, (role) => role.name).flatMap(([first, role]) =>
    isWritten(first) && isWritten(role)
      ? []
      : [
          {
            code: 'model/role-name-clash',
            severity: 'error',
            path: pathOf(role, role.owner === 'existing' ? 'roleArn' : 'roleName'),
            message: `"${role.name}" is the name of a second role, beside ${first.arn}`,
            help: 'outputs and files are named after roles, and IAM ignores case in them: choose another name',
          },
        ],
  );
}

/** Each item with the first one of the same name, which it must not have. */
function clashes<T>(items: readonly T[], nameOf: (item: T) => string): readonly (readonly [T, T])[] {
  return [...groupBy(items, (item) => nameOf(item).toLowerCase()).values()].flatMap(([first, ...others]) =>
    others.map((item) => [first, item] as const),
  );
}

/** As for roles: a policy is named after its role unless the spec says otherwise. */
function checkPolicyNames({ roles, spec }: AccessModel): ModelFinding[] {
  const created = roles
    .filter(({ owner }) => owner === 'terraform')
    .flatMap((role) => (role.policy?.parts ?? []).map(({ name }, index) => ({ role, name, index })));
  const isWritten = (role: Role) =>
    role.workloads.some((index) => spec.workloads[index]?.policyName !== undefined);
  return clashes(created, ({ name }) => name).flatMap(([first, { role, name, index }]) =>
    first.index === 0 && index === 0 && isWritten(first.role) === isWritten(role)
      ? []
      : [
          {
            code: 'model/policy-name-clash',
            severity: 'error',
            path: pathOf(role, 'policyName'),
            message: `"${name}" is already the policy of role "${first.role.name}"`,
            help: 'policy names are unique in an account, without regard to case: choose another name',
          },
        ],
  );
}

/** No variable makes the hash of a derived name that is too long, or not in small letters. */
function checkModuleNames({ roles, spec }: AccessModel): ModelFinding[] {
  if (spec.terraform.layout !== 'module') return [];
  return roles.flatMap((role): ModelFinding[] => {
    const workload = spec.workloads[role.workloads[0] as number] as Workload;
    const isHashed =
      role.name === deriveRoleName(spec.cluster, workload) &&
      role.name !== wholeRoleName(spec.cluster, workload);
    if (role.owner !== 'terraform' || !isHashed) return [];
    return [
      {
        code: 'model/module-role-name',
        severity: 'warning',
        path: pathOf(role, 'roleName'),
        message: `"${role.name}" ends in a hash of this cluster's names, and is the role's name for every cluster that the module serves`,
        help: 'write a roleName with {cluster.name}, or give role_names in each call',
      },
    ];
  });
}

function checkSids({ roles, spec }: AccessModel): ModelFinding[] {
  return roles.flatMap((role) => {
    const seen = new Map<string, string>();
    return role.workloads.flatMap((index) =>
      (spec.workloads[index] as Workload).statements.flatMap(({ sid, ...rest }, position): ModelFinding[] => {
        if (sid === undefined) return [];
        const content = JSON.stringify(rest);
        const other = seen.get(sid);
        if (other === undefined) seen.set(sid, content);
        if (other === undefined || other === content) return [];
        return [
          {
            code: 'model/duplicate-sid',
            severity: 'error',
            path: ['workloads', index, 'statements', position, 'sid'],
            message: `"${sid}" names two different statements of role "${role.name}"`,
            help: 'IAM refuses a policy with a repeated Sid: choose another one',
          },
        ];
      }),
    );
  });
}

function checkQuotas(role: Role, model: AccessModel): ModelFinding[] {
  if (role.owner === 'existing') return [];
  const inline = role.owner === 'eksctl';
  const parts = role.policy?.parts ?? [];
  const sizes = parts.map(({ statements }) => countCharacters(permissionsDocument(statements)));
  const longest = parts[sizes.indexOf(Math.max(0, ...sizes))]?.statements ?? [];
  const attached = role.managedPolicyArns.length + (inline ? 0 : parts.length);
  return [
    overQuota(role, {
      code: 'policy-size',
      what: 'permissions policy',
      count: Math.max(0, ...sizes),
      unit: CHARACTERS,
      quota: inline ? INLINE_POLICIES_SIZE : MANAGED_POLICY_SIZE,
      help: inline
        ? 'shorten it, or use roleOwner: terraform, which splits it into several policies'
        : 'a policy is split between statements, and a statement between its resources and actions; one is too long even so: ask for less in it',
      path: inline ? undefined : statementPath(longest, role, model),
    }),
    overQuota(role, {
      code: 'trust-size',
      what: 'trust policy',
      count: trustSize(role, model),
      unit: CHARACTERS,
      quota: TRUST_POLICY_SIZE,
      help: 'share the role between fewer service accounts or clusters',
    }),
    overQuota(role, {
      code: 'attached-policies',
      what: 'list of attached policies',
      count: attached,
      unit: 'entries',
      quota: POLICIES_PER_ROLE,
      help: fewerPolicies(inline ? 0 : parts.length, role.managedPolicyArns.length),
    }),
  ].flat();
}

const CHARACTERS = 'characters without white space';

/** What a role has of something of which IAM takes so much. */
interface Measured {
  readonly code: string;
  readonly what: string;
  readonly count: number;
  /** Of the count, in the plural. */
  readonly unit: string;
  readonly quota: Quota;
  readonly help: string;
  /** That of the role's first workload, unless something narrower is known. */
  readonly path?: FieldPath | undefined;
}

/** Where the statement of a policy that holds nothing else stands in the spec; undefined where a grant makes it. */
function statementPath(
  [statement, ...others]: readonly PermissionStatement[],
  role: Role,
  { spec }: AccessModel,
): FieldPath | undefined {
  if (statement === undefined || others.length > 0) return undefined;
  const holds = (all: readonly string[], some: readonly string[]) => some.every((each) => all.includes(each));
  for (const index of role.workloads) {
    const at = (spec.workloads[index] as Workload).statements.findIndex(
      ({ actions, resources }) => holds(actions, statement.actions) && holds(resources, statement.resources),
    );
    if (at >= 0) return ['workloads', index, 'statements', at];
  }
  return undefined;
}

/** A role's own policy may be split into several, and others are attached beside it. */
function fewerPolicies(own: number, others: number): string {
  const advice = [
    ...(others > 0 ? ['attach fewer managed policies'] : []),
    ...(own > 1 ? ['give it fewer things to do', 'share them between several service accounts'] : []),
  ];
  const split = own > 1 ? `; its own policy is split into ${own} by length` : '';
  return `${listWords(advice, 'or')}${split}`;
}

function overQuota(
  role: Role,
  { code, what, count, unit, quota, help, path = pathOf(role) }: Measured,
): ModelFinding[] {
  const standing = compareWithQuota(count, quota);
  if (standing === 'within') return [];
  const error = standing === 'exceeded';
  const limit = error
    ? `the limit is ${quota.atMost}`
    : `the quota is ${quota.byDefault} unless AWS has raised it`;
  return [
    {
      code: `model/${code}`,
      severity: error ? 'error' : 'warning',
      path,
      message: `the ${what} of role "${role.name}" has ${count} ${unit}; ${limit}`,
      help: error ? help : `ask for up to ${quota.atMost} in Service Quotas, or ${help}`,
    },
  ];
}

function trustSize(role: Role, model: AccessModel): number {
  if (role.owner === 'eksctl' && usesPodIdentity(role.mechanism)) return 0;
  const { spec, partition, dnsSuffix, oidcProvider } = model;
  const { accountId, region } = spec.cluster;
  const provider = oidcProvider?.provider ?? `oidc.eks.${region}.${dnsSuffix}/id/${'0'.repeat(32)}`;
  const own = { provider, arn: oidcProviderArn(partition, accountId, provider) };
  return countCharacters(trustDocument(buildTrust(role, clusterNames(model, accountId, own), accountId)));
}

function checkProviderVersion(model: AccessModel): ModelFinding[] {
  const written = model.spec.terraform.awsProviderVersion;
  const bound = providerBound(model);
  if (written === undefined || satisfiesBound(written, bound.version)) return [];
  return [
    {
      code: 'model/provider-version',
      severity: 'error',
      path: ['terraform', 'awsProviderVersion'],
      message: `${quote(written)} allows versions below ${bound.version}`,
      help: `${bound.reason}: raise the lower bound, for example ">= ${bound.version}, < 7.0"`,
    },
  ];
}

/** What statements and programs name of other accounts; the constraints of grants speak of theirs. */
function checkOtherSides({ roles, spec }: AccessModel): ModelFinding[] {
  return roles.flatMap((role) => {
    const own = parseArn(role.arn)?.accountId ?? spec.cluster.accountId;
    const warn = (path: FieldPath, { kind, accountId }: ForeignThing): ModelFinding => {
      const owner = { noun: kind.noun, policy: kind.ownPolicy?.name ?? '' };
      return { code: 'spec/other-account', severity: 'warning', path, ...mustLetIn(owner, accountId, own) };
    };
    return role.workloads.flatMap((index) => {
      const { statements, program } = spec.workloads[index] as Workload;
      const written = statements.flatMap((statement, position) =>
        foreignInStatement(statement, own).map((foreign) => {
          const at = statement.resources.indexOf(foreign.drafts[0]?.resources[0] ?? '');
          return warn(['workloads', index, 'statements', position, 'resources', at], foreign);
        }),
      );
      const used = (program?.statements ?? []).flatMap((statement) => foreignInStatement(statement, own));
      const things = [...groupBy(used, ({ arn }) => arn).values()].flatMap((same) => same.slice(0, 1));
      return [...written, ...things.map((foreign) => warn(['workloads', index, 'with'], foreign))];
    });
  });
}
