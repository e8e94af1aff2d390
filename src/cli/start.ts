import { main } from './main.js';
import { standardStream } from './standard-stream.js';

/** Runs the program; the library, which is of the same parts, does not. */
export async function start(): Promise<void> {
  const stdout = standardStream('stdout');
  const stderr = standardStream('stderr');
  const host = {
    env: process.env,
    cwd: () => process.cwd(),
    // Not before it is read: looking at it alone loads a good part of Node's streams.
    get stdin() {
      return process.stdin;
    },
    stdout: stdout.stream,
    stderr: stderr.stream,
  };
  process.exitCode = await main(process.argv.slice(2), host);
  // Node would else take its engine apart before it ends.
  if (stdout.isOut() && stderr.isOut()) process.exit();
}
