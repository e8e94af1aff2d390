import { type Command, InvalidArgumentError, Option } from 'commander';
import { ARTIFACT_GROUPS, type ArtifactGroup } from '../../artifacts/index.js';
import { Failure, hasErrors } from '../../diagnostics.js';
import { hasChanges, hasConflicts, markedFiles, summarisePlan } from '../../workspace/index.js';
import { Bases } from '../bases.js';
import { Claims } from '../claims.js';
import type { CommandContext, CommandModule } from '../command.js';
import { EXIT, type ExitCode, exitCodeOf } from '../exit-codes.js';
import { type GenerateResult, type GenerateSettings, generateSpec, outputFolder } from '../generate-spec.js';
import {
  addFailOnOption,
  addFileOption,
  addStandardOptions,
  failsOnWarnings,
  REPORTED,
  type SpecOptions,
  type StandardOptions,
} from '../options.js';
import type { Output } from '../output.js';
import { printPlan } from '../plan-report.js';
import { createProgress } from '../progress.js';
import { findSpecFiles, readSpecFile, type SpecFile } from '../spec-files.js';

interface GenerateOptions extends SpecOptions, StandardOptions {
  readonly out?: string;
  readonly dryRun?: boolean;
  readonly diff?: boolean;
  readonly check?: boolean;
  readonly force?: boolean;
  readonly merge?: boolean;
  readonly adopt?: boolean;
  readonly verify?: boolean;
  readonly only?: readonly ArtifactGroup[];
  readonly shard?: Shard;
}

interface Shard {
  readonly index: number;
  readonly of: number;
}

const EXAMPLES = `
Examples:
  irsa-forge generate                                  irsa.yaml → generated/
  irsa-forge generate -f prod.yaml -o out/prod         one spec, another folder
  irsa-forge generate --dry-run --diff                 show what would change
  irsa-forge generate --check                          in CI: exit 1 if the files are out of date
  irsa-forge generate -f 'clusters/*/irsa.yaml' --shard 1/4

A file that was edited by hand is never overwritten: the run stops and shows the difference.
After a change it says what is to be done beyond the files, in which order, and what stands still meanwhile.
`;

/** Renders specs into their folders, or shows what that would do. */
export const generate: CommandModule = {
  formats: REPORTED,
  configure,
  async run(paths, given, context) {
    const options = given as GenerateOptions;
    const found = await findSpecFiles([...paths, ...(options.file ?? [])], context.cwd);
    const names = selectShard(found, options.shard);
    checkFolders(names, options);
    const outcomes: End[] = [];
    const run = {
      ...options,
      claims: new Claims(),
      bases: new Bases(context.cwd),
      several: names.length > 1,
    };
    const progress = createProgress('specs', context.output);
    for (const name of names) {
      progress.clear();
      outcomes.push(await generateOne(name, run, context));
      progress.show(outcomes.length, names.length);
    }
    progress.clear();
    // By now it is known which of the specs that are not valid are bases of others.
    const ended: Outcome[] = [];
    for (const end of outcomes) ended.push(await end());
    const exitCode = ended.map(({ code }) => code).reduce(worse, EXIT.ok);
    context.output.json({ ok: exitCode === EXIT.ok, specs: ended.map(({ report }) => report) });
    return exitCode;
  },
};

function configure(command: Command): void {
  addFileOption(command);
  command
    .option('-o, --out <dir>', 'output folder, for one spec (default: generated/ beside each spec)')
    .option('--dry-run', 'show what would be done, write nothing')
    .option('--diff', 'show the differences')
    .option('--check', 'write nothing; exit 1 with the differences if anything would change')
    .addOption(
      new Option('--force', 'replace files that were edited, keeping copies').conflicts(['merge', 'adopt']),
    )
    .option('--merge', 'join edits with what is rendered now; with --adopt: and take over what is not ours')
    .option('--verify', 'read the files back and compare them with the spec before they are written')
    .option('--adopt', 'take over a folder as it is; write only what is missing')
    .option('--only <parts>', `some parts only: ${ARTIFACT_GROUPS.join(', ')}`, parseGroups)
    .option(
      '--shard <i/n>',
      'every n-th spec, beginning with the i-th: splits a fleet over CI jobs',
      parseShard,
    );
  addFailOnOption(command);
  addStandardOptions(command);
  command.addHelpText('after', EXAMPLES);
}

function parseGroups(text: string): readonly ArtifactGroup[] {
  return text.split(',').map((word) => {
    const group = ARTIFACT_GROUPS.find((known) => known === word.trim());
    if (group === undefined)
      throw new InvalidArgumentError(`"${word}" is none of ${ARTIFACT_GROUPS.join(', ')}.`);
    return group;
  });
}

function parseShard(text: string): Shard {
  const [, index, of] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (index === undefined || of === undefined || index < 1 || index > of) {
    throw new InvalidArgumentError('Give it as i/n with 1 ≤ i ≤ n, such as 1/4.');
  }
  return { index, of };
}

