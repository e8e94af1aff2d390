import { spawnSync } from 'node:child_process';
import { Readable } from 'node:stream';
import { main } from '../../src/cli/main.js';
import { builtProgram } from './built.js';

export interface CliRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Given {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
}

/** A stream that keeps what is written to it. */
function collector() {
  return {
    text: '',
    isTTY: false,
    write(text: string) {
      this.text += text;
    },
  };
}

/** Runs a command line in this process, with nothing of the process's own environment. */
export async function runCli(
  cwd: string,
  args: readonly string[],
  { input = '', env = {} }: Given = {},
): Promise<CliRun> {
  const [stdout, stderr] = [collector(), collector()];
  const stdin = Readable.from([Buffer.from(input)]);
  const code = await main(args, { cwd: () => cwd, env, stdin, stdout, stderr });
  return { code, out: stdout.text, err: stderr.text };
}

/** Runs the built program, as a user would, in a folder; without a cache in the home of whoever runs the tests. */
export function runBuilt(cwd: string, args: readonly string[], { input = '', env = {} }: Given = {}): CliRun {
  const { NO_COLOR: _color, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram(), ...args], {
    cwd,
    input,
    encoding: 'utf8',
    // The schema of a standard is over a megabyte.
    maxBuffer: 16_000_000,
    env: { ...inherited, NODE_DISABLE_COMPILE_CACHE: '1', ...env },
  });
  return { code: status, out: stdout, err: stderr };
}
