import { LINK_LABELS, type LinkKind, type LinkStatus, type Verdict } from '../explain/types.js';
import {
  DECISIONS,
  type FindingData,
  type PairData,
  PLACEHOLDERS,
  type QuestionData,
  type ReportData,
} from './data.js';
import { lookOf, type StandingLook } from './words.js';

/** A link as a reader meets it. */
export interface LinkView {
  readonly kind: LinkKind;
  readonly label: string;
  readonly status: LinkStatus;
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
  readonly decision: Verdict;
  readonly links: readonly LinkView[];
  readonly assumptions: readonly string[];
  readonly notEvaluated: readonly string[];
}

/** A word of access, and how it stands. */
export interface WordView {
  readonly word: string;
  readonly look: StandingLook;
}

export const textAt = ({ texts }: ReportData, index: number): string => texts[index] ?? '';

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

/** The whole answer to a question about a service account, put together from the tables. */
export function answerOf(data: ReportData, account: number, question: QuestionData): AnswerView {
  const [action, resource, decision, chain, ruling, assumptions, notEvaluated, context] = question;
  const asked = { action: textAt(data, action), resource: textAt(data, resource) };
  const fill = fillerOf(data, account, asked);
  const list = (index: number) => (data.lists[index] ?? []).map(fill);
  return {
    ...asked,
    decision: DECISIONS[decision] ?? 'unknown',
    links: [chain, ruling].flatMap((index) => linksOf(data, index, fill)),
    assumptions: list(assumptions),
    notEvaluated: list(notEvaluated),
    context: list(context),
  };
}

/** The links of a service account that hold for every question. */
export function chainOf(data: ReportData, account: number): readonly LinkView[] {
  const chain = data.accounts[account]?.chain ?? -1;
  return linksOf(data, chain, fillerOf(data, account, { action: '', resource: '' }));
}

type Fill = (index: number) => string;

function linksOf(data: ReportData, chain: number, fill: Fill): readonly LinkView[] {
  return (data.chains[chain] ?? []).flatMap((index) => {
    const link = data.links[index];
    if (link === undefined) return [];
    const { kind, status, reason, details = [], place, code, fix } = link;
    return [
      {
        ...{ kind, status, label: LINK_LABELS[kind], reason: fill(reason), details: details.map(fill) },
        ...(place === undefined ? {} : { place: fill(place) }),
        ...(code === undefined ? {} : { code: fill(code) }),
        ...(fix === undefined ? {} : { fix: fill(fix) }),
      },
    ];
  });
}

/** Puts names back in place of their placeholders. */
function fillerOf(
  data: ReportData,
  account: number,
  { action, resource }: Pick<AnswerView, 'action' | 'resource'>,
): Fill {
  const names = [action, resource, ...(data.accounts[account]?.names ?? [])];
  return (index) =>
    PLACEHOLDERS.reduce(
      (text, mark, at) => text.replaceAll(mark, () => names[at] ?? ''),
      textAt(data, index),
    );
}

/** What a filter looks through, in lower case: everything by which people know a pair. */
export function searchTextOf(data: ReportData, { account, thing }: PairData): string {
  const { workloads = [], role } = data.accounts[account] ?? {};
  const { name = '', arn = '', kind = -1 } = data.things[thing] ?? {};
  const title = data.kinds[kind]?.title ?? '';
  return [accountName(data, account), name, arn, title, ...workloads, role?.name ?? '']
    .join(' ')
    .toLowerCase();
}

/** The AWS account in whose resource a pair ends, as far as its ARN tells. */
export function awsAccountOf({ things }: ReportData, { thing }: PairData): string {
  const account = things[thing]?.arn?.split(':')[4] ?? '';
  return account === '' ? 'not in the ARN' : account;
}

/** The numbers at the head of every form of the report: how much there is, what is wrong, what is not known. */
export function countsOf({ accounts, things, pairs, findings, notRead, assumed }: ReportData) {
  const of = (wanted: FindingData['severity']) =>
    findings.filter(({ severity }) => severity === wanted).length;
  return {
    ...{ accounts: accounts.length, things: things.length, errors: of('error'), warnings: of('warning') },
    unknown: pairs.filter(({ access }) => access.includes('u')).length,
    ...{ notRead: notRead.length, assumed },
  };
}
