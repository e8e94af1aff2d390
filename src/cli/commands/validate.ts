import type { Diagnostic } from '../../diagnostics.js';
import { hasErrors } from '../../diagnostics.js';
import { loadModel } from '../../load-model.js';
import type { CommandModule } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { addFailOnOption, addFileOption, failsOnWarnings, type SpecOptions } from '../options.js';
import { findSpecFiles, readSpecFile } from '../spec-files.js';
import { summarise } from '../summary.js';

const EXAMPLES = `
Examples:
  irsa-forge validate
  irsa-forge validate -f 'clusters/*/irsa.yaml' --fail-on warning
  irsa-forge validate -f - < irsa.yaml
`;

/** Checks specs without rendering; all findings of all files. */
export const validate: CommandModule = {
  configure(command) {
    addFileOption(command);
    addFailOnOption(command);
    command.addHelpText('after', EXAMPLES);
  },
  async run(_args, options, { cwd, output, stdin }) {
    const { file } = options as SpecOptions;
    const results: {
      readonly file: string;
      readonly ok: boolean;
      readonly diagnostics: readonly Diagnostic[];
    }[] = [];
    for (const name of await findSpecFiles(file, cwd)) {
      const spec = await readSpecFile(name, cwd, stdin);
      const { ok, diagnostics } = loadModel(spec.text, spec.name);
      output.diagnostics(diagnostics);
      if (ok) output.result(`${spec.name}: valid${summarise(diagnostics)}`);
      results.push({ file: spec.name, ok, diagnostics });
    }
    const diagnostics = results.flatMap((result) => result.diagnostics);
    const ok = !hasErrors(diagnostics);
    output.json({ ok, specs: results });
    if (!ok) return EXIT.unable;
    return failsOnWarnings(options, diagnostics) ? EXIT.findings : EXIT.ok;
  },
};
