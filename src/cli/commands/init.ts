import { dirname } from 'node:path';
import { type Command, Option } from 'commander';
import { Failure } from '../../diagnostics.js';
import {
  createState,
  draftsBeside,
  Interrupted,
  loadSurroundings,
  missingAnswers,
  notKept,
  type PreviewSpec,
  resolve,
  runWizard,
  type State,
  saveLastAnswers,
  specOf,
  specText,
  type WizardEnd,
  type WizardInput,
} from '../../wizard/index.js';
import type { CommandContext, CommandModule } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { finish } from '../init/finish.js';
import { previewOf } from '../init/preview.js';
import { type InitOptions, readStart, type Start } from '../init/start.js';
import { addTodayOption } from '../options.js';
import { isTerminal } from '../stdin.js';

const EXAMPLES = `
Examples:
  irsa-forge init                                  asks, shows a review, writes irsa.yaml, generates
  irsa-forge init --from ../web/irsa.yaml          begins with a copy of another spec
  irsa-forge init --yes --set cluster.accountId=111122223333 --set cluster.region=eu-west-1 \\
    --set 'workloads[0].buckets[0].name=acme-photos'   asks nothing

Values are YAML; null takes a field away. IRSA_FORGE_SET holds such assignments too, one a line; --set is stronger.
Esc or Ctrl-B goes back. Ctrl-C leaves, and the next init offers to go on from there.
With TERM=dumb or ACCESSIBLE=1 questions are plain lines, without lists to move in.
`;

/** The wizard: writes the spec from answers, then generates. */
export const init: CommandModule = {
  configure,
  run: (_args, options, context) => run(options as never, context),
};

function configure(command: Command): void {
  const collect = (text: string, texts: readonly string[]): readonly string[] => [...texts, text];
  command
    .option('-f, --file <file>', 'the spec to write or to change', 'irsa.yaml')
    .option('--from <file>', 'begin with a copy of this spec')
    .addOption(
      new Option('--set <path=value>', 'answer ahead; repeatable').argParser(collect).default([], 'none'),
    )
    .option('-y, --yes', 'take every default and ask nothing')
    .option('-o, --out <dir>', 'output folder (default: generated/ beside the spec)')
    .option('--no-generate', 'write the spec only');
  addTodayOption(command);
  command.addHelpText('after', EXAMPLES);
}

async function run(options: InitOptions, context: CommandContext): Promise<ExitCode> {
  const start = await readStart(options, context);
  if (start === undefined) return EXIT.unable;
  const { path, origin, layers, standard } = start;
  const interactive = options.yes !== true && isTerminal(context.stdin) && process.stderr.isTTY === true;
  const surroundings = loadSurroundings(dirname(path), context.env, interactive);
  if (!interactive) {
    const state = createState({ surroundings, layers, standard, overlay: origin?.overlay });
    const answerTo = (key: string) => resolve(state).byKey.get(key)?.value;
    context.output.note(notKept(state, answerTo));
    refuseMissing(state, options.yes === true);
    const spec = specOf(state);
    const text = specText(spec, origin);
    return finish({ spec, text, generates: options.generate, saved: () => {} }, start, options, context);
  }
  const drafts = draftsBeside(path);
  const end = await askTerminal(
    start,
    { drafts, surroundings, generates: options.generate },
    options,
    context,
  );
  if (end === undefined) return EXIT.interrupted;
  if (end.kind === 'leave') {
    context.output.note('nothing was written');
    context.output.json({ ok: true, file: start.name, written: false });
    return EXIT.ok;
  }
  const saved = (): void => {
    drafts.remove();
    saveLastAnswers(resolve(end.state).entries, context.env);
  };
  const generates = options.generate && end.kind === 'write';
  return finish({ ...end, generates, saved }, start, options, context);
}

function refuseMissing(state: State, yes: boolean): void {
  const missing = missingAnswers(state);
  const options = missing.map(({ option }) => option).join(' ');
  const names = missing.map(({ key }) => key).join(', ');
  if (!yes) {
    throw new Failure('no-terminal', 'user', 'init asks questions, and this is no terminal', {
      help: `answer ahead: irsa-forge init --yes${options === '' ? '' : ` ${options}`}`,
    });
  }
  if (missing.length > 0) {
    throw new Failure('missing-answers', 'user', `there is no default for ${names}`, {
      help: `add ${options}`,
    });
  }
}

/** Asks at the terminal; undefined when that was interrupted. */
async function askTerminal(
  start: Start,
  given: Pick<WizardInput, 'drafts' | 'surroundings' | 'generates'>,
  options: InitOptions,
  context: CommandContext,
): Promise<WizardEnd | undefined> {
  const { openPrompter } = await import('../../wizard/prompter/open.js');
  const { name: file, origin, inPlace, layers, standard } = start;
  const prompter = openPrompter(context.stdin, process.stderr, context.output.colors.err.isColorSupported);
  const { exitCode } = process;
  // A terminal that vanishes ends the event loop in the middle of a question: that is no success.
  process.exitCode = EXIT.interrupted;
  try {
    const preview: PreviewSpec = (spec) => previewOf(spec, start, options, context);
    const input: WizardInput = { ...given, file, inPlace, layers, standard, preview };
    return await runWizard(origin === undefined ? input : { ...input, origin }, prompter);
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    const kept = given.drafts.load() !== undefined;
    context.output.note(
      kept
        ? 'stopped; the answers so far are kept, and the next init offers to go on'
        : 'stopped; nothing was written',
    );
    return undefined;
  } finally {
    process.exitCode = exitCode;
    prompter.close();
  }
}
