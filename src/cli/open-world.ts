import { sortedUnique } from '../collections.js';
import { type Diagnostic, Failure } from '../diagnostics.js';
import { buildWorld, type Given, type World, worldOfSpec } from '../explain/index.js';
import type { AccessModel } from '../model/types.js';
import {
  type Coverage,
  coverageOf,
  type Inventory,
  ifKnown,
  type LeftOut,
  loadManagedPolicies,
  readFiles,
} from '../readers/index.js';
import { listWords, quote } from '../text/quote.js';
import { Bases } from './bases.js';
import type { CommandContext } from './command.js';
import { helpWithSpecs, leftOutLines, nothingToCheck, refuseSeveralClusters, specsIn } from './coverage.js';
import { type GivenOptions, givenOf, loadGiven } from './given-options.js';
import { loadSpec } from './load-spec.js';
import { scanPaths } from './scan-paths.js';
import { findSpecFiles, readSpecFile, type SpecFile } from './spec-files.js';

/** What is asked about, and, where that is files, which of them were read. */
export interface Opened {
  readonly world: World;
  readonly coverage?: Coverage;
  /** What the readers never saw; the answer itself tells the rest. */
  readonly unseen?: readonly LeftOut[];
  /** Of a spec: what it says, and its warnings. */
  readonly spec?: {
    readonly file: SpecFile;
    readonly model: AccessModel;
    readonly diagnostics: readonly Diagnostic[];
  };
}

/** What the command line says about it. */
export interface WorldOptions extends GivenOptions {
  /** A spec in place of files. */
  readonly file?: string;
  /** The name of the cluster that is asked about. */
  readonly cluster?: string;
  readonly strict?: boolean;
  /** The day on which the spec is looked at. */
  readonly today?: string;
  /** What is asked for, if only one thing is. */
  readonly resource?: string;
}

/** A spec is rendered in memory, and read back like anybody's files. */
export async function openWorld(
  paths: readonly string[],
  options: WorldOptions,
  context: CommandContext,
  command: 'explain' | 'report',
): Promise<Opened> {
  const { file, cluster, strict = false } = options;
  const more = {
    ...givenOf(options),
    ...partitionAsked(options),
    ...(cluster === undefined ? {} : { cluster }),
  };
  if (paths.length === 0) return openSpec(options, more, context);
  if (file !== undefined)
    throw new Failure('two-sources', 'user', 'give either -f or paths, not both', {
      help: 'leave one of them away',
    });
  const { files, diagnostics, leftOut, named } = await scanPaths(paths, context);
  const [unreadable] = diagnostics;
  if (unreadable !== undefined)
    throw new Failure('unreadable', 'user', `${unreadable.place?.file ?? 'a path'} ${unreadable.message}`);
  const inventory = await readFiles(files, await loadGiven(options, context.cwd));
  refuseSeveralClusters(inventory);
  const coverage = coverageOf(inventory, leftOut, named);
  if (coverage.relevant === 0) {
    context.output.note(leftOutLines(coverage.leftOut, context.output.colors.err));
    throw nothingToCheck(paths, coverage, helpWithSpecs(specsIn(inventory), `irsa-forge ${command}`));
  }
  reportProblems(inventory, context);
  requireCluster(cluster, clustersNamed(inventory));
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

/** The clusters that files name; undefined for one whose name they do not tell. */
function clustersNamed({ clusters, podIdentityAssociations }: Inventory): readonly (string | undefined)[] {
  const names = [
    ...clusters.map(({ name }) => name),
    ...podIdentityAssociations.map((each) => each.cluster.value),
  ];
  return names.map(ifKnown);
}

function requireCluster(asked: string | undefined, named: readonly (string | undefined)[]): void {
  if (asked === undefined || named.includes(asked) || named.includes(undefined)) return;
  const names = sortedUnique(named.filter((name) => name !== undefined));
  throw new Failure('unknown-cluster', 'user', `--cluster: nothing names a cluster ${quote(asked)}`, {
    help:
      names.length === 0
        ? 'say the issuer of the cluster instead, with --issuer'
        : `use ${listWords(names, 'or')}; in a spec identity.furtherClusters names more`,
  });
}

/** A question about an ARN is one about its partition. */
function partitionAsked({ resource }: WorldOptions): Given {
  const partition = /^arn:([a-z-]+):/.exec(resource ?? '')?.[1];
  return partition === undefined ? {} : { partition };
}

async function openSpec(
  { file, strict = false, today }: WorldOptions,
  more: Given,
  context: CommandContext,
): Promise<Opened> {
  const names = await findSpecFiles(file === undefined ? [] : [file], context.cwd);
  if (names.length > 1)
    throw new Failure('one-spec', 'user', 'one spec is looked at at a time', {
      help: 'name one file with -f',
    });
  const spec = await readSpecFile(names[0] ?? '', context);
  const loaded = await loadSpec(spec, context.cwd, { today });
  if (!loaded.ok) {
    context.output.diagnostics([
      ...loaded.diagnostics,
      ...new Bases(context.cwd).hint(spec, loaded.diagnostics),
    ]);
    throw new Failure('invalid-spec', 'user', `${spec.name} is not valid`, {
      help: 'irsa-forge validate shows every finding',
    });
  }
  const { model, render } = loaded.value;
  requireCluster(
    more.cluster,
    model.clusters.map(({ name }) => name),
  );
  const world = await worldOfSpec(model, await render(['eksctl', 'terraform', 'kubernetes']), more, {
    ...{ strict, managedPolicies: loadManagedPolicies },
  });
  return { world, spec: { file: spec, model, diagnostics: loaded.diagnostics } };
}
