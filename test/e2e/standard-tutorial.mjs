/**
 * The tutorial of docs/standard.md to its end: with the packed program, from an empty folder, the standard published to a registry
 * and installed by a team, whose CI starts from a fresh clone.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'irsa-forge-tutorial-'));

/** As much of a registry as npm needs to publish a package and to install it. */
const packages = new Map();
const registry = createServer(async (request, response) => {
  const [path] = decodeURIComponent(request.url).split('?');
  const [, name, tarball] = /^\/((?:@[^/]+\/)?[^/]+)(?:\/-\/(.+))?$/.exec(path) ?? [];
  const found = packages.get(name);
  if (request.method === 'PUT') {
    let body = '';
    for await (const part of request) body += part;
    const { _attachments: files, ...document } = JSON.parse(body);
    packages.set(name, { document, files });
    response.writeHead(201).end('{}');
  } else if (found === undefined) response.writeHead(404).end('{}');
  else if (tarball === undefined) response.end(JSON.stringify(found.document));
  else response.end(Buffer.from(Object.values(found.files)[0].data, 'base64'));
});

/** Runs a script; its output is shown where it does not end as it should. */
function run(script, { cwd, env, exit = 0 }) {
  return new Promise((done, failed) => {
    execFile('bash', ['-e', '-c', script], { cwd, env, encoding: 'utf8' }, (error, out, err) => {
      const code = error === null ? 0 : error.code;
      if (code === exit) done(out);
      else failed(new Error(`exit ${code}, not ${exit}:\n${script}\n${out}\n${err}`));
    });
  });
}

try {
  await new Promise((ready) => registry.listen(0, '127.0.0.1', ready));
  const host = `127.0.0.1:${registry.address().port}`;
  const home = join(work, 'home');
  mkdirSync(home);
  writeFileSync(join(home, '.npmrc'), `//${host}/:_authToken=none\n`);
  const env = {
    ...process.env,
    HOME: home,
    npm_config_userconfig: join(home, '.npmrc'),
    npm_config_registry: `http://${host}/`,
    npm_config_cache: join(work, 'cache'),
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
  };

  const packed = (await run(`npm pack --silent --pack-destination ${work}`, { cwd: root, env })).trim();
  const data = readFileSync(join(work, packed.split('\n').at(-1)));
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { name, version, bin, engines } = manifest;
  const dist = {
    tarball: `http://${host}/${name}/-/${name}-${version}.tgz`,
    integrity: `sha512-${createHash('sha512').update(data).digest('base64')}`,
  };
  packages.set(name, {
    document: {
      name,
      'dist-tags': { latest: version },
      versions: { [version]: { name, version, bin, engines, dist } },
    },
    files: { [packed]: { data: data.toString('base64') } },
  });

  const tools = join(work, 'tools');
  mkdirSync(tools);
  await run(`npm init --yes && npm install ${name}`, { cwd: tools, env });
  const cwd = join(work, 'tutorial');
  mkdirSync(cwd);
  const page = readFileSync(join(root, 'docs/standard.md'), 'utf8');
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, script]) => ({
    script: script.replaceAll('https://npm.example.com/', `http://${host}/`),
    exit: Number(/# exit (\d)\n$/.exec(script)?.[1] ?? 0),
  }));
  assert(blocks.filter(({ script }) => /^npm /m.test(script)).length === 3, 'publish, install, CI');
  const path = `${join(tools, 'node_modules/.bin')}:${process.env.PATH}`;
  for (const { script, exit } of blocks) {
    if (/^npm ci$/m.test(script)) {
      const commit =
        'git init --quiet && git add --all && git -c user.name=team -c user.email=team@example.com commit --quiet -m "Begin"';
      await run(`${commit} && git clone --quiet . ${join(work, 'ci/team')}`, { cwd: join(cwd, 'team'), env });
      await run(script, { cwd: join(work, 'ci'), env });
    } else await run(script, { cwd, env: { ...env, PATH: path }, exit });
  }

  const { files } = packages.get('@acme/standard');
  assert(Object.keys(files).length === 1);
  const stamp = JSON.parse(readFileSync(join(work, 'ci/team/generated/.irsa-forge.json'), 'utf8')).standard;
  assert.equal(stamp.version, '1.0.0');
  console.log(`${blocks.length} blocks of the tutorial, published and installed`);
} finally {
  registry.close();
  registry.closeAllConnections();
  rmSync(work, { recursive: true, force: true });
}
