import type { ChangeKind } from '../change/compare.js';
import type { Meaning } from '../change/index.js';
import { groupBy } from '../collections.js';
import type { Diagnostic } from '../diagnostics.js';
import { listWords } from '../text/quote.js';

/** What another standard would mean for one spec. */
export interface SpecImpact {
  /** As the user names it. */
  readonly file: string;
  /** Whether the spec is valid under today's standard, and under the other one. */
  readonly before: boolean;
  readonly after: boolean;
  /** What is found under the other standard alone. */
  readonly findings: readonly Diagnostic[];
  /** What is found under today's alone. */
  readonly gone: readonly Diagnostic[];
  /** Outputs that would come out otherwise, come or go; known where both are valid. */
  readonly changed: readonly string[];
  /** What that would be beyond the files, such as a role of another name. */
  readonly changes: Meaning['changes'];
  /** Workloads that would stand still while it is applied. */
  readonly pauses: Meaning['pauses'];
}

/** What is found under one standard and not under the other; the same field may break the same rule of either. */
export function findingsBeyond(
  findings: readonly Diagnostic[],
  others: readonly Diagnostic[],
): readonly Diagnostic[] {
  const key = ({ severity, code, rule, path }: Diagnostic) => JSON.stringify([severity, rule ?? code, path]);
  const known = new Set(others.map(key));
  return findings.filter((finding) => !known.has(key(finding)));
}

/** A finding, and the spec that it is about; it may stand in a file that the spec extends. */
export interface SpecFinding {
  readonly spec: string;
  readonly finding: Diagnostic;
}

/** What one rule of the other standard, or any other kind of finding, comes to. */
export interface RuleImpact {
  /** The rule's name; for what is no rule, the finding's code. */
  readonly rule: string;
  readonly breaks: number;
  readonly warns: number;
  readonly excepts: number;
  /** What is only said. */
  readonly notes: number;
  /** Each with its spec; errors first, then as the specs come. */
  readonly findings: readonly SpecFinding[];
}

const WEIGHTS = ['error', 'warning', 'info'] as const;

/** Findings of all specs by their rules, those that break most in front. */
export function impactByRule(specs: readonly SpecImpact[]): readonly RuleImpact[] {
  const all = specs.flatMap(({ file, findings }) => findings.map((finding) => ({ spec: file, finding })));
  const rules = [...groupBy(all, ({ finding: { rule, code } }) => rule ?? code)].map(([rule, findings]) => {
    const [errors = [], warnings = [], infos = []] = WEIGHTS.map((weight) =>
      findings.filter(({ finding }) => finding.severity === weight),
    );
    const excepts = infos.filter(({ finding }) => finding.exception !== undefined).length;
    const counts = { breaks: errors.length, warns: warnings.length, excepts, notes: infos.length - excepts };
    return { rule, ...counts, findings: [...errors, ...warnings, ...infos] };
  });
  return rules.sort((a, b) => b.breaks - a.breaks || b.warns - a.warns || b.excepts - a.excepts);
}

/** What would be done beyond the files, of one kind. */
export interface DeedImpact {
  readonly title: string;
  /** Each with its spec. */
  readonly deeds: readonly { readonly file: string; readonly text: string }[];
}

type Deed = ChangeKind | 'pause' | 'files';

/** What hurts most comes first, last what follows by itself. */
const RANKS: Partial<Record<Deed, number>> = { pause: -1, pods: 1, files: 2 };

const TITLES: Partial<Record<Deed, string>> = { pause: 'stands still meanwhile', files: 'files alone' };

/** What another standard would have people do beyond writing files, by kind; at last who has nothing to do but that. */
export function impactByDeed(specs: readonly SpecImpact[]): readonly DeedImpact[] {
  const all = specs.flatMap(({ file, changes, pauses, changed }) => [
    ...changes.map(({ kind, text }) => ({ kind: kind as Deed, file, text })),
    ...pauses.map(({ workload, reason }) => ({
      kind: 'pause' as const,
      file,
      text: `${workload}: ${reason}`,
    })),
    ...(changed.length === 0 || changes.length + pauses.length > 0
      ? []
      : [{ kind: 'files' as const, file, text: fewOf(changed) }]),
  ]);
  const rankOf = (kind: Deed) => RANKS[kind] ?? 0;
  return [...groupBy(all, ({ kind }) => kind)]
    .sort(([a, deeds], [b, others]) => rankOf(a) - rankOf(b) || others.length - deeds.length)
    .map(([kind, deeds]) => ({
      title: TITLES[kind] ?? `changes of ${kind}`,
      deeds,
    }));
}

function fewOf(paths: readonly string[]): string {
  return paths.length < 5 ? listWords(paths) : `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more`;
}

/** Paths of outputs that differ, in their order. */
export function changedPaths(
  before: readonly { readonly path: string; readonly content: string }[],
  after: readonly { readonly path: string; readonly content: string }[],
): readonly string[] {
  const contents = new Map(before.map(({ path, content }) => [path, content]));
  const kept = new Set(after.map(({ path }) => path));
  return [
    ...after.filter(({ path, content }) => contents.get(path) !== content).map(({ path }) => path),
    ...before.filter(({ path }) => !kept.has(path)).map(({ path }) => path),
  ].sort();
}
