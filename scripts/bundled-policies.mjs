/**
 * Packs the policies that public modules and eksctl bring themselves, by version, into assets/bundled-policies.br, and their
 * dates into src/readers/bundled/sources.ts.
 *
 * To refresh it: clone the repositories below side by side with all their tags, run `node scripts/bundled-policies.mjs FOLDER`,
 * and read what the tests say. A statement is taken over as data; what depends on a parameter of the module is a formula.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { pack } from './pack.mjs';

/** Modules by the folder that holds them in their repository; `since` leaves out versions that nothing reads any more. */
const MODULES = [
  {
    key: 'irsa-v5',
    owner: 'terraform-aws-modules',
    repository: 'terraform-aws-iam',
    folder: 'modules/iam-role-for-service-accounts-eks',
    read: policiesOfFlags,
  },
  {
    key: 'irsa-v6',
    owner: 'terraform-aws-modules',
    repository: 'terraform-aws-iam',
    folder: 'modules/iam-role-for-service-accounts',
    read: policiesOfFlags,
  },
  {
    key: 'pod-identity',
    owner: 'terraform-aws-modules',
    repository: 'terraform-aws-eks-pod-identity',
    folder: '.',
    read: policiesOfFlags,
  },
  {
    key: 'blueprints-addons',
    owner: 'aws-ia',
    repository: 'terraform-aws-eks-blueprints-addons',
    folder: '.',
    read: policiesOfAddons,
  },
];

const EKSCTL = 'eksctl';
const EKSCTL_OWNER = 'eksctl-io';

/** Less than all of the readers, which need what is made here. */
const READERS = `
export { loadHclParser } from './src/readers/hcl/load-hcl.js';
export { parseHcl } from './src/readers/hcl/parse-hcl.js';
export { SourceText } from './src/readers/text/source-text.js';
`;

const clones = resolve(process.argv[2] ?? fail('say which folder holds the clones'));
const { loadHclParser, parseHcl, SourceText } = await loadReaders();
const parser = await loadHclParser();
const blobs = new Map();

/** Every version of a module, and its policies, each with the first and last version that has it unchanged. */
function readModule({ repository, folder, read }) {
  const versions = versionsOf(repository).filter(({ tag }) => filesAt(repository, tag, folder).length > 0);
  const records = new Map();
  let before;
  versions.forEach(({ tag }, at) => {
    const files = JSON.stringify(filesAt(repository, tag, folder));
    const found = before?.files === files ? before.found : read(new Sources(repository, tag, folder));
    before = { files, found };
    for (const policy of found) {
      const last = records.get(policy.flag)?.at(-1);
      const same = last !== undefined && last.versions[1] === at - 1 && equal(last, policy);
      if (same) last.versions[1] = at;
      else records.set(policy.flag, [...(records.get(policy.flag) ?? []), { versions: [at, at], ...policy }]);
    }
  });
  return {
    versions: versions.map(({ version, date }) => [version, date]),
    policies: [...records.values()].flat(),
  };
}

