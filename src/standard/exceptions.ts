import { type Diagnostic, EXCEPTION } from '../diagnostics.js';
import { oneOf } from '../text/nearest.js';
import { quote } from '../text/quote.js';
import { matchesGlob } from './glob.js';
import { noteOf } from './terms.js';
import type { Exception, Standard } from './types.js';
import { matchesAll } from './when.js';

/** The names of all rules of a standard and its bases. */
export function rulesOf({ chain }: Pick<Standard, 'chain'>): ReadonlySet<string> {
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

/** Exceptions from rules that a base keeps to itself, and what it keeps that is no rule. */
export function findFinalRules({ chain, today }: Standard): readonly Diagnostic[] {
  return chain.flatMap(({ final }, index) => {
    const rules = rulesOf({ chain: chain.slice(0, index + 1) });
    const later = chain.slice(index + 1).flatMap(({ exceptions }) => exceptions);
    return final.flatMap(({ glob, standard, place }): readonly Diagnostic[] => {
      const kept = new Set([...rules].filter((rule) => matchesGlob(glob, rule)));
      if (kept.size === 0) return [{ ...noSuchRule(glob, standard, rules), path: 'final', place }];
      return later
        .filter(({ rule }) => kept.has(rule))
        .map((exception) =>
          about(today, exception, {
            code: 'standard/final-rule',
            severity: 'error',
            message: `${quote(exception.rule)} is final in the standard ${quote(standard)}`,
            help: `ask whoever has ${quote(standard)} for the exception`,
          }),
        );
    });
  });
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
