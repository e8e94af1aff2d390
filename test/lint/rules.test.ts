import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { RULES } from '../../src/lint/registry.js';
import { lintFiles, shown } from './support.js';

const base = fileURLToPath(new URL('../..', import.meta.url));

describe.each(RULES)('$id $name', (rule) => {
  test('fires on its bad example', async () => {
    const { findings } = await lintFiles(rule.examples.bad);
    const own = findings.filter(({ code }) => code === rule.id);
    expect(own.map(({ severity }) => severity)).toContain(rule.severity);
    for (const { place, end } of own) {
      expect(place.line).toBeGreaterThan(0);
      expect(end.line).toBeGreaterThanOrEqual(place.line);
    }
  });

  test('says nothing about its good example, and no rule an error', async () => {
    const result = await lintFiles(rule.examples.good);
    const found = result.findings.filter(({ code, severity }) => code === rule.id || severity === 'error');
    expect(shown({ ...result, findings: found })).toEqual([]);
  });
});

describe('the registry', () => {
  test('has every rule of the folder, under its own name, by id', () => {
    const files = readdirSync(`${base}/src/lint/rules`).filter((name) => name !== 'index.ts');
    expect(RULES.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
    const ids = RULES.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids.filter((id) => !/^IRSA\d{3}$/.test(id))).toEqual([]);
  });

  test('names each rule on a line of its own, with its id', () => {
    const lines = readFileSync(`${base}/src/lint/rules/index.ts`, 'utf8').trim().split('\n');
    const told = lines.map(
      (line) => /^export \{ \w+ \} from '\.\/(.+)\.js'; \/\/ (IRSA\d{3})$/.exec(line)?.slice(1) ?? line,
    );
    const pairs = RULES.map(({ name, id }) => [name, id]).sort();
    expect(told.sort()).toEqual(pairs);
  });

  test('has no rule with a text left out or in the wrong form', () => {
    for (const { id, summary, why, error, fix, reference, examples } of RULES) {
      for (const text of [summary, why, error, fix])
        expect([id, text]).toEqual([id, expect.stringMatching(/^\S.*[^\s]$/s)]);
      expect([id, summary]).toEqual([id, expect.stringMatching(/\.$/)]);
      expect(reference).toMatch(/^https:\/\/\S+$/);
      expect(examples.bad.length * examples.good.length).toBeGreaterThan(0);
    }
  });

  test('has a page in docs/rules for each rule, as `npm run rules` makes it', () => {
    const { status, stdout } = spawnSync(process.execPath, ['scripts/rules.mjs', '--check'], {
      cwd: base,
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
    expect(status).toBe(0);
    expect(readdirSync(`${base}/docs/rules`).sort()).toEqual([
      ...RULES.map(({ id }) => `${id}.md`).sort(),
      'README.md',
    ]);
  });
});
