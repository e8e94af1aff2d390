import { commandsOf } from '../../artifacts/index.js';
import { shellCommand } from '../../emit/text.js';
import { equivalentSets, formatCommand, type specOf } from '../../wizard/index.js';
import { hasConflicts } from '../../workspace/index.js';
import { saveText } from '../../workspace/save-text.js';
import type { CommandContext } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type GenerateResult, generateLoaded } from '../generate-spec.js';
import { type LoadedSpec, loadSource, loadSpec } from '../load-spec.js';
import { printPlan } from '../plan-report.js';
import { settingsOf } from './preview.js';
import { type InitOptions, refuseIfTouched, type Start } from './start.js';

/** The answers and what they make. */
export interface Answered {
  readonly spec: ReturnType<typeof specOf>;
  readonly text: string;
  readonly generates: boolean;
  /** Called once the spec is on disk. */
  readonly saved: () => void;
}

/** How many of the runbook's commands are printed. */
const MOST_NEXT = 3;

/** Writes the spec, generates, and says what comes next. */
export async function finish(
  { spec, text, generates, saved }: Answered,
  start: Start,
  options: InitOptions,
  { output, cwd }: CommandContext,
): Promise<ExitCode> {
  const { name, path, origin } = start;
  const { today } = options;
  const unchanged = start.inPlace && text === origin?.text ? origin : undefined;
  const written = unchanged === undefined;
  const loaded =
    unchanged === undefined || unchanged.overlay !== undefined
      ? await loadSpec({ name, path, text }, cwd, { today })
      : await loadSource(unchanged.source, cwd, { today });
  if (!loaded.ok) {
    output.diagnostics(loaded.diagnostics);
    output.json({ ok: false, file: name, written: false, diagnostics: loaded.diagnostics });
    output.failure(`${name} would not be valid; nothing was written`);
    return EXIT.unable;
  }
  if (written) {
    refuseIfTouched(start);
    saveText(path, text);
  }
  saved();
  output.result(`${name}: ${written ? (start.inPlace ? 'updated' : 'created') : 'unchanged'}`);
  const result = generates
    ? await generateLoaded({ name, path, text }, loaded, { ...settingsOf(options, cwd), planOnly: false })
    : undefined;
  const { diagnostics } = result ?? loaded;
  output.diagnostics(diagnostics);
  if (result !== undefined) await printPlan(result, { several: false }, output);
  const failed = result !== undefined && (result.plan === undefined || hasConflicts(result.plan));
  const next = failed ? [] : nextCommands(result, loaded.value);
  const command = equivalent(spec, start, generates, options);
  if (!failed) printNext(name, result, next, command, output);
  output.json({ ok: !failed, file: name, written, diagnostics, ...describeResult(result), next, command });
  return failed ? EXIT.unable : EXIT.ok;
}

/** The first of the runbook's commands; a change has steps of its own, which were printed in full. */
function nextCommands(result: GenerateResult | undefined, { model }: LoadedSpec): readonly string[] {
  if (result?.plan === undefined || result.meaning !== undefined) return [];
  return commandsOf(model).slice(0, MOST_NEXT).map(shellCommand);
}

/** What was generated, for programs. */
function describeResult(result: GenerateResult | undefined): object {
  if (result === undefined) return {};
  const files = result.plan?.entries.map(({ path, verdict }) => ({ path, verdict }));
  const change = result.plan === undefined ? undefined : result.meaning;
  return { out: result.out, files, ...(change === undefined ? {} : { change }) };
}

function equivalent(
  spec: Answered['spec'],
  { name, origin, inPlace }: Start,
  generates: boolean,
  options: InitOptions,
): string {
  const words = [
    ...['irsa-forge', 'init', '--yes'],
    ...(name === 'irsa.yaml' ? [] : ['--file', name]),
    ...(origin !== undefined && !inPlace ? ['--from', options.from ?? ''] : []),
    ...(options.out === undefined ? [] : ['--out', options.out]),
    ...(generates ? [] : ['--no-generate']),
    ...(options.today === undefined ? [] : ['--today', options.today]),
  ];
  return formatCommand(words, equivalentSets(spec, origin?.value));
}

function printNext(
  name: string,
  result: GenerateResult | undefined,
  next: readonly string[],
  command: string,
  output: CommandContext['output'],
): void {
  const { bold, dim, cyan } = output.colors.err;
  const folder = result === undefined ? '' : result.out.replace(/\/?$/, '/');
  const steps =
    result === undefined
      ? [`${bold('Next')}`, `  ${cyan(`irsa-forge generate${name === 'irsa.yaml' ? '' : ` -f ${name}`}`)}`]
      : next.length === 0
        ? []
        : [
            `${bold('Next')}, in ${folder} (its README.md has the rest)`,
            ...next.map((line) => `  ${cyan(line)}`),
          ];
  output.note([
    '',
    ...steps,
    '',
    bold('The same without questions'),
    ...command.split('\n').map((line) => `  ${dim(line)}`),
  ]);
}
