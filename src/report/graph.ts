import type { ShownStatus } from '../explain/types.js';
import type { PairData, ReportData } from './data.js';
import { counted } from './pieces.js';
import { accountName, wordsOf } from './view.js';
import { STANDING_LOOKS, type StandingLook } from './words.js';

/** What is drawn, column by column. */
export const COLUMNS = ['Pods', 'Service accounts', 'Roles', 'Resources'] as const;

/** A pod, a service account, a role or what it reaches. */
export interface GraphNode {
  readonly id: string;
  /** Index of `COLUMNS`. */
  readonly column: number;
  readonly label: string;
  /** What it is, in a few words. */
  readonly note?: string;
  /** The whole of it, where the label is not. */
  readonly title: string;
  /** How its own chain stands, of service accounts; and how many findings there are about them. */
  readonly status?: ShownStatus;
  readonly findings?: number;
}

/** What leads from one node to the next. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** Of CSS classes: a link's status, or how the best word stands. */
  readonly slug: string;
  /** `✓ get, put` */
  readonly title: string;
}

/** Each node and each way between two of them once. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** What some service accounts run as, take and reach; only those of their pairs that are asked for. */
export function graphOf(
  data: ReportData,
  accounts: readonly number[],
  wanted: (pair: PairData) => boolean = () => true,
): Graph {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  const drawing: Drawing = {
    add: (node) => nodes.set(node.id, node).size,
    connect: (edge) => edges.set(JSON.stringify([edge.from, edge.to]), edge).size,
  };
  for (const index of accounts) addAccount(drawing, data, index);
  const chosen = new Set(accounts);
  addReaches(drawing, data, (pair) => chosen.has(pair.account) && wanted(pair));
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** A graph in the making: what is there already gets another look, and no second place. */
interface Drawing {
  add(node: GraphNode): void;
  connect(edge: GraphEdge): void;
}

/** A service account, what runs as it, and the role that it takes. */
function addAccount({ add, connect }: Drawing, data: ReportData, index: number): void {
  const account = data.accounts[index];
  if (account === undefined) return;
  const id = accountId(index);
  const { workloads, role, mechanism, status, findings } = account;
  const label = accountName(data, index);
  const about = findings.length === 0 ? '' : `, ${counted(findings.length, 'finding')}`;
  const title = `service account ${label}: ${STATUS_WORDS[status]}${about}`;
  add({ id, column: 1, label, title, status, findings: findings.length });
  for (const workload of workloads) {
    add({ id: `pod:${workload}`, column: 0, label: workload, title: workload });
    connect({ from: `pod:${workload}`, to: id, slug: 'ok', title: 'runs as' });
  }
  if (role === undefined) return;
  add({ id: roleId(role), column: 2, label: role.name, title: `role ${role.arn}` });
  const how = mechanism === 'irsa' ? 'IRSA' : 'EKS Pod Identity';
  connect({ from: id, to: roleId(role), slug: status, title: `${how}: ${STATUS_WORDS[status]}` });
}

/** What roles reach by these pairs; one that many service accounts share reaches the same for each of them. */
function addReaches({ add, connect }: Drawing, data: ReportData, wanted: (pair: PairData) => boolean): void {
  const known = new Set<string>();
  for (const pair of data.pairs) {
    const role = data.accounts[pair.account]?.role;
    const thing = data.things[pair.thing];
    if (role === undefined || thing === undefined || !wanted(pair)) continue;
    const reach = `${role.arn} ${pair.thing} ${pair.access}`;
    if (known.has(reach)) continue;
    known.add(reach);
    const id = thingId(pair.thing);
    const note = data.kinds[thing.kind]?.title ?? '';
    const title = `${note} ${thing.arn ?? thing.name}`;
    add({ id, column: 3, label: shortName(thing.name), note, title });
    connect({ from: roleId(role), to: id, ...reachOf(data, pair) });
  }
}

const STATUS_WORDS: Readonly<Record<ShownStatus, string>> = {
  ...{ ok: 'every link holds', assumed: 'every link holds, if what is taken as given is so' },
  ...{ broken: 'a link is broken', unknown: 'a link is not known' },
};

/** Of an ARN, what people call the thing by. */
const shortName = (name: string) => /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(name)?.[1] ?? name;

export const accountId = (index: number) => `account:${index}`;
export const thingId = (index: number) => `thing:${index}`;
const roleId = ({ arn }: { readonly arn: string }) => `role:${arn}`;

/** The best of a pair's words, and all of them in one line. */
function reachOf(data: ReportData, pair: PairData): { slug: string; title: string } {
  const words = wordsOf(data, pair);
  const used = STANDING_LOOKS.filter(({ standing }) => standing !== 'not granted').flatMap(
    (look): readonly (readonly [StandingLook, string])[] => {
      const own = words.filter(({ look: { letter } }) => letter === look.letter).map(({ word }) => word);
      return own.length === 0 ? [] : [[look, `${look.standing}: ${own.join(', ')}`]];
    },
  );
  return { slug: used[0]?.[0].slug ?? 'not-granted', title: used.map(([, text]) => text).join('; ') };
}

/** What one node reaches, and who reaches it. */
export function focusOn(data: ReportData, id: string): Graph {
  const [kind = '', rest = ''] = split(id);
  const index = Number(rest);
  const all = data.accounts.map((_, at) => at);
  if (kind === 'thing') {
    const through = new Set(data.pairs.filter(({ thing }) => thing === index).map(({ account }) => account));
    return graphOf(data, [...through], ({ thing }) => thing === index);
  }
  const takes = (at: number) => {
    const account = data.accounts[at];
    if (kind === 'account') return at === index;
    return kind === 'pod' ? account?.workloads.includes(rest) === true : account?.role?.arn === rest;
  };
  return graphOf(data, all.filter(takes));
}

const split = (id: string) => [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
