import { workloadName } from '../../cluster/index.js';
import { sortedUnique } from '../../collections.js';
import { GRANT_KINDS, type GrantKind } from '../../grants/index.js';
import { accountKey } from '../../spec/subjects.js';
import type { Chain } from '../chain.js';
import { followChain } from '../follow.js';
import { policiesOf } from '../permissions.js';
import { nameOf, podsOf, type World } from '../world.js';
import { judgeOf } from './judge.js';
import { scopesOf } from './scopes.js';
import { subjectsOf } from './subjects.js';
import { type Alike, type Asked, type Grouped, groupScopes, type Prepared, prepare } from './things.js';
import type { AccountRows, Matrix, MatrixRow, MatrixTable } from './types.js';

/** Which rows are asked for; absent: all. */
export interface MatrixFilter {
  /** Takes `<namespace>/<name>`. */
  readonly serviceAccount?: (key: string) => boolean;
  /** Takes a name or an ARN. */
  readonly resource?: (text: string) => boolean;
  /** Counts the pairs of which nothing is granted instead of keeping them: they are most of a large table. */
  readonly telling?: boolean;
}

/** Answers every word for every service account that has a role, and every thing that any of their policies names. */
export function buildMatrix(world: World, filter: MatrixFilter = {}): Matrix {
  const rows: MatrixRow[] = [];
  const made = matrixRows(openTable(world, filter));
  for (;;) {
    const step = made.next();
    if (step.done === true) return { rows, ...step.value };
    rows.push(step.value);
  }
}

/** The same, of which no row is made before it is asked for. */
export function openTable(world: World, filter: MatrixFilter = {}): MatrixTable {
  const { serviceAccount, resource, telling = false } = filter;
  const { chains, found, scopes: all } = axesOf(world);
  const scopes = all.filter((item) => resource === undefined || item.texts.some(resource));
  const asked = chains.filter(({ subject }) => serviceAccount?.(accountKey(subject)) ?? true);
  const broken = asked.flatMap(brokenOf);
  const base = { broken, telling, things: scopes.length };
  if (asked.length === 0 || scopes.length === 0) {
    const empty = whyEmpty(world, asked, found.length > 0);
    return { ...base, empty, open: [], serviceAccounts: [], rowsOf: () => [] };
  }
  const lost = new Set(broken.map((each) => each.serviceAccount));
  const open = asked.filter(isOpen).map(({ subject }) => accountKey(subject));
  return {
    ...base,
    open: open.filter((key) => !lost.has(key)),
    serviceAccounts: asked.map(({ subject }) => accountKey(subject)),
    rowsOf: (part) => rowsOf(asked, scopes, { telling, ...part }),
  };
}

function* rowsOf(
  chains: readonly Chain[],
  all: readonly Prepared[],
  { kind, telling }: { readonly kind?: GrantKind; readonly telling: boolean },
): Generator<AccountRows> {
  const scopes = all.filter((scope) => kind === undefined || scope.kind === kind);
  if (scopes.length === 0) return;
  const grouped = groupScopes(scopes);
  for (const chain of chains)
    yield {
      serviceAccount: accountKey(chain.subject),
      rows: telling ? tellingOf(chain, grouped).map(({ row }) => row) : everyRowOf(chain, scopes),
    };
}

/** All rows of a table, and at the end what else a matrix has. */
export function* matrixRows(table: MatrixTable): Generator<MatrixRow, Omit<Matrix, 'rows'>> {
  const { serviceAccounts, things, telling, broken, open, empty } = table;
  const lost = new Set(broken.map(({ serviceAccount }) => serviceAccount));
  const bare: string[] = [];
  let left = serviceAccounts.length * things;
  for (const { serviceAccount, rows } of table.rowsOf()) {
    left -= rows.length;
    if (rows.length === 0 && !lost.has(serviceAccount)) bare.push(serviceAccount);
    yield* rows;
  }
  if (empty !== undefined) return { broken, empty };
  return { ...(telling ? { leftOut: { pairs: left, serviceAccounts: bare } } : {}), broken, open };
}

/** The things of which anything but `not granted` is to be said, each with its row. */
function tellingOf(
  chain: Chain,
  { alike, apart, orderOf }: Grouped,
): readonly { readonly scope: Prepared; readonly row: MatrixRow }[] {
  const { namespace, serviceAccount } = chain.subject;
  const workloads = workloadsOf(chain);
  const { judge, touched } = judgeOf(chain);
  const named = ({ scopes, byWhole }: Alike): readonly Prepared[] => {
    const wholes = scopes[0] && touched(scopes[0].kind);
    if (wholes === undefined) return scopes;
    const other = scopes.find(({ whole }) => !wholes.has(whole));
    if (other === undefined || isTelling(judge(other))) return scopes;
    return [...wholes].flatMap((whole) => byWhole.get(whole) ?? []);
  };
  return [...apart, ...alike.flatMap(named)]
    .map((scope) => ({ scope, row: { namespace, serviceAccount, workloads, ...scope.row, ...judge(scope) } }))
    .filter(({ row }) => isTelling(row))
    .sort((a, b) => orderOf(a.scope) - orderOf(b.scope));
}

