import { decideBeyondPolicies } from '../iam/evaluate/index.js';
import type { RoleFact } from '../readers/index.js';
import { mayRestOn } from './certainty.js';
import type { Chain } from './chain.js';
import { keysOf, requestOf } from './permission-links.js';
import { boundaryOf, judge, policiesOf } from './permissions.js';
import { ASSUMED_KEYS } from './request.js';
import type { Question } from './types.js';
import type { World } from './world.js';

/** What the answer takes as given of the request itself: the assumed keys that a statement which may apply asks for. */
export function assumedOf(world: World, chain: Chain, role: RoleFact, question: Question): readonly string[] {
  const given = new Set(Object.keys(question.context ?? {}).map((key) => key.toLowerCase()));
  const request = requestOf(world, role, question);
  if (decideBeyondPolicies(request) !== undefined) return [];
  const boundary = boundaryOf(world, role);
  const keys = keysOf(world, chain, role, question);
  const statements = [
    ...judge(policiesOf(world, role), 'identity', request, keys).statements,
    ...(boundary === undefined ? [] : judge(boundary, 'boundary', request, keys).statements),
  ];
  return ASSUMED_KEYS.filter(({ key }) => {
    const name = key.toLowerCase();
    return !given.has(name) && statements.some(({ trace, gaps }) => mayRestOn(name, trace, gaps, keys));
  }).map(({ key, value, assumption }) => `${assumption} (${key} is "${value}")`);
}
