import { type Command, Option } from 'commander';
import type { Diagnostic } from '../diagnostics.js';

/** The options of commands that read specs. */
export interface SpecOptions {
  readonly file?: readonly string[];
  readonly failOn?: 'error' | 'warning';
}

/** What every command takes. */
export function addGlobalOptions(command: Command, formats: readonly string[] = ['text', 'json']): void {
  command
    .addOption(new Option('--format <format>', 'how to report').choices([...formats]).default(formats[0]))
    .option('--quiet', 'print results and errors only')
    .option('--no-color', 'no colours (also: NO_COLOR, or no terminal)')
    .helpOption('-h, --help', 'show this help');
}

/** `-f` and bare paths mean the same. */
export function addFileOption(command: Command): void {
  command
    .argument('[spec...]', 'as with --file')
    .option(
      '-f, --file <file...>',
      'spec files, their folders, or globs; - is standard input (default: irsa.yaml)',
    );
}

export function addFailOnOption(command: Command): void {
  command.addOption(
    new Option('--fail-on <severity>', 'lowest severity that makes the exit code 1').choices([
      'error',
      'warning',
    ]),
  );
}

/** Whether warnings decide the exit code, and there are any. */
export function failsOnWarnings(options: SpecOptions, diagnostics: readonly Diagnostic[]): boolean {
  return options.failOn === 'warning' && diagnostics.some((diagnostic) => diagnostic.severity === 'warning');
}
