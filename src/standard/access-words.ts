import type { FieldPath } from '../diagnostics.js';
import { accessWords, expandWords, type GrantKind, kindOf } from '../grants/index.js';
import { matchesGlob } from './glob.js';

/** Words of `access` are compared by what they grant: a bucket's `full` grants `delete`, whoever spells it how. */

/** The kind whose words stand at a path: `workloads[0].queues[1].access`. */
export function accessKind(path: FieldPath): GrantKind | undefined {
  return path.at(-1) === 'access' ? kindOf(path.at(-3)) : undefined;
}

/** Whether words grant no more than all words together that match a glob. */
export function isAccessAllowed(
  kind: GrantKind,
  words: readonly string[],
  globs: readonly string[],
): boolean {
  const granted = new Set(expandWords(kind, wordsFor(kind, globs)));
  return expandWords(kind, words).every((word) => granted.has(word));
}

/** The first word matching a glob whose whole grant is among the words. */
export function findForbiddenAccess(
  kind: GrantKind,
  words: readonly string[],
  globs: readonly string[],
): string | undefined {
  const granted = expandWords(kind, words);
  return wordsFor(kind, globs).find((word) =>
    expandWords(kind, [word]).every((single) => granted.includes(single)),
  );
}

function wordsFor(kind: GrantKind, globs: readonly string[]): readonly string[] {
  return accessWords(kind).filter((word) => globs.some((glob) => matchesGlob(glob, word)));
}
