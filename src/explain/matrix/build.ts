import { parseArn } from '../../aws/arns.js';
import { workloadName } from '../../cluster/index.js';
import { groupBy, sortedUnique } from '../../collections.js';
import { GRANT_KINDS, type GrantKind, mainArn } from '../../grants/index.js';
import { accountKey } from '../../spec/subjects.js';
import { isRoleArn } from '../assume-role.js';
import type { Chain } from '../chain.js';
import { followChain } from '../follow.js';
import { isWhole } from '../known-text.js';
import { accountOfResource } from '../other-account.js';
import { policiesOf } from '../permissions.js';
import { policiesOfResource } from '../resource-policies.js';
import { standingBefore, standingOf } from '../standing.js';
import type { Question, Standing, WordStanding } from '../types.js';
import { nameOf, podsOf, type World } from '../world.js';
import { type Scope, scopesOf } from './scopes.js';
import { subjectsOf } from './subjects.js';
import { allowsNothing, mayTouch, wholeOf } from './touch.js';
import type { Matrix, MatrixRow } from './types.js';

/** Which rows are asked for; absent: all. */
export interface MatrixFilter {
  /** Takes `<namespace>/<name>`. */
  readonly serviceAccount?: (key: string) => boolean;
  /** Takes a name or an ARN. */
  readonly resource?: (text: string) => boolean;
  /** Counts the pairs of which nothing is granted instead of keeping them: they are most of a large table. */
  readonly telling?: boolean;
}

/** A word's question about one action on one resource. */
export type Asked = Pick<Question, 'action' | 'resource' | 'context'>;

/** What must be allowed of a thing for a word to be. */
export function questionsOf({ kind, thing }: Pick<Scope, 'kind' | 'thing'>, word: string): readonly Asked[] {
  return Object.entries(kind.words[word]?.on ?? {}).flatMap(([name, actions]) => {
    const context = kind.resources[name]?.keys?.(thing);
    const more = context === undefined ? {} : { context };
    return (kind.resources[name]?.arns(thing) ?? []).flatMap((resource) =>
      actions.map((action) => ({ action, resource, ...more })),
    );
  });
}

/** Answers every word for every service account that has a role, and every thing that any of their policies names. */
export function buildMatrix(world: World, filter: MatrixFilter = {}): Matrix {
  const { serviceAccount, resource, telling = false } = filter;
  const { chains, found, scopes: all } = axesOf(world);
  const scopes = all.filter((item) => resource === undefined || item.texts.some(resource));
  const asked = chains.filter(({ subject }) => serviceAccount?.(accountKey(subject)) ?? true);
  const broken = asked.flatMap(brokenOf);
  if (asked.length === 0 || scopes.length === 0)
    return { rows: [], broken, empty: whyEmpty(world, asked, found.length > 0) };
  const lost = new Set(broken.map((each) => each.serviceAccount));
  const open = asked.filter(isOpen).map(({ subject }) => accountKey(subject));
  return {
    ...(telling
      ? tellingTable(asked, scopes, lost)
      : { rows: asked.flatMap((chain) => rowsOf(chain, scopes)) }),
    ...{ broken, open: open.filter((key) => !lost.has(key)) },
  };
}

function tellingTable(
  chains: readonly Chain[],
  scopes: readonly Prepared[],
  lost: ReadonlySet<string>,
): Pick<Matrix, 'rows' | 'leftOut'> {
  const grouped = groupScopes(scopes);
  const own = chains.map((chain) => ({ key: accountKey(chain.subject), rows: tellingOf(chain, grouped) }));
  const rows = own.flatMap((each) => each.rows.map(({ row }) => row));
  const bare = own.filter((each) => each.rows.length === 0 && !lost.has(each.key));
  return {
    rows,
    leftOut: {
      pairs: chains.length * scopes.length - rows.length,
      serviceAccounts: bare.map(({ key }) => key),
    },
  };
}

/** Things that differ for a role only in whether its policies name them. */
interface Alike {
  readonly scopes: readonly Prepared[];
  readonly byWhole: ReadonlyMap<string, readonly Prepared[]>;
}

/** The things of a table by how they are judged, so that a role is not asked about each of thousands. */
interface Grouped {
  readonly alike: readonly Alike[];
  /** Those that are to be looked at one by one. */
  readonly apart: readonly Prepared[];
  orderOf(scope: Prepared): number;
}

function groupScopes(scopes: readonly Prepared[]): Grouped {
  const order = new Map(scopes.map((scope, index) => [scope, index] as const));
  const groups = groupBy(scopes.filter(isPlain), ({ place }) => place);
  return {
    alike: [...groups.values()].map((own) => ({ scopes: own, byWhole: groupBy(own, ({ whole }) => whole) })),
    apart: scopes.filter((scope) => !isPlain(scope)),
    orderOf: (scope) => order.get(scope) ?? 0,
  };
}

