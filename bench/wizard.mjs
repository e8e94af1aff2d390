import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSpec } from './fleet.mjs';
import { BIN, interleave, measureNode, printTable } from './measure.mjs';

const AS_TERMINAL = fileURLToPath(new URL('./as-terminal.cjs', import.meta.url));
const LOOKS = 3;

/** Lines of the first question and of the review. */
const LOOK = '1';
const LEAVE = '6';

/** The wizard over a long spec that is there: a look at the review after a change, and a run without questions. */
export function benchWizard({ rounds }) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-wizard-'));
  try {
    for (const count of [200, 400, 1000]) writeSpec(join(work, String(count)), 0, count);
    const cases = [200, 1000].flatMap((count) => reviewCases(work, count));
    let run = 0;
    const out = () => join(work, `out-${run++}`);
    const yes = () => measureNode([BIN, 'init', '--yes', '-o', out()], { cwd: join(work, '400') });
    report(interleave([...cases, { name: 'yes', run: yes }], rounds));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** One line of the review is changed to and fro; what the first look costs besides is start-up and the reading of the file. */
function reviewCases(work, count) {
  const { said } = answer(work, count, [LOOK, LEAVE]);
  const line = /^ +(\d+)\. Pods as nodes/m.exec(said)?.[1];
  const changes = Array.from({ length: LOOKS }, (_, index) => [line, index % 2 === 0 ? 'y' : 'n']).flat();
  return [
    { name: `${count}-once`, run: () => answer(work, count, [LOOK, LEAVE]) },
    { name: `${count}-more`, run: () => answer(work, count, [LOOK, ...changes, LEAVE]) },
  ];
}

function answer(work, count, lines) {
  return measureNode(['--require', AS_TERMINAL, BIN, 'init'], {
    cwd: join(work, String(count)),
    input: `${lines.join('\n')}\n`,
    env: { ACCESSIBLE: '1', XDG_STATE_HOME: join(work, 'state') },
  });
}

function report(results) {
  const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;
  const row = (what, cpu, { memory }, aim) => [what, seconds(cpu), `${memory.toFixed(0)} MB`, aim];
  const look = (count, aim) => {
    const [once, more] = ['once', 'more'].map((name) => results[`${count}-${name}`]);
    return row(`a change and a look, ${count} workloads`, (more.cpu - once.cpu) / LOOKS, more, aim);
  };
  printTable(
    'init',
    ['what', 'CPU', 'peak', 'aim'],
    [
      look(200, '≤ 0.3 s'),
      look(1000, '≤ 1.5 s'),
      row('init --yes, 400 workloads', results.yes.cpu, results.yes, '≤ 1.5 s'),
    ],
  );
}
