/**
 * What an AWS account, a cluster and a Terraform state hold, as `kubectl`, `terraform`, `eksctl` and `aws` change it: as much of these
 * programs as a runbook and the steps of `generate` call. Run as `months-world.mjs PROGRAM WORDS…` by scripts that stand for
 * them in the PATH; the world is the file MONTHS_WORLD. A command that this does not know, or that the real program would refuse, fails.
 * Sources: Terraform's order (what is replaced goes first, creations by dependency, deletions last), the three-way merge of
 * `kubectl apply` for annotations, eksctl's `pkg/actions/irsa` (what it skips, and the label by which it deletes service accounts).
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';

const ROLE_ARN = 'eks.amazonaws.com/role-arn';
const EKSCTL = { 'app.kubernetes.io/managed-by': 'eksctl' };
const ACCOUNT = '111122223333';

/** A world in which there are a cluster, some namespaces, its OIDC provider, and nothing of ours. */
export function emptyWorld(namespaces) {
  return {
    namespaces,
    provider: true,
    /** By `<namespace> <Kind>/<name>`: the object, and the annotations with which it was applied last. */
    objects: {},
    /** By name: who made it, whom it trusts, and what it may do: by policies of its own, or attached to it. */
    roles: {},
    policies: {},
    /** By `<namespace>/<service account>`: the ARN of the role. */
    associations: {},
    /** By address: what there is only one of, and what it is made from. */
    terraform: {},
    plan: undefined,
  };
}

/** All that a role may do, as text. */
export function allowedBy({ policies }, { may = '', attached = [] }) {
  return may + attached.map((policy) => policies[policy] ?? '').join('');
}

/** What `kubectl apply -k` would apply, by the keys of a world. */
export function kustomized(folder) {
  const text = execFileSync(process.env.MONTHS_KUBECTL, ['kustomize', folder], { encoding: 'utf8' });
  const objects = parseAllDocuments(text).map((document) => document.toJS());
  return Object.fromEntries(objects.map((object) => [keyOf(object), object]));
}

/** What `terraform apply` would leave, by address. */
export function configured(folder) {
  const file = join(folder, 'main.tf.json');
  if (!existsSync(file)) return {};
  const { resource = {}, data = {}, locals = {}, variable = {} } = JSON.parse(readFileSync(file, 'utf8'));
  const found = {};
  for (const [type, blocks] of Object.entries(resource))
    for (const [label, { for_each: each, ...body }] of Object.entries(blocks))
      for (const key of each === undefined ? [undefined] : keysOf(each)) {
        const address = `${type}.${label}${key === undefined ? '' : `["${key}"]`}`;
        const uses = [...JSON.stringify(body).matchAll(/\$\{(data\.)?(\w+\.\w+)\./g)];
        const documents = uses.filter(([, isData]) => isData).map(([, , path]) => pick(data, path));
        const needs = uses.filter(([, isData]) => !isData).map(([, , path]) => path);
        found[address] = { type, key, body, documents, needs: needs.filter((path) => pick(resource, path)) };
      }
  const named = (path) => pick(resource, path)?.name;
  for (const [address, entry] of Object.entries(found))
    found[address] = resolve(entry, named, { locals, variable });
  return found;
}

const keysOf = (each) => (Array.isArray(each) ? each : Object.keys(each));
const pick = (tree, path) => path.split('.').reduce((node, part) => node?.[part], tree);

/** An entry of a state: `id` is that by which AWS tells it from others of its type. */
function resolve({ type, key, body, documents, needs }, named, { locals, variable }) {
  const text = JSON.stringify([body, documents, variable.oidc_issuer?.default, locals.oidc_provider_arn]);
  const reference = (value) =>
    value?.replace(/\$\{(\w+\.\w+)(?:\[[^\]]*\])?\.\w+\}/g, (_, path) => named(path));
  const id =
    {
      aws_eks_pod_identity_association: key,
      aws_iam_role_policy_attachment: `${reference(body.role)} ${key ?? reference(body.policy_arn)}`,
      aws_iam_openid_connect_provider: 'provider',
    }[type] ?? body.name;
  return { type, id, text, needs, role: reference(body.role_arn ?? body.role), documents };
}

class Refusal extends Error {}
const refuse = (message) => {
  throw new Refusal(message);
};
const roleArn = (name) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const keyOf = ({ kind, metadata }) => `${metadata.namespace ?? '-'} ${kind}/${metadata.name}`;

