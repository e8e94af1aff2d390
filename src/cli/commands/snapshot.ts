import { type Command, Option } from 'commander';
import { Failure } from '../../diagnostics.js';
import { jsonText } from '../../emit/text.js';
import { yamlBlock } from '../../emit/yaml.js';
import { type SnapshotCall, type SnapshotIndex, whyNotKnown } from '../../readers/index.js';
import { describeCluster, leastPolicy, leastRbac, snapshotScript } from '../../snapshot/index.js';
import { quote } from '../../text/quote.js';
import type { CommandContext, CommandModule } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { parseAccountId, parseRegion } from '../given-options.js';
import { loadSpec } from '../load-spec.js';
import { createProgress } from '../progress.js';
import type { Asking } from '../snapshot/ask.js';
import { SnapshotFolder } from '../snapshot/folder.js';
import { contextOf, requireCluster, requireContext } from '../snapshot/surroundings.js';
import { Taking } from '../snapshot/take.js';
import { readSpecFile } from '../spec-files.js';
import { count } from '../summary.js';

interface SnapshotOptions {
  readonly cluster?: string;
  readonly region?: string;
  readonly account?: string;
  readonly file?: string;
  readonly out?: string;
  readonly profile?: string;
  readonly context?: string;
  readonly print?: 'script' | 'policy' | 'rbac';
}

const EXAMPLES = `
Examples:
  irsa-forge snapshot --cluster prod --region eu-central-1 -o prod-now
  irsa-forge snapshot -f irsa.yaml -o prod-now --profile prod-reader
  irsa-forge snapshot --cluster prod --region eu-central-1 --print > snapshot.sh     to run by hand: sh snapshot.sh
  irsa-forge snapshot --cluster prod --region eu-central-1 --print policy            what it has to be allowed
  irsa-forge explain prod-now --service-account shop/app --action s3:GetObject --resource 'arn:aws:s3:::orders/*'

Exit code: 0 every call was answered, 1 some were refused or failed, and what they were to tell is not known.
`;

/** Keeps what an account and a cluster say about access, as \`aws\` and \`kubectl\` print it. */
export const snapshot: CommandModule = {
  configure,
  async run(_args, given, context) {
    const options = given as unknown as SnapshotOptions;
    const target = await targetOf(options, context);
    if (options.print !== undefined) return print(target, options, context);
    if (options.out === undefined)
      throw new Failure('no-folder', 'user', '--out is missing', { help: 'name the folder with -o' });
    const folder = SnapshotFolder.open(options.out, context.cwd);
    requireSame(folder, target);
    return take(target, folder, options, context);
  },
};

function configure(command: Command): void {
  command
    .option('--cluster <name>', 'the name of the EKS cluster')
    .option('--region <region>', 'its region', parseRegion)
    .option('--account <id>', 'its account: aws has to answer for no other', parseAccountId)
    .option('-f, --file <file>', 'a spec that says cluster, region and account')
    .option('-o, --out <folder>', 'where it goes: a new folder, or one with a snapshot of the cluster')
    .option('--profile <name>', 'the profile that aws uses')
    .option('--context <name>', 'the context that kubectl uses')
    .addOption(
      new Option(
        '--print [what]',
        'run nothing: print the commands as a script, the least IAM policy, or the least ClusterRole',
      )
        .choices(['script', 'policy', 'rbac'])
        .preset('script'),
    )
    .addHelpText('after', EXAMPLES);
}

/** What is to be read. */
interface Target {
  readonly cluster: string;
  readonly region: string;
  readonly account?: string;
}

async function targetOf(options: SnapshotOptions, context: CommandContext): Promise<Target> {
  const said = options.file === undefined ? undefined : await specTarget(options.file, options, context);
  const { cluster = said?.cluster, region = said?.region, account = said?.account } = options;
  if (said !== undefined) refuseOther(said, options);
  if (cluster === undefined || region === undefined) {
    const missing = Object.entries({ '--cluster': cluster, '--region': region });
    const names = missing.flatMap(([name, value]) => (value === undefined ? [name] : []));
    const verb = names.length === 1 ? 'is' : 'are';
    throw new Failure('no-target', 'user', `${names.join(' and ')} ${verb} missing`, {
      help: 'say which cluster with --cluster NAME --region R, or give the spec with -f',
    });
  }
  return { cluster, region, ...(account === undefined ? {} : { account }) };
}

/** The cluster of a spec; of several the one that is named. */
async function specTarget(
  file: string,
  { cluster }: SnapshotOptions,
  context: CommandContext,
): Promise<Target> {
  const spec = await readSpecFile(file, context);
  const loaded = await loadSpec(spec, context.cwd);
  if (!loaded.ok) {
    context.output.diagnostics(loaded.diagnostics);
    throw new Failure('invalid-spec', 'user', `${spec.name} is not valid`, {
      help: 'irsa-forge validate shows every finding',
    });
  }
  const { clusters, spec: written } = loaded.value.model;
  const [first] = clusters;
  const found = cluster === undefined ? first : clusters.find(({ name }) => name === cluster);
  if (found === undefined) {
    const names = clusters.map(({ name }) => name).join(', ');
    throw new Failure('unknown-cluster', 'user', `--cluster: ${spec.name} has no cluster ${quote(cluster)}`, {
      help: `it has ${names}`,
    });
  }
  return { cluster: found.name, region: found.region, account: written.cluster.accountId };
}

