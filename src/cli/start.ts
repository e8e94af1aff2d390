import { main } from './main.js';
import { standardStream } from './standard-stream.js';

const host = {
  env: process.env,
  cwd: () => process.cwd(),
  // Not before it is read: looking at it alone loads a good part of Node's streams.
  get stdin() {
    return process.stdin;
  },
  stdout: standardStream('stdout'),
  stderr: standardStream('stderr'),
};

main(process.argv.slice(2), host).then((exitCode) => {
  process.exitCode = exitCode;
});
