import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { TextFile } from '../readers/index.js';

/** Characters of files from which on memory is worth the time of the collector of garbage. */
const LARGE = 10_000_000;

/**
 * V8 lets the heap grow to a multiple of what is in use before it looks for garbage in it; with large files, here to a fifth more.
 * Back to its own measure before the compiled form of the program is kept, which holds for the flags that it was made with.
 */
export function spareMemory(files: readonly TextFile[]): void {
  if (files.reduce((sum, { content }) => sum + content.length, 0) < LARGE) return;
  setFlagsFromString('--heap-growing-percent=20');
  process.prependOnceListener('exit', () => setFlagsFromString('--heap-growing-percent=0'));
  collectGarbage();
}

/** How far the heap may grow is reckoned whenever garbage was collected. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  setFlagsFromString('--no-expose-gc');
}
