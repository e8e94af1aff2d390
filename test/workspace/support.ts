import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from '@jest/globals';
import type { RenderedFile } from '../../src/rendered-file.js';
import { type FileOps, nodeFileOps } from '../../src/workspace/file-ops.js';
import { type FolderRequest, type WriteResult, writeFolder } from '../../src/workspace/index.js';
import { currentOwner, type LockOwner } from '../../src/workspace/lock-owner.js';
import { sha256 } from '../../src/workspace/text.js';

/** Files by path: how tests write down a folder. */
export type Tree = Readonly<Record<string, string>>;

const made: string[] = [];

/** In memory where that is possible: tests that make and remove thousands of files are slow on many disks. */
const TEMPORARY = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that is removed after the test, holding some files. */
export function aFolder(files: Tree = {}): string {
  const folder = mkdtempSync(join(TEMPORARY, 'irsa-forge-workspace-'));
  made.push(folder);
  putFiles(folder, files);
  return folder;
}

/** Writes files as a user would. */
export function putFiles(folder: string, files: Tree): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** All files below a folder, ours included; folders without files show up as `name/`. */
export function readTree(folder: string): Record<string, string> {
  const tree: Record<string, string> = {};
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const filled = new Set(entries.map(({ parentPath }) => parentPath));
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.length + 1);
    if (!entry.isDirectory()) tree[name] = readFileSync(path, 'utf8');
    else if (!filled.has(path)) tree[`${name}/`] = '';
  }
  return tree;
}

/** The same without the manifest. */
export function readFiles(folder: string): Record<string, string> {
  const { '.irsa-forge.json': _, ...files } = readTree(folder);
  return files;
}

export function asRendered(files: Tree): readonly RenderedFile[] {
  return Object.entries(files).map(([path, content]) => ({ path, content }));
}

/** A request with everything but the files and the folder filled in. */
export function aRequest(folder: string, files: Tree, more: Partial<FolderRequest> = {}): FolderRequest {
  return {
    folder,
    rendered: asRendered(files),
    tool: '1.0.0',
    spec: sha256('spec'),
    lock: { timeoutMs: 60_000 },
    ...more,
  };
}

export function generate(
  folder: string,
  files: Tree,
  more: Partial<FolderRequest> = {},
): Promise<WriteResult> {
  return writeFolder(aRequest(folder, files, more));
}

/** The verdicts of a plan by path. */
export function verdictsOf({ plan }: Pick<WriteResult, 'plan'>): Record<string, string> {
  return Object.fromEntries(plan.entries.map((entry) => [entry.path, entry.verdict]));
}

let deadProcess: number | undefined;

/** A process that has been and gone. */
export function aDeadOwner(): LockOwner {
  deadProcess ??= spawnSync('true').pid;
  return { ...currentOwner(), pid: deadProcess, start: '0' };
}

/** What stands for the end of the process: no operation works from then on. */
export class Killed extends Error {}

/** How to disturb a run: at which operation (counting from 1), and in what way. */
export interface Fault {
  readonly at: number;
  /** `kill`: nothing works any more; `fail`: that one fails; `break`: that and all later changes fail. */
  readonly kind: 'kill' | 'fail' | 'break';
  readonly code?: string;
  /** Only operations that change something are counted. */
  readonly changesOnly?: boolean;
}

const READS = new Set(['locate', 'list', 'look', 'read']);

/** The real operations with one fault in them; `count` tells how many were made. */
export function faultyOps(fault?: Fault): { readonly ops: FileOps; readonly count: () => number } {
  let count = 0;
  const wrap = (name: string, operation: (...parts: never[]) => unknown) => {
    return (...parts: never[]): unknown => {
      const reads = READS.has(name);
      if (!(fault?.changesOnly && reads)) count++;
      if (fault?.kind === 'kill' && count >= fault.at) throw new Killed(name);
      const hit = fault?.kind === 'fail' ? count === fault.at : fault?.kind === 'break' && count >= fault.at;
      if (hit && !(fault?.changesOnly && reads)) throw systemError(fault?.code ?? 'EIO', String(parts[0]));
      return operation(...parts);
    };
  };
  const ops = Object.fromEntries(
    Object.entries(nodeFileOps).map(([name, operation]) => [name, wrap(name, operation)]),
  );
  return { ops: ops as unknown as FileOps, count: () => count };
}

function systemError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { errno: -1, code, path });
}
