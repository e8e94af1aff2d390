import { type Command, InvalidArgumentError } from 'commander';
import { Failure } from '../../diagnostics.js';
import {
  buildWorld,
  explain,
  type Given,
  type Question,
  type Verdict,
  type World,
  worldOfSpec,
} from '../../explain/index.js';
import {
  type Coverage,
  coverageOf,
  type Inventory,
  type LeftOut,
  loadManagedPolicies,
  readFiles,
} from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import type { CommandContext, CommandModule } from '../command.js';
import { helpWithSpecs, leftOutLines, nothingToCheck, specsIn } from '../coverage.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import {
  askedMatrix,
  MATRIX_FORMATS,
  type MatrixOptions,
  printMatrix,
  refuseQuestion,
} from '../explain-matrix.js';
import { explanationLines, type Marks, marksFor } from '../explain-report.js';
import { addGivenOptions, type GivenOptions, givenOf, loadGiven } from '../given-options.js';
import { requireKnownAction } from '../known-action.js';
import { loadSpec } from '../load-spec.js';
import type { Output } from '../output.js';
import { scanPaths } from '../scan-paths.js';
import { findSpecFiles, readSpecFile } from '../spec-files.js';

interface ExplainOptions extends GivenOptions, MatrixOptions {
  readonly file?: string;
  readonly matrix?: boolean;
  readonly strict?: boolean;
  readonly details?: boolean;
}

const EXAMPLES = `
Examples:
  irsa-forge explain --service-account default/sa-app --action s3:GetObject --resource arn:aws:s3:::my-bucket/key
  irsa-forge explain infra/ k8s/ --service-account default/sa-app --action s3:GetObject --resource 'arn:aws:s3:::my-bucket/*'
  helm template shop ./chart | irsa-forge explain - infra/ --service-account shop/app --action s3:GetObject --resource 'arn:aws:s3:::my-bucket/*'
  irsa-forge explain --matrix
  irsa-forge explain infra/ k8s/ --matrix --service-account 'shop/*' --resource 'orders*' --format csv

Exit code: 0 allowed and every link known, 1 denied, 2 some link unknown; of the table 0.
`;

/** Answers "may this pod do that?" over a spec or over any files, link by link. */
export const explainCommand: CommandModule = {
  formats: MATRIX_FORMATS,
  configure,
  async run(paths, given, context) {
    const options = given as unknown as ExplainOptions;
    if (options.matrix === true) {
      refuseQuestion(options);
      return answerMatrix(await openWorld(paths, options, context), options, context);
    }
    const question = questionOf(options);
    const opened = await openWorld(paths, options, context);
    await requireKnownAction(question.action, opened.world.inventory);
    return printAnswer(opened, question, options, context);
  },
};

function configure(command: Command): void {
  command
    .argument('[path...]', 'files or folders to read, instead of a spec; - is standard input')
    .option('-f, --file <file>', 'a spec; - is standard input (default: irsa.yaml)')
    .option(
      '--service-account <ns/name>',
      'the service account that the pod runs as; a pattern such as shop/* with --matrix',
    )
    .option('--action <action>', 'such as s3:GetObject')
    .option(
      '--resource <arn>',
      'what it is done to; * for actions without a resource; with --matrix a name or an ARN, or a pattern of them',
    )
    .option('--context <key=value>', 'a further key of the request, such as s3:prefix=logs/', parseContext)
    .option(
      '--matrix',
      'a table of service accounts, the things that their policies name, and the words of access',
    )
    .option('--strict', 'what is only taken as given counts as unknown')
    .option('--details', 'every statement that was looked at');
  addGivenOptions(command);
  command.addHelpText('after', EXAMPLES);
}

