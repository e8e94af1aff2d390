import { spawnSync } from 'node:child_process';
import { builtProgram } from './built.js';

export interface CliRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built program, as a user would, in a folder. */
export function runCli(
  cwd: string,
  args: readonly string[],
  { input = '', env = {} }: { readonly input?: string; readonly env?: Readonly<Record<string, string>> } = {},
): CliRun {
  const { NO_COLOR: _color, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram(), ...args], {
    cwd,
    input,
    encoding: 'utf8',
    // The schema of a standard is over a megabyte.
    maxBuffer: 16_000_000,
    env: { ...inherited, ...env },
  });
  return { code: status, out: stdout, err: stderr };
}
