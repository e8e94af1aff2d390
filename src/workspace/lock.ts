import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { Failure } from '../diagnostics.js';
import { refuseKind } from './failures.js';
import { errorCode, type FileOps } from './file-ops.js';
import { currentOwner, type LockOwner, mayBeRunning } from './lock-owner.js';
import { below, LOCK_PREFIX } from './paths.js';
import { sleep, uptime } from './time.js';

/** How long a run waits for another one on the same folder, unless told otherwise. */
export const LOCK_TIMEOUT_MS = 10_000;

/** How to wait for other runs; `owner` stands in for this process in tests. */
export interface LockOptions {
  readonly timeoutMs?: number | undefined;
  readonly owner?: LockOwner | undefined;
}

/**
 * Does some work while no other run works on the folder, which is made if need be.
 *
 * Each run has a lock file of its own name; it holds the lock when, having written it, it sees no other. Two that
 * see each other both step back and try again after a random pause. A name is never used twice, so removing the
 * file of a dead process can never hit a living one: the race that one common lock file has.
 */
export async function withLock<T>(
  ops: FileOps,
  folder: string,
  options: LockOptions,
  work: (root: string) => T,
): Promise<T> {
  const made: string[] = [];
  const deadline = uptime() + (options.timeoutMs ?? LOCK_TIMEOUT_MS);
  const name = nameLock(options.owner ?? currentOwner());
  try {
    for (;;) {
      makeFolders(ops, resolve(folder), made);
      const root = ops.locate(folder) ?? resolve(folder);
      const attempt = tryLock(ops, root, name);
      if (attempt === 'held') return workLocked(ops, root, name, work);
      if (uptime() > deadline) throw refuseLocked(ops, root, attempt.holder);
      await sleep(5 + Math.random() * 40);
    }
  } finally {
    removeFolders(ops, made);
  }
}

/** The lock files of runs that may still be at work, but for one's own; those of dead processes are removed if so asked. */
export function findLocks(
  ops: FileOps,
  root: string,
  options: { readonly removeDead: boolean; readonly own?: string },
): readonly string[] {
  const names = [...(ops.list(root)?.keys() ?? [])].filter(
    (name) => name.startsWith(LOCK_PREFIX) && name !== options.own,
  );
  return names.filter((name) => {
    const owner = parseLockName(name);
    if (owner === undefined || mayBeRunning(owner)) return true;
    if (options.removeDead) removeQuietly(ops, below(root, name));
    return false;
  });
}

/** Takes the lock, or names the lock file that stands in the way; none when the folder has just gone. */
function tryLock(ops: FileOps, root: string, name: string): 'held' | { readonly holder: string | undefined } {
  const [holder] = findLocks(ops, root, { removeDead: true });
  if (holder !== undefined) return { holder };
  const path = below(root, name);
  try {
    ops.write(path, `${JSON.stringify({ pid: process.pid, host: hostname() })}\n`);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { holder: undefined };
    removeQuietly(ops, path);
    throw error;
  }
  const [rival] = findLocks(ops, root, { removeDead: true, own: name });
  if (rival === undefined) return 'held';
  removeQuietly(ops, path);
  return { holder: rival };
}

function workLocked<T>(ops: FileOps, root: string, name: string, work: (root: string) => T): T {
  try {
    return work(root);
  } finally {
    removeQuietly(ops, below(root, name));
  }
}

function nameLock({ pid, start, host }: LockOwner): string {
  return `${LOCK_PREFIX}${pid}-${start}-${host}-${Math.floor(Math.random() * 2 ** 52).toString(36)}`;
}

function parseLockName(name: string): LockOwner | undefined {
  const match = /^(\d{1,10})-([0-9a-z]+)-([0-9a-z]+)-[0-9a-z]+$/.exec(name.slice(LOCK_PREFIX.length));
  if (match === null) return undefined;
  const [, pid = '', start = '', host = ''] = match;
  return { pid: Number(pid), start, host };
}

function refuseLocked(ops: FileOps, root: string, name: string | undefined): Failure {
  if (name === undefined) {
    return new Failure('output-not-writable', 'environment', `${root}: no folder can be made there`, {
      help: 'choose another folder with --out',
    });
  }
  const path = below(root, name);
  const pid = parseLockName(name)?.pid;
  const stored = Buffer.from(ops.read(path) ?? '').toString();
  const host = /"host":"([\w.-]+)"/.exec(stored)?.[1];
  const who =
    pid === undefined ? 'another program' : `process ${pid}${host === undefined ? '' : ` on ${host}`}`;
  return new Failure(
    'output-locked',
    'environment',
    `${root}: ${who} is writing there; nothing was changed`,
    {
      help: `wait for it to end, then run again; if it is not running any more, delete ${path}`,
    },
  );
}

/** Makes a folder and what is missing above it, noting what was made. */
function makeFolders(ops: FileOps, folder: string, made: string[]): void {
  const kind = ops.look(folder)?.kind;
  if (kind === 'folder' || (kind === 'link' && isFolder(ops, folder))) return;
  if (kind !== undefined) throw refuseKind(folder, kind, 'folder');
  makeFolders(ops, resolve(folder, '..'), made);
  try {
    ops.makeFolder(folder, 0o777);
    made.push(folder);
  } catch (error) {
    // Another run made it first, or took back the one above it: the next attempt will see.
    if (errorCode(error) !== 'EEXIST' && errorCode(error) !== 'ENOENT') throw error;
  }
}

function isFolder(ops: FileOps, link: string): boolean {
  const real = ops.locate(link);
  return real !== undefined && ops.look(real)?.kind === 'folder';
}

/** Takes back the folders that were made if nothing came into them, the innermost first. */
function removeFolders(ops: FileOps, made: readonly string[]): void {
  for (const folder of [...made].reverse()) {
    try {
      // Node takes longer to put a refusal together than to look.
      if (ops.list(folder)?.size !== 0) return;
      ops.removeFolder(folder);
    } catch {
      return;
    }
  }
}

function removeQuietly(ops: FileOps, path: string): void {
  try {
    ops.remove(path);
  } catch {
    // Somebody else removed it, or the next run does: a lock of a dead process holds nobody up.
  }
}
