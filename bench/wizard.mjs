import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN, measureNode } from './measure.mjs';

const AS_TERMINAL = fileURLToPath(new URL('./as-terminal.cjs', import.meta.url));
/** How often the longer case changes something and looks at it. */
export const LOOKS = 3;

/** Lines of the first question and of the review. */
const LOOK = '1';
const LEAVE = '6';

/** One line of the review is changed to and fro; what the first look costs besides is start-up and the reading of the file. */
export function reviewCases(work, count) {
  const { said } = answer(work, count, [LOOK, LEAVE]);
  const line = /^ +(\d+)\. Pods as nodes/m.exec(said)?.[1];
  const changes = Array.from({ length: LOOKS }, (_, index) => [line, index % 2 === 0 ? 'y' : 'n']).flat();
  return [
    { name: `${count}-once`, run: (node) => answer(work, count, [LOOK, LEAVE], node) },
    { name: `${count}-more`, run: (node) => answer(work, count, [LOOK, ...changes, LEAVE], node) },
  ];
}

function answer(work, count, lines, node) {
  return measureNode(['--require', AS_TERMINAL, BIN, 'init'], {
    node,
    cwd: join(work, String(count)),
    input: `${lines.join('\n')}\n`,
    env: { ACCESSIBLE: '1', XDG_STATE_HOME: join(work, 'state') },
  });
}
