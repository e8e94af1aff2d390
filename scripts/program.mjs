import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';
import { templateModule } from './handlebars.mjs';

const COMMANDS = 'src/cli/commands';

/** How CommonJS asks for a module of Node. */
const NODE_MODULE = new RegExp(`\\brequire\\((?="(?:node:|(?:${builtinModules.join('|')})"))`, 'g');

/** Around each part, which is CommonJS as it is: room for what makes it a function. */
const [BEFORE, AFTER] = ['/* bin/irsa-forge.js writes over it */', '//'];

/** Precompiles Handlebars templates: compiling them at run time costs more than a whole small run. */
const handlebarsPlugin = {
  name: 'handlebars',
  load: {
    filter: { id: /\.hbs$/ },
    handler: async (path) => ({
      code: templateModule(await readFile(path, 'utf8')),
      moduleType: 'js',
    }),
  },
};

/** Commander can start programs as subcommands; ours has none, and loading what it takes costs a tenth of `--help`. */
const commanderPlugin = {
  name: 'commander',
  resolveId: {
    filter: { id: /^node:child_process$/ },
    handler: (_, importer) => (importer?.includes('/commander/') ? '\0nothing' : undefined),
  },
  load: { filter: { id: /^\0nothing$/ }, handler: () => ({ code: '', moduleType: 'js' }) },
};

/** picocolors asks as it is loaded whether standard output is a terminal, and that loads Node's streams; we tell it. */
const picocolorsPlugin = {
  name: 'picocolors',
  transform: {
    filter: { id: /\/picocolors\.js$/ },
    handler: (code) => code.replace('(p.stdout || {}).isTTY', 'false'),
  },
};

/**
 * web-tree-sitter imports Node's modules when it runs, which a script that V8 has compiled before cannot, and asks where it is, only
 * to look for a file of which it is given the bytes. And of every number that it passes to WebAssembly it looks up the type by name,
 * which is most of what walking through a tree takes.
 */
const treeSitterPlugin = {
  name: 'web-tree-sitter',
  transform: {
    filter: { id: /\/web-tree-sitter\.js$/ },
    handler: (code) =>
      code
        .replaceAll('await import(', 'process.getBuiltinModule(')
        .replace('createRequire(import.meta.url)', 'process.getBuiltinModule')
        .replaceAll('import.meta.url', '"given:/"')
        .replaceAll(/\bC\.setValue\((.+), (.+), "i32"\);/g, 'C.HEAP_DATA_VIEW.setInt32($1, $2, true);')
        .replaceAll(/\bC\.getValue\(([^()]+), "i32"\)/g, 'C.HEAP_DATA_VIEW.getInt32($1, true)'),
  },
};

/** A rule's examples are for `lint --explain` alone: to make those of all rules takes longer than to judge a file. */
const examplesPlugin = {
  name: 'examples',
  transform: {
    filter: { id: /\/src\/lint\/rules\/[^/]+\.ts$/ },
    handler: (code) =>
      findExamples(parseAst(code, { lang: 'ts' })).reduceRight(
        (text, { start, value, end }) =>
          `${text.slice(0, start)}get examples() { return ${text.slice(value.start, value.end)}; }${text.slice(end)}`,
        code,
      ),
  },
};

/** Parts have no `require` for Node's own modules in bin/irsa-forge.js, nor where somebody bundles the library as an ES module. */
const nodePlugin = {
  name: 'node',
  renderChunk: (code) => code.replaceAll(NODE_MODULE, 'globalThis.process.getBuiltinModule('),
};

/** The properties called `examples`, in the order of the text. */
function findExamples(node) {
  if (node?.type === 'Property' && node.key.name === 'examples') return [node];
  return typeof node === 'object' && node !== null ? Object.values(node).flatMap(findExamples) : [];
}

