import { eksctlAssociations, eksctlServiceAccounts } from '../artifacts/eksctl.js';
import { accountKey } from '../model/build.js';
import type { AccessModel, ServiceAccount } from '../model/types.js';
import { type Comparison, isNewIssuer, roleFacts } from './compare.js';

/** What eksctl calls what it makes a stack for. */
export type StackKind = 'iamserviceaccount' | 'podidentityassociation';

/** A CloudFormation stack of eksctl with one role: it keeps one for each service account, whatever the role's name. */
export interface Stack {
  readonly kind: StackKind;
  readonly account: ServiceAccount;
}

/** What eksctl has to do. */
export interface EksctlWork {
  /** Deleted before anything is made: its name, or its service account, is needed again. */
  readonly early: readonly Stack[];
  /** Deleted when no pod needs it any more. */
  readonly late: readonly Stack[];
  readonly creates: readonly StackKind[];
  /** What is there already and must be annotated all the same. */
  readonly overrides: boolean;
  readonly updates: readonly StackKind[];
  /** Whether eksctl will complain of associations that are there already, since it takes the whole file. */
  readonly repeats: boolean;
  readonly makesProvider: boolean;
}

/** Finds what eksctl has to do between two models. */
export function planEksctl({ before, after, accounts }: Comparison): EksctlWork {
  const [old, now] = [stacksOf(before), stacksOf(after)];
  const has = (stacks: readonly Stack[], stack: Stack) =>
    stacks.some((each) => nameOf(each) === nameOf(stack));
  const gone = old.filter((stack) => !has(now, stack));
  const roles = after.roles.filter(({ owner }) => owner !== 'existing').map(({ name }) => name.toLowerCase());
  const isEarly = ({ kind, account }: Stack) => {
    const next = accounts.find(({ key }) => key === accountKey(account))?.after;
    return (
      roles.includes(account.role.name.toLowerCase()) ||
      // eksctl deletes the service account as well, unless somebody else has taken it over by then.
      (next !== undefined &&
        // Another association is refused beside it, and pods would go on by it.
        (kind === 'podidentityassociation' ||
          next.role.owner === 'eksctl' ||
          // It makes no second stack for a service account either.
          next.owner === 'eksctl' ||
          (account.owner === 'eksctl' && next.owner !== 'manifest')))
    );
  };
  const early = gone.filter(isEarly);
  const annotated = eksctlServiceAccounts(after).filter(({ role }) => role.owner !== 'eksctl');
  const stale = annotated.filter(({ role, ...account }) => {
    const last = before.serviceAccounts.find((each) => accountKey(each) === accountKey(account));
    const isDeleted = early.some((stack) => accountKey(stack.account) === accountKey(account));
    return (
      isDeleted ||
      last?.role.arn !== role.arn ||
      last.role.mechanism !== role.mechanism ||
      last.owner !== 'eksctl'
    );
  });
  const created = now.filter((stack) => !has(old, stack));
  const deleted = new Set(
    early.flatMap(({ kind, account }) =>
      kind === 'iamserviceaccount' && account.owner === 'eksctl' ? [accountKey(account)] : [],
    ),
  );
  const remains = (account: ServiceAccount) =>
    !deleted.has(accountKey(account)) &&
    before.serviceAccounts.some((each) => accountKey(each) === accountKey(account));
  const updated = now.filter((stack) => {
    const last = old.find((each) => nameOf(each) === nameOf(stack));
    return (
      last !== undefined && roleFacts(last.account.role, before) !== roleFacts(stack.account.role, after)
    );
  });
  const kindsOf = (stacks: readonly Stack[]) => [...new Set(stacks.map(({ kind }) => kind))];
  const annotates = stale.map((account) => ({ kind: 'iamserviceaccount', account }) as const);
  return {
    early,
    late: gone.filter((stack) => !early.includes(stack)),
    creates: kindsOf([...created, ...annotates]),
    overrides: [...created, ...annotates].some(
      ({ kind, account }) => kind === 'iamserviceaccount' && account.owner === 'eksctl' && remains(account),
    ),
    updates: kindsOf(updated),
    repeats:
      kindsOf(created).includes('podidentityassociation') &&
      now.some((stack) => stack.kind === 'podidentityassociation' && !created.includes(stack)),
    makesProvider:
      after.oidcProvider?.owner === 'eksctl' &&
      !after.spec.cluster.provision &&
      (before.oidcProvider?.owner !== 'eksctl' || isNewIssuer(before, after)),
  };
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
