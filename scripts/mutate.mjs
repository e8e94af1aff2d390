/**
 * Changes one token of the code that decides, and sees whether a test notices: `npm run mutate -- [count] [seed] [path…]`.
 * A sample rather than all of some thirty thousand; each survivor is a test that is missing, or code that is not needed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { setPriority, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseSync } from '@swc/core';
import { HASH_FILE, hashSources } from './source-hash.mjs';

/** The folders that are mutated, and the tests that have to notice, the nearest first. */
const SUBJECTS = {
  'src/model/': [
    'test/model/',
    'test/artifacts/',
    'test/property/',
    'test/golden/generated.test.ts',
    'test/spec/',
  ],
  'src/emit/': ['test/emit/', 'test/artifacts/', 'test/property/', 'test/golden/generated.test.ts'],
  'src/spec/constraints/': [
    'test/spec/',
    'test/cases/',
    'test/grants/',
    'test/model/',
    'test/golden/generated.test.ts',
  ],
  'src/iam/': [
    'test/iam/',
    'test/aws/',
    'test/cases/',
    'test/explain/managed-policies.test.ts',
    'test/property/trust.test.ts',
  ],
  'src/change/': ['test/change/', 'test/cli/update.test.ts', 'test/cli/generate.test.ts'],
  'src/verify/': ['test/verify/', 'test/standard/'],
  'src/standard/': [
    'test/standard/',
    'test/verify/',
    'test/cli/standard.test.ts',
    'test/cli/standard-impact.test.ts',
  ],
  'src/cluster/': ['test/cluster/', 'test/explain/', 'test/lint/'],
  'src/explain/': [
    'test/explain/',
    'test/artifacts/',
    'test/cluster/',
    'test/cases/',
    'test/report/',
    'test/cli/explain.test.ts',
  ],
  'src/lint/': ['test/lint/', 'test/cases/', 'test/cli/lint.test.ts'],
  'src/readers/': [
    'test/readers/',
    'test/lint/',
    'test/explain/',
    'test/cluster/',
    'test/verify/',
    'test/cases/',
    'test/snapshot/',
  ],
  'src/workspace/': ['test/workspace/', 'test/cli/update.test.ts', 'test/cli/generate.test.ts'],
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
/** `slice` of a function is the whole list: nothing is left out, nothing is sorted. */
const METHODS = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  filter: 'slice',
  toSorted: 'slice',
  find: 'findLast',
  min: 'max',
  max: 'min',
};

/** What may be put in place of what, by the kind of the node. */
const MUTATORS = {
  BinaryExpression({ left, right, operator }, textOf) {
    const [from, until] = [left.span.end, right.span.start];
    const start = from + textOf(from, until).indexOf(operator);
    const to = OPERATORS[operator];
    return to === undefined || start < from ? [] : [{ start, end: start + operator.length, to }];
  },
  BooleanLiteral: ({ span, value }) => [{ ...span, to: String(!value) }],
  ConditionalExpression: ({ test: { span } }, textOf) => [
    { ...span, to: `!(${textOf(span.start, span.end)})` },
  ],
  IfStatement: ({ test: { span } }) => [{ ...span, to: 'false' }],
  MemberExpression: ({ property: { span, value } }) =>
    Object.hasOwn(METHODS, value ?? '') ? [{ ...span, to: METHODS[value] }] : [],
  NumericLiteral: ({ span, value }) => [{ ...span, to: String(value + 1) }],
  RegExpLiteral({ span: { start, end }, pattern, flags }) {
    const close = end - flags.length - 1;
    return [
      ...(pattern.startsWith('^') ? [{ start: start + 1, end: start + 2, to: '' }] : []),
      ...(pattern.endsWith('$') ? [{ start: close - 1, end: close, to: '' }] : []),
    ];
  },
  // Words decide; texts are for people.
  StringLiteral: ({ span, value }) => (/^[\w:-]+$/.test(value) ? [{ ...span, to: `'${value}_'` }] : []),
  UnaryExpression: ({ span: { start }, operator }) =>
    operator === '!' ? [{ start, end: start + 1, to: '' }] : [],
};

const [count = '30', seed = '1', ...paths] = process.argv.slice(2);
const root = resolve(import.meta.dirname, '..');
const work = realpathSync(mkdtempSync(join(tmpdir(), 'irsa-forge-mutate-')));

