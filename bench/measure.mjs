import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PRELOAD = fileURLToPath(new URL('./report-usage.cjs', import.meta.url));
export const BIN = fileURLToPath(new URL('../bin/irsa-forge.js', import.meta.url));

/**
 * One Node process: wall and CPU milliseconds, peak memory in MB. CPU time hardly minds other work on the machine. A child begins with
 * the peak of its parent: `stdout: 'ignore'` is for hundreds of MB, which would otherwise count as memory of the next.
 */
export function measureNode(
  args,
  { node = process.execPath, env = {}, cwd, input, status = 0, stdout = 'pipe' } = {},
) {
  const start = performance.now();
  const child = spawnSync(node, ['--require', PRELOAD, ...args], {
    encoding: 'utf8',
    maxBuffer: 1e9,
    stdio: [input === undefined ? 'ignore' : 'pipe', stdout, 'pipe', 'pipe'],
    cwd,
    input,
    env: { ...process.env, ...env },
  });
  const wall = performance.now() - start;
  if (child.status !== status)
    throw new Error(`${args.join(' ')} ended with ${child.status}: ${child.stderr}`);
  const { cpu, memory } = JSON.parse(child.output[3]);
  return {
    wall,
    cpu: cpu / 1000,
    memory: memory / 1024,
    bytes: Buffer.byteLength(child.stdout ?? ''),
    ...(input === undefined ? {} : { said: child.stderr }),
  };
}

/** Any other program: wall and CPU milliseconds; nothing where it is not installed. */
export function measureProgram(command, args, { cwd } = {}) {
  const start = performance.now();
  const child = spawnSync('sh', ['-c', '"$@" >/dev/null || exit; times', 'sh', command, ...args], {
    encoding: 'utf8',
    cwd,
  });
  const wall = performance.now() - start;
  if (child.status === 127) return undefined;
  if (child.status !== 0) throw new Error(`${command} ended with ${child.status}: ${child.stderr}`);
  // Of the two lines the second is about what the shell ran: `0m0.51s 0m0.07s`, user and system.
  const times = child.stdout
    .trim()
    .split('\n')
    .at(-1)
    .matchAll(/(\d+)m([\d.]+)s/g);
  const cpu = [...times].reduce((sum, [, minutes, seconds]) => sum + 60_000 * minutes + 1000 * seconds, 0);
  return { wall, cpu };
}

/** Milliseconds as tables show them. */
export const seconds = (milliseconds, digits = 2) => `${(milliseconds / 1000).toFixed(digits)} s`;

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Runs every case once a round, so that a change of the machine's mood meets all alike; the first round is not
 * counted. Returns the median of each quantity by the case's name; a case that cannot run here is left out.
 */
export function interleave(cases, rounds) {
  const samples = new Map(cases.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const { name, prepare, run } of cases) {
      prepare?.();
      const sample = run();
      if (round > 0 && sample) samples.get(name).push(sample);
    }
  }
  return Object.fromEntries(
    [...samples].flatMap(([name, list]) => {
      if (list.length === 0) return [];
      const quantities = Object.keys(list[0]).map((key) => [key, median(list.map((sample) => sample[key]))]);
      return [[name, Object.fromEntries(quantities)]];
    }),
  );
}

/** A table in fixed-width text. */
export function printTable(title, header, rows) {
  const widths = header.map(
    (_, column) => Math.max(...[header, ...rows].map((row) => row[column].length)) + 3,
  );
  const line = (row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join('');
  console.log(`\n${title}\n`);
  for (const row of [header, ...rows]) console.log(line(row).trimEnd());
}
