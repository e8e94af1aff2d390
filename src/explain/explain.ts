import { parseArn } from '../aws/arns.js';
import { Failure } from '../diagnostics.js';
import { unreadIn } from '../readers/index.js';
import { quote } from '../text/quote.js';
import { mergeAnswers } from './alternatives.js';
import type { Chain } from './chain.js';
import { followChain } from './follow.js';
import { notEvaluated } from './not-evaluated.js';
import { podNotes } from './pods.js';
import { assumedIn, decisionOf, rulingOf, standingBy } from './standing.js';
import type { ChainLink, Explanation, Question, UnreadLink } from './types.js';
import { hasNoPolicy, unansweredPolicies } from './unanswered.js';
import { verdict } from './verdict.js';
import { podsOf, type World } from './world.js';

/** Fails where no request has such an action or resource, since any answer would be wrong. */
export function checkQuestion({ action, resource }: Question): void {
  if (!/^[\w-]+:[\w*?]+$/.test(action))
    throw new Failure('bad-action', 'user', `${quote(action)} is not an action`, {
      help: 'use service:Action, such as s3:GetObject',
    });
  if (resource !== '*' && parseArn(resource) === undefined)
    throw new Failure('bad-resource', 'user', `${quote(resource)} is not an ARN`, {
      help: 'use an ARN, such as arn:aws:s3:::my-bucket/key, or *',
    });
}

/** Answers a question link by link. */
export function explain(world: World, question: Question): Explanation {
  return explainChain(followChain(world, question), question);
}

/** The same about a service account whose chain was followed before, for whoever has many questions about it. */
export function explainChain(chain: Chain, question: Question): Explanation {
  const chains = chain.alternatives ?? [chain];
  return mergeAnswers(
    chains.map((each) => ({
      ...{ label: each.label, from: each.from, running: each.running === true },
      answer: answer(each, question),
    })),
  );
}

/** The links that all questions about a service account have in common, from its pods to the role's trust. */
export function linksBefore(chain: Chain): readonly ChainLink[] {
  const answers = (chain.alternatives ?? [chain]).map(
    ({ label, from, running = false, subject, mechanism, links, assumptions }) => {
      const question = { ...subject, action: '', resource: '' };
      const judged = { decision: verdict(links), standing: 'unknown' as const };
      return {
        ...{ label, from, running },
        answer: { question, mechanism, ...judged, links, assumptions, notEvaluated: [] },
      };
    },
  );
  return mergeAnswers(answers).links.map(inFull);
}

/** Answers a question by one of the ways that the files leave open. */
function answer(chain: Chain, question: Question): Explanation {
  const { world } = chain;
  const ruling = rulingOf(chain, question);
  const links = [...chain.links, ...ruling.links].map(inFull);
  const assumptions = [
    ...new Set([...chain.assumptions, ...ruling.assumptions, ...assumedIn(chain, question, ruling)]),
  ];
  const looked = {
    ...{ ...ruling.read, session: chain.mechanism === 'pod-identity' },
    resource: ruling.read.resource || hasNoPolicy(world, question.resource),
  };
  return {
    ...{ question, mechanism: chain.mechanism },
    ...{
      decision: decisionOf(world, assumptions, links),
      standing: standingBy(chain, question, () => ruling),
    },
    ...{ links, assumptions },
    notEvaluated: [
      ...new Set([
        ...notEvaluated(question.action, question.resource, looked),
        ...unansweredPolicies(world, question.resource),
        ...podNotes(world, question, podsOf(world, question)),
        ...unreadable(world),
      ]),
    ],
  };
}

/** With all its details. Places of facts have offsets too, which mean nothing to whoever reads the answer. */
function inFull({ more, ...link }: UnreadLink): ChainLink {
  const { kind, status, reason, ...rest } = link;
  const { details, ...found } = more?.() ?? {};
  const told = { kind, status, reason, ...(details === undefined ? {} : { details }), ...rest, ...found };
  if (link.place === undefined) return told;
  const { file, line, column } = link.place;
  return { ...told, place: { file, line, column } };
}

/** Files that are not read are told by name, up to so many. */
const MOST_UNREAD = 5;

/** Files that the readers could not make sense of: they may hold links of the chain. */
function unreadable({ inventory }: World): readonly string[] {
  const broken = inventory.diagnostics.filter(({ severity }) => severity === 'error');
  const unread = unreadIn(inventory).map(({ file, reason }) => `${file}, which is not read: ${reason}`);
  const more = unread.length - MOST_UNREAD;
  return [
    ...broken.map(
      ({ place, message }) => `${place?.file ?? 'a file'}, which cannot be read in full: ${message}`,
    ),
    ...unread.slice(0, MOST_UNREAD),
    ...(more > 0 ? [`${more} more files that are not read`] : []),
  ];
}
