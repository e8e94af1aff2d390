import type { Place } from '../diagnostics.js';
import {
  type ChainLink,
  explainChain,
  keyOf,
  type LinkStatus,
  linksBefore,
  type Question,
  type TellingPair,
  type TellingRows,
  tellingPairs,
  type World,
} from '../explain/index.js';
import { GRANT_KINDS } from '../grants/index.js';
import type { Known } from '../readers/index.js';
import { visible } from '../text/visible.js';
import {
  type AccountData,
  DECISIONS,
  type LinkData,
  type PairData,
  PLACEHOLDERS,
  type QuestionData,
  type ReportData,
  type ThingData,
} from './data.js';
import { Table } from './tables.js';
import { STANDING_LOOKS } from './words.js';

/** What a report tells besides who may do what. */
export interface ReportSubject
  extends Pick<ReportData, 'title' | 'source' | 'version' | 'findings' | 'rules' | 'notRead' | 'notChecked'> {
  /** The line of a file, where its text is known. */
  lineAt(place: Place): string | undefined;
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
    accounts: own,
    things: collected.things.items,
    pairs: collected.pairs,
    ungranted: accounts.reduce((sum, { ungranted }) => sum + ungranted, 0),
    texts: collected.texts.items,
    links: collected.links.items,
    chains: collected.chains.items,
    lists: collected.lists.items,
    ...(empty === undefined ? {} : { empty: visible(empty) }),
    findings: subject.findings.map(visibleValues),
    rules: subject.rules,
    notRead: subject.notRead.map(visibleValues),
    notChecked: subject.notChecked.map(visibleValues),
    assumptions: [...collected.assumptions]
      .slice(0, MOST_ASSUMPTIONS)
      .map(([text, keys]) => ({ text, accounts: keys.size })),
    assumed: collected.assumptions.size,
  };
}

function visibleValues<T extends object>(record: T): T {
  const shown = Object.entries(record).map(([name, value]) => [
    name,
    typeof value === 'string' ? visible(value) : value,
  ]);
  return Object.fromEntries(shown) as T;
}

/** The list of what is taken as given ends here; each answer names its own. */
const MOST_ASSUMPTIONS = 200;

const LETTERS = new Map(STANDING_LOOKS.map(({ standing, letter }) => [standing, letter]));

/** Lines of code are shown up to here. */
const LONGEST_LINE = 160;

/** Where the answers of a report are put together. */
class Collected {
  readonly texts = new Table<string>();
  readonly links = new Table<LinkData>();
  readonly chains = new Table<readonly number[]>();
  readonly lists = new Table<readonly number[]>();
  readonly things = new Table<ThingData>();
  readonly kinds = new Table<string>();
  readonly pairs: PairData[] = [];
  /** Text → keys of the service accounts. */
  readonly assumptions = new Map<string, Set<string>>();
  readonly #subject: ReportSubject;
  #accounts = 0;

  constructor(subject: ReportSubject) {
    this.#subject = subject;
  }

