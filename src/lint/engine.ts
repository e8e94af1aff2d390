import { compareText, groupBy } from '../collections.js';
import type { Place, Severity } from '../diagnostics.js';
import type { Inventory, Span } from '../readers/index.js';
import { listShort } from '../text/quote.js';
import type { Finding, LintResult, NotChecked } from './finding.js';
import type { LintOptions } from './options.js';
import { policiesOf } from './policies.js';
import { readerFindings } from './reader-findings.js';
import { RULES } from './registry.js';
import type { Report, Rule, RuleContext } from './rule.js';
import { suppress } from './suppress.js';
import { unknownValues } from './unknown-values.js';

/** Judges an inventory by all rules; the same inventory gives the same result. */
export function lint(inventory: Inventory, options: LintOptions): LintResult {
  const sources = new Map(inventory.files.map(({ path, source }) => [path, source]));
  const policies = policiesOf(inventory);
  const skipped: NotChecked[] = [];
  const context: RuleContext = {
    inventory,
    given: options.given ?? {},
    catalog: options.catalog,
    policies,
    statements: policies.flatMap((policy) => policy.statements),
    source: (file) => sources.get(file),
    notChecked: (place, reason) => skipped.push({ place: placeOf(place), reason }),
  };
  const found = readerFindings(inventory);
  const findings = [...found.findings, ...merged(judge(context, options))];
  const notChecked = [...found.notChecked, ...unknownValues(inventory, policies), ...skipped];
  const { kept, suppressed } = suppress(distinct(findings), inventory.files, options);
  return { findings: kept.sort(byPlace), suppressed, notChecked: distinctReasons(notChecked).sort(byPlace) };
}

function judge(context: RuleContext, { rules = RULES, severities = {} }: LintOptions): readonly Judged[] {
  const findings: Judged[] = [];
  for (const rule of rules) {
    const set = Object.hasOwn(severities, rule.id) ? severities[rule.id] : undefined;
    if (set === 'off') continue;
    for (const report of rule.check(context)) {
      const finding = findingOf(rule, set ?? report.severity ?? rule.severity, report, context);
      findings.push({ finding, variant: report.place.variant });
    }
  }
  return findings;
}

function findingOf({ id, name }: Rule, severity: Severity, report: Report, context: RuleContext): Finding {
  const { message, help, fix, related, place } = report;
  const end = context.source(place.file)?.span(place.end, place.end) ?? place;
  return {
    code: id,
    severity,
    message,
    ...(help === undefined ? {} : { help }),
    place: placeOf(place),
    ...(place.path === undefined ? {} : { path: place.path }),
    end: { line: end.line, column: end.column },
    rule: name,
    ...(fix === undefined ? {} : { fix }),
    ...(related === undefined ? {} : { related }),
  };
}

const placeOf = ({ file, line, column }: Span): Place => ({ file, line, column });

/** A finding, and the kustomize folder through which it was found, where several use the file. */
interface Judged {
  readonly finding: Finding;
  readonly variant: string | undefined;
}

/** A fault of a file that several kustomize folders use is one finding, which says in which of them it is. */
function merged(judged: readonly Judged[]): readonly Finding[] {
  const plain = judged.filter(({ variant }) => variant === undefined);
  const shared = judged.filter(({ variant }) => variant !== undefined);
  const groups = groupBy(shared, ({ finding: { code, place } }) =>
    JSON.stringify([code, place.file, place.line, place.column]),
  );
  return [...plain.map(({ finding }) => finding), ...[...groups.values()].flatMap(throughVariants)];
}

/** One a variant is the same fault, whatever names it has there; where there are more, those of one message are. */
function throughVariants(group: readonly Judged[]): readonly Finding[] {
  const messages = groupBy(group, ({ finding }) => finding.message);
  const perVariant = [...groupBy(group, ({ variant }) => variant).values()];
  const isOneEach = perVariant.every((own) => new Set(own.map(({ finding }) => finding.message)).size === 1);
  const faults = isOneEach ? [group] : [...messages.values()];
  return faults.flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const variants = new Set([first, ...others].map(({ variant = '' }) => variant));
    const names = [...variants].map((variant) => (variant === '' ? 'the top folder' : variant));
    const where = listShort(names, VARIANTS);
    return [{ ...first.finding, message: `${first.finding.message} (through ${where})` }];
  });
}

/** As many kustomize folders as a message names. */
const VARIANTS = 3;

/** Documents that several facts share are judged more than once. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const { file, line, column } = finding.place;
    const key = JSON.stringify([finding.code, file, line, column, finding.message]);
    if (!seen.has(key)) seen.set(key, finding);
  }
  return [...seen.values()];
}

function distinctReasons(list: readonly NotChecked[]): NotChecked[] {
  const seen = new Map<string, NotChecked>();
  for (const item of list) {
    const key = JSON.stringify([item.place.file, item.place.line, item.reason]);
    if (!seen.has(key)) seen.set(key, item);
  }
  return [...seen.values()];
}

function byPlace(a: { readonly place: Place }, b: { readonly place: Place }): number {
  return (
    compareText(a.place.file, b.place.file) || a.place.line - b.place.line || a.place.column - b.place.column
  );
}
