import { partitionOf } from '../../aws/partitions.js';
import type { Diagnostic } from '../../diagnostics.js';
import type { Fact, Inventory, MutableInventory, SourceDocument } from '../inventory.js';
import type { Node } from '../node.js';
import { entryOf, fieldOf, isMap, isString, known, plainValue } from '../node-access.js';
import { folderOf, joinPath } from '../paths.js';
import { problem } from '../problems.js';
import {
  commandOf,
  DAMAGED,
  optionOf,
  parseSnapshotIndex,
  type SnapshotCall,
  type SnapshotFact,
  topOf,
} from '../snapshot-index.js';

/** Whether a document is the index of a snapshot. */
export function isSnapshotIndex(root: Node): boolean {
  const mark = fieldOf(root, 'irsaForge');
  return isString(mark) && mark.value === 'snapshot';
}

/** Reads the index of a snapshot; what it lists is looked at once all files are read, by `checkSnapshots`. */
export function readSnapshotIndex(root: Node, file: string, inventory: MutableInventory): void {
  const index = parseSnapshotIndex(plainValue(root)?.value);
  if (typeof index !== 'string') {
    const snapshot = { ...index, folder: folderOf(file), place: root.place };
    inventory.snapshots.push(snapshot);
    readBuckets(snapshot, inventory);
    return;
  }
  const message = `cannot be read: ${index}`;
  inventory.diagnostics.push(problem('read/unreadable', message, root.place, 'take the snapshot again'));
  inventory.leftOut.push({ file, reason: message });
}

/**
 * S3 tells the policy of a bucket, or that there is none, to its own account alone.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html (2026-11)
 */
function readBuckets(
  { calls, folder, account, region, place }: SnapshotFact,
  inventory: MutableInventory,
): void {
  for (const call of calls) {
    const name = commandOf(call) === 's3api get-bucket-policy' ? optionOf(call, 'bucket') : undefined;
    const hasNone = call.outcome === 'absent' && call.reason === 'NoSuchBucketPolicy';
    if (name === undefined || !(hasNone || call.outcome === 'answered')) continue;
    const arn = known(`arn:${partitionOf(region)?.name ?? 'aws'}:s3:::${name}`, place);
    const fact: Fact & { readonly resource: 'bucket' } = {
      ...{ id: `snapshot:${folder}:bucket:${name}`, tool: 'aws', kind: commandOf(call), place },
      ...{ scope: joinPath(folder, 'aws') ?? folder, observed: true, resource: 'bucket' },
    };
    inventory.resources.push({
      ...{ ...fact, ownership: 'declared', arn },
      ...{ name: known(name, place), account: known(account, place) },
    });
  }
}

/** The calls of a command in all snapshots: `iam get-role`, `get pods`. */
export function callsOf(
  { snapshots }: Pick<Inventory, 'snapshots'>,
  command: string,
): readonly SnapshotCall[] {
  return snapshots.flatMap(({ calls }) => calls.filter((call) => commandOf(call) === command));
}

/** Whether a snapshot has all of a kind of the cluster's objects: `serviceaccounts`, `pods`. */
export function isListed({ snapshots }: Pick<Inventory, 'snapshots'>, plural: string): boolean {
  return snapshots.some(({ calls }) =>
    calls.some(
      ({ call, outcome }) =>
        call[0] === 'kubectl' &&
        call[2]?.split('.')[0] === plural &&
        outcome === 'answered' &&
        !call.includes('--namespace'),
    ),
  );
}

/** Whether a snapshot of an account has the whole answer to a command of `aws`, such as all roles. */
export function isAnswered(
  { snapshots }: Pick<Inventory, 'snapshots'>,
  command: string,
  account: string | undefined,
): boolean {
  return snapshots.some(
    (snapshot) =>
      (account === undefined || snapshot.account === account) &&
      snapshot.calls.some((call) => commandOf(call) === command && call.outcome === 'answered'),
  );
}

/** The files of a call's answer, as a snapshot's folder is named. */
export function filesOf(folder: string, { files = [] }: SnapshotCall): readonly string[] {
  return files.map((file) => joinPath(folder, file) ?? file);
}

/**
 * Looks whether the files are what the index says. What a missing, cut off or foreign file was to tell is not known, so that
 * its call counts as failed.
 */
export function checkSnapshots(inventory: MutableInventory): void {
  const documents = new Map(inventory.documents.map((document) => [document.file, document]));
  forgetAnswers(inventory);
  for (const [at, snapshot] of inventory.snapshots.entries()) {
    const findings: Diagnostic[] = [];
    const calls = snapshot.calls.map((call): SnapshotCall => {
      const faults = filesOf(snapshot.folder, call).flatMap((path) => {
        const fault = faultOf(documents.get(path), call);
        return fault === undefined ? [] : [{ path, fault }];
      });
      const [first] = faults;
      if (first === undefined) return call;
      const message = `the answer to \`${call.call.join(' ')}\` is not read: ${first.path} ${first.fault}`;
      findings.push(problem('read/unreadable', message, snapshot.place, 'take the snapshot again'));
      return { ...call, outcome: 'failed', reason: DAMAGED, message };
    });
    inventory.diagnostics.push(...findings, ...unfinished(snapshot));
    inventory.snapshots[at] = { ...snapshot, calls };
  }
}

/** What the index names is known, whatever it looks like. */
function forgetAnswers(inventory: MutableInventory): void {
  const answers = new Set(
    inventory.snapshots.flatMap(({ folder, calls }) => calls.flatMap((call) => filesOf(folder, call))),
  );
  if (answers.size === 0) return;
  inventory.recognised.splice(
    0,
    inventory.recognised.length,
    ...inventory.recognised.filter(({ place }) => !answers.has(place.file)),
  );
}

function faultOf(document: SourceDocument | undefined, call: SnapshotCall): string | undefined {
  if (document === undefined) return 'is not there, or is no whole JSON';
  const top = topOf(call);
  if (top === undefined || (isMap(document.root) && entryOf(document.root, top) !== undefined))
    return undefined;
  return `has no ${top}, and so is the answer to something else`;
}

function unfinished({ finishedAt, place, cluster }: SnapshotFact): readonly Diagnostic[] {
  if (finishedAt !== undefined) return [];
  const message = `the snapshot of cluster ${cluster} was not finished: what is not in it may be there all the same`;
  return [problem('read/unreadable', message, place, 'run irsa-forge snapshot on the folder once more')];
}

/** The clusters of which there are snapshots, where there is more than one. */
export function severalClusters({ snapshots }: Pick<Inventory, 'snapshots'>): readonly SnapshotFact[] {
  const found = new Map(snapshots.map((each) => [`${each.account} ${each.region} ${each.cluster}`, each]));
  return found.size > 1 ? [...found.values()] : [];
}
