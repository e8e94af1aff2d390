import type { Command as CommanderCommand } from 'commander';
import type { ExitCode } from './exit-codes.js';
import type { Output } from './output.js';

/** What a command may touch besides its arguments. */
export interface CommandContext {
  readonly cwd: string;
  readonly output: Output;
  readonly stdin: NodeJS.ReadableStream;
  /** Every command, for those that tell about others. */
  readonly commands: readonly CommandEntry[];
}

/** A subcommand: its options, and what it does with them. */
export interface CommandModule {
  /** What `--format` takes; text and json by default. */
  readonly formats?: readonly string[];
  /** Declares arguments, options and examples. */
  configure(command: CommanderCommand): void;
  run(
    args: readonly string[],
    options: Readonly<Record<string, unknown>>,
    context: CommandContext,
  ): Promise<ExitCode>;
}

/** A line of `--help`; the module is loaded only when its command is called. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CommandModule>;
}
