import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Diagnostic } from '../diagnostics.js';
import { findDayFault } from '../standard/day.js';
import { quote } from '../text/quote.js';

/** The options of commands that read specs. */
export interface SpecOptions {
  readonly file?: readonly string[];
  readonly failOn?: 'error' | 'warning';
}

/** How commands report that CI runs on specs. */
export const REPORTED = ['text', 'json', 'github'] as const;

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

/** How specs meet their standards in a run. */
export interface StandardOptions {
  /** A folder that takes the place of the standard which a spec names. */
  readonly standard?: string | undefined;
  /** The day on which rules with dates are looked at. */
  readonly today?: string | undefined;
}

export function addTodayOption(command: Command): void {
  command.option(
    '--today <day>',
    'the day by which dates of a standard and ends of support count, as 2027-01-31 (default: that of our own tables)',
    parseDay,
  );
}

/** For commands in which a standard may be tried out. */
export function addStandardOptions(command: Command): void {
  command.option('--standard <dir>', 'try this standard in the place of the one that a spec names');
  addTodayOption(command);
}

function parseDay(text: string): string {
  const fault = findDayFault(text);
  if (fault !== undefined) throw new InvalidArgumentError(`${quote(text)} is not a day: ${fault}.`);
  return text;
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
