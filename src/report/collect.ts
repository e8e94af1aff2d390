import type { Place } from '../diagnostics.js';
import {
  type ChainLink,
  clustersOf,
  explainChain,
  linksBefore,
  type Question,
  type ShownStatus,
  STANDINGS,
  saysTheSame,
  shownStatus,
  spansOf,
  type TellingPair,
  type TellingRows,
  tellingPairs,
  type World,
} from '../explain/index.js';
import { GRANT_KINDS } from '../grants/index.js';
import { isMap } from '../plain-data.js';
import type { Known, Span } from '../readers/index.js';
import { accountKey } from '../spec/subjects.js';
import { visible } from '../text/visible.js';
import { Assumptions } from './assumptions.js';
import {
  type AccountData,
  type LinkData,
  type PairData,
  PLACEHOLDERS,
  type QuestionData,
  type ReportData,
  type TextNames,
  type ThingData,
} from './data.js';
import { Table } from './tables.js';
import { namesOf } from './view.js';
import { STANDING_LOOKS } from './words.js';

/** What a report tells besides who may do what. */
export interface ReportSubject
  extends Pick<ReportData, 'title' | 'source' | 'version' | 'findings' | 'rules' | 'notRead' | 'notChecked'> {
  /** The line of a file, where its text is known. */
  lineAt(place: Place): string | undefined;
  /** How people call a cluster, by its issuer, where the files do not tell. */
  readonly clusters?: ReadonlyMap<string, string>;
  /** Indices of the findings about a service account, whose chain rests on these parts of the files. */
  findingsOn(
    account: Pick<Question, 'namespace' | 'serviceAccount'>,
    spans: readonly Span[],
  ): readonly number[];
}

/** Asks everything that a table can be asked, and keeps each answer with its links. */
export function collectReport(world: World, subject: ReportSubject): ReportData {
  const { accounts, empty } = tellingPairs(world);
  const collected = new Collected(subject);
  const own = accounts.map((rows) => collected.account(rows));
  return {
    title: visible(subject.title),
    source: visible(subject.source),
    version: subject.version,
    kinds: collected.kinds.items.map((field) => {
      const { title = field, words = {} } = GRANT_KINDS.find((kind) => kind.field === field) ?? {};
      return { field, title, words: Object.keys(words) };
    }),
    clusters: collected.clusters.items,
    accounts: own,
    things: collected.things.items,
    pairs: collected.pairs,
    ungranted: accounts.reduce((sum, { ungranted }) => sum + ungranted, 0),
    words: collected.words.items,
    texts: collected.texts.items,
    links: collected.links.items,
    chains: collected.chains.items,
    lists: collected.lists.items,
    ...(empty === undefined ? {} : { empty: visible(empty) }),
    findings: subject.findings.map(visibleValues),
    rules: subject.rules,
    notRead: subject.notRead.map(visibleValues),
    notChecked: subject.notChecked.map(visibleValues),
    ...collected.assumptions.told(),
  };
}

function visibleValues<T>(value: T): T {
  if (typeof value === 'string') return visible(value) as T;
  if (Array.isArray(value)) return value.map(visibleValues) as T;
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, visibleValues(part)])) as T;
}

const LETTERS = new Map(STANDING_LOOKS.map(({ standing, letter }) => [standing, letter]));

/** Lines of code are shown up to here. */
const LONGEST_LINE = 160;

/** A service account while its pairs are asked. */
interface Own {
  readonly chain: TellingRows['chain'];
  readonly index: number;
  readonly names: TextNames;
  /** The links that all of its questions have in common, as they are and by index. */
  readonly before: { readonly links: readonly ChainLink[]; readonly indices: readonly number[] };
}

/** Where the answers of a report are put together. */
class Collected {
  readonly texts = new Table<string>();
  readonly links = new Table<LinkData>();
  readonly chains = new Table<readonly number[]>();
  readonly lists = new Table<readonly number[]>();
  readonly words = new Table<readonly (readonly QuestionData[])[]>();
  readonly things = new Table<ThingData>();
  readonly kinds = new Table<string>();
  readonly clusters = new Table<string>();
  readonly pairs: PairData[] = [];
  readonly assumptions = new Assumptions();
  readonly #subject: ReportSubject;
  #accounts = 0;

  constructor(subject: ReportSubject) {
    this.#subject = subject;
  }

