import { Argument, type Command } from 'commander';
import type { CommandModule } from '../command.js';
import { addFailOnOption, addTodayOption, type SpecOptions } from '../options.js';
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

interface Options extends SpecOptions {
  readonly update?: boolean;
  readonly today?: string;
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
    addTodayOption(command);
    addFailOnOption(command);
    command.addHelpText('after', EXAMPLES);
  },
  async run([action, folder], given, context) {
    const options = given as Omit<Options, 'file'> & { readonly file?: string };
    if (action === 'init') return initStandard(folder ?? '.', context);
    if (action === 'show')
      return printStandard({ folder, file: options.file, today: options.today }, context);
    return checkStandardFolder(folder ?? '.', options, context);
  },
};
