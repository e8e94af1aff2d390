import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Failure, hasErrors } from '../../diagnostics.js';
import type { LintResult } from '../../lint/finding.js';
import { RULES } from '../../lint/registry.js';
import { repair } from '../../lint/repair.js';
import {
  type Coverage,
  coverageOf,
  readFiles,
  secretFiles,
  sourceOf,
  type TextFile,
} from '../../readers/index.js';
import { VERSION } from '../../version.js';
import type { CommandContext, CommandModule } from '../command.js';
import { helpWithSpecs, leftOutLines, nothingToCheck, refuseSeveralClusters, specsIn } from '../coverage.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { addGivenOptions, type GivenOptions, loadGiven } from '../given-options.js';
import { showRepair, writeRepair } from '../lint/fix.js';
import { leaveGenerated } from '../lint/generated.js';
import { loadLinter } from '../lint/linter.js';
import { printRule, printRules } from '../lint/rules.js';
import { addFailOnOption, addTodayOption, failsOnWarnings } from '../options.js';
import type { Output } from '../output.js';
import { readSpecSource } from '../read-spec.js';
import { formatAnnotation } from '../reporters/annotation.js';
import { formatCoverage } from '../reporters/github.js';
import { toJson } from '../reporters/json.js';
import { type LintReport, summaryOf, UNABLE } from '../reporters/report.js';
import { toSarif } from '../reporters/sarif.js';
import { formatFinding, formatNotChecked } from '../reporters/text.js';
import { scanPaths } from '../scan-paths.js';
import { STDIN } from '../stdin.js';

interface LintCommandOptions extends GivenOptions {
  readonly today?: string;
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly fix?: boolean;
  readonly yes?: boolean;
  readonly listRules?: boolean;
  readonly explain?: string;
  readonly failOn?: 'error' | 'warning';
  readonly allowEmpty?: boolean;
}

/** The options of a run, and what it looks at. */
interface LintRun extends LintCommandOptions {
  readonly paths: readonly string[];
}

/** What was found, and in what. */
interface Judged extends LintResult {
  readonly coverage: Coverage;
  readonly specs: readonly string[];
  /** The files of which no line is shown: a state has secrets beside everything. */
  readonly secret: ReadonlySet<string>;
}

const EXAMPLES = `
Examples:
  irsa-forge lint                              everything below the working directory
  irsa-forge lint infra/ k8s/app.yaml          some of it
  kustomize build prod | irsa-forge lint -     what another program renders
  irsa-forge lint --fix                        show what mechanical fixes would change
  irsa-forge lint --fix --yes                  make them
  irsa-forge lint --var-file prod.tfvars       Terraform, with the values of one environment
  irsa-forge lint --format sarif > lint.sarif  for GitHub code scanning
  irsa-forge lint --explain IRSA031            one rule, with examples

docs/formats.md says which files are read, and what of them.
To accept a finding, write above it or behind it: # irsa-forge-ignore IRSA031: why it is right here
JSON has no comments: list the file in .irsa-forge-ignore, as "policies/app.json irsa-forge-ignore IRSA031: why".
`;

/** Checks any files, and how they fit together. */
export const lintCommand: CommandModule = {
  formats: ['text', 'json', 'sarif', 'github'],
  configure,
  async run(paths, given, context) {
    const options = given as unknown as LintCommandOptions;
    if (options.listRules === true) return printRules(context.output);
    if (options.explain !== undefined) return printRule(options.explain, context.output);
    if (options.yes === true && options.fix !== true) {
      throw new Failure('yes-without-fix', 'user', '--yes goes with --fix');
    }
    if (options.fix === true && paths.includes(STDIN)) {
      throw new Failure('fix-stdin', 'user', `--fix changes files, and ${STDIN} is none`, {
        help: 'name the file in its place',
      });
    }
    const named = paths.length === 0 ? ['.'] : paths;
    const scanned = await scanPaths(named, context);
    const found = { ...scanned, files: withBases(scanned.files, context.cwd) };
    const rules = await loadLinter(options, context);
    const known = await loadGiven(options, context.cwd);
    const judge = async (files: readonly TextFile[]): Promise<Judged> => {
      const inventory = await readFiles(files, known);
      refuseSeveralClusters(inventory);
      const { diagnostics } = inventory;
      const judged = rules({ ...inventory, diagnostics: [...found.diagnostics, ...diagnostics] });
      const result = await leaveGenerated(judged, context.cwd);
      return {
        ...{ ...result, coverage: coverageOf(inventory, found.leftOut, found.named) },
        ...{ specs: specsIn(inventory), secret: secretFiles(inventory) },
      };
    };
    const result = await judge(found.files);
    return options.fix === true
      ? fix(found.files, result, judge, { ...options, paths: named }, context)
      : report(found.files, result, { ...options, paths: named }, context);
  },
};

