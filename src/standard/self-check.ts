import type { Diagnostic, Place, Severity } from '../diagnostics.js';
import { hasPlaceholder } from '../spec/placeholders.js';
import { quote } from '../text/quote.js';
import { contradictions } from './amend.js';
import { findEndedExceptions } from './exceptions.js';
import { mergeStandard } from './merge.js';
import { refusal } from './rules.js';
import { formatPattern } from './spec-pattern.js';
import { binds, weightOn } from './terms.js';
import type { Restriction, Setting, Standard } from './types.js';

/** What is wrong with a standard although each of its fields is right: rules that cross, and values that cannot be. */
export function checkItself(standard: Standard): readonly Diagnostic[] {
  const { chain } = standard;
  const layers = chain.flatMap((file) => file.layers);
  const restrictions = chain.flatMap((file) => file.restrictions);
  const locked = layers
    .filter(({ match }) => match.length === 0)
    .flatMap((layer) => layer.locked)
    .filter(({ terms }) => binds(standard, terms));
  return [
    ...contradictions(mergeStandard({ version: 1, cluster: {}, workloads: [{ pod: {} }] }, standard)),
    ...restrictions.flatMap(refusesEverything),
    ...layers.flatMap(({ defaults, locked: fixed }) =>
      [...defaults, ...fixed].flatMap((setting) => refused(setting, restrictions, standard)),
    ),
    ...layers.flatMap(({ defaults }) => defaults.flatMap((setting) => neverUsed(setting, locked))),
    ...findEndedExceptions(standard),
  ];
}

function refusesEverything({ kind, globs, pattern, place, standard }: Restriction): readonly Diagnostic[] {
  if (kind !== 'forbidden' || !globs.some((glob) => /^\*+$/.test(glob))) return [];
  return [
    finding('warning', place, {
      code: 'standard/forbids-everything',
      path: formatPattern(pattern),
      message: `"*" in the standard ${quote(standard)} forbids every value`,
      help: 'write "[*]" for a star itself',
    }),
  ];
}

function refused(
  setting: Setting,
  restrictions: readonly Restriction[],
  { today }: Standard,
): readonly Diagnostic[] {
  const path = formatPattern(setting.pattern);
  return restrictions.flatMap((restriction) => {
    // What a placeholder makes of the text is known in a spec alone.
    const values = valuesFor(setting, path, formatPattern(restriction.pattern)).filter(
      (value) => !hasPlaceholder(value),
    );
    const reason = values
      .map((value) => refusal(restriction, setting.pattern, value))
      .find((found) => found !== undefined);
    const { terms } = restriction;
    const weight = weightOn(today, terms);
    // Conditions may see to it that no spec has both.
    if (reason === undefined || weight === 'over' || terms.when.length > 0) return [];
    const severity = weight === 'error' ? 'error' : 'warning';
    return [finding(severity, setting.place, { code: 'standard/refuses-itself', path, ...reason })];
  });
}

/** The values of a setting that a restriction is about. */
function valuesFor({ value }: Setting, path: string, restricted: string): readonly unknown[] {
  if (/\.access$/.test(path)) return [];
  if (restricted === path) return [value];
  return restricted === `${path}[]` && Array.isArray(value) ? value : [];
}

function neverUsed(setting: Setting, locked: readonly Setting[]): readonly Diagnostic[] {
  const path = formatPattern(setting.pattern);
  const lock = locked.find(({ pattern }) => formatPattern(pattern) === path);
  if (lock === undefined) return [];
  const message = `this default is never used: the standard ${quote(lock.standard)} locks ${quote(lock.value)}`;
  return [
    finding('warning', setting.place, {
      code: 'standard/unused-default',
      path,
      message,
      help: 'take it out',
    }),
  ];
}

function finding(severity: Severity, place: Place, what: Omit<Diagnostic, 'severity' | 'place'>): Diagnostic {
  return { ...what, severity, place };
}
