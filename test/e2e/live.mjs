/**
 * Snapshots of a mock account and a stand-in of a cluster, taken by the real `aws` and `kubectl`; what is generated for an example is in
 * both. Needs aws, kubectl and moto_server, and jq for the printed script; says so where one of them is missing. Build first.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { startCluster, startFront, startMoto } from './live-world.mjs';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'bin/irsa-forge.js');
const generated = join(root, 'generated/s3-web-app');
const CLUSTER = 'demo-k8s';
const REGION = 'us-east-1';
const ACCOUNT = '111122223333';
const ISSUER = 'https://oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const ROLE = 'S3TalosAppTestRole';
const BUCKET = 'lightlytics-s3-bucket';
const CANARY = 'live-canary';

const tally = { passed: 0, failed: 0 };
const check = (name, holds, more = '') => {
  tally[holds ? 'passed' : 'failed'] += 1;
  if (!holds) console.log(`FAILED ${name}: ${String(more).slice(0, 2000)}`);
};
const end = () => {
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  process.exit(tally.failed === 0 ? 0 : 1);
};

const has = (name) =>
  run('sh', ['-c', `command -v ${name}`]).then(
    () => true,
    () => false,
  );
const missing = [];
for (const name of ['aws', 'kubectl', 'moto_server']) if (!(await has(name))) missing.push(name);
if (missing.length > 0) {
  console.log(`skipped: ${missing.join(', ')} not on PATH`);
  end();
}

/** What is generated, as it is once it is applied: the webhook has changed the pods. */
async function objectsOf() {
  const { stdout } = await run('kubectl', ['kustomize', join(generated, 'kubernetes')]);
  const objects = parseAllDocuments(stdout).map((document) => document.toJS());
  for (const object of objects) object.metadata.namespace ??= 'default';
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  const { metadata, spec } = deployment.spec.template;
  const pods = [1, 2, 3].map((number) => {
    const copy = structuredClone(spec);
    copy.volumes = [
      ...(copy.volumes ?? []),
      {
        name: 'aws-iam-token',
        projected: {
          sources: [
            {
              serviceAccountToken: { audience: 'sts.amazonaws.com', expirationSeconds: 86400, path: 'token' },
            },
          ],
        },
      },
    ];
    const [container] = copy.containers;
    container.args = ['--token', CANARY];
    container.env = [
      { name: 'PASSWORD', value: CANARY },
      { name: 'AWS_ROLE_ARN', value: `arn:aws:iam::${ACCOUNT}:role/${ROLE}` },
      {
        name: 'AWS_WEB_IDENTITY_TOKEN_FILE',
        value: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
      },
    ];
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      {
        name: 'aws-iam-token',
        readOnly: true,
        mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount',
      },
    ];
    return {
      ...{ apiVersion: 'v1', kind: 'Pod', spec: copy, status: { phase: 'Running' } },
      metadata: {
        ...{ ...metadata, name: `photo-site-${number}`, namespace: 'default' },
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': CANARY },
      },
    };
  });
  const webhook = {
    ...{ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'MutatingWebhookConfiguration' },
    ...{ metadata: { name: 'pod-identity-webhook' }, webhooks: [{ name: 'iam.amazonaws.com' }] },
  };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } };
  return [...objects, ...pods, webhook, namespace];
}

