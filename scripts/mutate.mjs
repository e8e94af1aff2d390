/**
 * Changes one token of the code that decides, and sees whether a test notices: `npm run mutate -- [count] [seed] [path…]`.
 * A sample rather than all of some ten thousand; each survivor is a test that is missing, or code that is not needed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseSync } from '@swc/core';

/** The folders that are mutated, and the tests that have to notice, the nearest first. */
const SUBJECTS = {
  'src/model/': [
    'test/model',
    'test/artifacts',
    'test/property',
    'test/golden/generated.test.ts',
    'test/spec',
  ],
  'src/emit/': ['test/emit', 'test/artifacts', 'test/property', 'test/golden/generated.test.ts'],
  'src/spec/constraints/': [
    'test/spec',
    'test/cases',
    'test/catalog',
    'test/grants',
    'test/golden/generated.test.ts',
  ],
  'src/iam/evaluate/': ['test/iam', 'test/cases', 'test/explain', 'test/property/trust.test.ts'],
  'src/change/': ['test/change', 'test/cli/update.test.ts', 'test/cli/generate.test.ts'],
  'src/verify/': ['test/verify', 'test/standard'],
};

const OPERATORS = {
  '===': '!==',
  '!==': '===',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '&&': '||',
  '||': '&&',
  '??': '&&',
  '+': '-',
  '-': '+',
  '*': '/',
};
const METHODS = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  filter: 'map',
};

const [count = '30', seed = '1', ...paths] = process.argv.slice(2);
const root = resolve(import.meta.dirname, '..');
const work = mkdtempSync(join(tmpdir(), 'irsa-forge-mutate-'));

try {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);
  for (const file of files) cpSync(join(root, file), join(work, file), { recursive: true });
  for (const folder of ['node_modules', 'dist']) symlinkSync(join(root, folder), join(work, folder));
  const subjects = files.filter(
    (file) =>
      Object.keys(SUBJECTS).some((folder) => file.startsWith(folder)) &&
      (paths.length === 0 || paths.some((path) => file.startsWith(path))),
  );
  const all = subjects.flatMap((file) => mutationsOf(file, readFileSync(join(root, file), 'utf8')));
  const sample = choose(all, Number(count), Number(seed));
  console.log(`${sample.length} of ${all.length} mutations, seed ${seed}`);
  const concerned = new Set(sample.map(({ file }) => testsOf(file)));
  const broken = [...concerned].filter((tests) => !passes(tests));
  if (broken.length > 0) throw new Error(`without any mutation these fail: ${broken.flat().join(' ')}`);
  const survivors = sample.filter((mutation) => !isNoticed(mutation));
  for (const { file, line, from, to, text } of survivors)
    console.log(`survived: ${file}:${line}: ${from} → ${to}: ${text}`);
  console.log(`${sample.length - survivors.length} of ${sample.length} noticed`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Every change of one token that leaves a program. */
function mutationsOf(file, source) {
  // Positions count bytes, and go on from one parse to the next.
  const { span } = parseSync('', { syntax: 'typescript' });
  const bytes = Buffer.from(source);
  const tree = parseSync(source, { syntax: 'typescript', target: 'es2022' });
  const found = [];
  const add = (start, end, to) => {
    const [from, until] = [start - span.end, end - span.end];
    const before = bytes.subarray(0, from).toString();
    found.push({
      ...{ file, to, from: bytes.subarray(from, until).toString(), line: before.split('\n').length },
      text: source.split('\n')[before.split('\n').length - 1].trim(),
      content: `${before}${to}${bytes.subarray(until).toString()}`,
    });
  };
  const between = (left, right, token) => {
    const [from, until] = [left - span.end, right - span.end];
    const at = bytes.subarray(from, until).toString().indexOf(token);
    return at < 0 ? undefined : left + at;
  };
  visit(tree);
  return found;

  function visit(node) {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    if (/^(Ts|Import)/.test(node.type ?? '') && !/^Ts(As|NonNull|Const|Satisfies)/.test(node.type)) return;
    if (node.type === 'BinaryExpression' && Object.hasOwn(OPERATORS, node.operator)) {
      const at = between(node.left.span.end, node.right.span.start, node.operator);
      if (at !== undefined) add(at, at + node.operator.length, OPERATORS[node.operator]);
    }
    if (node.type === 'BooleanLiteral') add(node.span.start, node.span.end, String(!node.value));
    if (node.type === 'NumericLiteral') add(node.span.start, node.span.end, String(node.value + 1));
    if (node.type === 'UnaryExpression' && node.operator === '!')
      add(node.span.start, node.span.start + 1, '');
    if (node.type === 'MemberExpression' && Object.hasOwn(METHODS, node.property.value ?? ''))
      add(node.property.span.start, node.property.span.end, METHODS[node.property.value]);
    for (const [key, child] of Object.entries(node))
      if (key !== 'span' && key !== 'typeAnnotation') visit(child);
  }
}

/** The same sample for the same seed. */
function choose(items, size, start) {
  let state = start;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return items
    .map((item) => ({ item, order: next() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, size)
    .map(({ item }) => item);
}

function testsOf(file) {
  return Object.entries(SUBJECTS).find(([folder]) => file.startsWith(folder))[1];
}

function isNoticed({ file, content }) {
  const path = join(work, file);
  // Most are noticed by what is nearest, and that takes seconds.
  const [nearest, ...others] = testsOf(file);
  writeFileSync(path, content);
  const noticed = !passes([nearest]) || !passes(others);
  cpSync(join(root, file), path);
  process.stdout.write(noticed ? '.' : 's');
  return noticed;
}

/** Tests that do not end do not pass. */
function passes(tests) {
  const jest = ['--experimental-vm-modules', '--no-warnings', join(work, 'node_modules/jest/bin/jest.js')];
  const args = [...jest, '--bail', '--silent', '--rootDir', work, ...tests];
  return spawnSync(process.execPath, args, { cwd: work, stdio: 'ignore', timeout: 1_200_000 }).status === 0;
}
