import { EXCEPTION, type FieldPath, type RuleException } from '../diagnostics.js';
import type { Report } from '../spec/findings.js';
import { formatPattern } from './spec-pattern.js';
import type { Exception, Standard, Terms } from './types.js';
import { matchesAll } from './when.js';

/** What a breach of a rule counts as on some day: an announced rule only warns, and says from when it does not. */
export type Weight = 'error' | 'warning' | 'announced' | 'over';

/** Days compare as texts, since they are written year first. */
export function weightOn(today: string, { severity, since, until }: Terms): Weight {
  if (until !== undefined && until < today) return 'over';
  return since !== undefined && today < since ? 'announced' : severity;
}

/** Whether a rule binds whoever has no exception, on the day on which a standard is looked at. */
export function binds({ today }: Standard, terms: Terms): boolean {
  return weightOn(today, terms) === 'error';
}

/** What a breach comes to for one field of one spec. */
export type Verdict =
  | { readonly weight: 'error' | 'warning'; readonly ended?: RuleException }
  | { readonly weight: 'announced'; readonly since: string }
  | { readonly weight: 'excepted'; readonly by: RuleException };

/** Judges a breach of a rule; undefined where the rule does not hold for the field, or no longer. */
export function judge(standard: Standard, terms: Terms, spec: unknown, path: FieldPath): Verdict | undefined {
  const weight = weightOn(standard.today, terms);
  const workload = path[0] === 'workloads' ? Number(path[1]) : undefined;
  if (weight === 'over' || !matchesAll(terms.when, spec, workload)) return undefined;
  const exceptions = standard.chain
    .flatMap((file) => file.exceptions)
    .filter(({ rule, match }) => rule === terms.rule && matchesAll(match, spec, workload));
  const by = exceptions.find(({ until }) => until >= standard.today);
  if (by !== undefined) return { weight: 'excepted', by: noteOf(by, standard.today) };
  if (weight === 'announced') return { weight, since: terms.since ?? '' };
  const ended = exceptions.at(-1);
  return { weight, ...(ended === undefined ? {} : { ended: noteOf(ended, standard.today) }) };
}

/** A breach of a rule: the field, what is wrong with it, and what would be right. */
export interface Breach {
  readonly code: string;
  readonly rule: string;
  readonly path: FieldPath;
  readonly message: string;
  readonly help: string;
}

/** Reports a breach as what it comes to. */
export function reportBreach(
  { code, rule, path, message, help }: Breach,
  verdict: Verdict,
  report: Report,
): void {
  switch (verdict.weight) {
    case 'excepted': {
      const { by: exception } = verdict;
      report.info(EXCEPTION, path, `${message}; ${grantOf(exception)}`, help, { rule, exception });
      break;
    }
    case 'announced':
      report.warning(code, path, `${message} from ${verdict.since} on`, help, { rule });
      break;
    default: {
      const { weight, ended } = verdict;
      if (ended === undefined) report[weight](code, path, message, help, { rule });
      else {
        report[weight](code, path, `${message}; ${grantOf(ended)}`, help, { rule, exception: ended });
      }
    }
  }
}

/** An exception as findings carry it on a day. */
export function noteOf(exception: Exception, today: string): RuleException {
  const { standard, rule, match, reason, owner, until } = exception;
  const globs = match.map(({ pattern, globs }) => [formatPattern(pattern), globs] as const);
  return {
    ...{ standard, rule, match: Object.fromEntries(globs), reason },
    ...(owner === undefined ? {} : { owner }),
    until,
    ...(until < today ? { ended: true } : {}),
  };
}

function grantOf({ until, reason, owner, ended }: RuleException): string {
  const when = ended === true ? `its exception ended on ${until}` : `excepted until ${until}`;
  return `${when}: ${reason}${owner === undefined ? '' : ` (${owner})`}`;
}

/** The terms in words, for people; empty for a rule that is an error always and for every spec. */
export function describeTerms({ severity, since, until }: Terms): string {
  const said = [
    ...(severity === 'warning' ? ['warns'] : []),
    ...(since === undefined ? [] : [`from ${since}`]),
    ...(until === undefined ? [] : [`until ${until}`]),
  ];
  return said.join(', ');
}
