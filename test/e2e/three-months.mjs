/**
 * Three months with one folder: workloads come, go and get other names, owners and mechanisms change, branches meet in git, people edit
 * what is generated. After each change the runbook, or what `generate` printed, is followed by a shell in a world of its own
 * (months-world.mjs); that must then hold what the spec says and nothing else, no edit may be lost, and judges read the files.
 * Build first; `node test/e2e/three-months.mjs --trace` prints every command.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { allowedBy, configured, emptyWorld, kustomized } from './months-world.mjs';

const root = resolve(import.meta.dirname, '../..');
const program = resolve(process.env.IRSA_FORGE ?? join(root, 'bin/irsa-forge.js'));
const judges = resolve(process.env.IRSA_FORGE_JUDGES ?? join(root, '../shared/tools'));
const trace = process.argv.includes('--trace');
const work = mkdtempSync(join(tmpdir(), 'months-'));
const home = join(work, 'repository');
const out = join(home, 'generated');
const specFile = join(home, 'irsa.yaml');
const world = join(work, 'world.json');
const tally = { passed: 0, failed: 0 };
/** Edits by hand: what each wrote, and the object or file in which it must be found. */
const edits = new Map();
let month = '';

const SPEC = `version: 1
cluster:
  name: market
  region: eu-west-1
  accountId: "111122223333"
  provision: false
  oidcIssuer: https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE
terraform:
  syntax: json
workloads:
  - name: web
    namespace: shop
    serviceAccount: web
    roleName: market-web
    buckets:
      - { name: market-pictures, access: read }
    pod: { kind: Deployment, image: registry.example/web:1.0.0, port: 8080 }
  - name: mail
    namespace: shop
    serviceAccount: mail
    roleName: market-mail
    queues:
      - { name: market-mails, access: receive }
    pod: { kind: Deployment, image: registry.example/mail:1.0.0 }
`;

function workload(name, queue, more = {}) {
  return {
    ...{ name, namespace: 'shop', serviceAccount: name, roleName: `market-${name}` },
    ...{ queues: [{ name: queue, access: 'send' }], ...more },
    pod: { kind: 'Deployment', image: `registry.example/${name}:1.0.0` },
  };
}

