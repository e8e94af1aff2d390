import { checkAccountId, parseArn } from '../aws/arns.js';
import { compareText, groupBy } from '../collections.js';
import {
  type ForeignThing,
  foreignThings,
  GRANT_KINDS,
  type GrantKind,
  mainArn,
  type Thing,
  thingNamed,
} from '../grants/index.js';
import type { AllowStatement, ResourceStatement } from '../iam/policy.js';
import { claimSid } from './permissions.js';
import { targetRolesOf } from './target-roles.js';
import type { AccessModel, Role } from './types.js';

/** What the policy of a thing of another account must say besides what it says already, so that roles of the spec get at it. */
export interface OtherAccountPolicy {
  readonly accountId: string;
  readonly kind: GrantKind;
  readonly thing: Thing;
  /** Of the thing itself. */
  readonly arn: string;
  /** Unique in its account: `queue-policy.orders`, `reports.trust`. */
  readonly name: string;
  readonly statements: readonly ResourceStatement[];
}

/** The other side of everything that the spec gives of other accounts, by account and ARN. */
export function otherAccountPolicies(model: AccessModel): readonly OtherAccountPolicy[] {
  const needed = model.roles.flatMap((role) => foreignOf(role, model).map((foreign) => ({ role, foreign })));
  const byThing = groupBy(needed, ({ foreign: { accountId, arn } }) => `${accountId} ${arn}`);
  const taken = new Set<string>();
  return [...byThing.values()]
    .map((users) => {
      const { accountId, kind, thing, arn } = users[0].foreign;
      return { accountId, kind, thing, arn, statements: statementsFor(users) };
    })
    .sort((a, b) => compareText(a.accountId, b.accountId) || compareText(a.arn, b.arn))
    .map((policy) => ({ ...policy, name: claimName(policy, taken) }));
}

function foreignOf(role: Role, model: AccessModel): readonly ForeignThing[] {
  const { spec, partition, dnsSuffix } = model;
  const { region, accountId } = spec.cluster;
  const workloads = role.workloads.flatMap((index) => spec.workloads[index] ?? []);
  const given = GRANT_KINDS.map((kind) => ({
    kind,
    entries: workloads.flatMap((workload) => workload[kind.field]),
  }));
  const home = { partition, dnsSuffix, region, accountId };
  const own = parseArn(role.arn)?.accountId ?? accountId;
  const written = workloads.flatMap(({ statements, program }) => [
    ...statements,
    ...(program?.statements ?? []),
  ]);
  return [
    ...foreignThings(given, home, own),
    ...targetRolesOf(role, model, home, own),
    ...written.flatMap((statement) => foreignInStatement(statement, own)),
  ];
}

/** The things of other accounts that a statement names in full: a pattern of them tells nobody whom to ask. */
export function foreignInStatement(
  { sid = 'Statement', actions, resources, conditions }: AllowStatement,
  own: string,
): readonly ForeignThing[] {
  const named = GRANT_KINDS.flatMap((kind) => {
    const asked = actions.filter((action) => action.toLowerCase().startsWith(`${kind.service}:`));
    if (kind.ownPolicy === undefined || asked.length === 0) return [];
    return resources.flatMap((resource) => {
      const thing = thingNamed(kind, resource);
      const arn = thing && mainArn(kind, thing);
      if (thing === undefined || arn === undefined || /[*?$]/.test(arn)) return [];
      return checkAccountId(thing.accountId) === undefined && thing.accountId !== own
        ? [{ kind, thing, arn, resource, actions: asked }]
        : [];
    });
  });
  return [...groupBy(named, ({ arn }) => arn).values()].flatMap((same) =>
    same.slice(0, 1).map(({ kind, thing, arn, actions: asked }) => ({
      ...{ kind, thing, arn, accountId: thing.accountId },
      drafts: [{ sid, actions: asked, resources: same.map(({ resource }) => resource), conditions }],
    })),
  );
}

/** Sids tell the role, since they lie beside statements that others wrote. */
function statementsFor(
  users: readonly { readonly role: Role; readonly foreign: ForeignThing }[],
): readonly ResourceStatement[] {
  const sids = new Set<string>();
  return users.flatMap(({ role, foreign: { kind, drafts } }) =>
    drafts.map(({ sid, actions, resources, conditions }): ResourceStatement => {
      const named = { '*': ['*'], none: [], arns: resources }[kind.ownPolicy?.resource ?? 'arns'];
      return {
        ...{ sid: claimSid(`${sid}For${asSid(role.name)}`, sids), effect: 'Allow', principal: role.arn },
        ...{ actions, resources: named, conditions },
      };
    }),
  );
}

/** `photo-site` as `PhotoSite`. */
function asSid(name: string): string {
  return name.replace(/(?:^|[^0-9A-Za-z]+)([0-9A-Za-z]?)/g, (_, letter: string) => letter.toUpperCase());
}

function claimName({ accountId, kind, thing, arn }: Omit<OtherAccountPolicy, 'name'>, taken: Set<string>) {
  const names = Object.keys(kind.names).map((name) => thing.names[name] ?? '');
  const label = (names.join('.') || (arn.split('/').at(-1) ?? '')).replace(/[^\w.-]+/g, '.');
  const [noun = ''] = kind.ownPolicy?.name.split(/ policy$/) ?? [];
  const name = noun === 'trust' ? `${label}.trust` : `${noun.replaceAll(' ', '-')}-policy.${label}`;
  let claimed = name;
  for (let number = 2; taken.has(`${accountId}/${claimed}`.toLowerCase()); number++)
    claimed = `${name}-${number}`;
  taken.add(`${accountId}/${claimed}`.toLowerCase());
  return claimed;
}
