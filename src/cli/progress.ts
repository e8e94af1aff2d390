import type { Output } from './output.js';

/** Shows how far a run over many things has come. */
export interface Progress {
  /** So many are done of those that are known by now. */
  show(done: number, total: number): void;
  /** Takes the bar away, so that lines can follow. */
  clear(): void;
}

/** Shorter runs show nothing: a bar that flashes by tells nobody anything. */
const PATIENCE_MS = 1000;
const REDRAW_MS = 100;
const BAR_WIDTH = 24;

/**
 * A bar on the terminal of stderr, once the work has taken a second; elsewhere nothing, since each thing's own
 * line is progress enough for a log. `things` is what is counted.
 */
export function createProgress(
  things: string,
  output: Pick<Output, 'status'>,
  now: () => number = () => process.uptime() * 1000,
): Progress {
  const start = now();
  let drawn = 0;
  let shown = false;
  return {
    show(done, total) {
      const time = now();
      if (time - start < PATIENCE_MS || time - drawn < REDRAW_MS) return;
      drawn = time;
      shown = output.status(bar(done, total, things));
    },
    clear() {
      if (shown) output.status('');
      shown = false;
    },
  };
}

function bar(done: number, total: number, things: string): string {
  const filled = Math.floor((BAR_WIDTH * done) / total);
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}] ${done}/${total} ${things}`;
}
