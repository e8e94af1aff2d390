import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { Failure } from '../../diagnostics.js';
import type { CommandEntry, CommandModule } from '../command.js';
import { complete, type Grammar } from '../completion/complete.js';
import { SCRIPTS, SHELLS, type Shell } from '../completion/scripts.js';
import { EXIT } from '../exit-codes.js';
import { addGlobalOptions } from '../options.js';

const EXAMPLES = `
Examples:
  source <(irsa-forge completion bash)     in ~/.bashrc
  source <(irsa-forge completion zsh)      in ~/.zshrc, after compinit
  irsa-forge completion fish | source      in ~/.config/fish/config.fish
`;

/** Prints a shell's script; with the hidden --line, what that line may go on with, for the script. */
export const completion: CommandModule = {
  configure(command) {
    command
      .addArgument(new Argument('[shell]', 'the shell').choices([...SHELLS]))
      .addOption(new Option('--line <line>').hideHelp())
      .addHelpText('after', EXAMPLES);
  },
  async run([shell], { line }, { cwd, output, commands }) {
    if (typeof line === 'string') {
      const candidates = await complete(line, grammarIn(cwd, commands));
      output.result(candidates.map(({ value, note }) => (note === undefined ? value : `${value}\t${note}`)));
      return EXIT.ok;
    }
    if (shell === undefined) {
      throw new Failure('no-shell', 'user', 'completion needs the name of a shell', {
        help: `use one of ${SHELLS.join(', ')}`,
      });
    }
    const script = SCRIPTS[shell as Shell];
    output.result(script.trimEnd().split('\n'));
    output.json({ shell, script });
    return EXIT.ok;
  },
};

function grammarIn(cwd: string, commands: readonly CommandEntry[]): Grammar {
  return {
    commands,
    load: async (name) => {
      const entry = commands.find((known) => known.name === name);
      if (entry === undefined) return undefined;
      const command = new Command(name);
      const module = await entry.load();
      module.configure(command);
      addGlobalOptions(command, module.formats);
      return command;
    },
    readSpec: (file = 'irsa.yaml') => {
      try {
        return readFileSync(resolve(cwd, file), 'utf8');
      } catch {
        return undefined;
      }
    },
  };
}
