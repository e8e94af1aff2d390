import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { BUILT_IN_TEMPLATES } from '../src/artifacts/templates.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const page = readFileSync(`${root}/ARCHITECTURE.md`, 'utf8');

/** The rows of the page, lowest first. */
const LEVELS: readonly (readonly string[])[] = blockUnder('The layers')
  .split('\n')
  .map((row) => row.split(/ +/))
  .reverse();

/** The first block of text under a heading. */
function blockUnder(heading: string): string {
  const [, block = ''] = page.split(`\n## ${heading}\n`)[1]?.split(/^```$/m) ?? [];
  return block.trim();
}

/** The folders that the page lets touch the disk, the clock, the environment and chance. */
const IMPURE = [...(/^Only (`.*`) touch the disk,/m.exec(page)?.[1] ?? '').matchAll(/`(\w+)`/g)].map(
  ([, folder]) => folder,
);

interface SourceFile {
  readonly path: string;
  readonly text: string;
  /** As written: `../model/build.js`, `node:fs`, `valibot`. */
  readonly imports: readonly string[];
}

const files: readonly SourceFile[] = readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
  .sort()
  .map((path) => {
    const text = readFileSync(`${root}/src/${path}`, 'utf8');
    const found = text.matchAll(/(?:^(?:import|export)\b[^;]*?from\s+|^import\s+|\bimport\()'([^']+)'/gm);
    return { path, text, imports: [...found].map(([, name = '']) => name) };
  });

function unitOf(path: string): string {
  return path.includes('/') ? path.slice(0, path.indexOf('/')) : path;
}

function levelOf(path: string): number {
  return LEVELS.findIndex((level) => level.includes(unitOf(path)));
}

/** Ours that a file imports, by path below `src`. */
function ownImports({ path, imports }: SourceFile): readonly string[] {
  return imports
    .filter((name) => name.startsWith('.') && name.endsWith('.js'))
    .map((name) => join(path, '..', name).replace(/\.js$/, '.ts'));
}

/** Groups of files that each reach every other one, sorted. */
function circlesIn(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const reach = new Map([...imports.keys()].map((path) => [path, reachedFrom(path, imports)]));
  const circles = [...reach].flatMap(([path, reached]) =>
    reached.has(path)
      ? [
          [...reached]
            .filter((other) => reach.get(other)?.has(path))
            .sort()
            .join(' ↔ '),
        ]
      : [],
  );
  return [...new Set(circles)].sort();
}

function reachedFrom(path: string, imports: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [...(imports.get(path) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(imports.get(next) ?? []));
  }
  return reached;
}

function offenders(breaks: (file: SourceFile) => readonly string[]): readonly string[] {
  return files.flatMap((file) => breaks(file).map((what) => `${file.path}: ${what}`));
}

describe('the source', () => {
  test('has a level for each of its parts', () => {
    expect(offenders(({ path }) => (levelOf(path) < 0 ? ['has none'] : []))).toEqual([]);
  });

  test('has each of its folders told on the page, with what it is for', () => {
    const tree = blockUnder('The tree');
    const folders = [...new Set(files.map(({ path }) => unitOf(path)))].filter((unit) => !unit.includes('.'));
    const untold = folders.filter((folder) => !new RegExp(`^  ${folder}/ +\\S`, 'm').test(tree));
    expect({ folders: folders.length > 20, untold }).toEqual({ folders: true, untold: [] });
  });

  test('imports downwards only', () => {
    const upward = (from: string, to: string) => unitOf(from) !== unitOf(to) && levelOf(to) >= levelOf(from);
    expect(offenders((file) => ownImports(file).filter((to) => upward(file.path, to)))).toEqual([]);
  });

  test('has no circles of imports, of types neither', () => {
    const imports = new Map(files.map((file) => [file.path, ownImports(file)]));
    expect(circlesIn(imports)).toEqual([]);
  });

  test('is pure where it only computes', () => {
    const impure =
      /\b(?:process\.|new Date\(\)|Date\.now|Math\.random|performance\.|crypto\.|setTimeout|console\.)/;
    const found = offenders(({ path, text, imports }) => {
      if (IMPURE.includes(unitOf(path))) return [];
      const code = text.replace(/\/\*.*?\*\/|\/\/.*$/gms, '').replace(/'[^'\n]*'/g, "''");
      const used = impure.exec(code)?.[0];
      // Of Node's own modules that of bytes computes alone.
      const parts = imports.filter((name) => name.startsWith('node:') && name !== 'node:buffer');
      return [...parts, ...(used === undefined ? [] : [used])];
    });
    // CDKTF takes this one setting from the environment alone.
    expect(found).toEqual(['artifacts/terraform-json/stack.ts: process.']);
  });

  test('knows CDKTF in one place', () => {
    const cdktf = /^(?:cdktf|constructs|@cdktf\/.*)$/;
    const found = offenders(({ imports }) => imports.filter((name) => cdktf.test(name)));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((place) => !place.startsWith('artifacts/terraform-json/'))).toEqual([]);
  });

  test('compiles templates in one place, which no plain run loads', () => {
    const compilers = offenders(({ imports }) => imports.filter((name) => name === 'handlebars'));
    expect(compilers.filter((place) => !typesOnly(place))).toEqual([
      'emit/template-lint.ts: handlebars',
      'standard/templates/compile.ts: handlebars',
    ]);
    const users = files.filter((file) => ownImports(file).includes('emit/template-lint.ts'));
    expect(users.filter(({ path }) => unitOf(path) !== 'standard')).toEqual([]);
  });

  test('has no file that nobody reads at a sitting', () => {
    const long = offenders(({ text }) => {
      const lines = text.split('\n').length - 1;
      return lines > 400 ? [`${lines} lines`] : [];
    });
    expect(long).toEqual([]);
  });
});

function typesOnly(place: string): boolean {
  const [path, name] = place.split(': ');
  const text = files.find((file) => file.path === path)?.text ?? '';
  return new RegExp(`^import type .* from '${name}';$`, 'm').test(text);
}

describe('the artifacts', () => {
  const index = files.find(({ path }) => path === 'artifacts/index.ts') as SourceFile;

  test('are all registered', () => {
    const helpers = ['index.ts', 'header.ts', 'templates.ts'];
    const entries = readdirSync(`${root}/src/artifacts`).filter((name) => !helpers.includes(name));
    const imported = ownImports(index).map((path) => path.split('/')[1]);
    expect(entries.filter((name) => !imported.includes(name))).toEqual([]);
  });

  test('have the templates of the folder, each under its own path', () => {
    const templates = readdirSync(`${root}/templates`, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.hbs'))
      .map((path) => path.slice(0, -'.hbs'.length));
    const own = templates.filter((path) => !path.includes('/partials/'));
    expect(Object.keys(BUILT_IN_TEMPLATES).sort()).toEqual(own.sort());

    const source = files.find(({ path }) => path === 'artifacts/templates.ts')?.text ?? '';
    const names = new Map(
      [...source.matchAll(/^import (\w+) from '.*\/templates\/(.+)\.hbs';$/gm)].map(([, name, path]) => [
        name,
        path,
      ]),
    );
    expect([...names.values()].sort()).toEqual(templates.sort());
    const registered = [...source.matchAll(/^ {2}'([^']+)': (\w+),$/gm)].map(([, key, name]) => [
      key,
      names.get(name),
    ]);
    expect(registered.filter(([key, path]) => key !== path)).toEqual([]);
    expect(registered).toHaveLength(own.length);
  });
});