function parseAccount(text: string): Pick<Question, 'namespace' | 'serviceAccount'> {
  const [, namespace = '', serviceAccount = ''] = /^([^/*?]+)\/([^/*?]+)$/.exec(text) ?? [];
  if (namespace === '')
    throw new Failure(
      'bad-service-account',
      'user',
      `--service-account: ${quote(text)} is not one service account`,
      {
        help: 'give it as namespace/name; patterns are for --matrix',
      },
    );
  return { namespace, serviceAccount };
}

function parseContext(text: string, before: Readonly<Record<string, string>> = {}) {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('Give it as key=value.');
  return { ...before, [text.slice(0, at)]: text.slice(at + 1) };
}

function questionOf({ serviceAccount, action, resource, context, format }: ExplainOptions): Question {
  if (format === 'csv' || format === 'markdown')
    throw new Failure('matrix-format', 'user', `--format ${format} is for --matrix`, {
      help: 'use text or json for a single question',
    });
  if (serviceAccount === undefined || action === undefined || resource === undefined) {
    const missing = Object.entries({
      '--service-account': serviceAccount,
      '--action': action,
      '--resource': resource,
    });
    const names = missing.flatMap(([name, value]) => (value === undefined ? [name] : []));
    throw new Failure(
      'no-question',
      'user',
      `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} missing`,
      {
        help: 'ask with --service-account NS/NAME --action A --resource ARN, or take --matrix',
      },
    );
  }
  if (!/^[\w-]+:[\w*?]+$/.test(action))
    throw new Failure('bad-action', 'user', `${quote(action)} is not an action`, {
      help: 'use service:Action, such as s3:GetObject',
    });
  if (resource !== '*' && !resource.startsWith('arn:'))
    throw new Failure('bad-resource', 'user', `${quote(resource)} is not an ARN`, {
      help: 'use an ARN, such as arn:aws:s3:::my-bucket/key, or *',
    });
  return { ...parseAccount(serviceAccount), action, resource, ...(context === undefined ? {} : { context }) };
}

/** What is asked about, and, where that is files, which of them were read. */
interface Opened {
  readonly world: World;
  readonly coverage?: Coverage;
  /** What the readers never saw; the answer itself tells the rest. */
  readonly unseen?: readonly LeftOut[];
}

/** A spec is rendered in memory, and read back like anybody's files. */
async function openWorld(
  paths: readonly string[],
  options: ExplainOptions,
  context: CommandContext,
): Promise<Opened> {
  const { file, strict = false } = options;
  const more = { ...givenOf(options), ...partitionAsked(options) };
  if (paths.length === 0) return { world: await openSpec(file, more, strict, context) };
  if (file !== undefined)
    throw new Failure('two-sources', 'user', 'give either -f or paths, not both', {
      help: 'leave one of them away',
    });
  const { files, diagnostics, leftOut } = await scanPaths(paths, context);
  const [unreadable] = diagnostics;
  if (unreadable !== undefined)
    throw new Failure('unreadable', 'user', `${unreadable.place?.file ?? 'a path'} ${unreadable.message}`);
  const inventory = await readFiles(files, await loadGiven(options, context.cwd));
  const coverage = coverageOf(inventory, leftOut);
  if (coverage.relevant === 0) {
    context.output.note(leftOutLines(coverage.leftOut, context.output.colors.err));
    throw nothingToCheck(paths, coverage, helpWithSpecs(specsIn(inventory), 'irsa-forge explain'));
  }
  reportProblems(inventory, context);
  return {
    world: buildWorld(inventory, more, { strict, managedPolicies: loadManagedPolicies }),
    coverage,
    unseen: leftOut,
  };
}

/** What could not be read is said, since it may hold links of the chain. */
function reportProblems({ diagnostics }: Inventory, { output }: CommandContext): void {
  output.diagnostics(diagnostics.filter(({ severity }) => severity === 'error'));
}

/** A question about an ARN is one about its partition. */
function partitionAsked({ resource }: ExplainOptions): Given {
  const partition = /^arn:([a-z-]+):/.exec(resource ?? '')?.[1];
  return partition === undefined ? {} : { partition };
}

async function openSpec(
  file: string | undefined,
  more: Given,
  strict: boolean,
  context: CommandContext,
): Promise<World> {
  const names = await findSpecFiles(file === undefined ? [] : [file], context.cwd);
  if (names.length > 1)
    throw new Failure('one-spec', 'user', 'explain takes one spec', { help: 'name one file with -f' });
  const spec = await readSpecFile(names[0] ?? '', context);
  const loaded = await loadSpec(spec, context.cwd);
  if (!loaded.ok) {
    context.output.diagnostics(loaded.diagnostics);
    throw new Failure('invalid-spec', 'user', `${spec.name} is not valid`, {
      help: 'irsa-forge validate shows every finding',
    });
  }
  const { model, render } = loaded.value;
  return worldOfSpec(model, await render(['eksctl', 'terraform', 'kubernetes']), more, {
    ...{ strict, managedPolicies: loadManagedPolicies },
  });
}

const EXIT_CODES: Readonly<Record<Verdict, ExitCode>> = {
  allowed: EXIT.ok,
  denied: EXIT.findings,
  unknown: EXIT.unable,
};

function printAnswer(
  { world, coverage, unseen }: Opened,
  question: Question,
  options: ExplainOptions,
  context: CommandContext,
): ExitCode {
  const { output } = context;
  const explanation = explain(world, question);
  for (const line of explanationLines(
    explanation,
    marksOf(context),
    output.colors.out,
    options.details === true,
  ))
    output.result(line);
  printLeftOut(unseen, output);
  output.json(coverage === undefined ? explanation : { ...explanation, files: coverage });
  return EXIT_CODES[explanation.decision];
}

function answerMatrix(
  { world, coverage }: Opened,
  options: ExplainOptions,
  context: CommandContext,
): ExitCode {
  const { output } = context;
  const matrix = askedMatrix(world, options);
  printMatrix(matrix, options.format, marksOf(context), output);
  printLeftOut(coverage?.leftOut, output);
  output.json(coverage === undefined ? matrix : { ...matrix, files: coverage });
  return EXIT.ok;
}

/** What was not read may hold a link of the chain. */
function printLeftOut(leftOut: readonly LeftOut[] = [], output: Output): void {
  const lines = leftOutLines(leftOut, output.colors.err);
  if (lines.length > 0) output.note(['', ...lines.slice(0, -1)]);
}

const marksOf = ({ env }: CommandContext): Marks => marksFor(env, process.platform);
