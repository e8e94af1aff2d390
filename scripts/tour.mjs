/**
 * Writes docs/tour.md: the wizard's screens as a person sees them, from a real run in a pseudo-terminal of the
 * program that was built last.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PseudoTerminal } from '../test/e2e/wizard-terminal.mjs';
import { pictureMarkdown, screenPicture, writePicture } from './picture.mjs';

const program = resolve(process.env.IRSA_FORGE ?? 'bin/irsa-forge.js');
const work = mkdtempSync(join(tmpdir(), 'irsa-tour-'));
const folder = join(work, 'photo-site');
mkdirSync(folder);
const env = { HOME: work, XDG_STATE_HOME: join(work, 'state') };
const terminals = [];
const COLUMNS = 88;
const ROWS = 34;

try {
  const page = [
    ...(await shortPath()),
    ...(await interrupted()),
    ...(await anotherWorkload()),
    ...withoutTerminal(),
  ];
  const intro = `# A tour of the wizard

Every screen below is from a real run, captured by \`node scripts/tour.mjs\`, some as pictures and some as plain text. The
folder is called \`photo-site\` and is empty.
`;
  writeFileSync('docs/tour.md', `${[intro, ...page].join('\n')}`);
} finally {
  for (const terminal of terminals) terminal.kill();
  rmSync(work, { recursive: true, force: true });
}

async function shortPath() {
  const terminal = start();
  const page = [
    ...(await theCluster(terminal)),
    ...(await theWorkload(terminal)),
    ...(await theReview(terminal)),
  ];
  await terminal.exit();
  const text = terminal.text();
  return [
    ...page,
    heading('The end'),
    prose(
      'The files, the next commands from the runbook, and the command that does all of this without a question:',
    ),
    fenced(text.slice(text.indexOf('irsa.yaml: created'))),
    prose('The spec that was written:'),
    fenced(readFileSync(join(folder, 'irsa.yaml'), 'utf8').trimEnd(), 'yaml'),
  ];
}

async function theCluster(terminal) {
  const page = [];
  page.push(
    heading('The short path'),
    prose('`irsa-forge init` in an empty folder. The first question decides how much is asked:'),
  );
  await settled(terminal, 'esc back');
  page.push(
    picture(
      terminal,
      'start',
      'What do you want? A new or an existing cluster, with recommended settings or everything decided by yourself',
    ),
  );
  await terminal.choose('What do you want?', 'New cluster, recommended settings');
  page.push(
    prose(
      'Every question says why it is asked, gives an example, and has a default where something fits: here the name of the folder. Enter takes it, Tab edits it, Esc goes back.',
    ),
  );
  page.push(screen(await asked(terminal, 'Cluster name')));
  await terminal.press('enter');
  await terminal.answer('Region', 'frank');
  page.push(
    prose('Regions are found by code or by place:'),
    screen(await settled(terminal, '❯ eu-central-1')),
  );
  await terminal.press('enter');
  await terminal.answer('AWS account id', '111122223333', 'enter');
  return page;
}

async function theWorkload(terminal) {
  const page = [];
  await terminal.choose('What gets access to AWS?', 'My own application');
  await terminal.answer('Kubernetes namespace', 'enter');
  await terminal.answer('Kubernetes service account', 'enter');
  page.push(prose('A workload may use things of several kinds; Space marks them, Enter goes on:'));
  await asked(terminal, 'What does it use?');
  page.push(
    picture(
      terminal,
      'uses',
      'A list of kinds of AWS resources to mark: S3 buckets, SQS queues, SNS topics and more',
    ),
  );
  await terminal.mark('What does it use?', 'SQS queue');
  await terminal.answer('S3 bucket', 'Acme_Photos', 'enter');
  page.push(
    prose('A wrong answer is refused at once, in the words in which `validate` refuses it in the file:'),
  );
  await settled(terminal, 'is not a valid S3 bucket name');
  page.push(
    picture(terminal, 'refused', 'The name Acme_Photos is refused in red, with what a bucket name may hold'),
  );
  await terminal.press('ctrl-u', 'acme-photos', 'enter');
  page.push(prose('Access is asked in plain words; the line below the list says what it comes to:'));
  await asked(terminal, 'What may it do with the bucket acme-photos?');
  page.push(
    picture(
      terminal,
      'access',
      'What may it do with the bucket acme-photos? Words such as read, write and delete, and below them the actions that the chosen one comes to',
    ),
  );
  await terminal.choose('What may it do with the bucket acme-photos?', 'Read and list objects');
  await terminal.answer('SQS queue', 'photo-uploads', 'enter');
  page.push(prose('Of most kinds several things may be done:'));
  page.push(screen(await asked(terminal, 'What may it do with the queue photo-uploads?')));
  await terminal.mark('What may it do with the queue photo-uploads?', 'Receive and delete messages');
  await terminal.choose('What runs as this service account?', 'Deployment');
  await terminal.answer('Container image', 'registry.example/photo-site:1.4.2', 'enter');
  return page;
}

async function theReview(terminal) {
  const page = [];
  page.push(
    heading('The review'),
    prose(
      'After these questions, everything that would be written, what was not asked included. Any line can be changed; what depended on it is asked again, or follows if it only was a default.',
    ),
  );
  await asked(terminal, 'Review');
  page.push(
    picture(
      terminal,
      'review',
      'The review: every answer on a line of its own, with ways to change, look at and write it',
    ),
  );
  await terminal.choose('Review', 'Port');
  await terminal.answer('Port that the container listens on', '8080', 'enter');
  await terminal.choose('Review', 'Service  ');
  await terminal.choose('Who must reach it?', 'Other pods (ClusterIP)');
  await terminal.choose('Review', 'Look at the files first');
  page.push(
    prose('Before anything is on disk, every file can be read:'),
    screen(await asked(terminal, '17 files would be written')),
  );
  await terminal.choose('17 files would be written', 'generated/kubernetes/service-accounts');
  page.push(screen(await settled(terminal, 'kind: ServiceAccount')));
  await terminal.press('enter');
  await terminal.choose('17 files would be written', 'Back to the review');
  await terminal.choose('Review', 'Write irsa.yaml and generate');
  return page;
}

async function interrupted() {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const first = start();
  await first.choose('What do you want?', 'Existing cluster, recommended');
  await first.answer('Cluster name', 'platform', 'enter');
  await first.answer('Region', 'ctrl-c');
  await first.exit();
  const second = start();
  const page = [
    heading('Interrupted'),
    prose('Ctrl-C, a closed terminal or a crash loses nothing:'),
    screen(first.text()),
    prose('The next `init` offers to go on:'),
    screen(await asked(second, 'Go on where you stopped?')),
  ];
  second.kill();
  await second.exit();
  return page;
}

async function anotherWorkload() {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const given = [
    'cluster.region=eu-central-1',
    'cluster.accountId=111122223333',
    'workloads[0].buckets[0].name=acme-photos',
  ];
  const sets = given.flatMap((set) => ['--set', set]);
  execFileSync(process.execPath, [program, 'init', '--yes', ...sets], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: 'ignore',
  });
  const terminal = start();
  const page = [
    heading('With an irsa.yaml there'),
    prose('`init` changes it or adds a workload; comments and order stay:'),
    screen(await asked(terminal, 'irsa.yaml is here already')),
  ];
  terminal.kill();
  await terminal.exit();
  return page;
}

function withoutTerminal() {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const { stderr, status } = spawnSync(process.execPath, [program, 'init'], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return [
    heading('Without a terminal'),
    prose(`In a pipeline nothing is asked; the exit code is ${status}, and the message names the options:`),
    fenced(`$ irsa-forge init < /dev/null\n${stderr.trimEnd()}`),
  ];
}

function start() {
  const terminal = new PseudoTerminal([process.execPath, program, 'init'], {
    cwd: folder,
    columns: COLUMNS,
    rows: ROWS,
    env,
  });
  terminals.push(terminal);
  return terminal;
}

async function asked(terminal, question) {
  await terminal.see(new RegExp(`^\\? ${question.replace(/[?.()]/g, '\\$&')}`, 'm'));
  return settled(terminal, 'esc back');
}

/** The screen once nothing has changed for a while. */
async function settled(terminal, text) {
  let before = await terminal.see(text);
  for (;;) {
    await new Promise((done) => setTimeout(done, 150));
    const now = await terminal.see(text);
    if (now === before) return now;
    before = now;
  }
}

function heading(text) {
  return `## ${text}\n`;
}

function prose(text) {
  return `${text}\n`;
}

/** The screen in its colours, and what it answers in words. */
function picture(terminal, name, alt) {
  writePicture(`tour-${name}`, alt, screenPicture(terminal.screen, { columns: COLUMNS, most: ROWS }));
  return `${pictureMarkdown(`tour-${name}`, alt)}\n`;
}

/** What a terminal of this size shows, without the lines above it. */
function screen(text) {
  return fenced(text.split('\n').slice(-ROWS).join('\n').replace(/^\n+/, ''));
}

function fenced(text, language = 'text') {
  return `\`\`\`${language}\n${text.replace(/[ \t]+$/gm, '')}\n\`\`\`\n`;
}
