import type { Diagnostic } from '../../diagnostics.js';
import { hasErrors } from '../../diagnostics.js';
import { standardOf } from '../../spec/source.js';
import type { Source } from '../../spec/source-file.js';
import type { Explanation } from '../../standard/explain-value.js';
import { Bases } from '../bases.js';
import { Claims } from '../claims.js';
import type { CommandModule } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { loadSource } from '../load-spec.js';
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
import { readSpecSource } from '../read-spec.js';
import { findSpecFiles, readSpecFile, type SpecFile } from '../spec-files.js';
import { summarise } from '../summary.js';

const EXAMPLES = `
Examples:
  irsa-forge validate
  irsa-forge validate -f 'clusters/*/irsa.yaml' --fail-on warning
  irsa-forge validate -f - < irsa.yaml
  irsa-forge validate --format github                  findings beside their lines in a pull request
  irsa-forge validate --explain cluster.region         where the value comes from
  irsa-forge validate --standard ../platform --today 2027-01-31   what a standard will say on a day
`;

interface ValidateOptions extends SpecOptions, StandardOptions {
  readonly explain?: string;
}

/** What is said of one spec. */
interface Outcome {
  readonly file: string;
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly explained?: readonly Explanation[];
  /** Set where other specs of the run extend it, so that it need not be valid alone. */
  readonly base?: true;
}

/** Checks specs without rendering; all findings of all files. */
export const validate: CommandModule = {
  formats: REPORTED,
  configure(command) {
    addFileOption(command);
    addFailOnOption(command);
    addStandardOptions(command);
    command
      .option('--explain <path>', 'say where a value comes from, such as workloads[].pod.replicas')
      .addHelpText('after', EXAMPLES);
  },
  async run(paths, options, context) {
    const { cwd, output } = context;
    const { file = [], explain, standard, today } = options as ValidateOptions;
    const under: StandardOptions = { standard, today };
    const outcomes: { readonly spec: SpecFile; readonly outcome: Outcome }[] = [];
    const run = { cwd, under, claims: new Claims(), bases: new Bases(cwd) };
    for (const name of await findSpecFiles([...paths, ...file], cwd)) {
      const spec = await readSpecFile(name, context);
      const outcome = await judge(spec, explain, run);
      if (outcome.ok) await printValid(outcome, output);
      outcomes.push({ spec, outcome });
    }
    const results = outcomes.map(({ spec, outcome }) =>
      outcome.ok ? outcome : printInvalid(spec, outcome, run.bases, output),
    );
    const diagnostics = results.flatMap((result) => result.diagnostics);
    const ok = !hasErrors(diagnostics);
    output.json({ ok, specs: results });
    if (!ok) return EXIT.unable;
    return failsOnWarnings(options, diagnostics) ? EXIT.findings : EXIT.ok;
  },
};

/** What the specs of a run have in common. */
interface Run {
  readonly cwd: string;
  readonly under: StandardOptions;
  readonly claims: Claims;
  readonly bases: Bases;
}

async function judge(spec: SpecFile, explain: string | undefined, run: Run): Promise<Outcome> {
  const read = readSpecSource(spec, run.cwd);
  if (!read.ok) return { file: spec.name, ok: false, diagnostics: read.diagnostics };
  run.bases.add(spec, read.value);
  return explain === undefined ? check(spec, read.value, run) : explainIn(spec, read.value, explain, run);
}

async function printValid({ file, diagnostics, explained }: Outcome, output: Output): Promise<void> {
  output.diagnostics(diagnostics);
  if (explained !== undefined) await printExplained(explained, output);
  else output.result(`${file}: valid${summarise(diagnostics)}`);
}

function printInvalid(spec: SpecFile, outcome: Outcome, bases: Bases, output: Output): Outcome {
  const left = bases.leave(spec, outcome.diagnostics);
  if (left !== undefined) {
    output.note(left);
    return { file: spec.name, ok: true, diagnostics: [], base: true };
  }
  const diagnostics = [...outcome.diagnostics, ...bases.hint(spec, outcome.diagnostics)];
  output.diagnostics(diagnostics);
  return { ...outcome, diagnostics };
}

async function check(spec: SpecFile, source: Source, { cwd, under, claims }: Run): Promise<Outcome> {
  const loaded = await loadSource(source, cwd, under);
  const clashes = loaded.ok ? claims.claim(spec, loaded.value) : [];
  const diagnostics = [...loaded.diagnostics, ...clashes];
  return { file: spec.name, ok: loaded.ok && clashes.length === 0, diagnostics };
}

async function explainIn(
  spec: SpecFile,
  source: Source,
  path: string,
  { cwd, under }: Run,
): Promise<Outcome> {
  const ref = standardOf(source);
  const { explainSpec } = await import('../../standard/explain-value.js');
  const result = explainSpec({ source, cwd, ref, candidate: under.standard, today: under.today }, path);
  const { ok, diagnostics } = result;
  return { file: spec.name, ok, diagnostics, ...(result.ok ? { explained: result.value } : {}) };
}

async function printExplained(explained: readonly Explanation[], output: Output): Promise<void> {
  const { describeExplanation } = await import('../../standard/explain-value.js');
  for (const explanation of explained) output.result(describeExplanation(explanation));
}
