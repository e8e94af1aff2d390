import { compareText, groupBy, onceFor } from '../collections.js';
import type { PairData, ReportData } from './data.js';
import { accountName, awsAccountOf } from './view.js';

/** By what pairs are put together. */
export interface Grouping {
  readonly title: string;
  /** How a pair's group is called. */
  groupOf(data: ReportData, pair: Pick<PairData, 'account' | 'thing'>): string;
  /** The same of a service account that reaches nothing; absent where that has none. */
  groupOfAccount?(data: ReportData, account: number): string;
}

const byAccount = (title: string, groupOfAccount: NonNullable<Grouping['groupOfAccount']>): Grouping => ({
  ...{ title, groupOfAccount },
  groupOf: (data, { account }) => groupOfAccount(data, account),
});

export const BY_NAMESPACE = byAccount(
  'namespace',
  ({ accounts }, account) => accounts[account]?.namespace ?? '',
);

const BY_ACCOUNT = byAccount('service account', accountName);

/** All groupings, for people to choose from. */
export const GROUPINGS: readonly Grouping[] = [
  BY_NAMESPACE,
  byAccount(
    'cluster',
    ({ accounts, clusters }, account) => clusters[accounts[account]?.cluster ?? -1] ?? 'not in the files',
  ),
  BY_ACCOUNT,
  {
    title: 'resource',
    groupOf: ({ things }, { thing }) => things[thing]?.arn ?? things[thing]?.name ?? '',
  },
  {
    title: 'kind of resource',
    groupOf: ({ things, kinds }, { thing }) => kinds[things[thing]?.kind ?? -1]?.title ?? '',
  },
  { title: 'AWS account', groupOf: awsAccountOf },
];

export const groupingCalled = (title: string): Grouping | undefined =>
  GROUPINGS.find((grouping) => grouping.title === title);

/** Some pairs that belong together, and what is to be said of all of them. */
export interface Group {
  readonly name: string;
  readonly pairs: readonly PairData[];
  readonly accounts: readonly number[];
  readonly things: number;
  /** Pairs with something unknown. */
  readonly unknown: number;
  /** Service accounts with a broken link. */
  readonly broken: number;
  /** Service accounts of which the files do not tell the role. */
  readonly open: number;
  /** Findings about the service accounts. */
  readonly errors: number;
  readonly warnings: number;
}

const ofAllPairs = onceFor((data: ReportData) => onceFor((grouping: Grouping) => allGroups(data, grouping)));

/** Every pair by group, in order of name, with the service accounts that reach nothing; made once for each grouping. */
export function groupsOf(data: ReportData, grouping: Grouping): readonly Group[] {
  return ofAllPairs(data)(grouping);
}

function allGroups(data: ReportData, grouping: Grouping): readonly Group[] {
  const { groupOfAccount } = grouping;
  const accounts =
    groupOfAccount === undefined
      ? new Map<string, readonly number[]>()
      : groupBy(data.accounts.keys(), (index) => groupOfAccount(data, index));
  return groupPairs(data, grouping, data.pairs, accounts);
}

/** Pairs by group, in order of name; of service accounts that have none, those that are named are in their groups. */
export function groupPairs(
  data: ReportData,
  { groupOf }: Grouping,
  pairs: readonly PairData[],
  accounts: ReadonlyMap<string, readonly number[]> = new Map(),
): readonly Group[] {
  const found = groupBy(pairs, (pair) => groupOf(data, pair));
  const names = [...new Set([...found.keys(), ...accounts.keys()])].sort(compareText);
  return names.map((name) => groupFrom(data, name, found.get(name) ?? [], accounts.get(name) ?? []));
}

function groupFrom(
  data: ReportData,
  name: string,
  pairs: readonly PairData[],
  more: readonly number[],
): Group {
  const accounts = [...new Set([...more, ...pairs.map(({ account }) => account)])];
  const own = accounts.flatMap((index) => data.accounts[index] ?? []);
  const findings = new Set(own.flatMap((account) => account.findings));
  const severities = [...findings].map((index) => data.findings[index]?.severity);
  return {
    ...{ name, pairs, accounts },
    things: new Set(pairs.map(({ thing }) => thing)).size,
    unknown: pairs.filter(({ access }) => access.includes('u')).length,
    broken: own.filter(({ status }) => status === 'broken').length,
    open: own.filter(({ open }) => open === true).length,
    errors: severities.filter((severity) => severity === 'error').length,
    warnings: severities.filter((severity) => severity === 'warning').length,
  };
}

/** What needs a look first. */
export function worstFirst(groups: readonly Group[]): readonly Group[] {
  const rank = ({ errors, broken, open, unknown, warnings }: Group) => [
    ...[errors, broken, open, unknown, warnings],
  ];
  return [...groups].sort((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const at = left.findIndex((value, index) => value !== right[index]);
    return (right[at] ?? 0) - (left[at] ?? 0);
  });
}
