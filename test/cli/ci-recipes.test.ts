import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

/** A team's repository with one cluster, generated once. */
const generated = mkdtempSync(join(tmpdir(), 'irsa-forge-recipes-'));
beforeAll(() => {
  cpSync(join(ROOT, 'examples/s3-web-app'), join(generated, 'clusters/a'), { recursive: true });
  expect(call('irsa-forge generate -f clusters/a/irsa.yaml', generated)).toBe(0);
});
afterAll(() => rmSync(generated, { recursive: true }));

/** A copy of it for one test. */
function aRepository(): string {
  const cwd = folder();
  cpSync(generated, cwd, { recursive: true });
  return cwd;
}

/** Changes the spec, so that its files are not what it says any more. */
function change(cwd: string): void {
  const spec = join(cwd, 'clusters/a/irsa.yaml');
  writeFileSync(spec, readFileSync(spec, 'utf8').replace('access: get', 'access: read'));
}

/** The commands of the hooks that other repositories name by this one. */
const hooks: readonly string[] = parse(readFileSync(join(ROOT, '.pre-commit-hooks.yaml'), 'utf8')).map(
  ({ entry }: { readonly entry: string }) => entry,
);

describe.each([...recipes, { title: 'the hooks', commands: hooks }])('$title', ({ commands }) => {
  test('passes where all is well, and fails where a file is not what its spec says', () => {
    const cwd = aRepository();
    expect(commands.map((command) => call(command, cwd))).toEqual(commands.map(() => 0));
    change(cwd);
    expect(commands.map((command) => call(command, cwd))).toEqual(
      commands.map((command) => (command.includes('--check') ? 1 : 0)),
    );
  });
});

describe('the action', () => {
  const [step] = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')).runs.steps;
  const run = (cwd: string, inputs: Readonly<Record<string, string>>) => {
    const env = {
      ...process.env,
      GITHUB_WORKSPACE: cwd,
      SPECS: '\n  clusters/*/irsa.yaml \n',
      LINT: '',
      FAIL_ON: 'error',
      ...inputs,
    };
    return spawnSync('bash', ['-c', step.run], { cwd, env, encoding: 'utf8' });
  };
  const install = (cwd: string) => {
    const bin = join(cwd, 'node_modules/.bin');
    mkdirSync(bin, { recursive: true });
    const text = `#!/bin/sh\nexec "${process.execPath}" "${builtProgram()}" "$@"\n`;
    writeFileSync(join(bin, 'irsa-forge'), text, { mode: 0o755 });
  };

  test('asks for the release of the project', () => {
    const { status, stdout } = run(aRepository(), {});
    expect(status).toBe(2);
    expect(stdout).toContain('::error::irsa-forge is not installed');
  });

  test('validates, checks and lints, and ends with the worst of it', () => {
    const cwd = aRepository();
    install(cwd);
    expect(run(cwd, { LINT: 'clusters\n' })).toMatchObject({ status: 0 });
    const wrong =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObjekt","Resource":"*"}]}';
    writeFileSync(join(cwd, 'policy.json'), wrong);
    const linted = run(cwd, { SPECS: '', LINT: 'policy.json' });
    expect(linted.status).toBe(1);
    expect(linted.stdout).toContain('::error file=policy.json');
    change(cwd);
    const checked = run(cwd, {});
    expect(checked.status).toBe(1);
    expect(checked.stdout).toMatch(
      /^::error file=clusters\/a\/generated\/README\.md,line=1,col=1,title=generate\/check::would be updated/m,
    );
    expect(run(cwd, { SPECS: 'nowhere.yaml' }).status).toBe(2);
    writeFileSync(join(cwd, 'clusters/a/irsa.yaml'), 'version: 1\nclustr: {}\n');
    expect(run(cwd, {}).stdout).toMatch(
      /^::error file=clusters\/a\/irsa\.yaml,line=2,col=1,title=\S+::clustr: /m,
    );
  });
});
