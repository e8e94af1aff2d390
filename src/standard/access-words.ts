import { expandAccess } from '../spec/defaults-workload.js';
import { ACCESS_LEVELS } from '../spec/schema/permissions.js';
import type { AccessLevel, AccessVerb } from '../spec/types.js';
import { matchesGlob } from './glob.js';

/** Words of `access` are compared by what they grant: `full` grants `delete`, whoever spells it how. */

/** Whether verbs grant no more than all words together that match a glob. */
export function isAccessAllowed(verbs: readonly AccessVerb[], globs: readonly string[]): boolean {
  const granted = new Set(wordsFor(globs).flatMap(verbsOf));
  return verbs.every((verb) => granted.has(verb));
}

/** The first word matching a glob whose whole grant is among the verbs. */
export function findForbiddenAccess(
  verbs: readonly AccessVerb[],
  globs: readonly string[],
): AccessLevel | undefined {
  return wordsFor(globs).find((word) => verbsOf(word).every((verb) => verbs.includes(verb)));
}

function wordsFor(globs: readonly string[]): readonly AccessLevel[] {
  return ACCESS_LEVELS.filter((word) => globs.some((glob) => matchesGlob(glob, word)));
}

function verbsOf(word: AccessLevel): readonly AccessVerb[] {
  return expandAccess({ name: '', access: word }).access;
}
