/**
 * The wizard in a real pseudo-terminal: each scenario is a person's session, key by key. Build first
 * (`npm run build`); `node test/e2e/wizard.mjs NAME…` runs some of them.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { PseudoTerminal } from './wizard-terminal.mjs';

const root = resolve(import.meta.dirname, '../..');
const program = resolve(process.env.IRSA_FORGE ?? join(root, 'bin/irsa-forge.js'));
const only = process.argv.slice(2);
const tally = { passed: 0, failed: 0 };

const COMMENTED = `# Our media cluster. Ask Ines before you change it.
version: 1

cluster:
  name: media        # as in the console
  region: eu-west-1
  accountId: '111122223333'
  provision: false

workloads:
  # The public site
  - name: site
    namespace: media
    serviceAccount: site
    buckets:
      - { name: acme-media, access: [list, get] }   # no write!

tags:
  team: media # for the bill
`;

const SCENARIOS = {
  'short path': async ({ start, folder, same }) => {
    const terminal = start();
    await terminal.choose('What do you want?', 'New cluster, recommended settings');
    await terminal.answer('Cluster name', 'enter');
    await terminal.answer('Region', 'frankfurt');
    await terminal.see('❯ eu-central-1');
    await terminal.enter();
    await terminal.answer('AWS account id', '111122223333', 'enter');
    await terminal.choose('What gets access to AWS?', 'My own application');
    await terminal.answer('Kubernetes namespace', 'enter');
    await terminal.answer('Kubernetes service account', 'enter');
    await terminal.answer('What does it use?', 'enter');
    await terminal.answer('S3 bucket', 'Acme_Photos', 'enter');
    await terminal.see('"Acme_Photos" is not a valid S3 bucket name');
    await terminal.press('ctrl-u', 'acme-photos', 'enter');
    await terminal.choose('What may it do with the bucket acme-photos?', 'Read and list objects');
    await terminal.choose('What runs as this service account?', 'Deployment');
    await terminal.answer('Container image', 'registry.example/photo-site:1.4.2', 'enter');
    await terminal.choose('Review', 'Look at the files first');
    await terminal.choose('16 files would be written', 'generated/eksctl/cluster.yaml');
    await terminal.see('kind: ClusterConfig');
    await terminal.press('enter');
    await terminal.choose('16 files would be written', 'Back to the review');
    same('nothing is written before the end', readdirSync(folder), ['.irsa-forge.draft.yaml']);
    same(
      'the draft is private',
      (statSync(join(folder, '.irsa-forge.draft.yaml')).mode & 0o777).toString(8),
      '600',
    );
    await terminal.choose('Review', 'Write irsa.yaml and generate');
    same('exit code', await terminal.exit(), 0);
    const text = terminal.text();
    same('at most a dozen questions', (text.match(/^✔ /gm) ?? []).length <= 12, true);
    same('the tree', /generated\/[\s\S]*cluster\.yaml +create[\s\S]*15 files: 15 created/.test(text), true);
    same('the next command', text.includes('  eksctl create cluster -f eksctl/cluster.yaml'), true);
    same('no draft is left', readdirSync(folder).sort(), ['generated', 'irsa.yaml']);
    await equivalent(text, folder, same);
  },

  'everything customised, as the example s3-web-app': async ({ start, folder, same }) => {
    const terminal = start({ columns: 100, rows: 45 });
    await terminal.choose('What do you want?', 'New cluster, I decide everything');
    await terminal.answer('Cluster name', 'demo-k8s', 'enter');
    await terminal.answer('Region', 'virginia');
    await terminal.see('❯ us-east-1');
    await terminal.enter();
    await terminal.answer('AWS account id', '111122223333', 'enter');
    await terminal.choose('Kubernetes version', '1.35');
    await terminal.choose('Which network does the cluster get?', 'eksctl makes a VPC');
    await terminal.answer('Name of the node group', 'enter');
    await terminal.answer('Instance type', 'enter');
    await terminal.answer('How many nodes?', 'enter');
    await terminal.answer("Size of each node's disk", 'enter');
    await terminal.answer('Should the nodes be in private subnets?', 'enter');
    await terminal.answer("Should pods be able to take the node's role?", 'enter');
    await terminal.answer("Networks of the internet that reach the cluster's API", '10.0.0.0/8', 'enter');
    await terminal.see('use the public addresses');
    await terminal.press('ctrl-u', 'enter');
    await terminal.answer('Which logs of the control plane go to CloudWatch?', 'enter');
    await terminal.choose('What gets access to AWS?', 'My own application');
    await terminal.answer('Kubernetes namespace', 'default', 'enter');
    await terminal.answer('Kubernetes service account', 'sa-app', 'enter');
    await terminal.answer('Name of the workload', 'photo-site', 'enter');
    await terminal.answer('What does it use?', 'enter');
    await terminal.answer('S3 bucket', 'lightlytics-s3-bucket', 'enter');
    await terminal.choose('What may it do with the bucket lightlytics-s3-bucket?', 'Read objects');
    await terminal.answer('Only keys that begin with', 'enter');
    await terminal.answer('ARN of the KMS key', 'enter');
    await terminal.answer('Another bucket?', 'n', 'enter');
    await terminal.choose('What runs as this service account?', 'Deployment');
    await terminal.answer('Container image', 'registry.example/photo-site:1.4.2', 'enter');
    await terminal.answer('How many pods?', 'enter');
    await terminal.answer('Port that the container listens on', '8080', 'enter');
    await terminal.answer('Path of its health check', 'enter');
    await terminal.choose('Who must reach it?', 'Others in the VPC');
    await terminal.choose('How do pods get their credentials?', 'IRSA');
    await terminal.choose('Who makes the IAM role?', 'Terraform');
    await terminal.choose('Who makes the service account?', 'A manifest');
    await terminal.choose('Who makes the IAM OIDC provider?', 'eksctl');
    await terminal.answer('Permissions boundary', 'enter');
    await terminal.answer('Name of the IAM role', 'S3TalosAppTestRole', 'enter');
    await terminal.choose('HCL or JSON for Terraform?', 'HCL');
    await terminal.choose('Is it applied by itself', 'by itself');
    await terminal.choose('Where does Terraform keep its state?', 'in its folder on this machine');
    await terminal.answer('Tags on every AWS resource', 'enter');
    await terminal.answer('Another workload?', 'n', 'enter');
    await terminal.answer('Should the cluster enforce NetworkPolicies?', 'enter');
    // What is known once the cluster exists is not asked; any line of the review can be changed.
    await terminal.choose('Review', 'OIDC issuer');
    const issuer = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
    await terminal.answer("The cluster's OIDC issuer URL", issuer, 'enter');
    await terminal.choose('Review', 'Write irsa.yaml and generate');
    same('exit code', await terminal.exit(), 0);
    const wanted = join(folder, 'wanted');
    forge(['generate', '-f', join(root, 'examples/s3-web-app/irsa.yaml'), '-o', wanted], folder);
    same('the output of the example', filesOf(join(folder, 'generated')), filesOf(wanted));
    await equivalent(terminal.text(), folder, same);
  },

  'back over a conditional question, and an edit in the review': async ({ start, folder, same }) => {
    const terminal = start();
    await terminal.choose('What do you want?', 'Existing cluster, recommended');
    await terminal.answer('Cluster name', 'platfrom', 'enter');
    await terminal.answer('Region', 'ctrl-b');
    // Text that was typed comes back to be corrected.
    await terminal.answer('Cluster name', 'ctrl-u', 'platform', 'enter');
    await terminal.answer('Region', 'stockholm');
    await terminal.see('❯ eu-north-1');
    await terminal.enter();
    await terminal.answer('AWS account id', '111122223333', 'enter');
    await terminal.choose('What gets access to AWS?', 'My own application');
    await terminal.answer('Kubernetes namespace', 'ops', 'enter');
    await terminal.answer('Kubernetes service account', 'backup', 'enter');
    await terminal.answer('What does it use?', 'enter');
    await terminal.answer('S3 bucket', 'acme-backups', 'enter');
    await terminal.choose('What may it do with the bucket acme-backups?', 'Write objects');
    await terminal.choose('What runs as this service account?', 'CronJob');
    await terminal.answer('Container image', 'esc');
    await terminal.choose('What runs as this service account?', 'Nothing');
    const review = await terminal.see(/^\? Review/m);
    same('no image is left', review.includes('Image'), false);
    // Changed in the review: the image appears and is asked.
    await terminal.choose('Review', 'Runs');
    await terminal.choose('What runs as this service account?', 'CronJob');
    await terminal.answer('Container image', 'registry.example/backup:2.0.0', 'enter');
    await terminal.choose('Review', 'Schedule');
    await terminal.answer('When does it run', '30 1 * * *', 'enter');
    await terminal.choose('Review', 'Prefix');
    await terminal.answer('Only keys that begin with', '/platform/', 'enter');
    await terminal.see('S3 keys begin without a slash');
    await terminal.press('ctrl-u', 'platform/', 'enter');
    // An edit left with Esc changes nothing.
    await terminal.choose('Review', 'Bucket ');
    await terminal.answer('S3 bucket', '-x', 'esc');
    await terminal.choose('Review', 'Terraform');
    await terminal.choose('HCL or JSON for Terraform?', 'both');
    await terminal.choose('Review', 'Write irsa.yaml and generate');
    same('exit code', await terminal.exit(), 0);
    const wanted = join(folder, 'wanted');
    forge(['generate', '-f', join(root, 'examples/existing-cluster/irsa.yaml'), '-o', wanted], folder);
    same('the output of the example existing-cluster', filesOf(join(folder, 'generated')), filesOf(wanted));
  },

  'Ctrl-C, then resume': async ({ start, folder, same }) => {
    const first = start({ columns: 40, rows: 24, env: { NO_COLOR: '1' } });
    await first.choose('What do you want?', 'New cluster, recommended');
    await first.answer('Cluster name', 'orders', 'enter');
    await first.answer('Region', 'ireland');
    await first.see('❯ eu-west-1');
    await first.enter();
    await first.answer('AWS account id', '1111', 'ctrl-c');
    same('exit code', await first.exit(), 130);
    same(
      'one quiet line',
      first.text().split('\n').slice(-2).join(' ').includes('the answers so far are kept'),
      true,
    );
    same('nothing but the draft', readdirSync(folder), ['.irsa-forge.draft.yaml']);
    same('no colours with NO_COLOR', /\u001b\[[0-9;]*m/.test(first.raw.replaceAll('\u001b[0m', '')), false);

    const closed = start();
    await closed.choose('Go on where you stopped?', 'Go on');
    await closed.answer('AWS account id', '111122223333', 'enter');
    await closed.see(/^\? What gets access to AWS\?/m);
    closed.kill();
    await closed.exit();

    const second = start();
    await second.choose('Go on where you stopped?', 'Go on');
    await second.choose('What gets access to AWS?', 'My own application');
    await second.answer('Kubernetes namespace', 'enter');
    await second.answer('Kubernetes service account', 'orders', 'enter');
    await second.answer('What does it use?', 'enter');
    await second.answer('S3 bucket', 'acme-orders', 'enter');
    await second.choose('What may it do with the bucket acme-orders?', 'Read, list and write');
    await second.choose('What runs as this service account?', 'Nothing');
    await second.choose('Review', 'Save irsa.yaml only');
    same('exit code after resuming', await second.exit(), 0);
    same('only the spec is there', readdirSync(folder), ['irsa.yaml']);
    const spec = readFileSync(join(folder, 'irsa.yaml'), 'utf8');
    same(
      'answers of all three runs',
      ['name: orders', 'region: eu-west-1', '"111122223333"', 'acme-orders'].every((text) =>
        spec.includes(text),
      ),
      true,
    );
    same('valid', forge(['validate'], folder).includes('irsa.yaml: valid'), true);
  },

  'a workload more in a commented file': async ({ start, folder, same }) => {
    writeFileSync(join(folder, 'irsa.yaml'), COMMENTED);
    const terminal = start();
    await terminal.choose('irsa.yaml is here already', 'Add a workload');
    await terminal.choose('What gets access to AWS?', 'My own application');
    await terminal.answer('Kubernetes namespace', 'enter');
    await terminal.answer('Kubernetes service account', 'thumbnails', 'enter');
    await terminal.answer('What does it use?', 'enter');
    await terminal.answer('S3 bucket', 'acme-thumbnails', 'enter');
    await terminal.choose('What may it do with the bucket acme-thumbnails?', 'Read, list and write objects');
    await terminal.choose('What runs as this service account?', 'Job');
    await terminal.answer('Container image', 'registry.example/thumbnails:1', 'enter');
    await terminal.choose('Review', 'Write irsa.yaml and generate');
    same('exit code', await terminal.exit(), 0);
    const added = `  - name: thumbnails
    namespace: media
    serviceAccount: thumbnails
    buckets:
      - name: acme-thumbnails
        access: read-write
    pod:
      kind: Job
      image: registry.example/thumbnails:1
`;
    const wanted = COMMENTED.replace('no write!\n', `no write!\n${added}`);
    same('comments and order stay', readFileSync(join(folder, 'irsa.yaml'), 'utf8'), wanted);
    await equivalent(terminal.text(), folder, same, COMMENTED);
  },

  'the end of input in the middle of a question': async ({ start, folder, same }) => {
    const terminal = start();
    await terminal.answer('What do you want?', 'enter');
    await terminal.answer('Cluster name', 'ctrl-d');
    same('exit code', await terminal.exit(), 130);
    same('the draft is there', readdirSync(folder), ['.irsa-forge.draft.yaml']);
  },

  'completion in bash': async ({ run, folder, same }) => {
    writeFileSync(join(folder, 'irsa-forge'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`, {
      mode: 0o755,
    });
    const bash = run(['bash', '--norc', '--noprofile', '-i'], {
      env: { PATH: `${folder}:${process.env.PATH}`, PS1: 'ready> ' },
    });
    await bash.see('ready>');
    await bash.press('source <(irsa-forge completion bash)', 'enter');
    for (const [typed, wanted] of [
      ['irsa-forge ge', 'irsa-forge generate '],
      ['irsa-forge generate --fail-on w', '--fail-on warning '],
      ['irsa-forge init --set cluster.reg', '--set cluster.region='],
      ['irsa-forge init --set cluster.region=eu-n', '--set cluster.region=eu-north-1 '],
      ['irsa-forge init --set workloads[0].buckets[0].access=fu', 'access=full '],
      ['irsa-forge generate --format=js', '--format=json '],
    ]) {
      // What comes before the prompt is there is not what is completed.
      await completedLine(bash, 'ready> ');
      await bash.press(typed, 'tab');
      await bash.see(`ready> ${typed}`);
      // The cursor is behind the blank that ends a finished word.
      const line = await completedLine(bash, wanted);
      same(typed, line.endsWith(wanted) ? wanted : line, wanted);
      await bash.press('ctrl-c');
    }
    bash.kill();
  },

  'a workload with a queue and a table, and no bucket': async ({ start, folder, same }) => {
    const terminal = start({ columns: 80, rows: 24 });
    await terminal.choose('What do you want?', 'Existing cluster, recommended');
    await terminal.answer('Cluster name', 'shop', 'enter');
    await terminal.answer('Region', 'ireland');
    await terminal.see('❯ eu-west-1');
    await terminal.enter();
    await terminal.answer('AWS account id', '111122223333', 'enter');
    await terminal.choose('What gets access to AWS?', 'My own application');
    await terminal.answer('Kubernetes namespace', 'shop', 'enter');
    await terminal.answer('Kubernetes service account', 'orders', 'enter');
    // Nothing at all is refused, with the reason.
    await terminal.mark('What does it use?', 'S3 bucket');
    await terminal.see('mark at least one: a role that may do nothing is of no use');
    await terminal.mark('What does it use?', 'DynamoDB table', 'SQS queue', 'RDS database');
    // Of an address the name is taken.
    await terminal.answer(
      'SQS queue',
      'https://sqs.eu-west-1.amazonaws.com/111122223333/orders.fifo',
      'enter',
    );
    await terminal.answer('What may it do with the queue orders.fifo?', 'enter');
    await terminal.see('mark at least one');
    await terminal.mark('What may it do with the queue', 'Receive', 'Send');
    await terminal.answer('DynamoDB table', 'esc');
    // The way back keeps what was marked.
    await terminal.answer('What may it do with the queue', 'enter');
    await terminal.answer('DynamoDB table', 'orders', 'enter');
    await terminal.mark('What may it do with the table orders?', 'Read items', 'Write items');
    await terminal.answer('RDS database', 'db-ABCDEFGHIJKL01234', 'enter');
    await terminal.answer('Database: user', 'app', 'enter');
    // One word alone is not asked.
    await terminal.choose('What runs as this service account?', 'Nothing');
    await terminal.choose('Review', 'Add something');
    await terminal.choose('What do you want to add?', 'A queue');
    await terminal.answer('Next SQS queue', 'bills', 'enter');
    await terminal.mark('What may it do with the queue bills?', 'Send');
    await terminal.choose('Review', 'Remove something');
    await terminal.choose('What do you want to remove?', 'The queue orders.fifo');
    await terminal.choose('Review', 'Uses');
    await terminal.mark('What does it use?', 'RDS database');
    await terminal.choose('Review', 'Write irsa.yaml and generate');
    same('exit code', await terminal.exit(), 0);
    same(
      'the spec',
      readFileSync(join(folder, 'irsa.yaml'), 'utf8').split('serviceAccount: orders\n')[1],
      `    queues:
      - name: bills
        access: send  # send messages
    tables:
      - name: orders
        access: read-write  # read and write items
`,
    );
    await equivalent(terminal.text(), folder, same);
  },

  'a well-known program, found by what it does': async ({ start, folder, same }) => {
    const terminal = start({ columns: 80, rows: 24 });
    await terminal.choose('What do you want?', 'Existing cluster, recommended');
    await terminal.answer('Cluster name', 'platform', 'enter');
    await terminal.answer('Region', 'ireland');
    await terminal.see('❯ eu-west-1');
    await terminal.enter();
    await terminal.answer('AWS account id', '111122223333', 'enter');
    await terminal.choose('What gets access to AWS?', 'A well-known program');
    await terminal.answer('Which program?', 'dns rec');
    await terminal.see('❯ external-dns: DNS records');
    await terminal.enter();
    await terminal.answer('Zones of external-dns', 'example.com', 'enter');
    await terminal.see('"example.com" is not the id of a hosted zone');
    await terminal.press('ctrl-u', 'Z0123456789ABCDEFGHIJ', 'enter');
    // A line of the review leads to another program, which is asked for what it needs.
    await terminal.choose('Review', 'Program');
    await terminal.answer('Which program?', 'loki');
    await terminal.see('❯ loki: logs');
    await terminal.enter();
    await terminal.answer('S3 bucket', 'acme-chunks', 'enter');
    await terminal.answer('Another bucket?', 'n', 'enter');
    await terminal.answer('KMS keys of loki', 'enter');
    await terminal.choose('Review', 'Write irsa.yaml and generate');
    same('exit code', await terminal.exit(), 0);
    same(
      'the spec',
      /workloads:\n {2}- uses: loki\n {4}with:\n {6}buckets:\n {8}- name: acme-chunks\n$/.test(
        readFileSync(join(folder, 'irsa.yaml'), 'utf8'),
      ),
      true,
    );
    same('the values of its chart', existsSync(join(folder, 'generated/helm/loki.values.yaml')), true);
    await equivalent(terminal.text(), folder, same);
  },

  'under a standard': async ({ run, folder, same }) => {
    cpSync(join(root, 'examples/standard-acme'), join(folder, '../standard-acme'), { recursive: true });
    const init = ['init', '--set', 'standard=../standard-acme'];
    const terminal = run([process.execPath, program, ...init], { columns: 100, rows: 50 });
    await terminal.choose('What do you want?', 'Existing cluster, recommended');
    await terminal.answer('Cluster name', 'prod-shop', 'enter');
    const regions = await terminal.see(/^❯ eu-central-1/m);
    same('only what is allowed is offered', /us-east-1/.test(regions), false);
    await terminal.press('enter');
    await terminal.answer('AWS account id', '111122223333', 'enter');
    await terminal.choose('What gets access to AWS?', 'My own application');
    await terminal.answer('Kubernetes namespace', 'shop', 'enter');
    await terminal.answer('Kubernetes service account', 'web', 'enter');
    await terminal.answer('What does it use?', 'enter');
    await terminal.answer('S3 bucket', 'acme-shop-images', 'enter');
    await terminal.choose('What may it do with the bucket acme-shop-images?', 'Read objects');
    await terminal.choose('What runs as this service account?', 'Deployment');
    await terminal.answer('Container image', 'nginx:1', 'enter');
    await terminal.see('images are scanned in our registry');
    await terminal.press('ctrl-u', 'registry.acme.example/web:1', 'enter');
    await terminal.see('tags.cost-center is missing, but the standard "acme-base" requires it');
    same(
      'locks are shown, not asked',
      /^✔ How do pods get their credentials\? IRSA\n {2}set by your organisation \(acme-base\)$/m.test(
        terminal.text(),
      ),
      true,
    );
    await terminal.press('ctrl-b');
    // Going back takes them off the screen, and going on brings them again, once.
    await terminal.answer('Container image', 'enter');
    await terminal.answer('Tags on every AWS resource', 'team=shop, cost-center=4711', 'enter');
    const review = await terminal.see(/^\? Review/m);
    same('locks stand once', review.match(/^✔ How do pods get their credentials/gm)?.length, 1);
    await terminal.choose('Review', 'Mechanism');
    await terminal.see('the standard "acme-base" locks it');
    await terminal.choose('Review', 'Write irsa.yaml and generate');
    same('exit code', await terminal.exit(), 0);
    const spec = readFileSync(join(folder, 'irsa.yaml'), 'utf8');
    same('what the standard gives stays with it', spec.match(/region|identity|replicas|provision/), null);
    await equivalent(terminal.text(), folder, same);
  },

  'no screen to move on (TERM=dumb)': async ({ start, folder, same }) => {
    const terminal = start({ env: { TERM: 'dumb' } });
    const answers = [
      ['What do you want?', ''],
      ['Cluster name', 'plain'],
      ['Region', 'dublin'],
      ['that is none of the answers', 'eu-west-1'],
      ['AWS account id', '111122223333'],
      ['What gets access to AWS?', ''],
      ['Kubernetes namespace', ''],
      ['Kubernetes service account', ''],
      ['What does it use?', '1, 2'],
      ['S3 bucket', 'acme-plain'],
      ['What may it do with the bucket acme-plain?', '<'],
      ['S3 bucket', 'acme-plain'],
      ['What may it do with the bucket acme-plain?', '1'],
      ['SQS queue', 'orders'],
      ['What may it do with the queue orders?', '1 2'],
      ['What runs as this service account?', '7'],
      ['Review', '1'],
    ];
    for (const [index, [question, line]] of answers.entries()) {
      // What is typed before its question is asked would answer another: each line waits for its own prompt.
      const shown = await terminal.see(new RegExp(`^(?:[^]*\\n *>){${index + 1}}[^\\n]*$`));
      same(`asked: ${question}`, shown.split('\n>').at(-2).includes(question), true);
      await terminal.press(`${line}\r`);
    }
    same('exit code', await terminal.exit(), 0);
    same('no escape sequences', terminal.raw.includes('\u001b'), false);
    same('valid', forge(['validate'], folder).includes('irsa.yaml: valid'), true);
  },
};

for (const [name, scenario] of Object.entries(SCENARIOS)) {
  if (only.length > 0 && !only.some((wanted) => name.includes(wanted))) continue;
  await runScenario(name, scenario);
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;

async function runScenario(name, scenario) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-wizard-'));
  const folder = join(work, 'photo-site');
  mkdirSync(folder);
  const terminals = [];
  const run = (command, { env = {}, ...size } = {}) => {
    // A shell would write its history when it is killed, while the folder is removed.
    const home = { HOME: work, XDG_STATE_HOME: join(work, 'state'), HISTFILE: '/dev/null' };
    terminals.push(new PseudoTerminal(command, { cwd: folder, ...size, env: { ...home, ...env } }));
    return terminals.at(-1);
  };
  const start = (options) => run([process.execPath, program, 'init'], options);
  const same = (title, found, wanted) =>
    count(`${name}: ${title}`, isDeepStrictEqual(found, wanted), () => ({ found, wanted }));
  try {
    await scenario({ start, run, folder, same });
  } catch (error) {
    count(name, false, () => error);
  } finally {
    for (const terminal of terminals) terminal.kill();
    // A killed program's last write may still come.
    rmSync(work, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

/** The command that the end prints makes the same spec without a question. */
async function equivalent(text, folder, same, before) {
  const command = text.slice(text.indexOf('The same without questions')).split('\n').slice(1).join('\n');
  const again = join(folder, '../again');
  rmSync(again, { recursive: true, force: true });
  mkdirSync(again);
  if (before !== undefined) writeFileSync(join(again, 'irsa.yaml'), before);
  const called = command.trim().replace(/^irsa-forge/, `'${process.execPath}' '${program}'`);
  const env = { ...process.env, HOME: folder, XDG_STATE_HOME: folder };
  execFileSync('sh', ['-c', called], { cwd: again, stdio: ['ignore', 'ignore', 'pipe'], env });
  const [first, second] = [folder, again].map((where) => readFileSync(join(where, 'irsa.yaml'), 'utf8'));
  same('the same without questions', second, first);
}

/** The line with the cursor, up to the cursor, once it is what is wanted, or will not be any more. */
async function completedLine(terminal, wanted) {
  const end = Date.now() + 20_000;
  for (;;) {
    await terminal.pending;
    const { active } = terminal.screen.buffer;
    const line = active.getLine(active.baseY + active.cursorY).translateToString(false, 0, active.cursorX);
    if (line.endsWith(wanted) || Date.now() > end) return line;
    await new Promise((done) => setTimeout(done, 50));
  }
}

function forge(args, cwd) {
  return execFileSync(process.execPath, [program, ...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function filesOf(folder) {
  if (!existsSync(folder)) return {};
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const files = paths
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.endsWith('.irsa-forge.json'));
  return Object.fromEntries(files.sort().map((path) => [relative(folder, path), readFileSync(path, 'utf8')]));
}

function count(title, passed, details) {
  tally[passed ? 'passed' : 'failed'] += 1;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${title}`);
  if (!passed) console.log(details());
}
