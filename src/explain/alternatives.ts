import { agreed } from './standing.js';
import type { ChainLink, Explanation } from './types.js';
import { shownStatus } from './verdict.js';

/** One of several answers, with what sets it apart. */
interface Labelled {
  readonly label: string;
  readonly from: string;
  /** Whether it is about some of the pods that run, where others differ. */
  readonly running: boolean;
  readonly answer: Explanation;
}

/** The answer that holds whichever of several ways is taken; unknown where they differ. */
export function mergeAnswers(labelled: readonly Labelled[]): Explanation {
  const answers = toldApart(labelled);
  const [first] = answers;
  if (first === undefined) throw new Error('there is nothing to merge');
  if (answers.length === 1) return first.answer;
  const { links } = first.answer;
  const common = links.findIndex(
    (link, at) => !answers.every(({ answer }) => saysTheSame(link, answer.links[at])),
  );
  const fork = common === -1 ? links.length : common;
  const isOne = answers.every(({ answer }) => answer.decision === first.answer.decision);
  const isSameChain = fork === links.length && answers.every(({ answer }) => answer.links.length === fork);
  const link = isSameChain ? [] : [forkLink(answers, links[fork] ?? links[0], isOne)];
  return {
    ...first.answer,
    decision: isOne ? first.answer.decision : 'unknown',
    standing: agreed(answers.map(({ answer }) => answer.standing)),
    links: [...links.slice(0, fork), ...link, ...(isOne ? links.slice(fork) : [])],
    assumptions: [...new Set(answers.flatMap(({ answer }) => answer.assumptions))],
    notEvaluated: [...new Set(answers.flatMap(({ answer }) => answer.notEvaluated))],
  };
}

/** Things of one name are told apart by where they come from. */
function toldApart(answers: readonly Labelled[]): readonly Labelled[] {
  return answers.map((each) => {
    const isOnly = answers.every((other) => other === each || other.label !== each.label);
    return isOnly || each.from === '' ? each : { ...each, label: `${each.label} in ${each.from}` };
  });
}

/** Whether two links say the same of the same line; details, such as why each statement does not apply, may differ. */
export function saysTheSame(a: ChainLink, b: ChainLink | undefined): boolean {
  if (b === undefined || a.kind !== b.kind || a.reason !== b.reason) return false;
  const line = ({ place }: ChainLink) => `${place?.file}:${place?.line}`;
  return shownStatus(a) === shownStatus(b) && line(a) === line(b);
}

function forkLink(answers: readonly Labelled[], at: ChainLink | undefined, isOne: boolean): ChainLink {
  const kind = at?.kind ?? 'role';
  const details = answers.map(({ label, answer }) => {
    const why = answer.links.find(({ status }) => status !== 'ok')?.reason;
    return `${label}: ${answer.decision}${why === undefined ? '' : `: ${why}`}`;
  });
  const place = at?.place === undefined ? {} : { place: at.place };
  const { open, fix } = openness(answers);
  if (isOne) return { kind, status: 'ok', reason: `${open}; the answer is the same`, details, ...place };
  return { kind, status: 'unknown', details, ...place, reason: `${open}, and the answers differ`, fix };
}

/** What leaves several answers open: files that make a thing twice, or a cluster with pods of several sorts. */
function openness(answers: readonly Labelled[]): { readonly open: string; readonly fix: string } {
  const labels = answers.map(({ label }) => label);
  if (answers.some(({ running }) => running))
    return {
      open: `the cluster has pods of several sorts: ${labels.join(' and ')}`,
      fix: 'restart those that have what was given before, or say which of them asks',
    };
  return {
    open: `the files leave open which of ${labels.join(', ')} counts`,
    fix: 'give only the files of one environment, or say the account with --account, the cluster with --cluster',
  };
}