const isPlain = ({ known, special }: Prepared) => known && !special;

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

/** A thing with all that the rows of all service accounts share. */
interface Prepared extends Scope {
  readonly row: Pick<MatrixRow, 'kind' | 'resource' | 'arn'>;
  /** Whether the files tell all of its name. */
  readonly known: boolean;
  readonly whole: string;
  /** Its kind and account. */
  readonly place: string;
  /** Whether more than the role's own policies may tell it from others of its kind. */
  readonly special: boolean;
  readonly questions: Readonly<Record<string, readonly Asked[]>>;
  /** What it may be asked for by. */
  readonly texts: readonly string[];
}

function prepare(world: World, scope: Scope): Prepared {
  const { kind, thing, label } = scope;
  const questions = Object.fromEntries(
    Object.keys(kind.words).map((word) => [word, questionsOf(scope, word)]),
  );
  const arns = sortedUnique(Object.values(questions).flatMap((all) => all.map(({ resource }) => resource)));
  const arn = mainArn(kind, thing);
  const shown = world.texts.shown(label);
  return {
    ...{ ...scope, questions },
    row: { kind: kind.field, resource: shown, ...(arn === undefined ? {} : { arn: world.texts.shown(arn) }) },
    known: isWhole(label),
    whole: wholeOf(kind, thing),
    place: JSON.stringify([kind.field, thing.partition, thing.accountId]),
    special: arns.some((each) => isSpecial(world, each)),
    texts: [shown, ...arns.filter((each) => each !== '*')],
  };
}

function isSpecial(world: World, arn: string): boolean {
  return isRoleArn(arn) || policiesOfResource(world, arn).length > 0 || isOwnedElsewhere(world, arn);
}

/** Whether the files tell the account of a resource better than its ARN does. */
function isOwnedElsewhere(world: World, arn: string): boolean {
  return accountOfResource(world, arn) !== (parseArn(arn)?.accountId || undefined);
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

function rowsOf(chain: Chain, scopes: readonly Prepared[]): readonly MatrixRow[] {
  const { namespace, serviceAccount } = chain.subject;
  const workloads = workloadsOf(chain);
  const { judge } = judgeOf(chain);
  return scopes.map((scope) => ({ namespace, serviceAccount, workloads, ...scope.row, ...judge(scope) }));
}

type Judged = Pick<MatrixRow, 'access' | 'partly'>;

interface Judge {
  readonly judge: (scope: Prepared) => Judged;
  /** What the role's policies may say anything of; undefined for any. */
  readonly touched: (kind: GrantKind) => ReadonlySet<string> | undefined;
}

/** Decides the words of things; what no policy of the role names is decided once for all of an account. */
function judgeOf(chain: Chain): Judge {
  const before = standingBefore(chain);
  const touches = new Map<GrantKind, ReadonlySet<string> | undefined>();
  const touched = (kind: GrantKind) => {
    if (!touches.has(kind))
      touches.set(kind, chain.alternatives === undefined ? mayTouch(chain, kind) : undefined);
    return touches.get(kind);
  };
  const elsewhere = new Map<string, Judged>();
  const judge = (scope: Prepared) => {
    const { kind, whole, place } = scope;
    if (!scope.known && (before !== 'unknown' || !allowsNothing(chain, kind)))
      return { access: mapValues(kind.words, () => before) };
    if (scope.special || touched(kind)?.has(whole) !== false) return judgeThing(chain, scope);
    const judged = elsewhere.get(place) ?? judgeThing(chain, scope);
    elsewhere.set(place, judged);
    return judged;
  };
  return { judge, touched };
}

function judgeThing(chain: Chain, { questions }: Prepared): Judged {
  const known = new Map<string, Standing>();
  const ask = (asked: Asked): Standing => {
    const key = `${asked.action} ${asked.resource}`;
    const standing = known.get(key) ?? standingOf(chain, { ...chain.subject, ...asked });
    known.set(key, standing);
    return standing;
  };
  const access = mapValues(questions, (all) => together(all.map(ask)));
  const partly = Object.entries(questions).filter(([word]) => access[word] === 'partly');
  if (partly.length === 0) return { access };
  const allowedOf = (all: readonly Asked[]) =>
    sortedUnique(all.filter((asked) => holds(ask(asked))).map(({ action }) => action));
  return { access, partly: Object.fromEntries(partly.map(([word, all]) => [word, allowedOf(all)])) };
}

const holds = (standing: WordStanding) => standing === 'allowed' || standing === 'assumed';

/** How several actions stand as one word. */
function together(all: readonly Standing[]): WordStanding {
  const [first = 'unknown', ...others] = new Set(all);
  if (others.length === 0) return first;
  const held = all.filter(holds).length;
  if (held > 0) return held === all.length ? 'assumed' : 'partly';
  return all.includes('unknown') ? 'unknown' : 'denied';
}

function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T) => U,
): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
