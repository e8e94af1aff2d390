import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';
import { buildNotices } from './notices.mjs';
import { buildProgram } from './program.mjs';
import { HASH_FILE, hashSources } from './source-hash.mjs';

const { version } = JSON.parse(await readFile('package.json', 'utf8'));

// Beside the last build and then in its place: nobody ever sees half of one.
const folder = `dist.${process.pid}`;
// Of before: a file that is saved meanwhile makes the build an old one.
const sources = hashSources();
try {
  const inputs = (await Promise.all([buildProgram(folder, version), buildPage(), copyWasm()])).flat();
  for (const name of readdirSync('assets').filter((file) => /\.(br|txt)$/.test(file)))
    await copyFile(`assets/${name}`, `${folder}/${name}`);
  execFileSync(
    process.execPath,
    ['node_modules/typescript/bin/tsc', '-p', 'scripts/types.tsconfig.json', '--outDir', `${folder}/types`],
    { stdio: 'inherit' },
  );
  keepReachable(`${folder}/types`, 'index.d.ts');
  // TypeScript takes them for those of what is required; what is imported has the same.
  await writeFile(`${folder}/types/package.json`, '{ "type": "commonjs" }\n');
  await writeFile(`${folder}/library/index.d.ts`, "export * from '../types/index.js';\n");
  await writeFile(join(folder, basename(HASH_FILE)), sources);
  await rm('dist', { recursive: true, force: true });
  await rename(folder, 'dist');
  await writeFile('THIRD_PARTY_NOTICES', buildNotices(inputs));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** What runs in a report, and its style, which are put into the page as they are. */
async function buildPage() {
  const { metafile } = await build({
    ...{ bundle: true, minify: true, metafile: true, logLevel: 'warning' },
    ...{ platform: 'browser', target: 'es2022', format: 'iife', outdir: `${folder}/report` },
    entryPoints: { page: 'src/report/browser/main.ts', 'page-style': 'src/report/page.css' },
    // An HTML parser would end the script at its own end tag.
    supported: { 'inline-script': false },
  });
  return Object.keys(metafile.inputs);
}

/** The HCL parser, which parts find one folder up. */
async function copyWasm() {
  const files = [
    'web-tree-sitter/web-tree-sitter.wasm',
    '@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm',
  ];
  const paths = files.map((file) => `node_modules/${file}`);
  await mkdir(folder, { recursive: true });
  for (const path of paths) await copyFile(path, `${folder}/${basename(path)}`);
  return paths;
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
