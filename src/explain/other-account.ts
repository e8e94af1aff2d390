import { parseArn } from '../aws/arns.js';
import { parseAccountRegionalName } from '../aws/bucket-names.js';
import type { Caller } from './caller.js';
import { isWhole } from './known-text.js';
import { resourcesAt } from './resource-policies.js';
import { type World, withAccount } from './world.js';

/** How the account of a resource stands to that of the caller's role. */
export interface Accounts {
  readonly relation: 'same' | 'assumed' | 'other';
  /** The resource's, when it is known. */
  readonly resource?: string;
  /** The role's. */
  readonly role: string;
  /** What had to be taken as given to tell. */
  readonly assumption?: string;
}

/** Services whose ARNs leave the account out although each resource belongs to one. */
const WITHOUT_ACCOUNT: Readonly<Record<string, string>> = {
  s3: 'bucket',
  route53: 'hosted zone',
  apigateway: 'API',
};

/** Compares the account of a resource with that of the role; where they are not both known, they are taken for the same. */
export function compareAccounts(world: World, caller: Caller, resource: string): Accounts {
  const { texts } = world;
  const role = world.texts.of(caller.role.account);
  const own = accountOfResource(world, resource);
  if (own === role) return { relation: 'same', resource: own, role };
  if (own !== undefined && isWhole(own) && isWhole(role)) return { relation: 'other', resource: own, role };
  const name = texts.shown(texts.of(caller.role.name));
  const theirs = isWhole(role) ? `account ${role}, that of role ${name}` : `the account of role ${name}`;
  if (own !== undefined && isWhole(own))
    return {
      ...{ relation: 'assumed', resource: own, role },
      assumption: `that role ${name} is in account ${own}, that of the resource: no file tells the account of the role`,
    };
  if (own !== undefined)
    return { relation: 'assumed', role, assumption: `that ${texts.shown(resource)} is in ${theirs}` };
  const unnamed = withoutAccount(resource);
  if (unnamed === undefined) return { relation: 'same', role };
  return { relation: 'assumed', role, assumption: `that ${unnamed} is in ${theirs}: its ARN does not tell` };
}

/** The world in which the role is in the account of the resource, where no file tells its own. */
export function supposingAccount(
  world: World,
  caller: Caller,
  resource: string,
): { readonly world: World; readonly assumption: string } | undefined {
  const { relation, resource: own, assumption } = compareAccounts(world, caller, resource);
  if (relation !== 'assumed' || own === undefined || assumption === undefined) return undefined;
  const supposed = withAccount(world, caller.role, own);
  return supposed === world ? undefined : { world: supposed, assumption };
}

/** What an ARN names that belongs to an account of which it says nothing. */
function withoutAccount(resource: string): string | undefined {
  const arn = parseArn(resource);
  const noun = WITHOUT_ACCOUNT[arn?.service ?? ''];
  if (arn === undefined || arn.accountId !== '' || noun === undefined) return undefined;
  return noun === 'bucket' ? `bucket ${arn.resource.replace(/\/.*$/s, '')}` : `the ${noun}`;
}

/** The account that a resource is in, by its ARN, its name or the files. */
export function accountOfResource(world: World, resource: string): string | undefined {
  const arn = parseArn(resource);
  if (arn === undefined) return undefined;
  if (/^\d{12}$/.test(arn.accountId) || !isWhole(arn.accountId)) return arn.accountId;
  const bucket = arn.service === 's3' ? arn.resource.replace(/\/.*$/s, '') : undefined;
  const named = bucket === undefined ? undefined : parseAccountRegionalName(bucket)?.accountId;
  if (named !== undefined) return named;
  const made = resourcesAt(world, resource).filter(({ ownership }) => ownership === 'declared');
  const accounts = new Set(made.map(({ account }) => world.texts.of(account)));
  const [only] = accounts;
  return accounts.size === 1 ? only : undefined;
}
