import { Argument, type Command } from 'commander';
import type { CommandModule } from '../command.js';
import { addFailOnOption, type SpecOptions } from '../options.js';
import { checkStandardFolder } from '../standard/check.js';
import { initStandard } from '../standard/init.js';
import { printStandard } from '../standard/show.js';

const ACTIONS = ['check', 'show', 'init'] as const;

const EXAMPLES = `
Examples:
  irsa-forge standard init platform           a starter: standard.yaml, fixtures, a CI recipe
  irsa-forge standard check platform          exit 1 when a fixture no longer renders to its golden
  irsa-forge standard check platform --update after a change on purpose: writes the goldens
  irsa-forge standard show platform           what it says, merged with what it extends
  irsa-forge standard show -f irsa.yaml       the same for the standard of a spec: only what holds for it
`;

export interface StandardOptions extends SpecOptions {
  readonly update?: boolean;
}

/** Makes, checks and shows platform teams' standards. */
export const standard: CommandModule = {
  configure(command: Command) {
    command
      .addArgument(new Argument('<action>', 'what to do').choices(ACTIONS))
      .argument(
        '[dir]',
        'folder of the standard (default: the working directory; show: the standard of the spec)',
      )
      .option('-f, --file <file>', 'show: the spec whose standard is shown (default: irsa.yaml)')
      .option('--update', 'check: write the goldens instead of comparing them');
    addFailOnOption(command);
    command.addHelpText('after', EXAMPLES);
  },
  async run([action, folder], given, context) {
    const options = given as Omit<StandardOptions, 'file'> & { readonly file?: string };
    if (action === 'init') return initStandard(folder ?? '.', context);
    if (action === 'show') return printStandard({ folder, file: options.file }, context);
    return checkStandardFolder(folder ?? '.', options, context);
  },
};
