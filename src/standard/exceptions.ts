import { type Diagnostic, EXCEPTION } from '../diagnostics.js';
import { oneOf } from '../text/nearest.js';
import { quote } from '../text/quote.js';
import { matchesGlob } from './glob.js';
import { severitiesOf } from './severities.js';
import { noteOf } from './terms.js';
import type { Exception, Final, RuleSeverity, Standard, StandardFile } from './types.js';
import { matchesAll } from './when.js';

/** The names of all rules of a standard and its bases. */
function rulesOf({ chain }: Pick<Standard, 'chain'>): ReadonlySet<string> {
  const named = chain.flatMap(({ layers, restrictions, naming, requiredTags }) => [
    ...layers.flatMap(({ locked }) => locked),
    ...restrictions,
    ...naming,
    ...requiredTags,
  ]);
  return new Set(named.map(({ terms }) => terms.rule));
}

/** Exceptions from rules that neither a standard nor its bases have. */
export function findUnknownRules(standard: Standard): readonly Diagnostic[] {
  const rules = rulesOf(standard);
  return standard.chain.flatMap(({ exceptions }) =>
    exceptions
      .filter(({ rule }) => !rules.has(rule))
      .map((exception) =>
        about(standard.today, exception, {
          ...noSuchRule(exception.rule, exception.standard, rules),
        }),
      ),
  );
}

/** Exceptions from rules that a base keeps to itself, weaker severities of its lint rules, and what it keeps that is no rule. */
export function findFinalRules({ chain, today }: Standard): readonly Diagnostic[] {
  return chain.flatMap(({ final }, index) => {
    const [own, later] = [chain.slice(0, index + 1), chain.slice(index + 1)];
    const rules = rulesOf({ chain: own });
    return final.flatMap((kept): readonly Diagnostic[] => {
      const { glob, standard, place } = kept;
      const names = new Set([...rules].filter((rule) => matchesGlob(glob, rule)));
      if (names.size === 0 && !LINT_RULES.test(glob))
        return [{ ...noSuchRule(glob, standard, rules), path: 'final', place }];
      const exceptions = later
        .flatMap((file) => file.exceptions)
        .filter(({ rule }) => names.has(rule))
        .map((exception) =>
          about(today, exception, {
            ...isFinal(exception.rule, kept),
            help: `ask whoever has ${quote(standard)} for the exception`,
          }),
        );
      const set = severitiesOf({ chain: own });
      return [...exceptions, ...later.flatMap((file) => findWeakened(file, kept, set))];
    });
  });
}

/** Globs on lint rules, which have no names but their ids. */
const LINT_RULES = /^rules\.(?:IRSA\d{3}$|.*[*?])/;

const WEAKEST_FIRST: readonly RuleSeverity[] = ['off', 'info', 'warning', 'error'];

/** Lint rules whose findings count as less than a base wants; what they count as where it says nothing, only `lint` knows. */
function findWeakened(
  { rules, locate }: StandardFile,
  kept: Final,
  set: Readonly<Record<string, RuleSeverity>>,
): readonly Diagnostic[] {
  return Object.entries(rules).flatMap(([id, severity]): readonly Diagnostic[] => {
    const rule = `rules.${id}`;
    const least = set[id];
    const isWeaker = WEAKEST_FIRST.indexOf(severity) < WEAKEST_FIRST.indexOf(least ?? 'error');
    if (!isWeaker || !matchesGlob(kept.glob, rule)) return [];
    const help = `take it out${least === undefined ? '' : `: it is ${least}`}, or ask whoever has ${quote(kept.standard)}`;
    return [{ ...isFinal(rule, kept), help, path: rule, place: locate(['rules', id]), rule }];
  });
}

function isFinal(rule: string, { standard }: Final) {
  return {
    ...{ code: 'standard/final-rule', severity: 'error' as const },
    message: `${quote(rule)} is final in the standard ${quote(standard)}`,
  };
}

function noSuchRule(name: string, standard: string, rules: ReadonlySet<string>) {
  return {
    ...{ code: 'standard/unknown-rule', severity: 'error' as const },
    message: `${quote(name)} is no rule of the standard ${quote(standard)}`,
    help: rules.size === 0 ? 'it has no rules yet' : oneOf(name, [...rules]),
  };
}

/** Exceptions that are over; what they were for is refused again. */
export function findEndedExceptions({ chain, today }: Standard): readonly Diagnostic[] {
  return chain.flatMap(({ exceptions }) =>
    exceptions
      .filter(({ until }) => until < today)
      .map((exception) =>
        about(today, exception, {
          code: 'standard/ended-exception',
          severity: 'warning',
          message: `this exception ended on ${exception.until}`,
          help: 'take it out, or give it another day',
        }),
      ),
  );
}

/** A spec that was tried: with what the standard gives it, and what was found. */
export interface Tried {
  readonly value: unknown;
  readonly findings: readonly Diagnostic[];
}

/** Exceptions that none of some specs needs. */
export function findIdleExceptions(
  { chain, today }: Standard,
  tried: readonly Tried[],
): readonly Diagnostic[] {
  const needs = ({ value, findings }: Tried, { match, rule }: Exception) =>
    matchesAll(match, value) &&
    findings.some((finding) => finding.code === EXCEPTION && finding.rule === rule);
  return chain.flatMap(({ exceptions }) =>
    exceptions
      .filter((exception) => exception.until >= today && !tried.some((spec) => needs(spec, exception)))
      .map((exception) =>
        about(today, exception, {
          code: 'standard/idle-exception',
          severity: 'info',
          message: 'no fixture needs this exception',
          help: 'add a spec to fixtures/ that it is for, or take it out',
        }),
      ),
  );
}

function about(
  today: string,
  exception: Exception,
  found: Pick<Diagnostic, 'code' | 'severity' | 'message' | 'help'>,
): Diagnostic {
  const { place, rule } = exception;
  return { ...found, path: 'exceptions', place, rule, exception: noteOf(exception, today) };
}
