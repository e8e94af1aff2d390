import { Argument, type Command } from 'commander';
import { Failure } from '../../diagnostics.js';
import type { CommandModule } from '../command.js';
import { addFailOnOption, addTodayOption, type SpecOptions } from '../options.js';
import { checkStandardFolder } from '../standard/check.js';
import { printImpact } from '../standard/impact.js';
import { initStandard } from '../standard/init.js';
import { printStandard } from '../standard/show.js';

const ACTIONS = ['check', 'show', 'impact', 'init'] as const;

const EXAMPLES = `
Examples:
  irsa-forge standard init platform           a starter: standard.yaml, fixtures, a CI recipe
  irsa-forge standard check platform          exit 1 when a fixture no longer renders to its golden
  irsa-forge standard check platform --update after a change on purpose: writes the goldens
  irsa-forge standard show platform           what it says, merged with what it extends
  irsa-forge standard show -f irsa.yaml       the same for the standard of a spec: only what holds for it
  irsa-forge standard impact platform -f 'teams/*/irsa.yaml'   whom it would refuse or warn, by rule; exit 1 if anybody
`;

interface Options extends SpecOptions {
  readonly format?: string;
  readonly update?: boolean;
  readonly today?: string;
}

/** Makes, checks, shows and tries platform teams' standards. */
export const standard: CommandModule = {
  formats: ['text', 'json', 'markdown'],
  configure(command: Command) {
    command
      .addArgument(new Argument('<action>', 'what to do').choices(ACTIONS))
      .argument(
        '[dir]',
        'folder of the standard (default: the working directory; show: the standard of the spec)',
      )
      .option(
        '-f, --file <file...>',
        'show: the spec whose standard is shown; impact: specs, their folders, or globs (default: irsa.yaml)',
      )
      .option('--update', 'check: write the goldens instead of comparing them');
    addTodayOption(command);
    addFailOnOption(command);
    command.addHelpText('after', EXAMPLES);
  },
  async run([action, folder], given, context) {
    const options = given as Options;
    if (options.format === 'markdown' && action !== 'impact')
      throw new Failure('standard-format', 'user', '--format markdown is for standard impact', {
        help: 'use text or json',
      });
    if (action === 'impact') return printImpact(folder ?? '.', options, context);
    if (action === 'init') return initStandard(folder ?? '.', context);
    if (action === 'show')
      return printStandard({ folder, file: onlyFile(options), today: options.today }, context);
    return checkStandardFolder(folder ?? '.', options, context);
  },
};

function onlyFile({ file = [] }: Options): string | undefined {
  if (file.length > 1)
    throw new Failure('one-spec', 'user', 'one spec is looked at at a time', {
      help: 'name one file with -f',
    });
  return file[0];
}