function selectShard(names: readonly string[], shard: Shard | undefined): readonly string[] {
  if (shard === undefined) return names;
  return names.filter((_, position) => position % shard.of === shard.index - 1);
}

/** Two specs never write to one folder: the second would remove the files of the first. */
function checkFolders(names: readonly string[], { out }: GenerateOptions): void {
  if (out !== undefined && names.length > 1) {
    throw new Failure('one-folder', 'user', `--out takes one spec, and there are ${names.length}`, {
      help: 'leave --out away: each spec then writes to generated/ beside it',
    });
  }
  const owners = new Map<string, string>();
  for (const name of names) {
    const folder = outputFolder(name === '-' ? { name } : { name, path: name }, {});
    const other = owners.get(folder);
    if (other !== undefined) {
      throw new Failure('one-folder', 'user', `${other} and ${name} would both write to ${folder}`, {
        help: 'give each spec a folder of its own, or generate one after the other with --out',
      });
    }
    owners.set(folder, name);
  }
}

/** A valid spec's files. */
type Rendered = Extract<GenerateResult, { readonly plan: object }>;

interface Outcome {
  readonly code: ExitCode;
  /** Undefined in text format: a fleet's memory stays that of one spec. */
  readonly report: object | undefined;
}

/** What is left to do for a spec once all of them were read. */
type End = () => Outcome | Promise<Outcome>;

/** What the specs of a run have in common. */
interface Run extends GenerateOptions {
  readonly claims: Claims;
  readonly bases: Bases;
  readonly several: boolean;
}

async function generateOne(name: string, run: Run, context: CommandContext): Promise<End> {
  const { output } = context;
  const { claims, bases, several } = run;
  const outcome = (code: ExitCode, report: object): Outcome => {
    return { code, report: output.options.format === 'json' ? report : undefined };
  };
  try {
    const spec = await readSpecFile(name, context);
    const result = await generateSpec(spec, { ...settingsOf(run, context), claims, bases });
    if (result.plan === undefined) return () => endInvalid(spec, result, run, output);
    output.diagnostics(result.diagnostics);
    await printPlan(result, run, output);
    const ended = outcome(codeOf(result, run), reportOf(result));
    return () => ended;
  } catch (error) {
    if (!several || !(error instanceof Failure)) throw error;
    // One bad folder does not hide the others.
    output.failure(error.message, error.help);
    const { code, message } = error;
    const ended = outcome(exitCodeOf(error), { file: name, ok: false, error: { code, message } });
    return () => ended;
  }
}

/** A base of other specs of the run need not be a whole spec; any other one that is not valid is reported. */
async function endInvalid(
  spec: SpecFile,
  result: GenerateResult,
  run: Run,
  output: Output,
): Promise<Outcome> {
  const left = run.bases.leave(spec, result.diagnostics);
  if (left !== undefined) {
    output.note(`${left}: nothing is generated for it`);
    return { code: EXIT.ok, report: { file: spec.name, ok: true, base: true } };
  }
  const diagnostics = [...result.diagnostics, ...run.bases.hint(spec, result.diagnostics)];
  output.diagnostics(diagnostics);
  await printPlan(result, run, output);
  return { code: EXIT.unable, report: reportOf({ ...result, diagnostics }) };
}

function settingsOf(options: GenerateOptions, { cwd }: CommandContext): GenerateSettings {
  const { out, only, dryRun, check, force, merge, adopt, verify, standard, today } = options;
  return {
    cwd,
    under: { standard, today },
    ...(out === undefined ? {} : { out }),
    ...(only === undefined ? {} : { only }),
    ...(verify === undefined ? {} : { verify }),
    resolve: force ? 'force' : merge ? (adopt ? 'merge-adopt' : 'merge') : adopt ? 'adopt' : undefined,
    planOnly: dryRun === true || check === true,
  };
}

function codeOf({ plan, diagnostics }: Rendered, options: GenerateOptions): ExitCode {
  if (options.check) return hasChanges(plan) || hasConflicts(plan) ? EXIT.findings : EXIT.ok;
  if (hasConflicts(plan)) return EXIT.unable;
  return markedFiles(plan).length > 0 || failsOnWarnings(options, diagnostics) ? EXIT.findings : EXIT.ok;
}

function reportOf(result: GenerateResult): object {
  const { file, out, plan, diagnostics } = result;
  const files = plan?.entries.map(({ path, verdict }) => ({ path, verdict }));
  return {
    file,
    out,
    ok: !hasErrors(diagnostics) && plan !== undefined && !hasConflicts(plan),
    diagnostics,
    ...(plan === undefined ? {} : { counts: summarisePlan(plan).counts, files }),
    ...(plan === undefined || result.meaning === undefined ? {} : { change: result.meaning }),
  };
}

function worse(a: ExitCode, b: ExitCode): ExitCode {
  return a > b ? a : b;
}
