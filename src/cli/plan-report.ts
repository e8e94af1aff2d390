import type { Meaning } from '../change/index.js';
import { hasErrors, startOf } from '../diagnostics.js';
import { listWords } from '../text/quote.js';
import { visible } from '../text/visible.js';
import {
  formatDiff,
  hasChanges,
  hasConflicts,
  MANIFEST_NAME,
  markedFiles,
  type PlanEntry,
  summarisePlan,
  type Verdict,
  type WritePlan,
} from '../workspace/index.js';
import type { Colors } from './colors.js';
import type { GenerateResult } from './generate-spec.js';
import type { Output } from './output.js';
import { count } from './summary.js';

/** A folder of outputs that comes or goes as a whole. */
export interface WholeFolder {
  readonly folder: string;
  readonly verdict: Verdict;
  readonly paths: readonly string[];
}

interface ReportOptions {
  readonly dryRun?: boolean;
  readonly check?: boolean;
  readonly diff?: boolean;
  /** Their files are counted, and neither listed nor shown. */
  readonly whole?: readonly WholeFolder[];
  /** One line for each spec instead of a tree. */
  readonly several: boolean;
}

/** Past tense of what was done; `--dry-run` and `--check` put "would be" before it. */
const DONE: Readonly<Record<Verdict, string>> = {
  create: 'created',
  update: 'updated',
  merge: 'merged',
  orphan: 'removed',
  conflict: 'in conflict',
  kept: 'kept',
  unchanged: 'unchanged',
};

const VERDICT_COLORS: Readonly<Record<Verdict, (colors: Colors) => (text: string) => string>> = {
  create: (colors) => colors.green,
  update: (colors) => colors.yellow,
  merge: (colors) => colors.yellow,
  orphan: (colors) => colors.red,
  conflict: (colors) => colors.red,
  kept: (colors) => colors.cyan,
  unchanged: (colors) => colors.dim,
};

/** What happens to a file, as people are told it. */
function coloredWord(verdict: Verdict, colors: Colors): string {
  return VERDICT_COLORS[verdict](colors)(verdict === 'orphan' ? 'remove' : verdict);
}

/** Shows what became of a spec: its files, the differences where asked for or needed, and the ways out. */
export async function printPlan(
  result: GenerateResult,
  options: ReportOptions,
  output: Output,
): Promise<void> {
  const { plan, file, out, diagnostics } = result;
  if (plan === undefined) {
    const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
    if (hasErrors(diagnostics)) output.note(`${file}: ${count(errors, 'error')}; nothing was written`);
    return;
  }
  const conflicts = hasConflicts(plan);
  const planOnly = options.dryRun === true || options.check === true;
  if (options.several) output.result(`${file} → ${folderName(out)}: ${describeCounts(plan)}`);
  else output.result([...treeLines(out, plan, output, options.whole)]);
  if (options.check && output.options.format === 'github') printDrift(out, plan, output);
  if (options.diff || options.check || conflicts) await printDiffs(plan, output, options);
  const unwritten = (planOnly || conflicts) && (hasChanges(plan) || conflicts);
  if (!options.several) output.result(`${describeCounts(plan)}${unwritten ? ' (nothing was written)' : ''}`);
  if (result.meaning !== undefined) printMeaning(result.meaning, out, unwritten, output);
  if (conflicts) {
    const wayOut = summarisePlan(plan).waysOut.join('\n  ');
    const verb = planOnly ? 'would stop' : 'stopped';
    output.failure(`${file}: ${verb} before the first write: some files would be overwritten`, wayOut);
    return;
  }
  const marked = markedFiles(plan).map((path) => `${folderName(out)}${path}`);
  if (marked.length === 0) return;
  output.failure(
    `${file}: the merge ${unwritten ? 'would leave' : 'left'} conflict markers in ${listWords(marked)}`,
    'resolve them in the file before anything is applied, then run again',
  );
}

