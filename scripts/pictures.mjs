/** Draws the pictures of the README: a chain, and what a report shows, from real runs of the program that was built last. */
import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { PseudoTerminal } from '../test/e2e/wizard-terminal.mjs';
import { reportPicture, screenPicture, writePicture } from './picture.mjs';

const program = resolve(process.env.IRSA_FORGE ?? 'bin/irsa-forge.js');

writePicture(
  'chain',
  'Links from a pod to a bucket, each with its reason and its place; the last one breaks: no policy of the role allows s3:ListBucket',
  await chain(),
);
writePicture(
  'report',
  'Service accounts, the roles that they take, and the keys, parameters, secrets and queues that these reach',
  reportPicture(report()),
);

/** Why a pod may not list a bucket, up to the verdict. */
async function chain() {
  const columns = 130;
  const question = [
    ...['explain', 'generated/s3-web-app', '--service-account', 'default/sa-app'],
    ...['--action', 's3:ListBucket', '--resource', 'arn:aws:s3:::lightlytics-s3-bucket'],
  ];
  const terminal = new PseudoTerminal([process.execPath, program, ...question], { columns, rows: 60 });
  await terminal.exit();
  const before = [
    `$ irsa-forge ${question.slice(0, 4).join(' ')} \\`,
    `    ${question.slice(4).join(' ')}`,
    '',
  ];
  return screenPicture(terminal.screen, { columns, before, most: 60, until: /^. denied \(/ });
}

function report() {
  const args = [program, 'report', 'generated/well-known-programs', '-o', '-'];
  return execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
}
