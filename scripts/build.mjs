import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { templateModule } from './handlebars.mjs';
import { buildNotices } from './notices.mjs';
import { HASH_FILE, hashSources } from './source-hash.mjs';

/** Precompiles Handlebars templates: compiling them at run time costs more than a whole small run. */
const handlebarsPlugin = {
  name: 'handlebars',
  setup({ onLoad }) {
    onLoad({ filter: /\.hbs$/ }, async ({ path }) => ({
      contents: templateModule(await readFile(path, 'utf8')),
      loader: 'js',
    }));
  },
};

/** Commander can start programs as subcommands; ours has none, and loading what it takes costs a tenth of `--help`. */
const commanderPlugin = {
  name: 'commander',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, ({ importer }) =>
      importer.includes('/commander/') ? { path: 'none', namespace: 'none' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'module.exports = {}' }));
  },
};

/** What nearly every run needs; whatever else is imported dynamically becomes a part that is loaded when needed. */
const HOT = new Set(['./generate.js', './validate.js']);
const parts = new Map();
const partsPlugin = {
  name: 'parts',
  setup({ onResolve, resolve }) {
    onResolve({ filter: /.*/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
      if (kind !== 'dynamic-import' || HOT.has(path) || pluginData === 'resolving') return undefined;
      if (isBuiltin(path)) return undefined;
      const { path: file } = await resolve(path, {
        kind: 'import-statement',
        resolveDir,
        importer,
        pluginData: 'resolving',
      });
      const name = path.startsWith('.') ? nameOf(file) : path;
      parts.set(name, file);
      return { path: `./${name}.cjs`, external: true };
    });
  },
};

/** `src/standard/index.ts` as `standard.index`: no two parts share a name. */
function nameOf(file) {
  return relative('src', file)
    .replace(/\.\w+$/, '')
    .split(sep)
    .join('.');
}

const { version } = JSON.parse(await readFile('package.json', 'utf8'));
const shared = {
  bundle: true,
  minify: true,
  metafile: true,
  platform: 'node',
  target: 'node20.17',
  logLevel: 'warning',
  define: { __VERSION__: JSON.stringify(version) },
  // As ES modules: what is not used falls away.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
};

// Beside the last build and then in its place: nobody ever sees half of one.
const folder = `dist.${process.pid}`;
// Of before: a file that is saved meanwhile makes the build an old one.
const sources = hashSources();
try {
  const metafiles = [...(await buildProgram()), await buildLibrary(), await buildPage(), await copyWasm()];
  for (const name of readdirSync('assets').filter((file) => file.endsWith('.br')))
    await copyFile(`assets/${name}`, `${folder}/${name}`);
  execFileSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', 'scripts/types.tsconfig.json', '--outDir', `${folder}/types`],
    { stdio: 'inherit' },
  );
  keepReachable(`${folder}/types`, 'index.d.ts');
  await writeFile(join(folder, basename(HASH_FILE)), sources);
  await rm('dist', { recursive: true, force: true });
  await rename(folder, 'dist');
  await writeFile('THIRD_PARTY_NOTICES', buildNotices(metafiles));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
compile();

/** The command-line program: one file for what nearly every run needs, and one for each part. */
async function buildProgram() {
  const program = {
    ...shared,
    format: 'cjs',
    // V8's compiled form and import() do not go together: parts are required.
    supported: { 'dynamic-import': false },
    plugins: [handlebarsPlugin, commanderPlugin, partsPlugin],
  };
  const main = { entryPoints: ['src/cli/start.ts'], outfile: `${folder}/program/irsa-forge.cjs` };
  const metafiles = [(await build({ ...program, ...main })).metafile];
  // A part may name further parts.
  for (const [name, file] of parts) {
    const { metafile } = await build({
      ...program,
      entryPoints: [file],
      outfile: `${folder}/program/${name}.cjs`,
      // web-tree-sitter has a `require` of its own, which an import() turned into require() would meet.
      supported: { 'dynamic-import': file.includes('node_modules') },
      // ES modules ask where they are; these are none any more.
      define: { ...shared.define, 'import.meta.url': 'importMetaUrl' },
      banner: { js: "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
    });
    metafiles.push(metafile);
  }
  return metafiles;
}

async function buildLibrary() {
  const { metafile } = await build({
    ...shared,
    format: 'esm',
    splitting: true,
    entryPoints: ['src/index.ts'],
    outdir: `${folder}/library`,
    // The one thing that bundled CommonJS may still require: Node's own modules.
    banner: { js: 'const require=process.getBuiltinModule;' },
    plugins: [handlebarsPlugin],
  });
  return metafile;
}

/** What runs in a report, and its style, which are put into the page as they are. */
async function buildPage() {
  const { metafile } = await build({
    ...shared,
    ...{ platform: 'browser', target: 'es2022', format: 'iife', outdir: `${folder}/report` },
    entryPoints: { page: 'src/report/browser/main.ts', 'page-style': 'src/report/page.css' },
    // An HTML parser would end the script at its own end tag.
    supported: { 'inline-script': false },
  });
  return metafile;
}

/** The HCL parser, which program and library find one folder up. */
async function copyWasm() {
  const files = [
    'web-tree-sitter/web-tree-sitter.wasm',
    '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
  ];
  const paths = files.map((file) => `node_modules/${file}`);
  for (const path of paths) await copyFile(path, `${folder}/${basename(path)}`);
  return { inputs: Object.fromEntries(paths.map((path) => [path, {}])) };
}

/** Deletes the declarations that the library's own do not name. */
function keepReachable(types, entry) {
  const reached = new Set([entry]);
  for (const file of reached) {
    const text = readFileSync(join(types, file), 'utf8');
    for (const [, path] of text.matchAll(/from '(\.[^']+)\.js'/g))
      reached.add(join(dirname(file), `${path}.d.ts`));
  }
  for (const file of readdirSync(types, { recursive: true }))
    if (file.endsWith('.d.ts') && !reached.has(file)) rmSync(join(types, file));
}

/** Keeps V8's compiled form of the program, made at the end of a run that used most of it. */
function compile() {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-build-'));
  try {
    execFileSync(
      process.execPath,
      ['bin/irsa-forge.js', 'generate', '-f', 'examples/s3-web-app/irsa.yaml', '-o', join(work, 'out')],
      { env: { ...process.env, IRSA_FORGE_COMPILE: '1' }, stdio: ['ignore', 'ignore', 'inherit'] },
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
