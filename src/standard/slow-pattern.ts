import { createContext, Script } from 'node:vm';
import { type Diagnostic, formatPath } from '../diagnostics.js';
import { quote } from '../text/quote.js';
import { PLACEHOLDER } from './placeholders.js';
import type { NamingRule, Standard, TagRule } from './types.js';

/** More of the processor's time than this, in milliseconds, no honest expression takes for a name. */
const LIMIT_MS = 80;

/** By the clock, how long an expression may try. The later times are for a machine that was busy with something else before. */
const TRIES_MS = [100, 400, 2000];

/** As long as a role name may be, and as the value of a tag. */
const LENGTHS = { name: 64, tag: 256 } as const;

/** What names consist of; the letters that an expression names itself come to these. */
const UNITS = ['a', 'A', '0', '-', 'a-', 'a.', 'a/', 'aA0'];

/**
 * A text that a regular expression needs too much time to refuse, as `^([a-z]+-?)*$` does with sixty letters and a
 * sign; undefined when it is quick with all texts of the usual kinds.
 */
function findSlowText(pattern: string, length: number): string | undefined {
  const expression = pattern.replaceAll(PLACEHOLDER, 'x');
  if (!mayTakeLong(expression)) return undefined;
  const [, prefix = ''] = /^\^?([\w:/.-]*)(?![*+?{])/.exec(expression) ?? [];
  const units = new Set([...UNITS, ...(expression.match(/[A-Za-z0-9]/g) ?? [])]);
  const texts = [...units].map((unit) => `${`${prefix}${unit.repeat(length)}`.slice(0, length - 1)}!`);
  return texts.find((text) => matches(expression, text) === undefined);
}

/** Expressions that took too long once; nobody waits for them again. */
const tooSlow = new Set<string>();

/** Whether a text matches an expression of a standard; undefined when that takes longer than anybody waits. */
export function matches(expression: string, text: string): boolean | undefined {
  if (!mayTakeLong(expression)) return new RegExp(expression).test(text);
  if (tooSlow.has(expression)) return undefined;
  const found = matchInTime(expression, text);
  if (found === undefined) tooSlow.add(expression);
  return found;
}

let room: { readonly context: { expression: string; text: string }; readonly script: Script } | undefined;

/** Only a context of its own can be stopped; making one takes a millisecond, so that all share it. */
function matchInTime(expression: string, text: string): boolean | undefined {
  room ??= {
    context: createContext({ expression, text }) as { expression: string; text: string },
    script: new Script('new RegExp(expression).test(text)'),
  };
  Object.assign(room.context, { expression, text });
  for (const timeout of TRIES_MS) {
    const start = process.cpuUsage();
    try {
      return room.script.runInContext(room.context, { timeout });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    }
    if (process.cpuUsage(start).user / 1000 > LIMIT_MS) return undefined;
  }
  return undefined;
}

/** With one repetition, of what is no group, or one choice, there are no more ways to read a text than it has characters. */
function mayTakeLong(expression: string): boolean {
  const repetitions = expression.match(/[*+{]|(?<!\()\?/g)?.length ?? 0;
  const choices = expression.includes('|') ? (expression.match(/\(/g)?.length ?? 0) : 0;
  return /\)[*+{?]/.test(expression) || repetitions + choices > 1;
}

/** Patterns that nobody can wait for, at their places: whoever uses the standard would. */
export function findSlowPatterns({ chain }: Standard): readonly Diagnostic[] {
  return chain.flatMap(({ naming, requiredTags }) => [
    ...naming.flatMap((rule) => slow(rule, `naming.${rule.thing}.pattern`, LENGTHS.name)),
    ...requiredTags.flatMap((rule) => slow(rule, formatPath(['requiredTags', rule.key]), LENGTHS.tag)),
  ]);
}

function slow({ pattern, place }: NamingRule | TagRule, path: string, length: number): readonly Diagnostic[] {
  const text = pattern === undefined ? undefined : findSlowText(pattern, length);
  if (text === undefined) return [];
  return [
    {
      code: 'standard/slow-pattern',
      severity: 'error',
      path,
      message: `${quote(pattern)} takes too long for ${quote(text)}`,
      help: 'let each repetition begin with a character of its own, as in ^[a-z]+(-[a-z]+)*$',
      place,
    },
  ];
}
