import { Command, CommanderError } from 'commander';
import { Failure } from '../diagnostics.js';
import { CATALOG_SOURCES } from '../iam/catalog/sources.js';
import { SAM_SOURCE } from '../readers/bundled/sam-source.js';
import { BUNDLED_SOURCES } from '../readers/bundled/sources.js';
import { visibleLine, withoutCommand } from '../text/visible.js';
import { VERSION } from '../version.js';
import type { CommandContext, CommandEntry, Host } from './command.js';
import { COMMANDS } from './commands/index.js';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.js';
import { addGlobalOptions } from './options.js';
import { createOutput, type Format, type Output, type Stream } from './output.js';

const DESCRIPTION =
  'Least-privilege AWS access for pods on Amazon EKS: the eksctl config, Terraform, Kubernetes manifests and a runbook, all from one small file.';

const EXAMPLES = `
Examples:
  irsa-forge init                        asks, writes irsa.yaml, generates
  irsa-forge generate                    irsa.yaml → generated/
  irsa-forge validate -f prod/irsa.yaml  check a spec
  irsa-forge schema > irsa.schema.json   completion and checks in your editor
`;

/** Runs one command line to its exit code; never throws. */
export async function main(argv: readonly string[], host: Host): Promise<ExitCode> {
  let output = outputFor({}, argv, host);
  try {
    let exitCode: ExitCode = EXIT.ok;
    const program = buildProgram(host);
    // Those that are not called are for the help alone.
    const called = COMMANDS.filter(({ name }) => name === argv[0]);
    for (const entry of called.length > 0 ? called : COMMANDS) {
      const command = program.command(entry.name).summary(entry.summary).description(entry.summary);
      if (argv.includes(entry.name)) {
        await attach(command, entry, host, async (run) => {
          exitCode = await run((options) => {
            output = outputFor(options, argv, host);
            return output;
          });
        });
      }
    }
    await program.parseAsync(asked(argv), { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, output);
  }
}

/** Help of a command that there is not is a question about that command: commander knows what to say of one, but not of its help. */
function asked(argv: readonly string[]): string[] {
  const [first, name = ''] = argv;
  const isUnknown = first === 'help' && name !== '' && !COMMANDS.some((entry) => entry.name === name);
  return isUnknown ? argv.slice(1) : [...argv];
}

type Run = (open: (options: Readonly<Record<string, unknown>>) => Output) => Promise<ExitCode>;

async function attach(
  command: Command,
  entry: CommandEntry,
  host: Host,
  start: (run: Run) => Promise<void>,
): Promise<void> {
  const module = await entry.load();
  module.configure(command);
  addGlobalOptions(command, module.formats);
  command.showHelpAfterError(`  help: see irsa-forge ${entry.name} --help`);
  command.action(async () => {
    await start((open) => {
      const options = command.optsWithGlobals();
      const context: CommandContext = {
        cwd: host.cwd(),
        env: host.env,
        output: open(options),
        commands: COMMANDS,
        // Not before it is read: looking at it alone loads a good part of Node's streams.
        get stdin() {
          return host.stdin;
        },
      };
      return module.run(command.args, options, context);
    });
  });
}

function versionText(): string {
  const { actions, managedPolicies } = CATALOG_SOURCES;
  const programs = [...Object.values(BUNDLED_SOURCES), SAM_SOURCE].map(
    ({ name, version, date }) => `${name} ${version} of ${date}`,
  );
  return [
    VERSION,
    `actions of IAM as of ${actions.date}, managed policies as of ${managedPolicies.date}`,
    `policies of ${programs.join(', ')}`,
  ].join('\n');
}

function buildProgram({ stdout, stderr }: Host): Command {
  const program = new Command('irsa-forge')
    .description(DESCRIPTION)
    .version(versionText(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('  help: see irsa-forge --help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(safeText(text)),
      writeErr: (text) => stderr.write(safeText(text)),
      getOutHelpWidth: () => widthOf(stdout),
      getErrHelpWidth: () => widthOf(stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: false });
  return program;
}

function widthOf({ columns = 80 }: Stream): number {
  return columns;
}

/** What commander prints quotes the command line. */
function safeText(text: string): string {
  return text
    .split('\n')
    .map((line) => withoutCommand(visibleLine(line)))
    .join('\n');
}

function outputFor(
  options: Readonly<Record<string, unknown>>,
  argv: readonly string[],
  { env, stdout, stderr }: Host,
): Output {
  const noColor = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';
  return createOutput(
    {
      format: formatOf(options['format']),
      quiet: options['quiet'] === true,
      color: !noColor && env['TERM'] !== 'dumb' && !argv.includes('--no-color'),
    },
    { out: stdout, err: stderr },
  );
}

/** Formats that are JSON have nothing else beside them on stdout; all others are lines. */
function formatOf(format: unknown): Format {
  if (format === 'json' || format === 'sarif') return 'json';
  return format === 'github' ? 'github' : 'text';
}

/** Usage errors have been printed by commander already. */
function report(error: unknown, output: Output): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.unable;
  const exitCode = exitCodeOf(error);
  if (error instanceof Failure && exitCode !== EXIT.bug) {
    output.json({ ok: false, error: { code: error.code, message: error.message, help: error.help } });
    output.failure(error.message, error.help);
    return exitCode;
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  output.failure(
    `this is a bug in irsa-forge: ${error instanceof Error ? error.message : String(error)}`,
    `please report it with the command line, the spec if you can share it, and these lines:\n  irsa-forge ${VERSION}, Node ${process.version}, ${process.platform}\n  ${details.replaceAll('\n', '\n  ')}`,
  );
  return exitCode;
}
