/**
 * Independent programs decide on every example: strict validators, kubectl, terraform and the AWS provider against
 * a mock AWS. Each check is a line; the last line counts them. What a machine lacks is a failure, not a skip.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { exampleNames } from '../../scripts/examples.mjs';
import { importSource } from '../../scripts/import-source.mjs';

const root = resolve(import.meta.dirname, '../..');
const judges = resolve(process.env.IRSA_FORGE_JUDGES ?? join(root, '../shared/tools'));
const only = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), 'irsa-'));
const tally = { passed: 0, failed: 0 };
let mirror;
/** The major version of the AWS provider in the mirror. */
let mirrored;
/** Arguments of associations that came with 6.2.0 and 6.57.1 of the provider. */
const NEWER = ['target_role_arn', 'disable_session_tags', 'policy'];

try {
  mirror = process.env.TF_PLUGIN_MIRROR ?? (await findMirror());
  mirrored = await findMajor();
  for (const name of exampleNames(root)) await asked(name, () => judge(name));
  await asked('every-grant', judgeEveryGrant);
  await asked('every-program', judgeEveryProgram);
  await asked('shared-module', () => judgeModule('shared-module'));
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed === 0 && tally.passed > 0 ? 0 : 1;

/** Judges what is asked for; what ends one judgement with an error leaves the others. */
async function asked(name, judgement) {
  if (only.length > 0 && !only.includes(name)) return;
  await judgement().catch((error) => count(`${name}: judged to the end`, false, error.stack));
}

/** One example, rendered with both syntaxes of Terraform and a provider block, whatever it asks for itself. */
async function judge(name) {
  const folder = join(root, 'examples', name);
  const spec = await readWhole(join(folder, 'irsa.yaml'));
  spec.terraform = { ...spec.terraform, syntax: 'both', layout: 'root', backend: undefined };
  const file = join(work, `${name.replaceAll('/', '-')}.yaml`);
  const out = join(work, name);
  if (spec.standard) {
    spec.standard = relative(work, resolve(folder, spec.standard));
    // Nobody can ask the state of a standard's backend here.
    spec.terraform.backend = { type: 'local' };
  }
  writeFileSync(file, stringify(spec));
  if (spec.standard) await finish(spec, file);
  await giveNames(spec);
  await check(`${name}: generate`, process.execPath, [
    join(root, 'bin/irsa-forge.js'),
    'generate',
    '-f',
    file,
    '-o',
    out,
  ]);
  if (existsSync(join(out, 'eksctl'))) {
    await check(`${name}: validate-eksctl`, join(judges, 'validate-eksctl'), [
      join(out, 'eksctl/cluster.yaml'),
    ]);
  }
  if (existsSync(join(out, 'kubernetes'))) await judgeManifests(name, spec, folder, out);
  if (existsSync(join(folder, 'overlays'))) await judgeOverlays(name, folder, out);
  if (existsSync(join(out, 'terraform'))) await judgeTerraform(name, spec, out);
}

/** A spec with what it extends, its placeholders filled in. */
async function readWhole(file) {
  const { readSpec } = await importSource('src/spec/extends.ts');
  const { baseFiles } = await importSource('src/readers/base-files.ts');
  const { fillPlaceholders } = await importSource('src/spec/placeholders.ts');
  const read = readSpec(readFileSync(file, 'utf8'), file, baseFiles('/'));
  return structuredClone(fillPlaceholders(read.value.value).value);
}

/** A role for every word of every kind of grant: terraform and the AWS provider take both syntaxes of all of them as one plan. */
async function judgeEveryGrant() {
  const { EVERY_GRANT, HOME } = await importSource('test/support/every-grant.ts');
  await judgeRoles('every-grant', {
    cluster: clusterIn('demo', HOME),
    workloads: EVERY_GRANT.map(({ kind, entry }, index) => ({
      ...{
        name: `grant-${index}`,
        namespace: 'default',
        serviceAccount: `grant-${index}`,
        roleName: `grant-${index}`,
      },
      [kind.field]: [entry],
    })),
  });
}

/** A role for every program of the catalogue, with an example of each of its parameters, on a cluster of the longest name. */
async function judgeEveryProgram() {
  const { PROGRAMS } = await importSource('src/catalog/index.ts');
  const { SAMPLE_CLUSTER, sampleValues } = await importSource('src/catalog/sample.ts');
  await judgeRoles('every-program', {
    cluster: clusterIn('c'.repeat(100), SAMPLE_CLUSTER),
    workloads: PROGRAMS.map((program) => {
      const values = sampleValues(program);
      const given = program.parameters.map(({ name }) => [name, values[name]]);
      return {
        ...{ uses: program.name, namespace: 'programs', serviceAccount: program.name },
        ...{ name: program.name, roleName: program.name },
        ...(given.length === 0 ? {} : { with: Object.fromEntries(given) }),
        identity: { mechanism: program.mechanisms[0] },
      };
    }),
  });
}

function clusterIn(name, { region, accountId, dnsSuffix }) {
  const oidcIssuer = `https://oidc.eks.${region}.${dnsSuffix}/id/EXAMPLED539D4633E53DE1B71EXAMPLE`;
  return { name, region, accountId, provision: false, oidcIssuer };
}

/** Workloads alone, in both syntaxes of Terraform, which must be one plan. */
async function judgeRoles(name, rest) {
  const spec = { version: 1, terraform: { syntax: 'both' }, ...rest };
  const file = join(work, `${name}.yaml`);
  const out = join(work, name);
  writeFileSync(file, stringify(spec));
  await check(`${name}: generate`, process.execPath, [
    join(root, 'bin/irsa-forge.js'),
    'generate',
    '-f',
    file,
    '-o',
    out,
  ]);
  const folders = { hcl: join(out, 'terraform'), json: join(out, 'terraform-json') };
  await judgeSyntaxes(name, folders, accountArguments(spec));
}

/** A module as it is committed, called for several clusters: each call's roles are those of its own cluster. */
async function judgeModule(name) {
  for (const folder of ['examples', 'generated'])
    cpSync(join(root, folder, name), join(work, 'called', folder, name), { recursive: true });
  const plan = await planOffline(`${name}: the calls are planned`, join(work, 'called/examples', name));
  for (const { address, resources } of plan?.planned_values.root_module.child_modules ?? []) {
    const call = address.replace('module.', '');
    const given = Object.fromEntries(
      Object.entries(plan.configuration.root_module.module_calls[call].expressions ?? {}).map(
        ([key, { constant_value }]) => [key, constant_value],
      ),
    );
    const spec = parse(readFileSync(join(root, 'examples', name, 'irsa.yaml'), 'utf8'));
    spec.cluster.name = given.cluster_name ?? spec.cluster.name;
    spec.cluster.region = given.region ?? spec.cluster.region;
    spec.cluster.accountId = given.account_id ?? spec.cluster.accountId;
    spec.cluster.oidcIssuer = given.oidc_issuer ?? spec.cluster.oidcIssuer;
    for (const workload of spec.workloads) {
      const role = given.role_names?.[`${workload.namespace}/${workload.serviceAccount}`];
      if (role) workload.roleName = role;
    }
    const file = join(work, `${call}.yaml`);
    writeFileSync(file, stringify(spec));
    await run(process.execPath, [
      join(root, 'bin/irsa-forge.js'),
      'generate',
      '-f',
      file,
      '-o',
      join(work, call),
    ]);
    const files = readdirSync(join(work, call, 'policies'));
    const wanted = files.map((each) =>
      canonical(JSON.parse(readFileSync(join(work, call, 'policies', each), 'utf8'))),
    );
    const policies = resources
      .filter(({ type }) => type === 'aws_iam_policy')
      .map(({ values }) => values.policy);
    const trust = Object.entries(plan.planned_values.outputs.trust.value[call]);
    const planned = [...policies, ...trust.map(([, policy]) => policy)].map((each) =>
      canonical(JSON.parse(each)),
    );
    const roles = files.flatMap((each) => each.match(/^(.*)\.trust\.json$/)?.[1] ?? []);
    count(
      `${name}: ${call} has the roles and policies of a spec of its own`,
      canonical(planned) === canonical(wanted) && canonical(trust.map(([role]) => role)) === canonical(roles),
      JSON.stringify({ planned, wanted }, null, 2),
    );
    const whole = await readWhole(file);
    for (const role of rolesOf(whole, join(work, call)))
      await trySubjects(`${name}: ${call}`, whole, role, join(work, call));
  }
}

/** Gives a spec the values that its standard gives it, for the judges alone. */
async function finish(spec, file) {
  for (const path of ['cluster', 'identity', 'workloads']) {
    const args = [
      join(root, 'bin/irsa-forge.js'),
      'validate',
      '-f',
      file,
      '--explain',
      path,
      '--format',
      'json',
    ];
    const [{ explained }] = JSON.parse((await run(process.execPath, args)).stdout).specs;
    for (const { path, value } of explained) {
      const parts = path.match(/[^.[\]]+/g);
      const last = parts.pop();
      let holder = spec;
      for (const part of parts) {
        holder[part] ??= {};
        holder = holder[part];
      }
      holder[last] ??= value;
    }
  }
}

async function judgeManifests(name, spec, folder, out) {
  const manifests = join(out, 'kubernetes');
  const foreign = spec.workloads.some(
    (workload) => ownersOf(spec, workload).serviceAccountOwner !== 'manifest',
  );
  const partition = ['--partition', partitionOf(spec)];
  await check(`${name}: validate-k8s`, join(judges, 'validate-k8s'), [
    ...partition,
    ...(foreign ? ['--allow-missing-sa'] : []),
    manifests,
  ]);
  const skips = existsSync(join(folder, 'score-skip'))
    ? readFileSync(join(folder, 'score-skip'), 'utf8').trim().split(/\s+/)
    : [];
  await check(`${name}: score-k8s`, join(judges, 'score-k8s'), [
    '-q',
    ...(skips.length > 0 ? ['--skip', skips.join(',')] : []),
    manifests,
  ]);
  await check(`${name}: kubectl kustomize`, 'kubectl', ['kustomize', manifests]);
}

/** What people lay over the manifests, in a folder like theirs. */
async function judgeOverlays(name, folder, out) {
  const home = join(work, `${name}-home`);
  cpSync(join(folder, 'overlays'), join(home, 'overlays'), { recursive: true });
  cpSync(join(out, 'kubernetes'), join(home, 'generated/kubernetes'), { recursive: true });
  for (const overlay of readdirSync(join(home, 'overlays'))) {
    const file = join(home, `${overlay}.yaml`);
    const label = `${name}: overlay ${overlay}`;
    await check(`${label} builds`, 'kubectl', ['kustomize', join(home, 'overlays', overlay), '-o', file]);
    await check(`${label}: validate-k8s`, join(judges, 'validate-k8s'), [file]);
    await check(`${label}: score-k8s`, join(judges, 'score-k8s'), ['-q', file]);
  }
}

async function judgeTerraform(name, spec, out) {
  const written = { hcl: join(out, 'terraform'), json: join(out, 'terraform-json') };
  const roles = rolesOf(spec, out);
  const account = accountArguments(spec);
  await judgeFormat(name, written.hcl);
  const { hcl, json } = asFarAsKnown(name, written);
  await judgePlans(name, { hcl, json }, account, roles.flatMap((role) => role.buckets)[0]?.name);
  for (const role of roles) {
    // The mock knows buckets, IRSA and single service accounts alone: what has other things in it is compared in the plan.
    const isSimple =
      roles.every(({ mechanism }) => mechanism === 'irsa') &&
      role.buckets.length > 0 &&
      role.subjects.every(({ namespace, serviceAccount }) => !/[*?]/.test(namespace + serviceAccount));
    if (isSimple) await runRole(name, role, account, { hcl, json });
    // It knows one issuer, too.
    if (!isSimple || spec.identity?.furtherClusters) await planRole(name, role, out, { hcl, json });
    await trySubjects(name, spec, role, out);
  }
  if (spec.identity?.permissionsBoundaryArn)
    await assertBoundary(name, spec.identity.permissionsBoundaryArn, hcl);
}

async function judgeSyntaxes(name, { hcl, json }, account) {
  await judgeFormat(name, hcl);
  await judgePlans(name, { hcl, json }, account);
}

async function judgeFormat(name, hcl) {
  await check(`${name}: terraform fmt`, 'terraform', ['fmt', '-check', '-diff', '-recursive', hcl]);
}

/** Where the output asks for a newer provider than the mirror has: copies without what that one does not know, and the run says so. */
function asFarAsKnown(name, { hcl, json }) {
  const versions = readFileSync(join(hcl, 'versions.tf'), 'utf8');
  const [, major = 0] = versions.match(/^ +version = ">= (\d+)/m) ?? [];
  if (Number(major) <= mirrored) return { hcl, json };
  const copies = { hcl: `${hcl}-known`, json: `${json}-known` };
  const lowered = (text) => text.replace(/>= [\d.]+, < 7\.0/, `>= ${mirrored}.0, < 7.0`);
  const line = new RegExp(`^ *(${NEWER.join('|')}) += each\\.value\\.\\1\\n`, 'gm');
  const left = { hcl: new Set(), json: new Set() };
  cpSync(hcl, copies.hcl, { recursive: true });
  for (const file of readdirSync(copies.hcl).filter((each) => each.endsWith('.tf'))) {
    const text = readFileSync(join(hcl, file), 'utf8');
    for (const [, argument] of text.matchAll(line)) left.hcl.add(argument);
    writeFileSync(join(copies.hcl, file), lowered(text.replace(line, '')));
  }
  cpSync(json, copies.json, { recursive: true });
  const main = JSON.parse(lowered(readFileSync(join(json, 'main.tf.json'), 'utf8')));
  for (const association of Object.values(main.resource.aws_eks_pod_identity_association))
    for (const argument of NEWER.filter((each) => each in association)) {
      left.json.add(argument);
      delete association[argument];
    }
  writeFileSync(join(copies.json, 'main.tf.json'), JSON.stringify(main));
  console.log(
    `note ${name}: the mirror has a provider of ${mirrored}.x, so that it is planned without ${[...left.hcl].join(', ')} of its associations`,
  );
  count(
    `${name}: HCL and JSON have the same arguments that are not planned`,
    left.hcl.size > 0 && canonical([...left.hcl]) === canonical([...left.json]),
    JSON.stringify([[...left.hcl], [...left.json]]),
  );
  return copies;
}

async function judgePlans(name, { hcl, json }, account, bucket = 'unused-bucket') {
  await check(`${name}: HCL and JSON are one plan`, join(judges, 'e2e/compare-tf'), [
    ...[hcl, json, ...account],
    ...['--bucket', bucket],
  ]);
}

async function runRole(name, role, account, folders) {
  for (const [syntax, folder] of Object.entries(folders)) {
    await check(`${name}: ${role.name} works (${syntax})`, join(judges, 'e2e/e2e'), [
      '--terraform',
      folder,
      '--expect-role',
      role.name,
      '--namespace',
      role.subjects[0].namespace,
      ...role.subjects.flatMap((subject) => [
        '--service-account',
        `${subject.namespace}/${subject.serviceAccount}`,
      ]),
      '--bucket',
      role.buckets[0]?.name ?? 'unused-bucket',
      ...probes(role),
      ...account,
      ...(syntax === 'json' ? ['--json-syntax'] : []),
      ...(role.statements.some(({ resources }) => resources.includes('*')) ? ['--allow-wildcards'] : []),
    ]);
  }
}

/** What the first bucket's entry allows, and each verb that it leaves out. */
function probes({ buckets }) {
  const [bucket] = buckets;
  if (bucket === undefined) return [];
  const levels = {
    read: ['list', 'get'],
    write: ['put'],
    'read-write': ['list', 'get', 'put'],
    full: ['list', 'get', 'put', 'delete'],
  };
  const same = buckets.filter(({ name }) => name === bucket.name);
  const granted = new Set(
    same.flatMap(({ access }) => [access].flat().flatMap((level) => levels[level] ?? [level])),
  );
  const key = `${bucket.prefix ?? ''}a.txt`;
  const actions = {
    list: `s3:ListBucket ${bucket.prefix ?? '-'}`,
    get: `s3:GetObject ${key}`,
    put: `s3:PutObject ${key}`,
    delete: `s3:DeleteObject ${key}`,
  };
  const asked = Object.entries(actions).flatMap(([verb, probe]) => [
    granted.has(verb) ? '--allow' : '--deny',
    probe,
  ]);
  return bucket.prefix === undefined ? asked : [...asked, '--deny', 's3:GetObject elsewhere/a.txt'];
}

/** The mock knows no Pod Identity: the plan is compared, and the trust policy in it to the letter. */
async function planRole(name, role, out, folders) {
  for (const [syntax, folder] of Object.entries(folders)) {
    const plan = await planOffline(`${name}: ${role.name} plans (${syntax})`, folder);
    const planned = plan?.planned_values.outputs.trust_policies.value[role.name];
    const expected = readFileSync(join(out, `policies/${role.name}.trust.json`), 'utf8');
    count(
      `${name}: ${role.name} trust policy is exact (${syntax})`,
      planned !== undefined && canonical(JSON.parse(planned)) === canonical(JSON.parse(expected)),
      planned,
    );
  }
}

/** Whom a role lets in, service account by service account and cluster by cluster, beside names that are nearly theirs. */
async function trySubjects(name, { cluster, identity = {} }, role, out) {
  const file = join(out, `policies/${role.name}.trust.json`);
  if (!existsSync(file)) return;
  const trustPolicy = JSON.parse(readFileSync(file, 'utf8'));
  const own = [cluster, ...(identity.furtherClusters ?? [])];
  const stranger = {
    name: `${cluster.name}-2`,
    oidcIssuer: `https://oidc.eks.${cluster.region}.amazonaws.com/id/0F0F0F0F`,
  };
  const near = ({ namespace, serviceAccount }) => {
    const [ns, account] = [namespace, serviceAccount].map((text) =>
      text.replaceAll('*', 'a1').replaceAll('?', 'b'),
    );
    const names = [
      [ns, account],
      [ns, `${account}-x`],
      [ns, account.slice(0, -1)],
      [`${ns}-x`, account],
      [`x${ns}`, account],
      [account, ns],
    ];
    return names.filter((each) => each.every((text) => text !== ''));
  };
  const cases = [];
  for (const { name: clusterName, oidcIssuer } of [...own, stranger])
    for (const [namespace, account] of distinct(role.subjects.flatMap(near)))
      for (const byToken of [true, false]) {
        if (byToken && oidcIssuer === undefined) continue;
        const host = oidcIssuer?.slice('https://'.length);
        const named =
          own.some((each) => each.name === clusterName) &&
          role.subjects.some(
            (each) => isLike(namespace, each.namespace) && isLike(account, each.serviceAccount),
          );
        // Without tags there is nothing to tell associations by; the spec is warned of it.
        const meant =
          (named || (role.isUntagged && !byToken)) &&
          ['both', byToken ? 'irsa' : 'pod-identity'].includes(role.mechanism);
        const request = byToken
          ? {
              principal: `arn:${partitionOf({ cluster })}:iam::${cluster.accountId}:oidc-provider/${host}`,
              action: 'sts:AssumeRoleWithWebIdentity',
              context: {
                [`${host}:aud`]: 'sts.amazonaws.com',
                [`${host}:sub`]: `system:serviceaccount:${namespace}:${account}`,
              },
            }
          : {
              principal: 'pods.eks.amazonaws.com',
              action: 'sts:AssumeRole',
              context: {
                'aws:SourceAccount': cluster.accountId,
                'aws:RequestTag/eks-cluster-name': clusterName,
                'aws:RequestTag/kubernetes-namespace': namespace,
                'aws:RequestTag/kubernetes-service-account': account,
              },
            };
        const id = `${clusterName} ${namespace}/${account} by ${byToken ? 'token' : 'association'}`;
        const resource = `arn:${partitionOf({ cluster })}:iam::${cluster.accountId}:role/${role.name}`;
        cases.push({ meant, id, identityPolicies: [], trustPolicy, request: { ...request, resource } });
      }
  const asked = join(work, `${name.replaceAll('/', '-')}-${role.name}.subjects.json`);
  writeFileSync(asked, JSON.stringify(cases.map(({ meant, ...each }) => each)));
  const { stdout } = await run(process.execPath, [
    ...[join(root, 'bin/irsa-forge.js'), 'simulate', asked, '--format', 'json'],
  ]);
  const decided = new Map(JSON.parse(stdout).map(({ id, decision }) => [id, decision]));
  const wrong = cases.filter(({ id, meant }) => (decided.get(id) === 'allow') !== meant);
  const allowed = cases.filter(({ meant }) => meant).length;
  count(
    `${name}: ${role.name} lets in ${allowed} of ${cases.length} that ask`,
    wrong.length === 0 && allowed > 0,
    wrong.map(({ id, meant }) => `${id}: ${meant ? 'denied' : 'allowed'}`).join('\n'),
  );
}

/** A service account that is called like its namespace is its own near miss. */
function distinct(names) {
  return [...new Map(names.map((each) => [each.join('/'), each])).values()];
}

/** Whether a name is of a pattern. */
function isLike(text, pattern) {
  const parts = [...pattern].map((each) =>
    each === '*' ? '.*' : each === '?' ? '.' : each.replace(/[.\\^$+()[\]{}|]/, '\\$&'),
  );
  return new RegExp(`^${parts.join('')}$`, 's').test(text);
}

async function assertBoundary(name, boundary, folder) {
  const plan = await planOffline(`${name}: plans offline`, folder);
  const roles =
    plan?.planned_values.root_module.resources.filter(({ type }) => type === 'aws_iam_role') ?? [];
  const bound = roles.every(({ values }) => values.permissions_boundary === boundary);
  count(
    `${name}: every role has the boundary`,
    roles.length > 0 && bound,
    JSON.stringify(
      roles.map(({ values }) => values),
      null,
      2,
    ),
  );
}

/** init, validate and plan without any account; the plan as JSON. */
async function planOffline(title, folder) {
  const terraform = (...args) => run('terraform', [`-chdir=${folder}`, ...args]);
  const steps = [
    ['init', '-input=false', `-plugin-dir=${mirror}`],
    ['validate'],
    ['plan', '-input=false', '-var', 'offline=true', '-out=plan.bin'],
  ];
  for (const step of steps) {
    const { status, output } = await terraform(...step);
    if (status !== 0) {
      count(title, false, output);
      return undefined;
    }
  }
  count(title, true);
  return JSON.parse((await terraform('show', '-json', 'plan.bin')).stdout);
}

/** JSON in one spelling: sorted keys and lists, single values as lists. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (value === null || typeof value !== 'object') return `[${JSON.stringify(value)}]`;
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`)
    .join()}}`;
}

/** Programs of the catalogue have their names from it, where the spec does not say them. */
async function giveNames(spec) {
  if (!spec.workloads.some(({ uses }) => uses)) return;
  const { stdout } = await run(process.execPath, [
    join(root, 'bin/irsa-forge.js'),
    'catalog',
    '--format',
    'json',
  ]);
  const programs = JSON.parse(stdout);
  spec.workloads = spec.workloads.map((workload) => {
    const { namespace, serviceAccount } = programs.find(({ name }) => name === workload.uses) ?? {};
    return { ...(workload.uses ? { namespace, serviceAccount } : {}), ...workload };
  });
}

/** The roles that Terraform makes, by the names under `policies/`, with what the spec asks for each. */
function rolesOf(spec, out) {
  const roles = new Map();
  for (const workload of spec.workloads) {
    const { mechanism, roleOwner } = ownersOf(spec, workload);
    if (roleOwner !== 'terraform') continue;
    const { region, name: cluster } = spec.cluster;
    const name =
      workload.roleName ?? [region, cluster, workload.namespace, workload.serviceAccount].join('.');
    const role = roles.get(name) ?? {
      ...{ name, mechanism, isUntagged: false },
      ...{ subjects: [], buckets: [], statements: [] },
    };
    role.subjects.push({ namespace: workload.namespace, serviceAccount: workload.serviceAccount });
    role.isUntagged ||= workload.sessionTags === false;
    role.buckets.push(...(workload.buckets ?? []));
    role.statements.push(...(workload.statements ?? []));
    roles.set(name, role);
  }
  count(
    `policies name ${[...roles.keys()].join(', ')}`,
    [...roles.keys()].every((name) => existsSync(join(out, `policies/${name}.permissions.json`))),
  );
  return [...roles.values()];
}

function ownersOf(spec, workload) {
  return {
    mechanism: 'irsa',
    roleOwner: 'terraform',
    serviceAccountOwner: 'manifest',
    ...spec.identity,
    ...workload.identity,
  };
}

function accountArguments({ cluster }) {
  const issuer = cluster.oidcIssuer ? ['--issuer', cluster.oidcIssuer] : [];
  return ['--account', cluster.accountId, '--region', cluster.region, '--cluster', cluster.name, ...issuer];
}

function partitionOf({ cluster }) {
  if (cluster.region.startsWith('cn-')) return 'aws-cn';
  return cluster.region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

async function findMirror() {
  const { stdout } = await run('find', ['/', '-xdev', '-name', 'terraform-provider-aws_*']);
  const [provider] = stdout.trim().split('\n');
  if (!provider) throw new Error('no filesystem mirror of the AWS provider: set TF_PLUGIN_MIRROR');
  return provider.split('/registry.terraform.io/')[0];
}

async function findMajor() {
  const { stdout } = await run('find', [mirror, '-name', 'terraform-provider-aws_*']);
  const [, major] = stdout.match(/terraform-provider-aws_v?(\d+)\./) ?? [];
  if (!major) throw new Error(`no AWS provider in ${mirror}`);
  return Number(major);
}

async function check(title, command, args) {
  const { status, output } = await run(command, args);
  count(title, status === 0, output);
}

function count(title, passed, details = '') {
  tally[passed ? 'passed' : 'failed']++;
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${title}`);
  if (!passed) console.log(String(details).replace(/^/gm, '     '));
}

function run(command, args) {
  return new Promise((done) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let output = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
    });
    child.on('error', (error) => done({ status: 127, stdout: '', output: String(error) }));
    child.on('close', (status) => done({ status, stdout, output }));
  });
}