const isOpen = (chain: Chain) => (chain.alternatives ?? [chain]).every(({ caller }) => caller === undefined);

/** A pair with the questions that each of its words stands for; none where the files do not tell the thing's name. */
export interface TellingPair {
  readonly row: MatrixRow;
  readonly questions?: Readonly<Record<string, readonly Asked[]>>;
}

/** What a table says of one service account, without the pairs of which nothing is granted. */
export interface TellingRows {
  readonly chain: Chain;
  /** What runs as it. */
  readonly workloads: readonly string[];
  /** None where the files do not tell whether it has a role: all of them would be unknown. */
  readonly pairs: readonly TellingPair[];
  readonly open: boolean;
  readonly ungranted: number;
}

/** The whole table, service account by service account, for whoever opens each of its cells. */
export function tellingPairs(world: World): {
  readonly accounts: readonly TellingRows[];
  readonly empty?: string;
} {
  const { chains, found, scopes } = axesOf(world);
  const grouped = groupScopes(scopes);
  const accounts = chains.map((chain): TellingRows => {
    const workloads = workloadsOf(chain);
    if (isOpen(chain) && brokenOf(chain).length === 0)
      return { chain, workloads, pairs: [], open: true, ungranted: 0 };
    const pairs = tellingOf(chain, grouped).map(
      ({ scope, row }): TellingPair => ({ row, ...(scope.known ? { questions: scope.questions } : {}) }),
    );
    return { chain, workloads, pairs, open: false, ungranted: scopes.length - pairs.length };
  });
  const isEmpty = chains.length === 0 || scopes.length === 0;
  return { accounts, ...(isEmpty ? { empty: whyEmpty(world, chains, found.length > 0) } : {}) };
}

/** Whether anything but `not granted` is to be said of a row. */
export function isTelling({ access }: Pick<MatrixRow, 'access'>): boolean {
  return Object.values(access).some((standing) => standing !== 'not granted');
}

function axesOf(world: World) {
  const chains = subjectsOf(world).map((subject) => followChain(world, subject));
  const found = scopesOf(
    world,
    chains.flatMap((chain) => chain.alternatives ?? [chain]),
  );
  return { chains, found, scopes: found.map((scope) => prepare(world, scope)) };
}

function brokenOf(chain: Chain): Matrix['broken'] {
  const links = (chain.alternatives ?? [chain]).map((each) =>
    each.links.find(({ status }) => status === 'broken'),
  );
  const [first] = links;
  if (first === undefined || links.includes(undefined)) return [];
  return [{ serviceAccount: accountKey(chain.subject), reason: first.reason }];
}

/** Why no service account has a row. */
function whyEmpty(world: World, chains: readonly Chain[], filtered: boolean): string {
  if (chains.length === 0) return 'no file has a service account, and no role trusts one by name';
  if (filtered) return 'no policy names a thing that matches';
  const roles = chains.flatMap(({ caller }) => (caller === undefined ? [] : [caller.role]));
  const names = chains.map(({ subject }) => accountKey(subject));
  if (roles.length === 0) return `no role is in the files for ${listed(names)}`;
  const hidden = roles.flatMap((role) => policiesOf(world, role).hidden.map(({ name }) => name));
  if (hidden.length > 0)
    return `what the roles may do is in policies that are not in the files: ${listed(sortedUnique(hidden))}`;
  const without = roles.filter((role) => policiesOf(world, role).policies.length === 0);
  if (without.length === roles.length)
    return `no policy is attached to ${listed(sortedUnique(without.map(nameOf)))}`;
  const [first, second] = GRANT_KINDS;
  const things = `a ${first?.noun}, a ${second?.noun} or another thing that access has words for`;
  return `no policy of ${listed(sortedUnique(roles.map(nameOf)))} names ${things}, or only by tags that the sessions lack`;
}

const SHOWN = 5;

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const workloadsOf = ({ world, subject }: Chain) => sortedUnique(podsOf(world, subject).map(workloadName));

function everyRowOf(chain: Chain, scopes: readonly Prepared[]): readonly MatrixRow[] {
  const { namespace, serviceAccount } = chain.subject;
  const workloads = workloadsOf(chain);
  const { judge } = judgeOf(chain);
  return scopes.map((scope) => ({ namespace, serviceAccount, workloads, ...scope.row, ...judge(scope) }));
}
