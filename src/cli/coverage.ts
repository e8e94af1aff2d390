import { Failure } from '../diagnostics.js';
import { type Coverage, type Inventory, type LeftOut, severalClusters } from '../readers/index.js';
import type { Colors } from './colors.js';
import { STDIN, STDIN_NAME } from './stdin.js';
import { count } from './summary.js';

/** More lines of what was left out than anybody reads. */
const SHOWN = 10;

/** `9 of 14 files hold something to check`. */
export function describeCoverage({ read, relevant }: Coverage): string {
  const holds = relevant === 1 ? 'holds' : 'hold';
  return `${relevant} of ${read} ${relevant === 1 && read === 1 ? 'file' : 'files'} ${holds} something to check`;
}

/** The files that were not read, with the reason; the first of them. Empty when there are none. */
export function leftOutLines(leftOut: readonly LeftOut[], colors: Colors): readonly string[] {
  if (leftOut.length === 0) return [];
  const more = leftOut.length - SHOWN;
  return [
    `${colors.bold('not read:')} ${count(leftOut.length, 'file')}`,
    ...leftOut
      .slice(0, SHOWN)
      .map(describeLeftOut)
      .map((line) => `  ${line}`),
    ...(more > 0 ? [`  … and ${more} more; --format json lists all of them`] : []),
    '',
  ];
}

export function describeLeftOut({ file, reason }: LeftOut): string {
  return `${file}: ${reason}`;
}

/** Refuses snapshots of several clusters: the objects of one would be taken for those of the other. */
export function refuseSeveralClusters(inventory: Inventory): void {
  const [first, second] = severalClusters(inventory);
  if (first === undefined || second === undefined) return;
  throw new Failure(
    'several-clusters',
    'user',
    `${first.folder} is a snapshot of cluster ${first.cluster}, and ${second.folder} of ${second.cluster}`,
    { help: 'name the folder of one cluster' },
  );
}

/** The specs among the files, for which there are commands of their own. */
export function specsIn({ documents }: Inventory): readonly string[] {
  return [...new Set(documents.flatMap(({ kind, file }) => (kind === 'spec' ? [file] : [])))];
}

/** What to do about specs of which nothing was looked at; `command` begins one that does. */
export function helpWithSpecs(specs: readonly string[], command: string): string {
  if (specs.length === 0) return 'name the files or folders that do';
  const [first = ''] = specs;
  const named = specs.length === 1 ? `${first} is a spec` : `${first} and ${specs.length - 1} more are specs`;
  return `${named}: \`${command} -f ${first === STDIN_NAME ? STDIN : first}\` looks at all of it`;
}

/** Says that no file held anything to look at: silence would look like a clean result. */
export function nothingToCheck(paths: readonly string[], { read }: Coverage, help: string): Failure {
  const why =
    read === 0
      ? 'there is no file of a kind that is read'
      : `${read === 1 ? 'the one file that was' : `none of the ${read} files that were`} read holds ${read === 1 ? 'nothing' : 'anything'} that is checked`;
  return new Failure(
    'nothing-to-check',
    'user',
    `nothing to check in ${paths.map(shownPath).join(', ')}: ${why}`,
    { help },
  );
}

const shownPath = (path: string) => (path === STDIN ? STDIN_NAME : path);