function configure(command: Command): void {
  command
    .argument('[path...]', 'files and folders; - is standard input (default: .)')
    .option('--fix', 'show what safe, mechanical fixes would change')
    .option('--yes', 'with --fix: make the changes')
    .option('--allow-empty', 'exit 0 where no file holds anything to check')
    .option('--list-rules', 'list all rules')
    .option('--explain <rule>', 'explain a rule, by its id or name');
  addGivenOptions(command);
  addTodayOption(command);
  addFailOnOption(command);
  command.addHelpText('after', EXAMPLES);
}

/** Files with what specs among them extend: a fault may stand in a base, and is mended there. */
function withBases(files: readonly TextFile[], cwd: string): readonly TextFile[] {
  const known = new Map(files.map((file) => [resolve(cwd, file.path), file]));
  for (const { file, text, format } of files.map(sourceOf)) {
    if (format !== 'yaml' || !/^extends:/m.test(text)) continue;
    const read = readSpecSource({ name: file, text }, cwd);
    for (const base of read.ok ? read.value.bases : [])
      if (!known.has(resolve(cwd, base.file)))
        known.set(resolve(cwd, base.file), { path: base.file, content: base.text });
  }
  return [...known.values()];
}

function report(
  files: readonly TextFile[],
  result: Judged,
  options: LintRun,
  { output }: CommandContext,
): ExitCode {
  const full = reportOf(files, result, options);
  if (options.format === 'sarif') output.json(toSarif(full, RULES, VERSION));
  else output.json(toJson(full));
  for (const finding of result.findings) {
    if (options.format === 'github') output.command(formatAnnotation(finding));
    else if (output.options.quiet && finding.severity !== 'error') continue;
    else output.result(formatFinding(finding, full, output.colors.out));
  }
  if (options.format === 'github') printCoverage(full.files, output);
  else output.note(leftOutLines(full.files.leftOut, output.colors.err));
  if (result.notChecked.length > 0) output.note(formatNotChecked(result.notChecked, output.colors.err));
  output.note(summaryOf(full));
  return exitCodeOf(full, options, output);
}

function printCoverage(files: Coverage, output: Output): void {
  const annotation = formatCoverage(files);
  if (annotation !== undefined) output.command(annotation);
}

async function fix(
  files: readonly TextFile[],
  result: Judged,
  judge: (files: readonly TextFile[]) => Promise<Judged>,
  options: LintRun,
  context: CommandContext,
): Promise<ExitCode> {
  const repaired = await repair(files, result, judge);
  if (options.yes === true) await writeRepair(files, repaired, context);
  else await showRepair(files, repaired, context);
  if (options.yes !== true && repaired.fixed.length > 0) return EXIT.findings;
  if (options.yes !== true) return exitCodeOf(reportOf(files, result, options), options, context.output);
  const after = files.map(({ path, content }) => ({ path, content: repaired.changed.get(path) ?? content }));
  return report(after, await judge(after), options, context);
}

function exitCodeOf(
  { findings, files, empty, specs }: LintReport,
  options: LintRun,
  output: Output,
): ExitCode {
  if (findings.some(({ code }) => UNABLE.has(code))) return EXIT.unable;
  if (empty) {
    const { message, help } = nothingToCheck(
      options.paths,
      files,
      helpWithSpecs(specs, 'irsa-forge validate'),
    );
    output.failure(message, `${help}, or take --allow-empty`);
    return EXIT.unable;
  }
  return hasErrors(findings) || failsOnWarnings(options, findings) ? EXIT.findings : EXIT.ok;
}

function reportOf(
  files: readonly TextFile[],
  { coverage, secret, ...result }: Judged,
  { allowEmpty }: LintCommandOptions,
): LintReport {
  const shown = files.filter(({ path }) => !secret.has(path));
  const sources = new Map(shown.map((file) => [file.path, sourceOf(file)]));
  const empty = coverage.relevant === 0 && allowEmpty !== true && !hasErrors(result.findings);
  return { ...result, files: coverage, empty, source: (file) => sources.get(file) };
}
