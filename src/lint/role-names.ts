import { parseIamArn } from '../aws/arns.js';
import { groupBy, onceFor } from '../collections.js';
import {
  type Deployments,
  entryOf,
  type Fact,
  fieldOf,
  isString,
  itemsOf,
  type Known,
  type Link,
  type Node,
  type RoleFact,
  type TerraformObjectFact,
  whyNotMade,
} from '../readers/index.js';

/** The ARN of a role, taken apart. */
export interface RoleArn {
  readonly partition: string;
  readonly account: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly name: string;
}

/** What roles are found by. */
export interface RoleNames {
  readonly deployments: Deployments;
  readonly rolesByName: ReadonlyMap<string, readonly RoleFact[]>;
  /** Roles that stand in the files and are not made. */
  readonly rolesNotMade: readonly TerraformObjectFact[];
  readonly rolesById: ReadonlyMap<string, RoleFact>;
  /** The annotations that name a role, in all files. */
  readonly annotations: readonly { readonly value: Known<string> }[];
}

/** The role that a link names, or why that is not certain. */
export interface FoundRole {
  readonly role?: RoleFact;
  /** Absent when nothing of the link is known, or its faults have rules of their own. */
  readonly reason?: string;
}

/** A role's ARN; undefined when the text is none. */
export function roleArnOf(text: string): RoleArn | undefined {
  const arn = parseIamArn(text);
  if (arn?.kind !== 'role' || arn.partition === '' || arn.resource.includes(':')) return undefined;
  const { partition, accountId: account, path, name } = arn;
  return /^\d{12}$/.test(account) ? { partition, account, path, name } : undefined;
}

/**
 * The role that a link names: by the fact that it refers to, by its ARN, or by its name alone where the files do not tell the
 * account and one role of that name may be deployed together with whoever names it. A name exists once in an account
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
export function roleNamed(names: RoleNames, link: Partial<Link>, from: Fact): FoundRole {
  const referred = names.rolesById.get(link.fact ?? '');
  if (referred !== undefined) return { role: referred };
  const arn = link.value?.known ? roleArnOf(link.value.value) : undefined;
  if (arn === undefined) return {};
  const called = (names.rolesByName.get(arn.name) ?? []).filter((role) => role.ownership === 'declared');
  const near = called.filter((role) => names.deployments.mayBeTogether(role, from));
  if (near.length === 0)
    return {
      reason:
        called.length === 0
          ? `no file makes role "${arn.name}"${whyNone(names, arn.name)}`
          : `role "${arn.name}" is made by another project`,
    };
  const fitting = near.filter((role) => mayBe(role, arn));
  const [only, second] = nearest(fitting, from, names);
  if (only === undefined) return {};
  if (second !== undefined) return { reason: `${fitting.length} roles are named "${arn.name}"` };
  if (only.conditional === true) return { reason: `role "${arn.name}" may be absent` };
  return only.arn.known || !isNamedInSeveralAccounts(arn.name, names)
    ? { role: only }
    : { reason: `role "${arn.name}" is named in several accounts, and no file tells which one is meant` };
}

function whyNone({ rolesNotMade }: RoleNames, name: string): string {
  const held = rolesNotMade.find(({ node }) => {
    const own = fieldOf(node, 'name');
    return isString(own) && own.value === name;
  });
  return held === undefined ? '' : `, ${whyNotMade(held)}`;
}

/** Those of the same project, where there are such; of a root in both syntaxes, or with its plan, one. */
function nearest(roles: readonly RoleFact[], from: Fact, { deployments }: RoleNames): readonly RoleFact[] {
  const own = roles.filter((role) => deployments.areTogether(role, from));
  const near = own.length > 0 ? own : roles;
  const made = near.some(({ observed }) => observed !== true)
    ? near.filter(({ observed }) => !observed)
    : near;
  const inHcl = made.filter((role) => !isTerraformJson(role));
  return inHcl.length === 1 && made.length === 2 ? inHcl : made;
}

/** Whether a fact stands in Terraform's JSON syntax: beside the same in HCL, it is one or the other. */
export const isTerraformJson = ({ place }: Fact): boolean => /\.(?:tf|tofu)\.json$/.test(place.file);

/** Whether nothing that the files tell of a role contradicts an ARN. */
function mayBe(role: RoleFact, arn: RoleArn): boolean {
  const fits = (value: Known<string>, wanted: string) => !value.known || value.value === wanted;
  if (!fits(role.partition, arn.partition) || !fits(role.account, arn.account)) return false;
  if (!fits(role.path, arn.path)) return false;
  if (role.arn.known)
    return role.arn.value === `arn:${arn.partition}:iam::${arn.account}:role${arn.path}${arn.name}`;
  const accounts = providerAccounts(role.trust);
  return role.account.known || accounts.length === 0 || accounts.includes(arn.account);
}

/** The accounts of the OIDC providers that a role trusts: a role and its provider are in one account. */
function providerAccounts(trust: Node | undefined): readonly string[] {
  return itemsOf(entryOf(trust, 'Statement')?.value).flatMap((statement) =>
    itemsOf(entryOf(entryOf(statement, 'Principal')?.value, 'Federated')?.value).flatMap((principal) => {
      const found = isString(principal) ? parseIamArn(principal.value) : undefined;
      const isProvider = found?.kind === 'oidc-provider' && /^\d{12}$/.test(found.accountId);
      return isProvider ? [found.accountId] : [];
    }),
  );
}

/** One configuration may be applied once an account: then its role is another one in each. */
function isNamedInSeveralAccounts(name: string, { annotations }: RoleNames): boolean {
  return (accountsByName(annotations).get(name)?.size ?? 0) > 1;
}

/** By name, the accounts of the roles that annotations name; each of thousands of service accounts asks. */
const accountsByName = onceFor((annotations: RoleNames['annotations']) => {
  const arns = annotations.flatMap(({ value }) => (value.known ? (roleArnOf(value.value) ?? []) : []));
  const groups = [...groupBy(arns, ({ name }) => name)];
  return new Map(groups.map(([name, own]) => [name, new Set(own.map(({ account }) => account))]));
});
