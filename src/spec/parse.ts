import { EKS_VERSIONS_AS_OF } from '../aws/eks-versions.js';
import { type FieldPath, formatPath, hasErrors, type Place, type Result } from '../diagnostics.js';
import { own, valueAt } from '../plain-data.js';
import { quote } from '../text/quote.js';
import { checkConstraints } from './constraints/index.js';
import { fillDefaults } from './defaults.js';
import { collectFindings, type Report, sortByPlace } from './findings.js';
import { fillPlaceholders } from './placeholders.js';
import { followsFromProgram, withProgramNames } from './programs.js';
import { makeUnreadable, whileReadable } from './readable.js';
import type { SpecInput } from './schema.js';
import { checkShape, reportFaults } from './shape.js';
import { readSource } from './source.js';
import type { Source } from './source-file.js';
import type { Spec } from './types.js';

/** A spec that holds, and where its fields stand. */
export interface ParsedSpec {
  readonly spec: Spec;
  /** Where a field stands, or the nearest thing around it. */
  locate(path: FieldPath): Place | undefined;
}

/** A check of what follows from a spec, run along with the spec's own rules. */
export type FurtherCheck = (spec: Spec, report: Report) => void;

/** Reads a spec: syntax, shape, defaults, constraints; every finding of the file at once, in its order. */
export function parseSpec(
  text: string,
  file: string,
  ...further: readonly FurtherCheck[]
): Result<ParsedSpec> {
  const source = readSource(text, file);
  return source.ok ? checkSpec(source.value, ...further) : source;
}

/** Checks a source that was read before, such as one with a standard's values merged into it. */
export function checkSpec(source: Source, ...further: readonly FurtherCheck[]): Result<ParsedSpec> {
  const findings = collectFindings(source);
  const base = own(source.value, 'extends');
  if (base !== undefined) {
    const help = 'read it with what it extends: loadModel takes a way to open files';
    findings.error('spec/base-not-loaded', ['extends'], `${quote(base)} was not loaded`, help);
    return { ok: false, diagnostics: findings.diagnostics };
  }
  const filled = fillPlaceholders(source.value);
  const unreadable = [...source.unreadable, ...filled.unreadable];
  const reported = new Set(unreadable.map(formatPath));
  const value = withProgramNames(filled.value);
  const shape = checkShape(value, source.spelling).filter(({ path }) => !isWithin(path, reported));
  const faults = [...filled.faults, ...shape];
  reportFaults(
    faults.filter((fault) => !followsFromProgram(fault, value)),
    findings,
  );
  const wrong = new Set(faults.map(({ path }) => formatPath(path)));
  for (const path of filled.kept.filter((kept) => !isWithin(kept, wrong)))
    findings.warning(
      'spec/placeholder-kept',
      path,
      `${quote(valueAt(value, path))} stays as it is: no placeholder is filled in here`,
      'write its value out: placeholders are for names and ARNs of grants, roleName, policyName, images, variables and tags',
    );
  const meant = faults.flatMap((fault) => (fault.meant === undefined ? [] : [fault.meant]));
  const refused = [...faults.map(({ path }) => path), ...meant, ...unreadable];
  const all = () => sortByPlace([...source.faults, ...findings.diagnostics]);
  if (refused.some((path) => path.length === 0)) return { ok: false, diagnostics: all() };
  const spec = fillDefaults(withUnreadable(value as SpecInput, refused));
  const given = (path: FieldPath) => valueAt(filled.value, path);
  const { today = EKS_VERSIONS_AS_OF } = source;
  checkConstraints({ spec, given, wrote: (path) => given(path) !== undefined, today, report: findings });
  for (const check of further) whileReadable(() => check(spec, findings));
  const diagnostics = all();
  if (hasErrors(diagnostics)) return { ok: false, diagnostics };
  return { ok: true, value: { spec, locate: source.locate }, diagnostics };
}

function isWithin(path: FieldPath, paths: ReadonlySet<string>): boolean {
  return paths.size > 0 && [...path, ''].some((_, depth) => paths.has(formatPath(path.slice(0, depth))));
}

function withUnreadable(input: SpecInput, paths: readonly FieldPath[]): SpecInput {
  if (paths.length === 0) return input;
  const copy = structuredClone(input);
  // Deepest first, since nothing below an unreadable field can be reached.
  for (const path of [...paths].sort((a, b) => b.length - a.length)) {
    const holder = valueAt(copy, path.slice(0, -1));
    const key = path.at(-1);
    if (typeof holder === 'object' && holder !== null && key !== undefined) makeUnreadable(holder, key);
  }
  return copy;
}
