import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { stableHash } from '../text/stable-hash.js';

/** Who holds a lock, so that a lock of a process that is no more can be told from one that is held. */
export interface LockOwner {
  readonly pid: number;
  /** When the process started, in a form that only fits this boot of this machine; `0` where it is not known. */
  readonly start: string;
  /** The machine and, in containers, the process namespace: elsewhere, a process cannot be looked up. */
  readonly host: string;
}

let own: LockOwner | undefined;

/** This process. */
export function currentOwner(): LockOwner {
  own ??= { pid: process.pid, start: startOf(process.pid) ?? '0', host: currentHost() };
  return own;
}

/** Whether the owner may still be running; on another machine that cannot be told, so it may. */
export function mayBeRunning(owner: LockOwner): boolean {
  if (owner.host !== currentOwner().host) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return owner.start === '0' || startOf(owner.pid) === owner.start;
}

/** The start of a process by Linux' books (proc(5), `stat` field 22); nothing for a zombie or without /proc. */
function startOf(pid: number): string | undefined {
  const stat = readQuietly(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  const boot = readQuietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) ?? '';
  return stableHash(`${boot}${fields[19]}`);
}

function currentHost(): string {
  return stableHash(`${hostname()} ${readQuietly(() => readlinkSync('/proc/self/ns/pid')) ?? ''}`);
}

function readQuietly(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