function equal({ versions: _, ...a }, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Releases by number, each with its day. */
function versionsOf(repository) {
  const lines = git(repository, 'tag', '--format=%(refname:short) %(creatordate:short)').trim().split('\n');
  const numbers = (version) => version.split('.').map(Number);
  return lines
    .map((line) => line.split(' '))
    .filter(([tag]) => /^v?\d+\.\d+\.\d+$/.test(tag))
    .map(([tag, date]) => ({ tag, date, version: tag.replace(/^v/, '') }))
    .sort((a, b) => {
      const [x, y] = [numbers(a.version), numbers(b.version)];
      return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
    });
}

/** The Terraform files of a folder, each with the name of its content. */
function filesAt(repository, tag, folder) {
  const path = folder === '.' ? [] : [`${folder}/`];
  const lines = git(repository, 'ls-tree', '--format=%(objectname) %(path)', tag, ...path).split('\n');
  return lines.filter((line) => line.endsWith('.tf')).map((line) => line.split(' '));
}

/** Most files stay as they are from release to release. */
function blob(repository, name) {
  if (!blobs.has(name)) blobs.set(name, git(repository, 'cat-file', 'blob', name));
  return blobs.get(name);
}

function git(repository, ...args) {
  const name = readdirSync(clones).find((each) => each === repository || each.endsWith(`+${repository}`));
  const folder = join(clones, name ?? fail(`there is no clone of ${repository}`));
  const inside = readdirSync(folder).includes('repo') ? join(folder, 'repo') : folder;
  return execFileSync('git', ['-C', inside, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 });
}

/** One version of a module: its blocks, and the text of its expressions. */
class Sources {
  blocks = [];
  locals = new Map();
  variables = new Map();
  #texts = new Map();

  constructor(repository, tag, folder) {
    for (const [content, file] of filesAt(repository, tag, folder)) {
      const source = new SourceText(file, blob(repository, content));
      this.#texts.set(file, source.text);
      const { body } = parseHcl(source, parser);
      this.blocks.push(...body.items.filter(({ kind }) => kind === 'block'));
    }
    for (const block of this.ofType('locals'))
      for (const item of block.body.items) this.locals.set(item.name, item.value);
    for (const block of this.ofType('variable')) this.variables.set(block.labels[0].text, block);
  }

  ofType(type, label) {
    return this.blocks.filter(
      (block) => block.type === type && (label === undefined || block.labels[0]?.text === label),
    );
  }

  text({ place }) {
    return this.#texts.get(place.file).slice(place.start, place.end);
  }

  /** An expression in terms of parameters, with the module's own locals put in. */
  formula(expression) {
    return this.text(expression)
      .replaceAll(/^\s*(?:#|\/\/).*\n/gm, '')
      .replaceAll(/\n\s*/g, '\n')
      .replaceAll(/data\.aws_(partition|caller_identity|region)\.current\[0\]/g, 'data.aws_$1.current')
      .replaceAll(/data\.aws_iam_policy_document\.base\[0\]/g, 'data.aws_iam_policy_document.base')
      .replaceAll(/time_sleep\.this\.triggers\["(\w+)"\]/g, 'var.$1')
      .replaceAll(/data\.aws_service_principal\.(\w+)(\[0\])?\.name/g, (_, name) => this.#service(name))
      .replaceAll(/\blocal\.(\w+)/g, (_, name) => `(${this.formula(this.locals.get(name) ?? fail(name))})`);
  }

  /** The name of a service's principal is known for the partition aws alone. */
  #service(name) {
    const block = this.ofType('data', 'aws_service_principal').find(({ labels }) => labels[1].text === name);
    const service = this.text(attribute(block, 'service_name')).slice(1, -1);
    return `(data.aws_partition.current.partition == "aws" ? "${service}.amazonaws.com" : data.aws_service_principal.${name}.name)`;
  }

  /** A value as data: text, number, boolean, a list of values, or a formula. */
  value(expression) {
    if (expression.kind === 'literal') return expression.value;
    if (expression.kind === 'list') return expression.items.map((item) => this.value(item));
    const text = this.text(expression);
    if (/^"[^"\\]*"$/.test(text) && !/[$%]\{/.test(text)) return text.slice(1, -1);
    return { formula: this.formula(expression) };
  }

  /** Parameters that formulas name, with their defaults as formulas; null where there is none. */
  parameters(data) {
    const names = [...JSON.stringify(data).matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name);
    return Object.fromEntries(
      [...new Set(names)].sort().map((name) => {
        const value = attribute(this.variables.get(name) ?? fail(name), 'default');
        return [name, value === undefined ? null : this.formula(value)];
      }),
    );
  }

  /** What a document takes over from others. */
  merged(document) {
    const names = ['source_policy_documents', 'override_policy_documents'];
    return Object.fromEntries(
      names.flatMap((name) => {
        const value = attribute(document, name);
        return value === undefined ? [] : [[name, { formula: this.formula(value) }]];
      }),
    );
  }

  statements(document) {
    return document.body.items.flatMap((item) => {
      if (item.kind === 'attribute') return [];
      if (item.type === 'statement') return [this.#statement(item)];
      if (item.type === 'dynamic' && item.labels[0].text === 'statement') {
        const content = item.body.items.find(({ type }) => type === 'content');
        return [{ each: this.formula(attribute(item, 'for_each')), ...this.#statement(content) }];
      }
      return fail(item.type);
    });
  }

  #statement(block) {
    const known = ['sid', 'effect', 'actions', 'not_actions', 'resources', 'not_resources'];
    const entries = [];
    const conditions = [];
    for (const item of block.body.items) {
      if (item.kind === 'block') conditions.push(this.#condition(item));
      else entries.push([known.includes(item.name) ? item.name : fail(item.name), this.value(item.value)]);
    }
    return { ...Object.fromEntries(entries), ...(conditions.length === 0 ? {} : { conditions }) };
  }

  #condition(block) {
    if (block.type !== 'condition') fail(block.type);
    return Object.fromEntries(block.body.items.map(({ name, value }) => [name, this.value(value)]));
  }
}

function attribute(block, name) {
  return block.body.items.find((item) => item.kind === 'attribute' && item.name === name)?.value;
}

/** Policies that a flag such as `attach_external_dns_policy` switches on. */
function policiesOfFlags(sources) {
  const flagIn = (text) => /\bvar\.(attach_\w+_policy)\b/.exec(text)?.[1];
  const documents = sources.ofType('data', 'aws_iam_policy_document').flatMap((block) => {
    const count = attribute(block, 'count');
    const flag = count === undefined ? undefined : flagIn(sources.text(count));
    return flag === undefined || flag === 'attach_custom_policy'
      ? []
      : [{ flag, statements: sources.statements(block) }];
  });
  const attached = sources.ofType('resource', 'aws_iam_role_policy_attachment').flatMap((block) => {
    const each = attribute(block, 'for_each');
    const text = each === undefined ? '' : sources.text(each);
    const flag = flagIn(text);
    const managed = [...text.matchAll(/:iam::aws:policy\/([\w+=,.@/-]+)"/g)].map(([, name]) => name);
    return flag === undefined ? [] : [{ flag, managed }];
  });
  return [...documents, ...attached].map((policy) => ({ ...policy, parameters: sources.parameters(policy) }));
}

/** What the add-ons of eks-blueprints-addons hand to the module that makes their roles. */
const ADDON_INPUTS = [
  ...['create', 'create_release', 'name', 'namespace', 'chart', 'values', 'set', 'set_irsa_names'],
  ...['create_role', 'role_name', 'role_name_use_prefix', 'role_path', 'role_permissions_boundary_arn'],
  ...['role_policies', 'policy_statements', 'policy_name', 'policy_name_use_prefix', 'oidc_providers'],
];

/** Add-ons that have a role, with its policy, and further policies of those roles. */
function policiesOfAddons(sources) {
  const documents = sources.ofType('data', 'aws_iam_policy_document');
  const further = sources.ofType('resource', 'aws_iam_role_policy_attachment').flatMap((block) => {
    const module = /^module\.(\w+)\.iam_role_name$/.exec(sources.text(attribute(block, 'role')))?.[1];
    if (module === undefined) return [];
    const flag = /^var\.(enable_\w+) \?/.exec(sources.text(attribute(block, 'count')))?.[1] ?? fail(module);
    const document = documents.find(({ labels }) => labels[1].text === block.labels[1].text) ?? fail(module);
    return [{ flag, module, statements: sources.statements(document) }];
  });
  const addons = sources.ofType('module').flatMap((block) => {
    const flag = /\bvar\.(enable_\w+)/.exec(sources.text(attribute(block, 'create') ?? block))?.[1];
    if (flag === undefined || attribute(block, 'create_role') === undefined) return [];
    const source = attribute(block, 'source_policy_documents');
    const name = /aws_iam_policy_document\.(\w+)/.exec(source === undefined ? '' : sources.text(source))?.[1];
    const document = documents.find(({ labels }) => labels[1].text === name);
    const inputs = ADDON_INPUTS.flatMap((input) => {
      const value = attribute(block, input);
      return value === undefined ? [] : [[input, sources.value(value)]];
    });
    const policy = {
      flag,
      module: block.labels[0].text,
      inputs: { ...Object.fromEntries(inputs), ...(document === undefined ? {} : sources.merged(document)) },
      statements: document === undefined ? [] : sources.statements(document),
    };
    return [policy];
  });
  return [...addons, ...further].map((policy) => ({ ...policy, parameters: sources.parameters(policy) }));
}

/** The policies of `wellKnownPolicies`, of the newest release: a file does not say which one reads it. */
function readEksctl() {
  const { tag, version, date } = versionsOf(EKSCTL).at(-1);
  const [statements, helper] = ['statement', 'iam_helper'].map((name) =>
    git(EKSCTL, 'show', `${tag}:pkg/cfn/builder/${name}.go`),
  );
  const body = /func createWellKnownPolicies\([\s\S]*?\n}\n/.exec(helper)[0];
  const names = git(EKSCTL, 'show', `${tag}:pkg/cfn/builder/iam.go`);
  const flags = git(EKSCTL, 'show', `${tag}:pkg/apis/eksctl.io/v1alpha5/well_known_iam_policy.go`);
  const policies = [...body.matchAll(/if wellKnownPolicies\.(\w+) \{([\s\S]*?)\n\t\}/g)].map(
    ([, field, code]) => ({
      flag: new RegExp(`\\b${field}\\s+bool\\s+\`json:"(\\w+)`).exec(flags)?.[1] ?? fail(field),
      managed: [...code.matchAll(/name: (\w+)/g)].map(
        ([, constant]) => new RegExp(`\\b${constant}\\s*=\\s*"([^"]+)"`).exec(names)?.[1] ?? fail(constant),
      ),
      statements: [...code.matchAll(/Statements: (\w+)\(\)/g)].flatMap(([, name]) =>
        statementsOfGo(
          new RegExp(`func ${name}\\(\\)[^{]*\\{\\s*return ([\\s\\S]*?)\\n\\}`).exec(statements)[1],
        ),
      ),
    }),
  );
  return { versions: [[version, date]], policies };
}

/** Statements as Go writes them, which is JSON with types; PARTITION stands for that of the cluster. */
function statementsOfGo(code) {
  const json = code
    .replaceAll(/addARNPartitionPrefix\("([^"]*)"\)/g, '"arn:PARTITION:$1"')
    .replaceAll('effectAllow', '"Allow"')
    .replaceAll('resourceAll', '"*"')
    .replaceAll(/\[\](?:string|\*gfnt\.Value|cft\.MapOfInterfaces)\{([^{}]*)\}/g, '[$1]')
    .replaceAll(/map\[string\](?:string|interface\{\})/g, '')
    .replace(/^\[\]cft\.MapOfInterfaces\{([\s\S]*)\}$/, '[$1]')
    .replaceAll(/,(\s*[}\]])/g, '$1');
  return JSON.parse(json);
}

/** Every program with its newest release. */
function programs() {
  const all = [
    ...MODULES.map(({ key, owner, repository }) => [key, owner, repository, modules[key]]),
    [EKSCTL, EKSCTL_OWNER, EKSCTL, eksctl],
  ];
  return all.map(([key, owner, name, { versions }]) => {
    const [version, date] = versions.at(-1);
    return { key, owner, name, version, date };
  });
}

/** All of them are under the Apache licence, version 2.0. */
function notices() {
  return programs().map(({ owner, name, version }) => ({
    title: `${name} ${version} (Apache-2.0)\nSource: https://github.com/${owner}/${name}`,
    text: 'Its IAM policies, and no more of it, were taken over as data. Licence text: see LICENSE',
  }));
}

function sourcesModule() {
  const lines = programs().map(
    ({ key, name, version, date }) =>
      `  '${key}': { name: '${name}', version: '${version}', date: '${date}' },`,
  );
  return [
    '// Made by `node scripts/bundled-policies.mjs`.',
    '',
    '/** The newest release of each program whose own policies are known, and its day. */',
    'export const BUNDLED_SOURCES = {',
    ...lines,
    '} as const;',
    '',
  ].join('\n');
}

async function loadReaders() {
  // Here, so that the parser's package is found from it.
  const folder = mkdtempSync(resolve('.readers-'));
  try {
    const outfile = join(folder, 'readers.mjs');
    await build({
      stdin: { contents: READERS, resolveDir: '.', loader: 'ts' },
      ...{ bundle: true, format: 'esm', platform: 'node', outfile, logLevel: 'warning' },
      external: ['web-tree-sitter'],
      banner: { js: 'const require=process.getBuiltinModule;' },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fail(what) {
  throw new Error(`the sources have something new: ${what}`);
}

const modules = Object.fromEntries(MODULES.map((module) => [module.key, readModule(module)]));
const eksctl = readEksctl();
const packed = pack(JSON.stringify({ ...modules, eksctl }));
writeFileSync('assets/bundled-policies.br', packed);
writeFileSync('src/readers/bundled/sources.ts', sourcesModule());
writeFileSync('assets/bundled-policies.notices.json', `${JSON.stringify(notices(), null, 2)}\n`);
console.log(`assets/bundled-policies.br: ${packed.length} bytes`);
