import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { Failure } from '../../diagnostics.js';
import { readText } from '../../readers/read-text.js';
import {
  collectReport,
  REPORT_MARK,
  type ReportData,
  reportMarkdown,
  reportPage,
} from '../../report/index.js';
import { saveText } from '../../workspace/save-text.js';
import type { CommandContext, CommandModule } from '../command.js';
import { EXIT } from '../exit-codes.js';
import { addGivenOptions } from '../given-options.js';
import { openWorld, type WorldOptions } from '../open-world.js';
import { addTodayOption } from '../options.js';
import { loadPageParts } from '../report/parts.js';
import { subjectOf } from '../report/subject.js';
import { count } from '../summary.js';

interface ReportOptions extends WorldOptions {
  readonly format: 'html' | 'markdown' | 'json';
  readonly out?: string;
  readonly force?: boolean;
}

const EXAMPLES = `
Examples:
  irsa-forge report                              of irsa.yaml, to report.html
  irsa-forge report infra/ k8s/ -o audit.html    of any files
  irsa-forge report infra/ --format markdown     for a pull request, on standard output
`;

/** One page that needs nothing else: who may do what, why, and what is wrong. */
export const reportCommand: CommandModule = {
  formats: ['html', 'markdown', 'json'],
  configure,
  async run(paths, given, context) {
    const options = given as unknown as ReportOptions;
    const opened = await openWorld(paths, options, context, 'report');
    const data = collectReport(opened.world, await subjectOf(opened, paths, options, context));
    const { output } = context;
    output.json(data);
    if (options.format !== 'json') put(data, options, context);
    return EXIT.ok;
  },
};

function configure(command: Command): void {
  command
    .argument('[path...]', 'files or folders to read, instead of a spec; - is standard input')
    .option('-f, --file <file>', 'a spec; - is standard input (default: irsa.yaml)')
    .addOption(
      new Option('-o, --out <file>', 'where it goes; - is standard output').default(
        undefined,
        'report.html, or standard output for markdown',
      ),
    )
    .option('--strict', 'what is only taken as given counts as unknown')
    .option('--force', 'write over a file that is no report');
  addGivenOptions(command);
  addTodayOption(command);
  command.addHelpText('after', EXAMPLES);
}

function put(data: ReportData, { format, out, force }: ReportOptions, context: CommandContext): void {
  const target = out ?? (format === 'markdown' ? '-' : 'report.html');
  const text = format === 'markdown' ? reportMarkdown(data) : reportPage(data, loadPageParts());
  if (target === '-') {
    for (const line of text.trimEnd().split('\n')) context.output.result(line);
    return;
  }
  const path = resolve(context.cwd, target);
  if (force !== true && existsSync(path) && !isReport(path))
    throw new Failure('not-a-report', 'user', `${target} is there, and irsa-forge did not make it`, {
      help: 'give another file with -o, or take --force',
    });
  if (!existsSync(dirname(path)))
    throw new Failure('not-writable', 'environment', `cannot write ${target}: there is no such folder`, {
      help: 'name a file in a folder that exists with -o',
    });
  saveText(path, text);
  context.output.note(
    `${target}: ${count(data.accounts.length, 'service account')}, ${count(data.pairs.length, 'pair')}, ${count(data.findings.length, 'finding')}`,
  );
}

/** A report may be written anew. */
function isReport(path: string): boolean {
  const start = readText(path, REPORT_MARK.length, 'start');
  return start.ok && (start.text === REPORT_MARK || start.text.startsWith('# Who may do what: '));
}
