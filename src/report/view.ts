import {
  LINK_LABELS,
  type LinkKind,
  type ShownStatus,
  STANDINGS,
  type WordStanding,
} from '../explain/types.js';
import {
  type AccountData,
  type FindingData,
  type PairData,
  PLACEHOLDERS,
  type QuestionData,
  type ReportData,
  type TextNames,
} from './data.js';
import { lookOf, type StandingLook } from './words.js';

/** A link as a reader meets it. */
export interface LinkView {
  readonly kind: LinkKind;
  readonly label: string;
  readonly status: ShownStatus;
  readonly reason: string;
  readonly details: readonly string[];
  readonly place?: string;
  readonly code?: string;
  readonly fix?: string;
}

/** The answer to a question, as `explain` gives it. */
export interface AnswerView {
  readonly action: string;
  readonly resource: string;
  /** Further keys of the request. */
  readonly context: readonly string[];
  readonly standing: WordStanding;
  readonly links: readonly LinkView[];
  readonly assumptions: readonly string[];
  readonly notEvaluated: readonly string[];
}

/** A word of access, and how it stands. */
export interface WordView {
  readonly word: string;
  readonly look: StandingLook;
}

/** By which names the texts about a service account call it and its role. */
export function namesOf({
  namespace,
  name,
  role,
  label = '',
}: Pick<AccountData, 'namespace' | 'name' | 'role' | 'label'>): TextNames {
  return {
    ...{ action: '', resource: '', thingArn: '', thing: '' },
    ...{ roleArn: role?.arn ?? '', role: role?.name ?? '', label, dashed: label.replaceAll('_', '-') },
    ...{ account: `${namespace}/${name}`, accountName: name },
  };
}

/** `shop/web` */
export function accountName({ accounts }: ReportData, index: number): string {
  const { namespace = '', name = '' } = accounts[index] ?? {};
  return `${namespace}/${name}`;
}

/** The words of a pair's kind, each with its standing. */
export function wordsOf(data: ReportData, { thing, access }: PairData): readonly WordView[] {
  const kind = data.kinds[data.things[thing]?.kind ?? -1];
  return (kind?.words ?? []).map((word, at) => ({ word, look: lookOf(access[at] ?? 'n') }));
}

/** What each word of a pair stands for, in the order of the words. */
export function questionsOf({ words }: ReportData, pair: PairData): readonly (readonly QuestionData[])[] {
  return words[pair.words ?? -1] ?? [];
}

/** The whole answer to a question about a pair, put together from the tables. */
export function answerOf(data: ReportData, pair: PairData, question: QuestionData): AnswerView {
  const [action, resource, standing, chain, ruling, assumptions, notEvaluated, context] = question;
  const account = data.accounts[pair.account];
  const { arn = '', name = '' } = data.things[pair.thing] ?? {};
  const names = { ...namesOf(account ?? NOBODY), thingArn: arn, thing: name };
  const asked = {
    action: fill(data, names, action),
    resource: fill(data, names, resource),
  };
  const all = { ...names, ...asked };
  const list = (index: number) => (data.lists[index] ?? []).map((each) => fill(data, all, each));
  return {
    ...asked,
    standing: STANDINGS[standing] ?? 'unknown',
    links: [
      ...linksOf(data, chain === -1 ? (account?.chain ?? -1) : chain, names),
      ...linksOf(data, ruling, all),
    ],
    assumptions: list(assumptions),
    notEvaluated: list(notEvaluated),
    context: list(context),
  };
}

/** The links of a service account that hold for every question. */
export function chainOf(data: ReportData, account: number): readonly LinkView[] {
  const own = data.accounts[account];
  return own === undefined ? [] : linksOf(data, own.chain, namesOf(own));
}

const NOBODY = { namespace: '', name: '' };

function linksOf(data: ReportData, chain: number, names: TextNames): readonly LinkView[] {
  const text = (index: number) => fill(data, names, index);
  return (data.chains[chain] ?? []).flatMap((index) => {
    const link = data.links[index];
    if (link === undefined) return [];
    const { kind, status, reason, details = [], place, code, fix } = link;
    return [
      {
        ...{ kind, status, label: LINK_LABELS[kind], reason: text(reason), details: details.map(text) },
        ...(place === undefined ? {} : { place: text(place) }),
        ...(code === undefined ? {} : { code: text(code) }),
        ...(fix === undefined ? {} : { fix: text(fix) }),
      },
    ];
  });
}

/** Puts names back in place of their placeholders. */
function fill({ texts }: ReportData, names: TextNames, index: number): string {
  return PLACEHOLDERS.reduce(
    (text, [name, mark]) => text.replaceAll(mark, () => names[name]),
    texts[index] ?? '',
  );
}

/** What a filter looks through, in lower case: everything by which people know a service account, or a thing. */
export function accountText(data: ReportData, account: number): string {
  const { workloads = [], role, cluster = -1 } = data.accounts[account] ?? {};
  const names = [accountName(data, account), ...workloads, role?.name ?? '', role?.arn ?? ''];
  return [...names, data.clusters[cluster] ?? ''].join(' ').toLowerCase();
}

export function thingText({ things, kinds }: ReportData, thing: number): string {
  const { name = '', arn = '', kind = -1 } = things[thing] ?? {};
  return `${name} ${arn} ${kinds[kind]?.title ?? ''}`.toLowerCase();
}

/** The AWS account in whose resource a pair ends, as far as its ARN tells. */
export function awsAccountOf({ things }: ReportData, { thing }: Pick<PairData, 'thing'>): string {
  const account = things[thing]?.arn?.split(':')[4] ?? '';
  return account === '' ? 'not in the ARN' : account;
}

/** Where there are service accounts and things, but no pair. */
export const NOTHING_GRANTED = 'the files grant nothing to the service accounts whose roles they tell';

/** The numbers at the head of every form of the report: how much there is, what is wrong, what is not known. */
export function countsOf({ accounts, things, pairs, findings, notRead, notChecked, assumed }: ReportData) {
  const of = (wanted: FindingData['severity']) =>
    findings.filter(({ severity }) => severity === wanted).length;
  return {
    ...{ accounts: accounts.length, things: things.length, errors: of('error'), warnings: of('warning') },
    unknown: pairs.filter(({ access }) => access.includes('u')).length,
    open: accounts.filter(({ open }) => open === true).length,
    ...{ notRead: notRead.length, notChecked: notChecked.length, assumed },
  };
}