  account({ chain, pairs, workloads }: TellingRows): AccountData {
    const account = this.#accounts++;
    const { subject, mechanism, caller, world } = chain;
    const shown = (value: Known<string>) => visible(world.texts.shown(world.texts.of(value)));
    const role =
      caller === undefined ? undefined : { name: shown(caller.role.name), arn: shown(caller.role.arn) };
    const names = namesOf(chain, role);
    const links = linksBefore(chain);
    const before = links.map((link) => this.#link(link, ['', '', ...names]));
    for (const pair of pairs) this.#pair(account, chain, pair, before, names);
    this.#assume(chain.assumptions, keyOf(subject));
    return {
      namespace: visible(subject.namespace),
      name: visible(subject.serviceAccount),
      workloads: workloads.map(visible),
      mechanism,
      ...(role === undefined ? {} : { role }),
      names,
      chain: this.chains.indexOf(before),
      status: together(links),
    };
  }

  #pair(
    account: number,
    chain: TellingRows['chain'],
    { row, questions }: TellingPair,
    before: readonly number[],
    names: readonly string[],
  ): void {
    const { kind, resource, arn, access } = row;
    const thing = this.things.indexOf({
      kind: this.kinds.indexOf(kind),
      name: visible(resource),
      ...(arn === undefined ? {} : { arn: visible(arn) }),
    });
    const letters = Object.values(access).map((standing) => LETTERS.get(standing));
    const words = Object.values(questions ?? {}).map((asked) =>
      asked.map((each) => this.#question(chain, { ...chain.subject, ...each }, before, names)),
    );
    this.pairs.push({
      ...{ account, thing, access: letters.join('') },
      ...(questions === undefined ? {} : { words }),
    });
  }

  #question(
    chain: TellingRows['chain'],
    question: Question,
    before: readonly number[],
    names: readonly string[],
  ): QuestionData {
    const { action, context = {} } = question;
    const resource = visible(question.resource);
    const known = [action, resource === '*' ? '' : resource, ...names];
    const { decision, links, assumptions, notEvaluated } = explainChain(chain, question);
    this.#assume(assumptions, keyOf(question));
    const own = links.map((link) => this.#link(link, known));
    const fork = own.findIndex((link, at) => link !== before[at]);
    const common = fork === -1 ? own.length : fork;
    return [
      this.texts.indexOf(action),
      this.texts.indexOf(resource),
      DECISIONS.indexOf(decision),
      this.chains.indexOf(own.slice(0, common)),
      this.chains.indexOf(own.slice(common)),
      this.lists.indexOf(assumptions.map((text) => this.#text(text, known))),
      this.lists.indexOf(notEvaluated.map((text) => this.#text(text, known))),
      this.lists.indexOf(
        Object.entries(context).map(([key, value]) =>
          this.#text(value === undefined ? `without ${key}` : `${key}=${value}`, known),
        ),
      ),
    ];
  }

  #assume(assumptions: readonly string[], key: string): void {
    for (const text of assumptions) {
      const keys = this.assumptions.get(visible(text)) ?? new Set();
      this.assumptions.set(visible(text), keys.add(key));
    }
  }

  #link({ kind, status, reason, details = [], place, fix }: ChainLink, known: readonly string[]): number {
    const line = place === undefined ? undefined : this.#subject.lineAt(place)?.trim();
    const text = (each: string) => this.#text(each, known);
    const more = status === 'ok' ? [] : details;
    return this.links.indexOf({
      ...{ kind, status, reason: text(reason) },
      ...(more.length === 0 ? {} : { details: more.map(text) }),
      ...(place === undefined ? {} : { place: text(`${place.file}:${place.line}:${place.column}`) }),
      ...(line === undefined || line === '' ? {} : { code: text(shortened(line)) }),
      ...(fix === undefined || status === 'ok' ? {} : { fix: text(fix) }),
    });
  }

  /** With placeholders for what is known by other means. */
  #text(text: string, known: readonly string[]): number {
    const left = known.reduce(
      (rest, name, at) => (name === '' ? rest : rest.replaceAll(name, PLACEHOLDERS[at] ?? name)),
      visible(text),
    );
    return this.texts.indexOf(left);
  }
}

/** By which names sentences call a service account and its role: what holds another one stands before it. */
function namesOf({ subject, caller }: TellingRows['chain'], role: AccountData['role']): readonly string[] {
  const { namespace, serviceAccount } = subject;
  const label = caller === undefined ? '' : (/[\w-]+$/.exec(caller.role.id)?.[0] ?? '');
  const names = [role?.arn ?? '', role?.name ?? '', label, `${namespace}/${serviceAccount}`, serviceAccount];
  return names.map(visible);
}

const shortened = (line: string) => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)} …` : line);

function together(links: readonly ChainLink[]): LinkStatus {
  const statuses = links.map(({ status }) => status);
  return statuses.includes('broken') ? 'broken' : statuses.includes('unknown') ? 'unknown' : 'ok';
}
