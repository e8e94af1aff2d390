import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { builtProgram } from '../support/built.js';
import { tempFolders } from '../support/temp-folder.js';

const folder = tempFolders();
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8');

/** The commands of each system's section: every text in its YAML that calls us. */
const recipes = [...PAGE.matchAll(/^## (.*)\n([\s\S]*?)(?=^## |(?![\s\S]))/gm)].flatMap(
  ([, title = '', section = '']) => {
    const blocks = [...section.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => parse(text));
    const commands = blocks.flatMap(commandsIn);
    return commands.length === 0 ? [] : [{ title, commands }];
  },
);

function commandsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^(?:npx --yes )?irsa-forge(?:@\S+)? \w/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => (key === 'name' ? [] : commandsIn(child)));
}

function call(command: string, cwd: string): number | null {
  const script = command
    .replace(/^(?:npx --yes )?irsa-forge(?:@\S+)?/, `"${process.execPath}" "${builtProgram()}"`)
    .replace('${{ matrix.shard }}', '1');
  const env = { ...process.env, CI_NODE_INDEX: '1', CI_NODE_TOTAL: '4' };
  return spawnSync('sh', ['-c', script], { cwd, env }).status;
}

test('there is a recipe for each system, and each validates and checks', () => {
  expect(recipes.map(({ title }) => title)).toEqual(['GitHub Actions', 'GitLab', 'pre-commit']);
  for (const { commands } of recipes) {
    expect(commands.some((command) => command.includes(' validate '))).toBe(true);
    expect(commands.some((command) => command.includes(' generate ') && command.includes(' --check'))).toBe(
      true,
    );
  }
});

describe.each(recipes)('$title', ({ commands }) => {
  test('passes where all is well, and fails where a file is not what its spec says', () => {
    const cwd = folder();
    const spec = join(cwd, 'clusters/a/irsa.yaml');
    mkdirSync(join(cwd, 'clusters'));
    cpSync(join(ROOT, 'examples/s3-web-app'), join(cwd, 'clusters/a'), { recursive: true });
    expect(call('irsa-forge generate -f clusters/a/irsa.yaml', cwd)).toBe(0);
    expect(commands.map((command) => call(command, cwd))).toEqual(commands.map(() => 0));
    writeFileSync(spec, readFileSync(spec, 'utf8').replace('access: get', 'access: read'));
    expect(commands.map((command) => call(command, cwd))).toEqual(
      commands.map((command) => (command.includes('--check') ? 1 : 0)),
    );
  });
});