/** Takes `--name value`, `--name=value` and `-n value` out of words; a name in `flags` has no value. */
function options(words, flags = []) {
  const rest = [];
  const given = {};
  for (let index = 0; index < words.length; index++) {
    const [, name, value] = /^--?([a-z-]+)(?:=(.*))?$/s.exec(words[index]) ?? [];
    if (name === undefined) rest.push(words[index]);
    else if (value !== undefined || flags.includes(name))
      given[name] = [...(given[name] ?? []), value ?? true];
    else given[name] = [...(given[name] ?? []), words[++index]];
  }
  return { rest, given: (name) => given[name]?.[0], all: (name) => given[name] ?? [] };
}

const KINDS = [
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'Pod',
  'Service',
  'ServiceAccount',
];
KINDS.push('NetworkPolicy', 'PodDisruptionBudget', 'ConfigMap', 'Namespace');
const IMMUTABLE = { Deployment: 'selector', StatefulSet: 'selector', DaemonSet: 'selector', Job: 'template' };

function kubectl(world, words) {
  const { rest, given } = options(words, ['ignore-not-found', 'overwrite']);
  const [verb, ...names] = rest;
  const namespace = given('n') ?? '-';
  const find = (name) => {
    const [kind, own] = name.split('/');
    const known = KINDS.find((each) => each.toLowerCase() === kind) ?? refuse(`no kind ${kind}`);
    return `${known === 'Namespace' ? '-' : namespace} ${known}/${own}`;
  };
  const existing = (name) => world.objects[find(name)] ?? refuse(`not found: ${namespace} ${name}`);
  switch (verb) {
    case 'apply':
      return applyAll(world, kustomized(given('k')));
    case 'delete':
      for (const name of names) {
        if (!given('ignore-not-found')) existing(name);
        delete world.objects[find(name)];
      }
      return;
    case 'rollout': {
      const { object } = existing(names[1]);
      const account = `serviceaccount/${object.spec.template.spec.serviceAccountName}`;
      return void existing(account);
    }
    case 'scale':
      return void existing(names[0]);
    case 'annotate': {
      const [kind, name, change] = names;
      const { object } = existing(`${kind}/${name}`);
      const [key, value] = change.split('=');
      const { [key.replace(/-$/, '')]: _, ...others } = object.metadata.annotations ?? {};
      object.metadata.annotations = value === undefined ? others : { ...others, [key]: value };
      return;
    }
    case 'get':
      if (names[0] === 'namespace' && !world.namespaces.includes(names[1]))
        refuse(`no namespace ${names[1]}`);
      return;
    case 'wait':
    case 'logs':
      return;
    default:
      refuse(`unknown: kubectl ${words.join(' ')}`);
  }
}

function applyAll(world, objects) {
  for (const [key, object] of Object.entries(objects)) {
    const { kind, metadata } = object;
    if (kind === 'Namespace') world.namespaces.push(metadata.name);
    else if (!world.namespaces.includes(metadata.namespace)) refuse(`${key}: no such namespace`);
    const last = world.objects[key];
    const fixed = IMMUTABLE[kind];
    if (last && fixed && !isDeepStrictEqual(last.object.spec[fixed], object.spec[fixed]))
      refuse(`${key}: spec.${fixed} is immutable`);
    const applied = metadata.annotations ?? {};
    const others = Object.entries(last?.object.metadata.annotations ?? {}).filter(
      ([name]) => !(name in last.applied),
    );
    const annotations = { ...Object.fromEntries(others), ...applied };
    world.objects[key] = { object: { ...object, metadata: { ...metadata, annotations } }, applied };
  }
}

function terraform(world, words) {
  const { rest, given, all } = options(words, []);
  const folder = given('chdir') ?? '.';
  const [verb, ...names] = rest;
  const state = world.terraform;
  switch (verb) {
    case 'init':
    case 'output':
      return;
    case 'plan':
      if (given('out') !== undefined) world.plan = { folder, targets: all('target') };
      return;
    case 'apply':
      if (names[0] !== 'tfplan' || world.plan === undefined) refuse('no plan');
      applyPlan(world, configured(world.plan.folder), world.plan.targets);
      world.plan = undefined;
      return;
    case 'destroy':
      return applyPlan(world, {}, all('target'));
    case 'import': {
      const [address] = names;
      const wanted = configured(folder)[address] ?? refuse(`${address} is not in the configuration`);
      if (!existsInAws(world, wanted)) refuse(`${address}: nothing to import`);
      if (address in state) refuse(`${address} is in the state already`);
      state[address] = { ...wanted, text: 'imported' };
      if (wanted.type === 'aws_iam_role') world.roles[wanted.id].by = 'terraform';
      return;
    }
    case 'state': {
      const [action, ...addresses] = names;
      for (const address of action === 'mv' ? addresses.slice(0, 1) : addresses) {
        const entry = state[address] ?? refuse(`${address} is not in the state`);
        delete state[address];
        if (action === 'mv') state[addresses[1]] = entry;
        else if (entry.type === 'aws_iam_role') world.roles[entry.id].by = 'somebody';
      }
      return;
    }
    default:
      refuse(`unknown: terraform ${words.join(' ')}`);
  }
}

