import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { files: PACKED, scripts: SCRIPTS } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  files: readonly string[];
  scripts: Readonly<Record<string, string>>;
};
const pages = [
  ...['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

test.each(pages)('every link and picture of %s leads somewhere, in the installed package too', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replace(/```.*?```/gs, '');
  const targets = [
    ...[...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target),
    ...[...text.matchAll(/(?:src|srcset)="([^"]+)"/g)].map(([, target = '']) => target),
  ].filter((target) => !/^[a-z]+:/.test(target));
  const lost = targets.filter((target) => {
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(file) || !isPacked(file)) return true;
    return anchor !== undefined && file.endsWith('.md') && !anchorsOf(file).has(anchor);
  });
  expect(lost).toEqual([]);
});

test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('every file and command that %s names is there', (page) => {
  const text = readFileSync(join(root, page), 'utf8');
  const files = text.matchAll(
    /(?<![\w/])((?:assets|bin|docs|scripts|src|templates|test)\/[\w./-]*\w)(?![\w<*-]|\/<)/g,
  );
  const lost = [...files].map(([, path = '']) => path).filter((path) => !existsSync(join(root, path)));
  const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
  expect([...lost, ...commands.filter((name) => !(name in SCRIPTS))]).toEqual([]);
});

test('CONTRIBUTING.md tells every command of package.json, but for the parts of `npm run check`', () => {
  const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const isTold = (name: string) => new RegExp(`npm run ${name}(?![\\w:-])|\`${name}\``).test(text);
  const untold = Object.keys(SCRIPTS).filter((name) => !isTold(name));
  expect(untold).toEqual(['lint', 'typecheck', 'test']);
});

/** Whether somebody who installed the package has the file. */
function isPacked(file: string): boolean {
  const path = relative(root, file);
  return PACKED.some((name) => path === name || path.startsWith(`${name}/`));
}

/** Headings as GitHub makes anchors of them. */
function anchorsOf(file: string): ReadonlySet<string> {
  const headings = readFileSync(file, 'utf8').match(/^#+ .+$/gm) ?? [];
  return new Set(
    headings.map((heading) =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replace(/\s/g, '-'),
    ),
  );
}
