import { eksctlAssociations, eksctlServiceAccounts } from '../artifacts/eksctl.js';
import type { AccessModel, ServiceAccount } from '../model/types.js';
import { accountKey } from '../spec/subjects.js';
import { type Comparison, isNewIssuer, roleFacts } from './compare.js';

/** What eksctl calls what it makes a stack for. */
type EksctlNoun = 'iamserviceaccount' | 'podidentityassociation';

/** A CloudFormation stack of eksctl with one role: it keeps one for each service account, whatever the role's name. */
export interface Stack {
  readonly kind: EksctlNoun;
  readonly account: ServiceAccount;
}

/** What eksctl has to do. */
export interface EksctlWork {
  /** Deleted before anything is made: its name, or its service account, is needed again. */
  readonly early: readonly Stack[];
  /** Deleted when no pod needs it any more. */
  readonly late: readonly Stack[];
  readonly creates: readonly EksctlNoun[];
  /** What is there already and must be annotated all the same. */
  readonly overrides: boolean;
  /** Service accounts with a role of somebody else's, which further clusters need as well. */
  readonly annotates: readonly ServiceAccount[];
  readonly updates: readonly EksctlNoun[];
  /** Whether eksctl will complain of associations that are there already, since it takes the whole file. */
  readonly repeats: boolean;
  readonly makesProvider: boolean;
}

/** Finds what eksctl has to do between two models. */
export function planEksctl(comparison: Comparison): EksctlWork {
  const { before, after } = comparison;
  const [old, now] = [stacksOf(before), stacksOf(after)];
  const gone = without(old, now);
  const early = gone.filter((stack) => isInTheWay(stack, comparison));
  const created = without(now, old);
  const annotated = staleAnnotations(comparison, early);
  const written = [...created, ...annotated];
  return {
    early,
    late: gone.filter((stack) => !early.includes(stack)),
    creates: kindsOf(written),
    overrides: written.some(({ kind, account }) => {
      const isAnnotated = kind === 'iamserviceaccount' && account.owner === 'eksctl';
      return isAnnotated && accountOf(account, before) !== undefined && !early.some(deletesAccount(account));
    }),
    annotates: annotated.map(({ account }) => account),
    updates: kindsOf(now.filter((stack) => hasNewRole(stack, old, comparison))),
    repeats:
      kindsOf(created).includes('podidentityassociation') &&
      now.some((stack) => stack.kind === 'podidentityassociation' && !created.includes(stack)),
    makesProvider:
      after.oidcProvider?.owner === 'eksctl' &&
      !after.spec.cluster.provision &&
      (before.oidcProvider?.owner !== 'eksctl' || isNewIssuer(before, after)),
  };
}

/** Whether what comes next cannot be made while this stack is there. */
function isInTheWay({ kind, account }: Stack, { after, accounts }: Comparison): boolean {
  const name = account.role.name.toLowerCase();
  if (after.roles.some((role) => role.owner !== 'existing' && role.name.toLowerCase() === name)) return true;
  const next = accounts.find(({ key }) => key === accountKey(account))?.after;
  if (next === undefined) return false;
  // Another association is refused beside it, and pods would go on by it.
  if (kind === 'podidentityassociation') return true;
  // It makes no second stack for a service account either.
  if (next.role.owner === 'eksctl' || next.owner === 'eksctl') return true;
  // eksctl deletes the service account as well, unless somebody else has taken it over by then.
  return account.owner === 'eksctl' && next.owner !== 'manifest';
}

/** Service accounts whose annotation alone is eksctl's, where it is not there yet, not right, or deleted with a stack. */
function staleAnnotations({ before, after }: Comparison, early: readonly Stack[]): readonly Stack[] {
  const annotated = eksctlServiceAccounts(after).filter(({ role }) => role.owner !== 'eksctl');
  const stale = annotated.filter((account) => {
    const last = accountOf(account, before);
    return (
      early.some((stack) => accountKey(stack.account) === accountKey(account)) ||
      last?.role.arn !== account.role.arn ||
      last.role.mechanism !== account.role.mechanism ||
      last.owner !== 'eksctl'
    );
  });
  return stale.map((account) => ({ kind: 'iamserviceaccount', account }));
}

function hasNewRole(stack: Stack, old: readonly Stack[], { before, after }: Comparison): boolean {
  const last = old.find((each) => nameOf(each) === nameOf(stack));
  return last !== undefined && roleFacts(last.account.role, before) !== roleFacts(stack.account.role, after);
}

/** Whether a stack takes a service account of eksctl's along when it is deleted. */
function deletesAccount(of: ServiceAccount): (stack: Stack) => boolean {
  return ({ kind, account }) =>
    kind === 'iamserviceaccount' && account.owner === 'eksctl' && accountKey(account) === accountKey(of);
}

function accountOf(account: ServiceAccount, { serviceAccounts }: AccessModel): ServiceAccount | undefined {
  return serviceAccounts.find((each) => accountKey(each) === accountKey(account));
}

function kindsOf(stacks: readonly Stack[]): readonly EksctlNoun[] {
  return [...new Set(stacks.map(({ kind }) => kind))];
}

function without(stacks: readonly Stack[], others: readonly Stack[]): readonly Stack[] {
  return stacks.filter((stack) => !others.some((each) => nameOf(each) === nameOf(stack)));
}

function stacksOf(model: AccessModel): readonly Stack[] {
  return [
    ...eksctlServiceAccounts(model)
      .filter(({ role }) => role.owner === 'eksctl')
      .map((account) => ({ kind: 'iamserviceaccount', account }) as const),
    ...eksctlAssociations(model).map((account) => ({ kind: 'podidentityassociation', account }) as const),
  ];
}

/** eksctl updates a role, but never gives it another name: pkg/actions/irsa/update.go of its source. */
function nameOf({ kind, account }: Stack): string {
  return [kind, accountKey(account), account.role.arn].join(' ');
}
