import { commandsOf } from '../../artifacts/index.js';
import { shellCommand } from '../../emit/text.js';
import { equivalentSets, formatCommand, resolve, type State, saveText, specOf } from '../../wizard/index.js';
import { hasConflicts } from '../../workspace/index.js';
import type { CommandContext } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type GenerateResult, generateSpec } from '../generate-spec.js';
import { loadSpec } from '../load-spec.js';
import { printPlan } from '../plan-report.js';
import type { SpecFile } from '../spec-files.js';
import { settingsOf } from './preview.js';
import { type InitOptions, refuseIfTouched, type Start } from './start.js';

/** The answers and what they make. */
export interface Answered {
  readonly state: State;
  readonly text: string;
  readonly generates: boolean;
  /** Called once the spec is on disk. */
  readonly saved: () => void;
}

/** How many of the runbook's commands are printed. */
const MOST_NEXT = 3;

/** Writes the spec, generates, and says what comes next. */
export async function finish(
  { state, text, generates, saved }: Answered,
  start: Start,
  options: InitOptions,
  { output, cwd }: CommandContext,
): Promise<ExitCode> {
  const { name, path, origin, inPlace } = start;
  const loaded = await loadSpec({ name, path, text }, cwd, { today: options.today });
  if (!loaded.ok) {
    output.diagnostics(loaded.diagnostics);
    output.json({ ok: false, file: name, written: false, diagnostics: loaded.diagnostics });
    output.failure(`${name} would not be valid; nothing was written`);
    return EXIT.unable;
  }
  const written = !inPlace || text !== origin?.text;
  if (written) {
    refuseIfTouched(start);
    saveText(path, text);
  }
  saved();
  output.result(`${name}: ${written ? (inPlace ? 'updated' : 'created') : 'unchanged'}`);
  const spec: SpecFile = { name, path, text };
  const result = generates
    ? await generateSpec(spec, { ...settingsOf(options, cwd), planOnly: false })
    : undefined;
  const { diagnostics } = result ?? loaded;
  output.diagnostics(diagnostics);
  if (result !== undefined) await printPlan(result, { several: false }, output);
  const command = equivalent(state, start, generates, options);
  const failed = result !== undefined && (result.plan === undefined || hasConflicts(result.plan));
  const { meaning } = result?.plan === undefined ? {} : result;
  // A change has steps of its own, which were printed in full.
  const next =
    result === undefined || failed || meaning !== undefined
      ? []
      : commandsOf(loaded.value.model).slice(0, MOST_NEXT).map(shellCommand);
  if (!failed) printNext(name, result, next, command, output);
  output.json({
    ok: !failed,
    file: name,
    written,
    diagnostics,
    ...(result === undefined
      ? {}
      : {
          out: result.out,
          files: result.plan?.entries.map(({ path: file, verdict }) => ({ path: file, verdict })),
        }),
    ...(meaning === undefined ? {} : { change: meaning }),
    next,
    command,
  });
  return failed ? EXIT.unable : EXIT.ok;
}

function equivalent(
  state: State,
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
  return formatCommand(words, equivalentSets(specOf(state, resolve(state), origin), origin?.value));
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
