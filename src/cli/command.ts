import type { Command as CommanderCommand } from 'commander';
import type { ExitCode } from './exit-codes.js';
import type { Output, Stream } from './output.js';

/** What the program takes from the process that it runs in, which is all that it knows of it. */
export interface Host {
  cwd(): string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Stream;
  readonly stderr: Stream;
}

/** What a command may touch besides its arguments. */
export interface CommandContext extends Pick<Host, 'env' | 'stdin'> {
  readonly cwd: string;
  readonly output: Output;
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