process.env.MONTHS_KUBECTL = execFileSync('sh', ['-c', 'command -v kubectl'], { encoding: 'utf8' }).trim();
try {
  prepare();
  play();
} finally {
  if (trace) console.log(work);
  else rmSync(work, { recursive: true, force: true });
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;

/** A repository, a world, and programs that act on it. */
function prepare() {
  const bin = join(work, 'bin');
  for (const folder of [bin, home]) mkdirSync(folder);
  for (const name of ['kubectl', 'terraform', 'eksctl', 'aws']) {
    const script = `#!/bin/sh\nexec ${process.execPath} ${join(import.meta.dirname, 'months-world.mjs')} ${name} "$@"\n`;
    writeFileSync(join(bin, name), script);
    chmodSync(join(bin, name), 0o755);
  }
  process.env.PATH = bin + delimiter + process.env.PATH;
  process.env.MONTHS_WORLD = world;
  writeFileSync(world, JSON.stringify(emptyWorld(['shop'])));
  writeFileSync(specFile, SPEC);
  git('init', '-q', '-b', 'main');
}

function play() {
  begin('the first day');
  generate([]);
  follow(runbook());
  settle();

  begin('an edit by hand is kept');
  edit('kubernetes/web/deployment.yaml', 'imagePullPolicy: Always', 'imagePullPolicy: IfNotPresent');
  generate([], 2);
  generate(['--merge']);
  follow(['kubectl apply -k kubernetes']);
  settle();

  begin('another image, and another grant, in an edited file');
  change((spec) => {
    spec.workloads[0].pod.image = 'registry.example/web:1.1.0';
    spec.workloads[0].buckets[0].access = 'read-write';
  });
  generate([], 2);
  generateAndFollow(['--merge']);

  begin('two branches add workloads at different places');
  const admin = branch('admin', (spec) => spec.workloads.splice(1, 0, workload('admin', 'market-admin')));
  const zone = branch('zone', (spec) => spec.workloads.push(workload('zone', 'market-zone')));
  git('checkout', '-q', 'admin');
  followSteps(admin);
  git('merge', '-q', 'zone');
  count('git merges the spec', !readFileSync(specFile, 'utf8').includes('<<<<<<<'));
  generate([]);
  followSteps(zone);

  begin('a workload more, where somebody wrote a file');
  const own = 'kubernetes/thumbs/pod-disruption-budget.yaml';
  mkdirSync(join(out, 'kubernetes/thumbs'));
  const budget = { name: 'thumbs', namespace: 'shop', labels: { 'app.kubernetes.io/name': 'thumbs' } };
  writeFileSync(
    join(out, own),
    `# Ours\n${JSON.stringify({
      ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: budget },
      spec: { minAvailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'thumbs' } } },
    })}\n`,
  );
  edits.set('minAvailable":1', () => readFileSync(join(out, own), 'utf8'));
  change((spec) => spec.workloads.push(workload('thumbs', 'market-thumbs')));
  generate([], 2);
  generateAndFollow(['--merge', '--adopt']);

  begin('an object of our own beside the generated');
  mkdirSync(join(out, 'kubernetes/own'));
  writeFileSync(join(out, 'kubernetes/own/colour'), 'blue, as Ines likes it\n');
  const map = '{ name: settings, namespace: shop, files: [own/colour] }';
  const option = 'generatorOptions: { disableNameSuffixHash: true }';
  edit(
    'kubernetes/kustomization.yaml',
    'sortOptions:',
    `configMapGenerator: [${map}]\n${option}\nsortOptions:`,
  );
  edits.set('as Ines likes it', allText);
  generate(['--merge']);
  follow(['kubectl apply -k kubernetes']);
  settle();

  begin('a workload gets another name, with its edit');
  change((spec) => {
    find(spec, 'web').name = 'front';
  });
  generate([], 2);
  generateAndFollow(['--merge']);

  begin('eksctl makes role and service account');
  change((spec) => {
    find(spec, 'mail').identity = { roleOwner: 'eksctl', serviceAccountOwner: 'eksctl' };
  });
  generateAndFollow(['--merge']);

  begin('Terraform has the provider');
  change((spec) => {
    spec.identity = { oidcProviderOwner: 'terraform' };
  });
  generateAndFollow(['--merge']);

  begin('another role');
  change((spec) => {
    find(spec, 'thumbs').roleName = 'market-thumbnails';
  });
  generateAndFollow(['--merge']);

  begin('two branches each add a workload at the end');
  const orders = branch('orders', (spec) => spec.workloads.push(workload('orders', 'market-orders')));
  branch('stats', (spec) => spec.workloads.push(workload('stats', 'market-stats')));
  git('checkout', '-q', 'orders');
  followSteps(orders);
  count('git finds a conflict', git('merge', '-q', 'stats') !== 0);
  const ours = parse(gitShow('show', 'orders:irsa.yaml'));
  ours.workloads.push(workload('stats', 'market-stats'));
  writeFileSync(specFile, `${JSON.stringify(ours, undefined, 2)}\n`);
  generate([], 2);
  keepBothSides('kubernetes/kustomization.yaml');
  generateAndFollow(['--merge']);
  git('checkout', '-q', '-B', 'main');

  begin('another mechanism by way of both, and back');
  for (const mechanism of ['both', 'pod-identity', 'irsa']) {
    change((spec) => {
      find(spec, 'thumbs').identity = { mechanism };
    });
    generateAndFollow(['--merge']);
  }

  begin('Pod Identity for what eksctl owns');
  change((spec) => {
    find(spec, 'mail').identity.mechanism = 'pod-identity';
  });
  generateAndFollow(['--merge']);

  begin('Terraform takes an association over, under another role');
  change((spec) => {
    Object.assign(find(spec, 'mail'), { roleName: 'market-post', identity: { mechanism: 'pod-identity' } });
  });
  generateAndFollow(['--merge']);

  begin('a role becomes somebody else’s');
  change((spec) => {
    const { roleName, queues, ...orders } = find(spec, 'orders');
    const roleArn = `arn:aws:iam::111122223333:role/${roleName}`;
    const given = { ...orders, roleArn, identity: { roleOwner: 'existing' } };
    spec.workloads = spec.workloads.map((each) => (each.name === 'orders' ? given : each));
  });
  generateAndFollow(['--merge']);

  begin('workloads go, an adopted file among theirs');
  change((spec) => {
    spec.workloads = spec.workloads.filter(({ name }) => name !== 'mail' && name !== 'thumbs');
  });
  generate(['--merge'], 2);
  edits.delete('minAvailable":1');
  rmSync(join(out, own));
  generateAndFollow(['--merge']);
}

function begin(title) {
  month = title;
}

function find(spec, name) {
  return spec.workloads.find((each) => each.name === name);
}

function change(alter) {
  const spec = parse(readFileSync(specFile, 'utf8'));
  alter(spec);
  writeFileSync(specFile, `${JSON.stringify(spec, undefined, 2)}\n`);
}

/** An edit by hand of a generated file, which must be there from then on wherever the file goes. */
function edit(path, from, to) {
  const file = join(out, path);
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  edits.set(to, allText);
}

/** Resolves a file that git left to people, since somebody had edited it. */
function keepBothSides(path) {
  const file = join(out, path);
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, lines.filter((line) => !/^(<{7}|={7}|>{7})/.test(line)).join('\n'));
}

