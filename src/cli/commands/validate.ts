import { dirname } from 'node:path';
import type { Diagnostic } from '../../diagnostics.js';
import { hasErrors } from '../../diagnostics.js';
import { standardOf } from '../../load-model.js';
import { readSource } from '../../spec/source.js';
import type { Explanation } from '../../standard/explain-value.js';
import { Claims } from '../claims.js';
import type { CommandModule } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { loadSpec } from '../load-spec.js';
import { addFailOnOption, addFileOption, failsOnWarnings, type SpecOptions } from '../options.js';
import type { Output } from '../output.js';
import { findSpecFiles, readSpecFile, type SpecFile } from '../spec-files.js';
import { summarise } from '../summary.js';

const EXAMPLES = `
Examples:
  irsa-forge validate
  irsa-forge validate -f 'clusters/*/irsa.yaml' --fail-on warning
  irsa-forge validate -f - < irsa.yaml
  irsa-forge validate --explain cluster.region         where the value comes from
`;

interface ValidateOptions extends SpecOptions {
  readonly explain?: string;
}

/** What is said of one spec. */
interface Outcome {
  readonly file: string;
  readonly ok: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly explained?: readonly Explanation[];
}

/** Checks specs without rendering; all findings of all files. */
export const validate: CommandModule = {
  configure(command) {
    addFileOption(command);
    addFailOnOption(command);
    command
      .option('--explain <path>', 'say where a value comes from, such as workloads[].pod.replicas')
      .addHelpText('after', EXAMPLES);
  },
  async run(paths, options, context) {
    const { cwd, output } = context;
    const { file = [], explain } = options as ValidateOptions;
    const results: Outcome[] = [];
    const claims = new Claims();
    for (const name of await findSpecFiles([...paths, ...file], cwd)) {
      const spec = await readSpecFile(name, context);
      const outcome =
        explain === undefined ? await check(spec, cwd, claims) : await explainIn(spec, explain, cwd);
      output.diagnostics(outcome.diagnostics);
      if (outcome.explained !== undefined) await printExplained(outcome.explained, output);
      else if (outcome.ok) output.result(`${spec.name}: valid${summarise(outcome.diagnostics)}`);
      results.push(outcome);
    }
    const diagnostics = results.flatMap((result) => result.diagnostics);
    const ok = !hasErrors(diagnostics);
    output.json({ ok, specs: results });
    if (!ok) return EXIT.unable;
    return failsOnWarnings(options, diagnostics) ? EXIT.findings : EXIT.ok;
  },
};

async function check(spec: SpecFile, cwd: string, claims: Claims): Promise<Outcome> {
  const loaded = await loadSpec(spec, cwd);
  const clashes = loaded.ok ? claims.claim(spec, loaded.value.model) : [];
  const diagnostics = [...loaded.diagnostics, ...clashes];
  return { file: spec.name, ok: loaded.ok && clashes.length === 0, diagnostics };
}

async function explainIn(spec: SpecFile, path: string, cwd: string): Promise<Outcome> {
  const read = readSource(spec.text, spec.name);
  if (!read.ok) return { file: spec.name, ok: false, diagnostics: read.diagnostics };
  const source = read.value;
  const ref = standardOf(source);
  const { explainSpec } = await import('../../standard/explain-value.js');
  const folder = spec.path === undefined ? cwd : dirname(spec.path);
  const result = explainSpec({ source, folder, cwd, ...(ref === undefined ? {} : { ref }) }, path);
  const { ok, diagnostics } = result;
  return { file: spec.name, ok, diagnostics, ...(result.ok ? { explained: result.value } : {}) };
}

async function printExplained(explained: readonly Explanation[], output: Output): Promise<void> {
  const { describeExplanation } = await import('../../standard/explain-value.js');
  for (const explanation of explained) output.result(describeExplanation(explanation));
}
