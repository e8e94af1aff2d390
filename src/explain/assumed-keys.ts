import type { StatementTrace } from '../iam/evaluate/index.js';
import { mayRestOn } from './certainty.js';
import type { Gaps } from './policy.js';
import { ASSUMED_KEYS, type RequestKeys } from './request.js';
import type { Question } from './types.js';

/** A statement that was looked at, with what of it is unknown. */
export interface LookedAtStatement {
  readonly trace: StatementTrace;
  readonly gaps: Gaps;
}

/** What the answer takes as given of the request itself: the assumed keys that a statement which may apply asks for. */
export function assumedOf(
  question: Question,
  statements: readonly LookedAtStatement[],
  keys: RequestKeys,
): readonly string[] {
  const given = new Set(Object.keys(question.context ?? {}).map((key) => key.toLowerCase()));
  return ASSUMED_KEYS.filter(({ key }) => {
    const name = key.toLowerCase();
    return (
      !given.has(name) && statements.some(({ trace, gaps }) => mayRestOn(name, trace, gaps, keys, question))
    );
  }).map(({ key, value, assumption }) => `${assumption} (${key} is "${value}")`);
}