const ORDER = ['aws_iam_openid_connect_provider', 'aws_iam_role', 'aws_iam_policy'];
const rank = ({ type }) => (ORDER.includes(type) ? ORDER.indexOf(type) : ORDER.length);

function applyPlan(world, config, targets) {
  const chosen = new Set();
  const choose = (address) => {
    if (chosen.has(address)) return;
    chosen.add(address);
    for (const need of config[address]?.needs ?? []) for (const each of within(need, config)) choose(each);
  };
  const all = [...new Set([...Object.keys(config), ...Object.keys(world.terraform)])];
  for (const address of targets.length === 0 ? all : targets.flatMap((target) => within(target, all)))
    choose(address);
  const state = world.terraform;
  const gone = [...chosen].filter((address) => address in state && !(address in config));
  const replaced = [...chosen].filter(
    (address) => state[address] && config[address] && state[address].id !== config[address].id,
  );
  const destroy = (addresses) => {
    for (const address of addresses.toSorted((left, right) => rank(state[right]) - rank(state[left]))) {
      destroyInAws(world, state[address]);
      delete state[address];
    }
  };
  destroy(replaced);
  const wanted = [...chosen].filter((address) => address in config);
  for (const address of wanted.toSorted((left, right) => rank(config[left]) - rank(config[right]))) {
    makeInAws(world, config[address], state[address] === undefined, address);
    state[address] = config[address];
  }
  destroy(gone);
}

function within(target, addresses) {
  const known = Array.isArray(addresses) ? addresses : Object.keys(addresses);
  return known.filter((address) => address === target || address.startsWith(`${target}[`));
}

function existsInAws(world, { type, id }) {
  if (type === 'aws_iam_role')
    return Object.keys(world.roles).some((name) => name.toLowerCase() === id.toLowerCase());
  if (type === 'aws_eks_pod_identity_association') return id in world.associations;
  if (type === 'aws_iam_openid_connect_provider') return world.provider;
  return false;
}

function makeInAws(world, { type, id, role, documents }, isNew, address) {
  if (isNew && existsInAws(world, { type, id })) refuse(`${address}: ${id} exists already`);
  if (type === 'aws_iam_openid_connect_provider') world.provider = true;
  if (type === 'aws_iam_role')
    world.roles[id] = { attached: [], ...world.roles[id], by: 'terraform', trust: JSON.stringify(documents) };
  if (type === 'aws_iam_policy') world.policies[id] = JSON.stringify(documents);
  if (type === 'aws_iam_role_policy_attachment') {
    const { attached } = world.roles[role];
    const policy = id.split(' ')[1];
    if (!attached.includes(policy)) attached.push(policy);
  }
  if (type === 'aws_eks_pod_identity_association') world.associations[id] = roleArn(role);
}

function destroyInAws(world, { type, id, role }) {
  if (type === 'aws_iam_openid_connect_provider') world.provider = false;
  if (type === 'aws_iam_role') delete world.roles[id];
  if (type === 'aws_iam_policy') delete world.policies[id];
  if (type === 'aws_iam_role_policy_attachment' && world.roles[role])
    world.roles[role].attached = world.roles[role].attached.filter((policy) => policy !== id.split(' ')[1]);
  if (type === 'aws_eks_pod_identity_association') delete world.associations[id];
}