function allText() {
  const files = readdirSync(out, { recursive: true, withFileTypes: true });
  return files
    .filter((each) => each.isFile() && each.name !== '.irsa-forge.json' && !each.name.includes('.orig'))
    .map((each) => readFileSync(join(each.parentPath, each.name), 'utf8'))
    .join('\n');
}

function generate(options, expected = 0) {
  const run = spawnSync(process.execPath, [program, 'generate', '--format', 'json', ...options], {
    cwd: home,
    encoding: 'utf8',
  });
  count(`generate ${options.join(' ')} exits ${expected}`, run.status === expected, run.stderr);
  return JSON.parse(run.stdout).specs[0].change ?? { changes: [], pauses: [], steps: [] };
}

function generateAndFollow(options) {
  followSteps(generate(options));
}

function followSteps({ changes, pauses, steps }) {
  if (trace) for (const { text } of changes) console.log(`     ${text}`);
  const concerned = changes.map(({ subject }) => subject);
  const stopped = pauses.map(({ workload: name }) => name).filter((name) => !concerned.includes(name));
  count('nothing stops that is not changed', stopped.length === 0, stopped.join(', '));
  follow(steps.flatMap(({ commands }) => commands));
  settle();
}

/** The commands of the runbook up to where it looks at what was made. */
function runbook() {
  const [text] = readFileSync(join(out, 'README.md'), 'utf8').split(/^## \d+\. See that it works$/m);
  return [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block);
}

function follow(commands) {
  for (const command of commands) {
    const { status, stderr } = spawnSync('bash', ['-euc', command], { cwd: out, encoding: 'utf8' });
    if (trace) console.log(`     $ ${command}`);
    if (status !== 0) count(`step: ${command}`, false, stderr);
  }
}

/** What must be so whenever the steps were followed. */
function settle() {
  generate(['--check']);
  const spec = parse(readFileSync(specFile, 'utf8'));
  const problems = differences(JSON.parse(readFileSync(world, 'utf8')), spec);
  count('the world holds what the spec says', problems.length === 0, problems.join('\n'));
  const lost = [...edits].filter(([text, where]) => !where().includes(text)).map(([text]) => text);
  count('no edit is lost', lost.length === 0, lost.join('\n'));
  judge(spec);
  git('add', '-A');
  git('commit', '-qm', month);
}

function judge(spec) {
  const owners = spec.workloads.map((each) => ownersOf(spec, each).serviceAccountOwner);
  const foreign = owners.some((owner) => owner !== 'manifest') ? ['--allow-missing-sa'] : [];
  run('lint', process.execPath, [program, 'lint', out]);
  if (existsSync(join(judges, 'simulate-webhook'))) judgeVariables(spec);
  if (existsSync(join(judges, 'validate-k8s')))
    run('validate-k8s', join(judges, 'validate-k8s'), [...foreign, join(out, 'kubernetes')]);
  const eksctl = join(out, 'eksctl/cluster.yaml');
  if (existsSync(eksctl) && existsSync(join(judges, 'validate-eksctl')))
    run('validate-eksctl', join(judges, 'validate-eksctl'), [eksctl]);
}

/** What pods would be given if they started now, as another program has the webhook. */
function judgeVariables(spec) {
  const { objects, associations } = JSON.parse(readFileSync(world, 'utf8'));
  const file = join(work, 'objects.yaml');
  writeFileSync(
    file,
    Object.values(objects)
      .map(({ object }) => JSON.stringify({ apiVersion: 'v1', ...object }))
      .join('\n---\n'),
  );
  const given = Object.keys(associations).flatMap((account) => ['--pod-identity', account]);
  const { stdout, stderr } = spawnSync(
    join(judges, 'simulate-webhook'),
    [...['--region', spec.cluster.region], ...given, file],
    { encoding: 'utf8' },
  );
  const pods = parseAllDocuments(stdout).map((document) => document.toJS());
  for (const each of spec.workloads) {
    const pod = pods.find(({ spec: { serviceAccountName } }) => serviceAccountName === each.serviceAccount);
    const names = pod?.spec.containers.flatMap(({ env }) => env.map(({ name }) => name)) ?? [];
    const byAssociation = ownersOf(spec, each).mechanism !== 'irsa';
    count(
      `pods of ${each.name} get the variables of ${byAssociation ? 'Pod Identity' : 'IRSA'} alone`,
      names.includes('AWS_CONTAINER_CREDENTIALS_FULL_URI') === byAssociation &&
        names.includes('AWS_WEB_IDENTITY_TOKEN_FILE') === !byAssociation,
      names.join(' ') || stderr,
    );
  }
}

function ownersOf({ identity }, each) {
  const defaults = { mechanism: 'irsa', roleOwner: 'terraform', serviceAccountOwner: 'manifest' };
  return { ...defaults, ...identity, ...each.identity };
}

/** How a world differs from a spec: read from the spec itself, not from what was generated, save for the pods' details. */
function differences(state, spec) {
  const problems = [];
  const check = (isSo, text) => isSo || problems.push(text);
  const same = (what, is, should) =>
    check(
      isDeepStrictEqual([...is].sort(), [...should].sort()),
      `${what}: ${[...is].sort()}; wanted ${[...should].sort()}`,
    );
  const roles = new Map();
  const associations = [];
  const accounts = new Set();
  for (const each of spec.workloads) {
    const { namespace, serviceAccount, pod } = each;
    const { mechanism, roleOwner, serviceAccountOwner } = ownersOf(spec, each);
    const name = each.roleName ?? each.roleArn.split('/').at(-1);
    const arn = `arn:aws:iam::111122223333:role/${name}`;
    const account = `${namespace}/${serviceAccount}`;
    const [byToken, byAssociation] = [mechanism !== 'pod-identity', mechanism !== 'irsa'];
    roles.set(name, roleOwner === 'existing' ? 'somebody' : roleOwner);
    if (byAssociation) associations.push(account);
    const role = state.roles[name];
    check(role?.by === roles.get(name), `role ${name} is made by ${role?.by}`);
    const trusted = [
      [`system:serviceaccount:${namespace}:${serviceAccount}`, byToken],
      ['pods.eks.amazonaws.com', byAssociation],
    ];
    for (const [subject, wanted] of trusted)
      check(
        role?.trust.includes(subject) === wanted,
        `role ${name} ${wanted ? 'does not trust' : 'trusts'} ${subject}`,
      );
    for (const thing of [...(each.buckets ?? []), ...(each.queues ?? [])])
      check(
        allowedBy(state, role ?? {}).includes(`:${thing.name}`),
        `role ${name} may nothing with ${thing.name}`,
      );
    if (each.buckets?.[0].access === 'read-write')
      check(allowedBy(state, role ?? {}).includes('s3:PutObject'), `role ${name} may not write`);
    check(
      !byAssociation || state.associations[account] === arn,
      `${account} has no association with ${name}`,
    );
    const key = `${namespace} ServiceAccount/${serviceAccount}`;
    const annotation = state.objects[key]?.object.metadata.annotations?.['eks.amazonaws.com/role-arn'];
    check(annotation === (byToken ? arn : undefined), `${account} is annotated with ${annotation}`);
    if (serviceAccountOwner !== 'manifest') accounts.add(key);
    const { object } = state.objects[`${namespace} ${pod.kind}/${each.name}`] ?? {};
    const template = object?.spec.template.spec;
    check(
      template?.serviceAccountName === serviceAccount,
      `${pod.kind} ${each.name} runs as ${template?.serviceAccountName}`,
    );
    check(
      template?.containers[0].image === pod.image,
      `${pod.kind} ${each.name} runs ${template?.containers[0].image}`,
    );
  }
  same('roles', Object.keys(state.roles), roles.keys());
  same('associations', Object.keys(state.associations), associations);
  check(state.provider, 'there is no OIDC provider');
  const applied = kustomized(join(out, 'kubernetes'));
  same('objects', Object.keys(state.objects), [...Object.keys(applied), ...accounts]);
  for (const [key, object] of Object.entries(applied)) {
    const { annotations, ...metadata } = state.objects[key]?.object.metadata ?? {};
    const is = { ...state.objects[key]?.object, metadata: { ...metadata, annotations: annotations ?? {} } };
    const should = {
      ...object,
      metadata: { ...object.metadata, annotations: object.metadata.annotations ?? {} },
    };
    check(isDeepStrictEqual(is, should), `${key} is not as rendered`);
  }
  const config = configured(join(out, 'terraform-json'));
  same('addresses', Object.keys(state.terraform), Object.keys(config));
  for (const [address, { text }] of Object.entries(config))
    check(state.terraform[address]?.text === text, `${address} is not as configured`);
  return problems;
}

/** A branch from where we are, on which a spec was changed and rendered; returns what that means. */
function branch(name, alter) {
  const base = gitShow('rev-parse', 'HEAD');
  git('checkout', '-q', '-b', name);
  change(alter);
  const meaning = generate(['--merge']);
  git('add', '-A');
  git('commit', '-qm', name);
  git('checkout', '-q', '--detach', base);
  return meaning;
}

function git(...words) {
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'commit.gpgsign=false'];
  return spawnSync('git', [...identity, ...words], { cwd: home }).status;
}

function gitShow(...words) {
  return execFileSync('git', words, { cwd: home, encoding: 'utf8' }).trim();
}

function run(title, command, words) {
  const { status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  count(title, status === 0, stdout + stderr);
}

function count(title, passed, details = '') {
  tally[passed ? 'passed' : 'failed']++;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${month}: ${title}`);
  if (!passed) console.log(String(details).replace(/^/gm, '     '));
}
