import { applyPlan } from './apply.js';
import { prepareContents } from './contents.js';
import { toFailure } from './failures.js';
import { type FileOps, nodeFileOps } from './file-ops.js';
import type { Resolution } from './judge.js';
import { LOCK_TIMEOUT_MS, type LockOptions, withLock } from './lock.js';
import { type PlanInput, planContents } from './plan.js';
import { recoverFolder } from './recover.js';
import { hasRemains, loadSnapshot, loadUnlocked, type Scope, type Snapshot } from './snapshot.js';
import { sleep, uptime } from './time.js';
import { hasChanges, hasConflicts, type WritePlan } from './write-plan.js';

/** One output folder and what it is to hold. */
export interface FolderRequest extends Omit<PlanInput, 'disk' | 'manifest' | 'resolution'> {
  /** The output folder; it need not exist. A symbolic link to a folder is fine. */
  readonly folder: string;
  /** The way out of conflicts; absent: a conflict stops the run before the first write. */
  readonly resolve?: 'force' | 'merge' | 'adopt' | 'merge-adopt' | undefined;
  readonly lock?: LockOptions | undefined;
  readonly ops?: FileOps | undefined;
}

/** What was planned, and whether it was carried out: not when nothing would change, nor with conflicts. */
export interface WriteResult {
  readonly plan: WritePlan;
  readonly written: boolean;
}

/**
 * Plans without writing anything. A run that is under way is waited for; one that was killed half way is looked
 * at as if the next run had finished it, or taken it back, already.
 */
export async function planFolder(request: FolderRequest): Promise<WritePlan> {
  const { ops, scope, plan } = await prepare(request);
  const deadline = uptime() + (request.lock?.timeoutMs ?? LOCK_TIMEOUT_MS);
  for (;;) {
    const { snapshot, settled } = guard(() => loadUnlocked(ops, scope));
    if (settled || uptime() > deadline) return plan(snapshot);
    await sleep(20);
  }
}

/** Makes the folder hold what was rendered, all of it or nothing; see `applyPlan` for what that means. */
export async function writeFolder(request: FolderRequest): Promise<WriteResult> {
  const { ops, scope, plan } = await prepare(request);
  // Without the lock first: a run with nothing to do leaves no trace, not even a changed time of the folder.
  const { snapshot, settled } = guard(() => loadUnlocked(ops, scope));
  const first = plan(snapshot);
  if (settled && !needsWriting(first) && !hasRemains(ops, request.folder))
    return { plan: first, written: false };
  const work = (root: string): WriteResult => {
    recoverFolder(ops, root);
    const found = loadSnapshot(ops, scope);
    const planned = plan(found);
    if (!needsWriting(planned)) return { plan: planned, written: false };
    applyPlan(ops, root, planned, found);
    return { plan: planned, written: true };
  };
  return withLock(ops, request.folder, request.lock ?? {}, work).catch((error: unknown) => {
    throw toFailure(error);
  });
}

/** What both need: how to read the folder, and how to plan from what was read. */
async function prepare(request: FolderRequest) {
  const { folder, rendered, tool, spec, standard, only, retain, resolve, ops = nodeFileOps } = request;
  const contents = prepareContents(rendered, only);
  const resolution = await loadResolution(resolve);
  const scope: Scope = { folder, paths: [...contents.keys()], only };
  const plan = (snapshot: Snapshot): WritePlan =>
    planContents({ ...snapshot, tool, spec, standard, only, retain, resolution }, contents);
  return { ops, scope, plan };
}

async function loadResolution(resolve: FolderRequest['resolve']): Promise<Resolution | undefined> {
  if (resolve !== 'merge' && resolve !== 'merge-adopt') return resolve && { by: resolve };
  const { mergeText } = await import('./merge-text.js');
  return { by: 'merge', mergeText, adopt: resolve === 'merge-adopt' };
}

function needsWriting(plan: WritePlan): boolean {
  return hasChanges(plan) && !hasConflicts(plan);
}

function guard<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toFailure(error);
  }
}
