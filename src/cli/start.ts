import { main } from './main.js';
import { standardStream } from './standard-stream.js';

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

main(process.argv.slice(2), host).then((exitCode) => {
  process.exitCode = exitCode;
  // Node would else take its engine apart before it ends.
  if (stdout.isOut() && stderr.isOut()) process.exit();
});
