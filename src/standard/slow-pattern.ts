import { runInNewContext } from 'node:vm';
import { PLACEHOLDER } from './placeholders.js';

/** Longer than this, in milliseconds, no honest expression takes for a name. */
const LIMIT_MS = 100;

/** As long as a role name may be. */
const LENGTH = 64;

/**
 * A name that a regular expression needs exponential time to refuse, as `^([a-z]+-?)*$` does with sixty letters and a
 * sign; undefined when it is quick with all names of the usual kinds. Only repeated groups are tried.
 */
export function findSlowName(pattern: string): string | undefined {
  const expression = pattern.replaceAll(PLACEHOLDER, 'x');
  if (!/\)[*+{]/.test(expression)) return undefined;
  const [, prefix = ''] = /^\^?([\w:/.-]*)(?![*+?{])/.exec(expression) ?? [];
  return ['a', 'A', '0', '-', 'a-', 'a.', 'a/', 'aA0'].map((unit) => nameOf(prefix, unit)).find(isSlow);

  function isSlow(name: string): boolean {
    try {
      runInNewContext('new RegExp(expression).test(name)', { expression, name }, { timeout: LIMIT_MS });
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    }
  }
}

function nameOf(prefix: string, unit: string): string {
  return `${`${prefix}${unit.repeat(LENGTH)}`.slice(0, LENGTH - 1)}!`;
}