// Whoever works on the same machine goes first.
setPriority(10);
try {
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);
  for (const file of files) cpSync(join(root, file), join(work, file), { recursive: true });
  // Some tests run what was built, or load a part of it: without the mutation.
  cpSync(join(root, 'dist'), join(work, 'dist'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(work, 'node_modules'));
  const subjects = files.filter(
    (file) =>
      file.endsWith('.ts') &&
      folderOf(file) !== undefined &&
      (paths.length === 0 || paths.some((path) => file.startsWith(path))),
  );
  const all = subjects.flatMap((file) => mutationsOf(file, readFileSync(join(root, file), 'utf8')));
  const sample = choose(all, Number(count), Number(seed));
  console.log(`${sample.length} of ${all.length} mutations, seed ${seed}`);
  judge(sample);
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Tells the survivors one by one, and in the end the score of each folder. */
function judge(sample) {
  const stages = new Map(sample.map(({ file }) => [file, stagesOf(file)]));
  const limits = new Map();
  const scores = new Map();
  for (const folder of new Set(sample.map(({ file }) => folderOf(file)))) {
    const own = [...stages].filter(([file]) => folderOf(file) === folder).map(([, stage]) => stage);
    const limitAt = (index) => limitOf(own.flatMap((stage) => stage[index]));
    limits.set(folder, [limitAt(0), limitAt(1)]);
    scores.set(folder, { noticed: 0, late: 0, judged: 0 });
  }
  for (const mutation of sample) {
    const folder = folderOf(mutation.file);
    const result = resultOf(mutation, stages.get(mutation.file), limits.get(folder));
    const score = scores.get(folder);
    score.judged++;
    if (result !== 'passed') score.noticed++;
    if (result === 'late') score.late++;
    const { file, line, from, to, text } = mutation;
    if (result === 'passed') console.log(`survived: ${file}:${line}: ${from} → ${to}: ${text}`);
  }
  for (const [folder, { noticed, late, judged }] of scores)
    console.log(`${folder}: ${noticed} of ${judged} noticed${late > 0 ? `, ${late} by not ending` : ''}`);
}

/** The tests that a file concerns: those that are nearest, and the others. Most are noticed by the former, in seconds. */
function stagesOf(file) {
  const related = jest(['--listTests', '--findRelatedTests', file]).stdout.split('\n');
  const [nearest, ...others] = SUBJECTS[folderOf(file)];
  const tests = related.map((path) => path.slice(work.length + 1));
  return [[nearest], others].map((folders) =>
    tests.filter((test) => folders.some((folder) => test.startsWith(folder))),
  );
}

/** How many milliseconds tests may take with a mutation, by what they take without; they have to pass. */
function limitOf(tests) {
  const start = performance.now();
  const stage = [...new Set(tests)];
  if (runTests(stage, 1_200_000) !== 'passed')
    throw new Error(`without any mutation one of these fails: ${stage.join(' ')}`);
  return Math.ceil(30_000 + 5 * (performance.now() - start));
}

function resultOf({ file, content }, stages, limits) {
  const path = join(work, file);
  const original = readFileSync(path);
  writeFileSync(path, content());
  writeFileSync(join(work, HASH_FILE), hashSources(work));
  const [nearest, others] = stages;
  const first = runTests(nearest, limits[0]);
  const result = first === 'passed' ? runTests(others, limits[1]) : first;
  writeFileSync(path, original);
  return result;
}

/** Whether tests pass, fail, or do not end. */
function runTests(tests, limit) {
  if (tests.length === 0) return 'passed';
  const { status, signal } = jest(['--bail', '--silent', '--runTestsByPath', ...tests], limit);
  return signal === 'SIGKILL' ? 'late' : status === 0 ? 'passed' : 'failed';
}

/** Runs Jest in one process, which can be ended whatever it does. */
function jest(args, timeout) {
  const program = join(work, 'node_modules/jest/bin/jest.js');
  const where = ['--rootDir', work, '--cacheDirectory', join(work, '.jest'), '--runInBand'];
  const options = { cwd: work, encoding: 'utf8', timeout, killSignal: 'SIGKILL' };
  return spawnSync(process.execPath, [program, ...where, ...args], options);
}

function folderOf(file) {
  return Object.keys(SUBJECTS).find((folder) => file.startsWith(folder));
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

/** Every change of one token that leaves a program. */
function mutationsOf(file, source) {
  // Positions count bytes, and go on from one parse to the next.
  const offset = parseSync('', { syntax: 'typescript' }).span.end;
  const bytes = Buffer.from(source);
  const textOf = (start, end) => bytes.subarray(start - offset, end - offset).toString();
  const found = [];
  visit(parseSync(source, { syntax: 'typescript', target: 'es2022' }));
  return found;

  function visit(node) {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    if (/^(Ts|Import)/.test(node.type ?? '') && !/^Ts(As|NonNull|Const|Satisfies)/.test(node.type)) return;
    for (const change of MUTATORS[node.type]?.(node, textOf) ?? []) add(change);
    for (const [key, child] of Object.entries(node))
      if (key !== 'span' && key !== 'typeAnnotation') visit(child);
  }

  function add({ start, end, to }) {
    const before = textOf(offset, start);
    const line = before.split('\n').length;
    const text = source.split('\n')[line - 1].trim();
    const content = () => `${before}${to}${textOf(end, offset + bytes.length)}`;
    found.push({ file, line, from: textOf(start, end), to, text, content });
  }
}
