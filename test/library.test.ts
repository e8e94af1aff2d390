import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as source from '../src/index.js';
import { builtProgram } from './support/built.js';
import { tempFolders, writeFiles } from './support/temp-folder.js';

const tempFolder = tempFolders();
const ROOT = join(builtProgram(), '../..');

const SPEC = join(ROOT, 'examples/s3-web-app/irsa.yaml');
const LINT = `lint([{ path: 'p.json', content: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get","Resource":"*"}]}' }])`;

/** What a script prints that runs where the package finds itself by its name. */
const run = (type: 'module' | 'commonjs', script: string) =>
  execFileSync(process.execPath, [`--input-type=${type}`, '-e', script], { cwd: ROOT, encoding: 'utf8' });

test('the library that was built has the names of its source, imported or required', () => {
  const names = JSON.stringify(Object.keys(source).sort());
  const print = 'console.log(JSON.stringify(Object.keys(library).sort()));';
  expect(run('module', `import * as library from 'irsa-forge'; ${print}`).trim()).toBe(names);
  expect(run('commonjs', `const library = require('irsa-forge'); ${print}`).trim()).toBe(names);
});

test('imported and required, it is the same', () => {
  const script = `const { Failure } = require('irsa-forge');
    import('irsa-forge').then((library) => console.log(library.Failure === Failure));`;
  expect(run('commonjs', script)).toBe('true\n');
});

test('it runs nothing of the program, and loads no more than what is called', () => {
  const script = `const { loadModel } = require('irsa-forge');
    const { ok } = loadModel(require('node:fs').readFileSync('${SPEC}', 'utf8'), 'irsa.yaml');
    console.log(JSON.stringify([ok, ...Object.keys(require.cache)]));`;
  const [ok, ...loaded] = JSON.parse(run('commonjs', script));
  expect(ok).toBe(true);
  const parts = loaded.map((path: string) => basename(path, '.cjs')).sort();
  expect(parts).toEqual(['hot', 'index', 'rolldown-runtime', 'shared', 'start']);
});

test.each(['node16', 'nodenext'])('its types are for imports and for `require`, with %s', (module) => {
  const folder = tempFolder();
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/irsa-forge'));
  const code = `import { type Diagnostic, lint } from 'irsa-forge';
    export const found: Promise<readonly Diagnostic[]> = lint([]).then(({ findings }) => findings);
    // @ts-expect-error
    lint(1);`;
  writeFiles(folder, { 'a.mts': code, 'b.cts': code });
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2022',
    '--types',
    '',
    '--module',
    ...module.split(' '),
  ];
  const tsc = [join(ROOT, 'node_modules/typescript/bin/tsc'), ...options, 'a.mts', 'b.cts'];
  const { stdout, status } = spawnSync(process.execPath, tsc, { cwd: folder, encoding: 'utf8' });
  expect([stdout, status]).toEqual(['', 0]);
});

test('what knows no exports, as TypeScript did with node10, finds what is required', () => {
  const { main, types, exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  expect({ types, default: main }).toEqual(exports['.'].require);
});

test('its parts call `require`, and use nothing else of it, of which bundlers warn', () => {
  const folder = join(ROOT, 'dist/program');
  const code = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  expect(code.join('\n').match(/\brequire\.\w+/g)).toBeNull();
});

test.each(['esm', 'cjs'])(
  'in a bundle of somebody else, as %s, it reads the data that stand beside',
  (format) => {
    const folder = tempFolder();
    const app = join(folder, 'app.mjs');
    writeFiles(folder, {
      'app.mjs': `import { lint } from 'irsa-forge'; ${LINT}.then(({ findings }) => console.log(findings.length > 0));`,
    });
    const out = join(folder, `out/app.${format === 'esm' ? 'mjs' : 'cjs'}`);
    mkdirSync(join(folder, 'out'));
    copyFileSync(join(ROOT, 'dist/iam-catalog.txt'), join(folder, 'out/iam-catalog.txt'));
    const options = ['--bundle', '--platform=node', `--format=${format}`, '--log-level=error'];
    const alias = `--alias:irsa-forge=${join(ROOT, 'dist/library/index.js')}`;
    execFileSync(join(ROOT, 'node_modules/.bin/esbuild'), [app, ...options, alias, `--outfile=${out}`]);
    expect(execFileSync(process.execPath, [out], { encoding: 'utf8' })).toBe('true\n');
  },
);