function refuseOther(said: Target, options: SnapshotOptions): void {
  for (const name of ['region', 'account'] as const)
    if (options[name] !== undefined && options[name] !== said[name])
      throw new Failure(
        'other-target',
        'user',
        `--${name} ${options[name]} is not that of the spec, ${said[name]}`,
        { help: `leave --${name} or -f away` },
      );
}

/** Two clusters in one folder would be taken for one. */
function requireSame({ before, name }: SnapshotFolder, target: Target): void {
  if (before === undefined) return;
  const keys = ['cluster', 'region', 'account'] as const;
  const other = keys.find((key) => target[key] !== undefined && target[key] !== before[key]);
  if (other === undefined) return;
  throw new Failure(
    'other-snapshot',
    'user',
    `${name} holds a snapshot of ${other} ${before[other]}, not ${target[other]}`,
    { help: 'name another folder with -o' },
  );
}

/** Prints what somebody else is to run or to allow. */
function print(target: Target, options: SnapshotOptions, { output }: CommandContext): ExitCode {
  const { out: folder = 'snapshot', profile, context, print: what } = options;
  const { cluster, region, account } = target;
  const text =
    what === 'policy'
      ? jsonText(leastPolicy(cluster, region, account))
      : what === 'rbac'
        ? leastRbac()
            .map((object) => `${yamlBlock(object)}\n`)
            .join('---\n')
        : snapshotScript({
            ...{ ...target, folder },
            ...(profile === undefined ? {} : { profile }),
            ...(context === undefined ? {} : { context }),
          });
  output.result(text.trimEnd().split('\n'));
  output.json({ [what ?? 'script']: text });
  return EXIT.ok;
}

async function take(
  { cluster, region, account }: Target,
  folder: SnapshotFolder,
  { profile, context: kubeContext }: SnapshotOptions,
  { cwd, env, output }: CommandContext,
): Promise<ExitCode> {
  const asking: Asking = {
    ...{ cwd, region, env: { ...QUIET, ...env } },
    ...(profile === undefined ? {} : { profile }),
    ...(kubeContext === undefined ? {} : { context: kubeContext }),
  };
  const kubectl = await contextOf(asking);
  const taking = new Taking({ cluster, region, context: kubectl.name }, asking, folder);
  if (taking.resumed > 0) output.note(`going on: ${count(taking.resumed, 'call')} made before`);
  await requireCluster(taking, cluster, account ?? folder.before?.account, asking);
  const described = await taking.one(describeCluster(cluster));
  const doubt = await requireContext(kubectl, { learned: taking.learned, described }, cluster, asking);
  const progress = createProgress('calls', output);
  try {
    await taking.all(progress.show);
  } finally {
    progress.clear();
  }
  const index = taking.index();
  report(index, folder.name, doubt, output);
  return index.calls.every((call) => whyNotKnown(call) === undefined) ? EXIT.ok : EXIT.findings;
}

/** Nothing is asked of people, and no pager is started; more tries than usual where the user did not say how many. */
const QUIET = {
  ...{ AWS_PAGER: '', AWS_CLI_AUTO_PROMPT: 'off', AWS_RETRY_MODE: 'standard', AWS_MAX_ATTEMPTS: '6' },
};

const OUTCOMES = { answered: 'answered', absent: 'none', refused: 'refused', failed: 'failed' } as const;

function report(
  { cluster, region, account, calls }: SnapshotIndex,
  folder: string,
  doubt: string | undefined,
  output: CommandContext['output'],
): void {
  const { out, err } = output.colors;
  for (const call of calls) {
    const why = call.message === undefined || call.outcome === 'absent' ? '' : `: ${call.message}`;
    const word = OUTCOMES[call.outcome].padEnd(8);
    const mark = whyNotKnown(call) === undefined ? out.dim(word) : out.red(word);
    output.result(`${mark} ${call.call.join(' ')}${why}`);
  }
  output.json({
    ...{ folder, cluster, region, account, ...(doubt === undefined ? {} : { doubt }) },
    calls,
  });
  if (doubt !== undefined) output.note(`${err.yellow('warning:')} ${doubt}`);
  const open = calls.filter((call: SnapshotCall) => whyNotKnown(call) !== undefined);
  output.note(
    `${folder}: cluster ${cluster} of account ${account}, ${count(calls.length, 'call')}${open.length === 0 ? '' : `, ${open.length} without an answer: what they were to tell is not known`}`,
  );
}