const work = mkdtempSync(join(tmpdir(), 'irsa-live-'));
const moto = await startMoto(ACCOUNT);
const cluster = await startCluster(await objectsOf(), ISSUER);
const front = await startFront(moto.url, (path) => {
  if (path === `/clusters/${CLUSTER}`) {
    const arn = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/${CLUSTER}`;
    return {
      cluster: {
        name: CLUSTER,
        arn,
        version: '1.35',
        endpoint: cluster.url,
        identity: { oidc: { issuer: ISSUER } },
      },
    };
  }
  if (path === `/clusters/${CLUSTER}/addons`) return { addons: ['coredns'] };
  if (path === `/clusters/${CLUSTER}/addons/coredns`)
    return { addon: { addonName: 'coredns', clusterName: CLUSTER, status: 'ACTIVE' } };
  return path === `/clusters/${CLUSTER}/pod-identity-associations` ? { associations: [] } : undefined;
});

const kubeconfig = join(work, 'kubeconfig');
writeFileSync(
  kubeconfig,
  JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': 'demo' },
    clusters: [{ name: 'demo', cluster: { server: cluster.url } }],
    users: [{ name: 'demo', user: { token: CANARY } }],
    contexts: [{ name: 'demo', context: { cluster: 'demo', user: 'demo' } }],
  }),
);
const env = {
  ...{ PATH: process.env.PATH, HOME: work, KUBECONFIG: kubeconfig, KUBECACHEDIR: join(work, 'cache') },
  ...{ AWS_ENDPOINT_URL: front.url, AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' },
  ...{
    AWS_DEFAULT_REGION: REGION,
    AWS_EC2_METADATA_DISABLED: 'true',
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
  },
  ...(process.env.PYENV_ROOT === undefined ? {} : { PYENV_ROOT: process.env.PYENV_ROOT }),
};
const call = async (command, args, more = {}) => {
  const options = { cwd: work, env: { ...env, ...more }, maxBuffer: 100_000_000 };
  try {
    const { stdout, stderr } = await run(command, args, options);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    return { code: error.code, out: error.stdout ?? '', err: error.stderr ?? String(error) };
  }
};
const aws = async (...args) => {
  const { code, err } = await call('aws', args);
  if (code !== 0) throw new Error(`aws ${args.join(' ')}: ${err}`);
};
const forge = (args, more) => call(process.execPath, [program, ...args], more);
const TARGET = ['--cluster', CLUSTER, '--region', REGION];
const snapshot = (folder, more) => forge(['snapshot', ...TARGET, '-o', folder], more);
const explain = (folder) =>
  forge([
    ...['explain', folder, '--service-account', 'default/sa-app', '--action', 's3:GetObject'],
    ...['--resource', `arn:aws:s3:::${BUCKET}/a`],
  ]);
const indexOf = (folder) => JSON.parse(readFileSync(join(work, folder, 'snapshot.json'), 'utf8'));
const filesOf = (folder) =>
  readdirSync(join(work, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));

/** What was kept of each call's answer. */
function keptIn(folder) {
  return new Map(
    indexOf(folder).calls.map(({ call: words, files = [] }) => [
      words.join(' '),
      files.map((file) => JSON.parse(readFileSync(join(work, folder, file), 'utf8'))),
    ]),
  );
}

async function fill() {
  const file = (name) => `file://${join(generated, 'policies', `${ROLE}.${name}.json`)}`;
  await aws(
    'iam',
    'create-open-id-connect-provider',
    '--url',
    ISSUER,
    '--client-id-list',
    'sts.amazonaws.com',
  );
  await aws('iam', 'create-role', '--role-name', ROLE, '--assume-role-policy-document', file('trust'));
  await aws(
    ...['iam', 'put-role-policy', '--role-name', ROLE, '--policy-name', 'own'],
    ...['--policy-document', file('permissions')],
  );
  await aws('s3api', 'create-bucket', '--bucket', BUCKET);
  front.log.length = 0;
  cluster.log.length = 0;
}

async function whole() {
  const { code, out, err } = await snapshot('whole');
  check('a snapshot of everything', code === 0, out + err);
  const answer = await explain('whole');
  check('what is generated and applied is allowed', answer.code === 0, answer.out + answer.err);
  check('lint finds nothing wrong with it', (await forge(['lint', 'whole'])).code === 0);
  const writes = front.log.filter((action) => !/^\w+:(?:Get|List|GET )/.test(action));
  check('aws was asked for reads alone', writes.length === 0 && front.log.length > 8, writes);
  const others = cluster.log.filter((line) => !line.startsWith('GET ') || /secrets/.test(line));
  check('kubectl was asked for lists alone, and for no Secret', others.length === 0, others);
  check('no secret is in the folder', !filesOf('whole').some((text) => text.includes(CANARY)));
  check(
    'all pages of a list are there',
    keptIn('whole').get('kubectl get pods --all-namespaces')[0].items.length === 3,
  );
}

async function byHand() {
  if (!(await has('jq'))) return console.log('skipped: the printed script, since jq is not on PATH');
  const { out } = await forge(['snapshot', ...TARGET, '--print']);
  writeFileSync(join(work, 'snapshot.sh'), out);
  const ran = await call('sh', ['snapshot.sh', 'by-hand']);
  check('the printed script runs', ran.code === 0, ran.err);
  const [own, printed] = [keptIn('whole'), keptIn('by-hand')];
  for (const [words, answer] of own)
    if (words !== 'kubectl api-resources --verbs list' && !words.startsWith('aws iam get-account'))
      check(
        `the script keeps the same of \`${words}\``,
        isDeepStrictEqual(answer, printed.get(words)),
        JSON.stringify(printed.get(words)),
      );
  check('its folder is read', (await explain('by-hand')).code === 0);
}

async function refused() {
  front.faults.deny.push('iam:GetAccountAuthorizationDetails');
  cluster.forbidden.add('pods@-');
  const { code } = await snapshot('refused');
  check('a refused call is no clean snapshot', code === 1);
  check('roles are asked for one by one', (await explain('refused')).code === 0);
  const pods = keptIn('refused').get('kubectl get pods --namespace default');
  check(
    'pods are asked for in the namespaces that matter',
    pods?.[0].items.length === 3,
    JSON.stringify(pods),
  );
  front.faults.deny.push('iam:GetRole');
  check('refused again', (await snapshot('twice')).code === 1);
  const answer = await explain('twice');
  check(
    'what is not known is said',
    answer.code === 2 && /not known: AccessDenied for iam:GetRole/.test(answer.out),
    answer.out,
  );
  front.faults.deny.length = 0;
  cluster.forbidden.clear();
}

async function busy() {
  front.faults.throttle = 6;
  const { code, out } = await snapshot('busy', { AWS_MAX_ATTEMPTS: '1' });
  check('what is throttled is asked again', code === 0 && front.faults.throttle === 0, out);
}

async function changed() {
  await aws('iam', 'delete-role-policy', '--role-name', ROLE, '--policy-name', 'own');
  await snapshot('whole');
  const answer = await explain('whole');
  check(
    'a policy that was taken away denies',
    answer.code === 1 && /✗ permissions/.test(answer.out),
    answer.out,
  );
}

/** An API server that never ends: two hundred megabytes of pods. */
async function many() {
  const folder = join(work, 'bin');
  mkdirSync(folder);
  const real = (await call('sh', ['-c', 'command -v kubectl'])).out.trim();
  const pod = JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'default' } },
    spec: { containers: [{ name: 'c', args: ['x'.repeat(20_000)] }] },
  });
  writeFileSync(
    join(folder, 'kubectl'),
    `#!/bin/sh\ncase "$*" in\n"get pods "*) yes '${pod}' | head -n 10000 ;;\n*) exec ${real} "$@" ;;\nesac\n`,
    { mode: 0o755 },
  );
  const { code, err } = await call(
    'sh',
    [
      '-c',
      `ulimit -v 4000000; exec "$0" --max-old-space-size=300 "$@"`,
      process.execPath,
      program,
      'snapshot',
      ...TARGET,
      '-o',
      'many',
    ],
    { PATH: `${folder}${delimiter}${env.PATH}` },
  );
  const [list] = keptIn('many').get('kubectl get pods --all-namespaces') ?? [];
  check('200 MB of pods are read as they come', code === 0 && list?.items.length === 10_000, err);
}

try {
  await fill();
  for (const step of [whole, byHand, refused, busy, many, changed]) await step();
} finally {
  for (const each of [front, cluster, moto]) each.stop();
  rmSync(work, { recursive: true, force: true });
}
end();
