import { EXIT } from './exit-codes.js';
import { main } from './main.js';

// A reader that has seen enough (`| head`) is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT.ok);
  });
}

main(process.argv.slice(2), process).then((exitCode) => {
  process.exitCode = exitCode;
});
