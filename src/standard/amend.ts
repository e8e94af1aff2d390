import { groupBy } from '../collections.js';
import { type Diagnostic, type FieldPath, formatPath } from '../diagnostics.js';
import type { AmendedSpec, SpecStandard } from '../load-model.js';
import { withCluster } from '../model/elsewhere.js';
import type { Report } from '../spec/findings.js';
import { whileReadable } from '../spec/readable.js';
import { reportFaults } from '../spec/shape.js';
import type { Spec } from '../spec/types.js';
import { quote } from '../text/quote.js';
import { type Conflict, fieldOf, type Merged, mergeStandard, nearestAt, type Source } from './merge.js';
import { checkDerivedNames, checkRules } from './rules.js';
import { checkSyntax } from './templates/syntax.js';
import { type Breach, judge, reportBreach, type Verdict, weightOn } from './terms.js';
import type { Message, Standard, Terms } from './types.js';

/** A standard as `loadModel` takes it. */
export function specStandard(standard: Standard): SpecStandard {
  return {
    amend(source) {
      const merged = mergeStandard(source.value, standard);
      const unreadable = [...source.unreadable, ...merged.unreadable];
      return {
        source: { ...source, value: merged.value, unreadable },
        ...amendment(merged, standard),
        valueFor: (cluster) => mergeStandard(withCluster(source.value, cluster), standard).value,
      };
    },
  };
}

function amendment(merged: Merged, standard: Standard): Omit<AmendedSpec, 'source' | 'valueFor'> {
  const isLockedOut = (path: FieldPath) =>
    merged.conflicts.some(({ path: locked }) => formatPath(locked) === formatPath(path));
  return {
    checkSpec(spec, report) {
      reportFaults(merged.faults, report);
      whileReadable(() => checkSyntax(spec, standard, report));
      const breaches = new Breaches(spec, standard);
      for (const conflict of [...merged.conflicts, ...merged.deviations])
        breaches.add(conflict.lock.terms, against(conflict, standard));
      checkRules(spec, standard, (terms, breach) => {
        // One error is enough, and the lock says what the value must be.
        if (!isLockedOut(breach.path)) breaches.add(terms, breach);
      });
      breaches.report(report);
    },
    checkModel(model, report) {
      const breaches = new Breaches(model.spec, standard);
      checkDerivedNames(model, standard, (terms, breach) => breaches.add(terms, breach));
      breaches.report(report);
    },
    attribute: (diagnostics) => [
      ...contradictions(merged),
      ...diagnostics.map((diagnostic) => attributed(diagnostic, merged, standard)),
    ],
  };
}

/** Breaches of rules, as what they come to for a spec. */
class Breaches {
  readonly #found: { readonly breach: Breach; readonly verdict: Verdict }[] = [];

  constructor(
    private readonly spec: Spec,
    private readonly standard: Standard,
  ) {}

  add(terms: Terms, found: Omit<Breach, 'rule'>): void {
    const breach = { ...found, rule: terms.rule };
    const verdict = whileReadable(() => judge(this.standard, terms, this.spec, breach.path));
    if (verdict !== undefined) this.#found.push({ breach, verdict });
  }

  /** Of one breach that counts twice, now for some and later for all, what weighs most. */
  report(report: Report): void {
    const same = groupBy(this.#found, ({ breach }) => JSON.stringify(breach));
    const rank = ({ weight }: Verdict) => WEIGHTS.indexOf(weight);
    for (const [first, ...others] of same.values()) {
      const verdict = others.reduce(
        (most, { verdict }) => (rank(verdict) < rank(most) ? verdict : most),
        first.verdict,
      );
      reportBreach(first.breach, verdict, report);
    }
  }
}

/** What weighs most comes first. */
const WEIGHTS: readonly Verdict['weight'][] = ['error', 'warning', 'announced', 'excepted'];

function against({ path, value, lock }: Conflict, { today }: Standard): Omit<Breach, 'rule'> {
  const message = `${quote(value)} is not what the standard ${quote(lock.standard)} locks`;
  return {
    code: 'standard/locked',
    path,
    message,
    // Before its day a lock gives no value.
    help:
      weightOn(today, lock.terms) === 'announced'
        ? `write ${quote(lock.value)}`
        : `it must be ${quote(lock.value)}: take the field out`,
  };
}

/** A base's locks hold for whoever extends it; nothing of a spec can mend that. */
export function contradictions({ contradictions: found }: Merged): readonly Diagnostic[] {
  return found.map(({ lock, base }) => ({
    code: 'standard/contradicts-base',
    severity: 'error',
    path: fieldOf(lock.pattern),
    message: `the standard ${quote(lock.standard)} locks ${quote(lock.value)}, but its base ${quote(base.standard)} locks ${quote(base.value)}`,
    help: 'a standard cannot undo the locks of its base: take one of them out',
    place: lock.place,
  }));
}

const INFLUENCES: Readonly<Record<Source['influence'], string>> = {
  default: 'a default of',
  locked: 'locked by',
  naming: 'named by',
};

function attributed(diagnostic: Diagnostic, merged: Merged, standard: Standard): Diagnostic {
  const { path: text, message, code } = diagnostic;
  if (text === undefined) return diagnostic;
  const path = pathOf(text);
  const source = nearestAt(merged.sources, path);
  const told = tell(diagnostic, messageFor(fieldOf(path), standard));
  // What the standard's own rules say names it already.
  if (source === undefined || code.startsWith('standard/')) return told;
  return {
    ...told,
    message: `${message} (${INFLUENCES[source.influence]} the standard ${quote(source.standard)})`,
  };
}

/** The closest standard's word on a field. */
function messageFor(field: string, { chain }: Standard): Message | undefined {
  return chain.flatMap(({ messages }) => messages).findLast(({ path }) => path === field);
}

function tell(diagnostic: Diagnostic, told: Message | undefined): Diagnostic {
  const isAnswered =
    diagnostic.severity === 'error' || (diagnostic.severity === 'warning' && diagnostic.rule !== undefined);
  if (told === undefined || !isAnswered) return diagnostic;
  const words = [told.message, told.docs].filter((word) => word !== undefined).join(', see ');
  const help = [diagnostic.help, `${told.standard}: ${words}`]
    .filter((part) => part !== undefined)
    .join('; ');
  return { ...diagnostic, help };
}

/** `formatPath` the other way round. */
function pathOf(text: string): FieldPath {
  return [...text.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([A-Za-z_][\w-]*)/g)].map(
    ([, index, key, name]) =>
      index === undefined ? (name ?? (JSON.parse(key as string) as string)) : Number(index),
  );
}