function eksctl(world, words) {
  const { rest, given } = options(words, ['approve', 'wait', 'override-existing-serviceaccounts']);
  const [verb, kind] = rest;
  const file = given('f');
  const iam = file === undefined ? {} : (parse(readFileSync(file, 'utf8')).iam ?? {});
  const account = `${given('namespace')}/${given('name') ?? given('service-account-name')}`;
  switch (`${verb} ${kind}`) {
    case 'utils associate-iam-oidc-provider':
      world.provider = true;
      return;
    case 'create iamserviceaccount':
      for (const each of iam.serviceAccounts ?? [])
        createServiceAccount(world, each, given('override-existing-serviceaccounts'));
      return;
    case 'create podidentityassociation':
      for (const each of iam.podIdentityAssociations ?? []) createAssociation(world, each);
      return;
    case 'update iamserviceaccount':
    case 'update podidentityassociation':
      for (const each of [...(iam.serviceAccounts ?? []), ...(iam.podIdentityAssociations ?? [])]) {
        const made = stackOf(world, nameOf(each));
        if (made) made.may = JSON.stringify(each);
      }
      return;
    case 'delete iamserviceaccount':
    case 'delete podidentityassociation': {
      const [name] = Object.entries(world.roles).find(([, { stack }]) => stack === account) ?? [];
      if (name === undefined) refuse(`${account}: no stack`);
      delete world.roles[name];
      if (kind === 'podidentityassociation') delete world.associations[account];
      const [namespace, own] = account.split('/');
      const key = `${namespace} ServiceAccount/${own}`;
      const labels = world.objects[key]?.object.metadata.labels ?? {};
      if (labels['app.kubernetes.io/managed-by'] === 'eksctl') delete world.objects[key];
      return;
    }
    default:
      refuse(`unknown: eksctl ${words.join(' ')}`);
  }
}

const nameOf = ({ metadata, namespace, serviceAccountName }) =>
  metadata === undefined ? `${namespace}/${serviceAccountName}` : `${metadata.namespace}/${metadata.name}`;
const stackOf = (world, account) => Object.values(world.roles).find(({ stack }) => stack === account);

function createRole(world, account, entry, trust) {
  const { roleName } = entry;
  if (existsInAws(world, { type: 'aws_iam_role', id: roleName })) refuse(`role ${roleName} exists already`);
  world.roles[roleName] = { by: 'eksctl', stack: account, trust, may: JSON.stringify(entry) };
}

function createServiceAccount(world, entry, override) {
  const account = nameOf(entry);
  const { namespace, name } = entry.metadata;
  const key = `${namespace} ServiceAccount/${name}`;
  const isThere = key in world.objects;
  if (stackOf(world, account) !== undefined) return;
  if (isThere && !override && !entry.roleOnly) return;
  if (entry.attachRoleARN === undefined)
    createRole(world, account, entry, `system:serviceaccount:${namespace}:${name}`);
  if (!entry.roleOnly) ownServiceAccount(world, key, entry.attachRoleARN ?? roleArn(entry.roleName));
}

function ownServiceAccount(world, key, arn) {
  const [namespace, name] = key.split(' ServiceAccount/');
  const last = world.objects[key];
  const metadata = last?.object.metadata ?? { name, namespace };
  world.objects[key] = {
    applied: last?.applied ?? {},
    object: {
      ...{ kind: 'ServiceAccount', ...last?.object },
      metadata: {
        ...metadata,
        labels: { ...metadata.labels, ...EKSCTL },
        annotations: { ...metadata.annotations, ...(arn === undefined ? {} : { [ROLE_ARN]: arn }) },
      },
    },
  };
}

function createAssociation(world, entry) {
  const account = nameOf(entry);
  if (account in world.associations) return;
  createRole(world, account, entry, 'pods.eks.amazonaws.com');
  world.associations[account] = roleArn(entry.roleName);
  const key = account.replace('/', ' ServiceAccount/');
  if (entry.createServiceAccount && !(key in world.objects)) ownServiceAccount(world, key, undefined);
}

function aws(world, words) {
  const { rest, given } = options(words);
  const [service, verb] = rest;
  const account = `${given('namespace')}/${given('service-account')}`;
  if (`${service} ${verb}` === 'eks describe-addon') return 'ACTIVE';
  switch (verb) {
    case 'list-pod-identity-associations':
      return account in world.associations ? `a-${account}` : 'None';
    case 'create-pod-identity-association':
      if (account in world.associations) refuse(`${account} has an association`);
      world.associations[account] = given('role-arn');
      return;
    case 'update-pod-identity-association':
    case 'delete-pod-identity-association': {
      const id = given('association-id').slice(2);
      if (!(id in world.associations)) refuse(`no association ${id}`);
      if (verb.startsWith('update')) world.associations[id] = given('role-arn');
      else delete world.associations[id];
      return;
    }
    default:
      if (!/^(list|describe|get|update-kubeconfig|create-addon)/.test(verb))
        refuse(`unknown: aws ${words.join(' ')}`);
  }
}

const [, self, program, ...words] = process.argv;
if (import.meta.filename === self) {
  const world = JSON.parse(readFileSync(process.env.MONTHS_WORLD, 'utf8'));
  try {
    const said = { kubectl, terraform, eksctl, aws }[program](world, words);
    if (said !== undefined) console.log(said);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(`${program}: ${error.message}`);
    process.exitCode = 1;
  }
  writeFileSync(process.env.MONTHS_WORLD, JSON.stringify(world));
}
