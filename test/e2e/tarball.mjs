/** The package as users get it: packed, installed alone into an empty folder without a network, and used. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { libraryExamples, runExample } from '../../scripts/library-examples.mjs';

const root = resolve(import.meta.dirname, '../..');
const work = mkdtempSync(join(tmpdir(), 'irsa-forge-pack-'));
const home = join(work, 'home');
const npm = (cwd, ...args) =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const forge = (...args) =>
  execFileSync(join(home, 'node_modules/.bin/irsa-forge'), args, { cwd: home, encoding: 'utf8' });

try {
  // As the container file does it.
  const [, pack] = /^RUN npm ci && (.+)$/m.exec(readFileSync(join(root, 'Containerfile'), 'utf8'));
  const packed = join(work, 'packed');
  execFileSync('sh', ['-c', pack.replaceAll('/packed', packed)], { cwd: root, stdio: 'ignore' });
  const tarball = join(packed, ...readdirSync(packed));
  const megabytes = statSync(tarball).size / 1e6;
  assert(megabytes < 5, `the tarball has ${megabytes.toFixed(1)} MB`);

  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{ "private": true, "type": "module" }\n');
  npm(home, 'install', '--silent', '--offline', '--no-audit', tarball);
  assert.deepEqual(
    readdirSync(join(home, 'node_modules')).filter((name) => !name.startsWith('.')),
    ['irsa-forge'],
  );

  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  assert.equal(forge('--version').split('\n', 1)[0], version);
  for (const example of ['s3-web-app', 'shared-role']) {
    forge('generate', '-f', join(root, 'examples', example, 'irsa.yaml'), '-o', example);
    for (const file of listFiles(join(root, 'generated', example))) {
      const [expected, actual] = [join(root, 'generated', example, file), join(home, example, file)].map(
        (path) => readFileSync(path, 'utf8'),
      );
      assert.equal(actual, expected, `${example}/${file} differs from the committed one`);
    }
  }
  const required = ['--input-type=commonjs', '-p', "require('irsa-forge').VERSION"];
  assert.equal(execFileSync(process.execPath, required, { cwd: home, encoding: 'utf8' }).trim(), version);
  const examples = libraryExamples(root);
  assert(examples.length > 4, 'docs/library.md has too few examples');
  for (const { code, output } of examples) assert.equal(await runExample(code, home), output);
  // With nobody's types but ours and those of the language.
  const options = {
    module: 'nodenext',
    target: 'es2022',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: [],
  };
  const lib = ['es2022'];
  writeFileSync(join(home, 'console.d.ts'), 'declare const console: { log(...values: unknown[]): void };\n');
  for (const [index, { code }] of examples.entries()) writeFileSync(join(home, `example-${index}.mts`), code);
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions: { ...options, lib } }));
  execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', home], {
    stdio: 'inherit',
  });
  console.log(`${megabytes.toFixed(2)} MB, works alone`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