/** The modules that a command cannot be loaded without, by its name; known once the program has been read. */
function neededBy(commands) {
  const needed = new Map(commands.map((command) => [command, new Set()]));
  const plugin = {
    name: 'needed',
    buildEnd() {
      const visit = (id, found) => {
        if (found.has(id)) return;
        found.add(id);
        for (const imported of this.getModuleInfo(id)?.importedIds ?? []) visit(imported, found);
      };
      for (const [command, found] of needed) visit(join(process.cwd(), COMMANDS, `${command}.ts`), found);
    },
  };
  return { plugin, isNeededBy: (command, id) => needed.get(command).has(id) };
}

/**
 * The parts of which the command-line program and the library are: what `--help` needs, what nearly every run needs and what of it
 * `lint` does not, and whatever else is imported dynamically, with no module in two files. Returns the modules.
 */
export async function buildProgram(folder, version) {
  const { plugin: neededPlugin, isNeededBy } = neededBy(['generate', 'validate', 'lint']);
  const isHot = (id) => isNeededBy('generate', id) || isNeededBy('validate', id);
  const bundle = await rolldown({
    input: { start: 'src/cli/start.ts', index: 'src/index.ts', assets: 'src/readers/assets.ts' },
    platform: 'node',
    // A part that is called may be asked for more than its own exports.
    preserveEntrySignatures: 'allow-extension',
    plugins: [
      handlebarsPlugin,
      commanderPlugin,
      picocolorsPlugin,
      treeSitterPlugin,
      examplesPlugin,
      nodePlugin,
      neededPlugin,
    ],
    resolve: {
      extensionAlias: { '.js': ['.ts', '.js'] },
      alias: {
        // As ES modules: what is not used falls away.
        yaml: `${process.cwd()}/node_modules/yaml/browser/index.js`,
        // Without its loader for Node, which is obsolete there, and of which bundlers warn.
        handlebars$: 'handlebars/dist/cjs/handlebars.js',
        // Handlebars puts its code together from plain text where there is none; nobody asks for a map of it.
        'source-map': false,
      },
    },
    transform: { target: 'node20.17', define: { __VERSION__: JSON.stringify(version) } },
    // The eval of web-tree-sitter is for modules that are linked when they run; ours are not.
    checks: { eval: false, bundlerTimings: false },
  });
  const { output } = await bundle.write({
    dir: `${folder}/program`,
    format: 'cjs',
    exports: 'named',
    minify: true,
    // V8 reads text of one byte a letter faster.
    charset: 'ascii',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    // V8's compiled form and import() do not go together: parts are required.
    dynamicImportInCjs: false,
    postBanner: BEFORE,
    postFooter: AFTER,
    codeSplitting: {
      groups: [
        { name: 'start', test: /\/src\/cli\/start\.ts$|rolldown\/runtime/, priority: 2 },
        { name: 'shared', test: (id) => isHot(id) && isNeededBy('lint', id), priority: 1 },
        { name: 'hot', test: isHot, priority: 0 },
      ],
    },
  });
  await bundle.close();
  for (const { fileName, code } of output) {
    assert(!/[^\0-\x7f]/.test(code), `${fileName} is not ASCII`);
    assert(!/\bimport\(/.test(code), `${fileName} imports in a way that has no compiled form`);
  }
  await writeLibrary(`${folder}/library`, output.find(({ name }) => name === 'index').exports);
  // An id that starts with NUL is a module that the bundler made.
  return output.flatMap(({ moduleIds }) => moduleIds.filter((id) => !id.startsWith('\0')));
}

/** The library as an ES module, which can tell where it is in somebody's bundle as well. */
async function writeLibrary(folder, names) {
  const lines = [
    "import { seenFrom } from '../program/assets.cjs';",
    "import library from '../program/index.cjs';",
    'seenFrom(import.meta.url);',
    `export const { ${names.join(', ')} } = library;`,
  ];
  await mkdir(folder, { recursive: true });
  await writeFile(`${folder}/index.js`, `${lines.join('\n')}\n`);
}
