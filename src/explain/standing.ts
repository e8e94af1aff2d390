import { parseArn } from '../aws/arns.js';
import { assumedOf } from './assumed-keys.js';
import { type Caller, requestKeysOf } from './caller.js';
import type { Chain } from './chain.js';
import { supposingAccount } from './other-account.js';
import { type Ruling, ruleOn } from './ruling.js';
import type { ChainLink, Question, Standing, Verdict } from './types.js';
import { asUnknown, verdict } from './verdict.js';
import type { World } from './world.js';

const NOTHING: Ruling = {
  ...{ links: [], assumptions: [], statements: [] },
  read: { resource: false, endpoint: false },
};

/** What policies say, where the chain has a caller to whom they say it. */
export function rulingOf({ world, caller }: Chain, question: Question): Ruling {
  if (caller === undefined) return NOTHING;
  const ruling = supposedRuling(world, caller, question) ?? ruleOn(world, caller, question);
  return world.strict ? { ...ruling, links: ruling.links.map(asUnknown) } : ruling;
}

/** The same with the role in the account of the resource, where no file tells: what is only supposed keeps nobody out. */
function supposedRuling(world: World, caller: Caller, question: Question): Ruling | undefined {
  const supposed = supposingAccount(world, caller, question.resource);
  if (supposed === undefined) return undefined;
  const ruling = ruleOn(supposed.world, caller, question);
  if (verdict(ruling.links) === 'denied') return undefined;
  return { ...ruling, assumptions: [supposed.assumption, ...ruling.assumptions] };
}

/** What is taken as given of the request itself. */
export function assumedIn({ world, caller }: Chain, question: Question, ruling: Ruling): readonly string[] {
  if (caller === undefined) return [];
  return assumedOf(question, ruling.statements, requestKeysOf(world, caller, question));
}

/** With `--strict`, nothing is allowed as long as something is only taken as given. */
export function decisionOf(
  { strict }: World,
  assumptions: readonly string[],
  links: readonly ChainLink[],
): Verdict {
  const decision = verdict(links);
  return strict && decision === 'allowed' && assumptions.length > 0 ? 'unknown' : decision;
}

/** How a question stands, told in more words than its answer; unknown where the files leave several chains open that differ. */
export function standingOf(chain: Chain, question: Question): Standing {
  return agreed(
    (chain.alternatives ?? [chain]).map((each) => standingBy(each, question, () => rulingOf(each, question))),
  );
}

/** How every question stands whose policies cannot be looked at. */
export function standingBefore(chain: Chain): Standing {
  return agreed(
    (chain.alternatives ?? [chain]).map(({ links }) =>
      verdict(links) === 'denied' ? refusal(links) : 'unknown',
    ),
  );
}

/** How a question stands by one chain; its policies are looked at where that can matter. */
export function standingBy(chain: Chain, question: Question, look: () => Ruling): Standing {
  const before = verdict(chain.links);
  if (before === 'denied') return refusal(chain.links);
  if (chain.caller === undefined) return 'unknown';
  const ruling = look();
  const links = [...chain.links, ...ruling.links];
  const open = [...chain.assumptions, ...untold(question, ruling)];
  const assumed = chain.world.strict ? [...ruling.assumptions, ...assumedIn(chain, question, ruling)] : [];
  const decision = decisionOf(chain.world, [...open, ...assumed], links);
  if (decision === 'denied') return refusal(links);
  return decision === 'allowed' && open.length > 0 ? 'assumed' : decision;
}

/** Where the ARN has no account, as those of buckets, none of them tells: that is no reason to doubt the one more than the other. */
function untold({ resource }: Question, { assumptions, added = [] }: Ruling): readonly string[] {
  return parseArn(resource)?.accountId === '' ? added : assumptions;
}

const refusal = (links: readonly ChainLink[]): Standing =>
  links.some(({ status, explicit }) => status === 'broken' && explicit === true) ? 'denied' : 'not granted';

/** What several ways have in common: unknown where they differ. */
export function agreed(all: readonly Standing[]): Standing {
  const [first = 'unknown', ...others] = new Set(all);
  if (others.length === 0) return first;
  if (all.every((each) => each === 'allowed' || each === 'assumed')) return 'assumed';
  return all.every((each) => each === 'not granted' || each === 'denied') ? 'not granted' : 'unknown';
}
