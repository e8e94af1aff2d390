import { runInNewContext } from 'node:vm';
import { PLACEHOLDER } from './placeholders.js';

/**
 * Longer than this, in milliseconds, no honest expression takes for a name. The second time is for a machine that
 * was busy with something else the first time.
 */
const LIMITS_MS = [100, 2000];

/** As long as a role name may be. */
const LENGTH = 64;

/**
 * A name that a regular expression needs exponential time to refuse, as `^([a-z]+-?)*$` does with sixty letters and a
 * sign; undefined when it is quick with all names of the usual kinds. Only repeated groups are tried.
 */
export function findSlowName(pattern: string): string | undefined {
  const expression = pattern.replaceAll(PLACEHOLDER, 'x');
  if (!REPEATED_GROUP.test(expression)) return undefined;
  const [, prefix = ''] = /^\^?([\w:/.-]*)(?![*+?{])/.exec(expression) ?? [];
  const names = ['a', 'A', '0', '-', 'a-', 'a.', 'a/', 'aA0'].map((unit) => nameOf(prefix, unit));
  return names.find((name) => matches(expression, name) === undefined);
}

/** Whether a text matches an expression of a standard; undefined when that takes longer than anybody waits. */
export function matches(expression: string, text: string): boolean | undefined {
  if (!REPEATED_GROUP.test(expression)) return new RegExp(expression).test(text);
  for (const timeout of LIMITS_MS) {
    try {
      return runInNewContext('new RegExp(expression).test(text)', { expression, text }, { timeout });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    }
  }
  return undefined;
}

/** Only a group that is repeated can take more than a moment. */
const REPEATED_GROUP = /\)[*+{]/;

function nameOf(prefix: string, unit: string): string {
  return `${`${prefix}${unit.repeat(LENGTH)}`.slice(0, LENGTH - 1)}!`;
}