/** Each file that is not as its spec says, where GitHub shows it. */
function printDrift(out: string, { entries, manifestChanged }: WritePlan, output: Output): void {
  const drift = entries.filter(({ verdict }) => verdict !== 'unchanged' && verdict !== 'kept');
  const record = { path: MANIFEST_NAME, verdict: 'update' } as const;
  const shown = drift.length === 0 && manifestChanged ? [record] : drift;
  output.diagnostics(
    shown.map(({ path, verdict }) => ({
      ...{ code: 'generate/check', severity: 'error', help: 'irsa-forge generate --diff says more' },
      message: `${verdict === 'conflict' ? 'is' : 'would be'} ${DONE[verdict]}`,
      place: startOf(`${folderName(out)}${path}`),
    })),
  );
}

/** What a change means beyond the files: what stands still, and the steps in their order. */
function printMeaning(
  { changes, pauses, steps }: Meaning,
  out: string,
  unwritten: boolean,
  { result, colors: { out: colors } }: Output,
): void {
  result(['', colors.bold(`What this change ${unwritten ? 'would mean' : 'means'}`)]);
  result(changes.map(({ text }) => `  ${text}`));
  if (pauses.length > 0) result(['', colors.bold('Stands still meanwhile')]);
  result(pauses.map(({ workload, reason }) => `  ${workload}: ${reason}`));
  if (steps.length === 0) return;
  result(['', colors.bold(`In this order, in ${folderName(out)}`)]);
  for (const [index, { title, commands }] of steps.entries()) {
    result(`  ${index + 1}. ${title}${commands.length === 0 ? '' : ':'}`);
    result(commands.map((command) => `     ${colors.cyan(command)}`));
  }
}

/** What changes, or would; files that stay as they are only count below. */
function* treeLines(
  out: string,
  plan: WritePlan,
  { colors: { out: colors } }: Output,
  whole: readonly WholeFolder[] = [],
): Generator<string> {
  const entries = plan.entries.filter(({ verdict }) => verdict !== 'unchanged');
  if (entries.length === 0 && !plan.manifestChanged) return;
  const counted = pathsOf(whole);
  const { rows } = summarisePlan({ ...plan, entries: entries.filter(({ path }) => !counted.has(path)) });
  const width = Math.max(0, ...rows.map(({ depth, name }) => 2 * depth + name.length));
  yield visible(folderName(out));
  for (const { depth, name, verdict, note } of rows) {
    const label = `${'  '.repeat(depth + 1)}${visible(name)}`;
    const word = verdict === undefined ? '' : coloredWord(verdict, colors);
    yield word === ''
      ? label
      : `${label.padEnd(width + 4)}${word}${note === '' ? '' : `  ${colors.dim(visible(note))}`}`;
  }
  for (const { folder, verdict, paths } of whole)
    yield `  ${visible(folder)}/: ${count(paths.length, 'file')}  ${coloredWord(verdict, colors)}`;
  if (entries.length === 0) yield '  .irsa-forge.json: the record changes, no file does';
}

const pathsOf = (whole: readonly WholeFolder[]) => new Set(whole.flatMap(({ paths }) => paths));

function folderName(out: string): string {
  return out.endsWith('/') ? out : `${out}/`;
}

/** `12 files: 3 created, 9 unchanged`. */
function describeCounts(plan: WritePlan): string {
  const { counts } = summarisePlan(plan);
  const parts = Object.entries(counts).flatMap(([verdict, number]) =>
    number === 0 ? [] : [`${number} ${DONE[verdict as Verdict]}`],
  );
  return [count(plan.entries.length, 'file'), ...(parts.length === 0 ? [] : [parts.join(', ')])].join(': ');
}

async function printDiffs(
  plan: WritePlan,
  output: Output,
  { diff, check, whole = [] }: ReportOptions,
): Promise<void> {
  const counted = pathsOf(whole);
  const shown = ({ path, verdict }: PlanEntry) =>
    verdict === 'conflict' || ((diff || check) && !counted.has(path));
  for (const entry of plan.entries) {
    if (!shown(entry)) continue;
    const text = await formatDiff(entry);
    if (text !== '') output.result(colorDiff(text, output.colors.out));
  }
}

function colorDiff(diff: string, colors: Colors): readonly string[] {
  return diff
    .trimEnd()
    .split('\n')
    .map((line) => {
      if (line.startsWith('+++') || line.startsWith('---')) return colors.bold(line);
      if (line.startsWith('@@')) return colors.cyan(line);
      if (line.startsWith('+')) return colors.green(line);
      return line.startsWith('-') ? colors.red(line) : line;
    });
}