  account({ chain, pairs, workloads, open }: TellingRows): AccountData {
    const { subject, mechanism, caller, world } = chain;
    const shown = (value: Known<string>) => visible(world.texts.shown(world.texts.of(value)));
    const role =
      caller === undefined ? undefined : { name: shown(caller.role.name), arn: shown(caller.role.arn) };
    const label = caller === undefined ? '' : visible(/[\w-]+$/.exec(caller.role.id)?.[0] ?? '');
    const [namespace, name] = [visible(subject.namespace), visible(subject.serviceAccount)];
    const names = namesOf({ namespace, name, label, ...(role === undefined ? {} : { role }) });
    const links = linksBefore(chain);
    const indices = links.map((link) => this.#link(link, names));
    const own = { chain, names, index: this.#accounts++, before: { links, indices } };
    for (const pair of pairs) this.#pair(own, pair);
    this.#assume(own, chain.assumptions, names);
    const clusters = clustersOf(chain).map((name) => this.#subject.clusters?.get(name) ?? name);
    return {
      ...{ namespace, name, workloads: workloads.map(visible), mechanism },
      ...(clusters.length === 0 ? {} : { cluster: this.clusters.indexOf(visible(clusters.join(', '))) }),
      ...(role === undefined ? {} : { role }),
      ...(label === '' ? {} : { label }),
      ...(open ? { open } : {}),
      ...{ chain: this.chains.indexOf(indices), status: together(links) },
      findings: this.#subject.findingsOn(subject, spansOf(chain)),
    };
  }

  #pair(own: Own, { row, questions }: TellingPair): void {
    const { kind, resource, arn, access } = row;
    const thing: ThingData = {
      kind: this.kinds.indexOf(kind),
      name: visible(resource),
      ...(arn === undefined ? {} : { arn: visible(arn) }),
    };
    const letters = Object.values(access).map((standing) => LETTERS.get(standing));
    const words = Object.values(questions ?? {}).map((asked) =>
      asked.map((each) => this.#question(own, { ...own.chain.subject, ...each }, thing)),
    );
    this.pairs.push({
      ...{ account: own.index, thing: this.things.indexOf(thing), access: letters.join('') },
      ...(questions === undefined ? {} : { words: this.words.indexOf(words) }),
    });
  }

  #question(own: Own, question: Question, thing: ThingData): QuestionData {
    const { action, context = {} } = question;
    const names = { ...own.names, thingArn: thing.arn ?? '', thing: thing.name };
    const known = { ...names, action, resource: question.resource === '*' ? '' : visible(question.resource) };
    const { standing, links, assumptions, notEvaluated } = explainChain(own.chain, question);
    this.#assume(own, assumptions, known);
    const { links: before, indices } = own.before;
    const fork = links.findIndex((link, at) => !looksTheSame(link, before[at]));
    const common = fork === -1 ? links.length : fork;
    return [
      this.texts.indexOf(action),
      this.#text(question.resource, names),
      STANDINGS.indexOf(standing),
      common === before.length ? -1 : this.chains.indexOf(indices.slice(0, common)),
      this.chains.indexOf(links.slice(common).map((link) => this.#link(link, known))),
      this.lists.indexOf(assumptions.map((text) => this.#text(text, known))),
      this.lists.indexOf(notEvaluated.map((text) => this.#text(text, known))),
      this.lists.indexOf(
        Object.entries(context).map(([key, value]) =>
          this.#text(value === undefined ? `without ${key}` : `${key}=${value}`, known),
        ),
      ),
    ];
  }

  #assume({ chain }: Own, assumptions: readonly string[], names: TextNames): void {
    for (const text of assumptions)
      this.assumptions.add(visible(text), template(text, names), accountKey(chain.subject));
  }

  #link(link: ChainLink, names: TextNames): number {
    const { kind, status, reason, details = [], place, fix } = link;
    const line = place === undefined ? undefined : this.#subject.lineAt(place)?.trim();
    const text = (each: string) => this.#text(each, names);
    const more = status === 'ok' ? [] : details;
    return this.links.indexOf({
      ...{ kind, status: shownStatus(link), reason: text(reason) },
      ...(more.length === 0 ? {} : { details: more.map(text) }),
      ...(place === undefined ? {} : { place: text(`${place.file}:${place.line}:${place.column}`) }),
      ...(line === undefined || line === '' ? {} : { code: text(shortened(line)) }),
      ...(fix === undefined || status === 'ok' ? {} : { fix: text(fix) }),
    });
  }

  #text(text: string, names: TextNames): number {
    return this.texts.indexOf(template(text, names));
  }
}

/** With placeholders for what is known by other means. */
function template(text: string, names: TextNames): string {
  return PLACEHOLDERS.reduce(
    (rest, [name, mark]) => (names[name] === '' ? rest : rest.replaceAll(names[name], mark)),
    visible(text),
  );
}

/** Whether two links look the same on the page, to the last detail: one may stand for the other. */
function looksTheSame(a: ChainLink, b: ChainLink | undefined): boolean {
  return (
    saysTheSame(a, b) &&
    a.place?.column === b?.place?.column &&
    a.fix === b?.fix &&
    a.details?.join('\n') === b?.details?.join('\n')
  );
}

const shortened = (line: string) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} …` : line);

/** From the worst to the best. */
const STATUSES: readonly ShownStatus[] = ['broken', 'unknown', 'assumed', 'ok'];

function together(links: readonly ChainLink[]): ShownStatus {
  const all = new Set(links.map(shownStatus));
  return STATUSES.find((status) => all.has(status)) ?? 'ok';
}
