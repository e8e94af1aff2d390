import { type Command, InvalidArgumentError } from 'commander';
import { EXCEPTION, Failure } from '../../diagnostics.js';
import { checkQuestion, explain, type Question, type Verdict } from '../../explain/index.js';
import type { LeftOut } from '../../readers/index.js';
import { quote } from '../../text/quote.js';
import type { CommandContext, CommandModule } from '../command.js';
import { leftOutLines } from '../coverage.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import {
  askedTable,
  MATRIX_FORMATS,
  type MatrixOptions,
  printMatrix,
  refusePattern,
  refuseQuestion,
} from '../explain-matrix.js';
import { exceptionLines, explanationLines, type Marks, marksFor } from '../explain-report.js';
import { addGivenOptions } from '../given-options.js';
import { requireKnownAction } from '../known-action.js';
import { type Opened, openWorld, type WorldOptions } from '../open-world.js';
import { addTodayOption } from '../options.js';
import type { Output } from '../output.js';

interface ExplainOptions extends WorldOptions, MatrixOptions {
  readonly matrix?: boolean;
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
      return answerMatrix(await openWorld(paths, options, context, 'explain'), options, context);
    }
    const question = questionOf(options);
    const opened = await openWorld(paths, options, context, 'explain');
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
      'the service account that the pod runs as, or a pattern by which a role trusts it; with --matrix any pattern, such as shop/*',
    )
    .option('--action <action>', 'such as s3:GetObject')
    .option(
      '--resource <arn>',
      'what it is done to; * for actions without a resource; with --matrix a name or an ARN, or a pattern of them',
    )
    .option(
      '--cluster <name>',
      'the cluster in which the pod runs, where there are several (default: that of the spec)',
    )
    .option('--context <key=value>', 'a further key of the request, such as s3:prefix=logs/', parseContext)
    .option(
      '--matrix',
      'a table of service accounts, the things that their policies name, and the words of access',
    )
    .option('--strict', 'what is only taken as given counts as unknown')
    .option('--details', 'every statement that was looked at');
  addGivenOptions(command);
  addTodayOption(command);
  command.addHelpText('after', EXAMPLES);
}

function parseAccount(text: string): Pick<Question, 'namespace' | 'serviceAccount'> {
  const [, namespace = '', serviceAccount = ''] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (namespace === '') {
    // As IAM and kubectl's --as write it.
    const [, ...meant] = /^(?:system:serviceaccount:)?([^:/]+):([^:/]+)$/.exec(text) ?? [];
    throw new Failure(
      'bad-service-account',
      'user',
      `--service-account: ${quote(text)} is not one service account`,
      { help: meant.length > 0 ? `did you mean ${meant.join('/')}?` : 'give it as namespace/name' },
    );
  }
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
  const question = { ...parseAccount(serviceAccount), action, resource };
  checkQuestion(question);
  return context === undefined ? question : { ...question, context };
}

const EXIT_CODES: Readonly<Record<Verdict, ExitCode>> = {
  allowed: EXIT.ok,
  denied: EXIT.findings,
  unknown: EXIT.unable,
};

function printAnswer(
  opened: Opened,
  question: Question,
  options: ExplainOptions,
  context: CommandContext,
): ExitCode {
  const { world, unseen } = opened;
  const { output } = context;
  refusePattern(world, question);
  const explanation = explain(world, question);
  const look = {
    ...{ marks: marksOf(context), verbose: options.details === true },
    ...{ colors: output.colors.out, columns: output.columns },
  };
  for (const line of explanationLines(explanation, look)) output.result(line);
  printExceptions(opened, options, output);
  printLeftOut(unseen, output);
  output.json({ ...explanation, ...besides(opened) });
  return EXIT_CODES[explanation.decision];
}

async function answerMatrix(
  opened: Opened,
  options: ExplainOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { world, coverage } = opened;
  const { output } = context;
  const table = askedTable(world, options);
  await printMatrix(table, options.format, { marks: marksOf(context), beside: besides(opened) }, output);
  printExceptions(opened, options, output);
  printLeftOut(coverage?.leftOut, output);
  return EXIT.ok;
}

/** What stands in JSON beside an answer: which files were read, or with which exceptions from its standard the spec was. */
function besides(opened: Opened): object {
  const { coverage } = opened;
  const exceptions = exceptionsOf(opened);
  return {
    ...(coverage === undefined ? {} : { files: coverage }),
    ...(exceptions.length === 0 ? {} : { exceptions }),
  };
}

const exceptionsOf = ({ spec }: Opened) => spec?.diagnostics.filter(({ code }) => code === EXCEPTION) ?? [];

/** Below the answer; a table of records has no place of its own for them. */
function printExceptions(opened: Opened, { format }: ExplainOptions, output: Output): void {
  const lines = exceptionLines(exceptionsOf(opened), format, output.columns);
  if (format === 'csv') output.note(lines);
  else output.result(lines);
}

/** What was not read may hold a link of the chain. */
function printLeftOut(leftOut: readonly LeftOut[] = [], output: Output): void {
  const lines = leftOutLines(leftOut, output.colors.err);
  if (lines.length > 0) output.note(['', ...lines.slice(0, -1)]);
}

const marksOf = ({ env }: CommandContext): Marks => marksFor(env, process.platform);
