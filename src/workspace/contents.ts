import { Failure } from '../diagnostics.js';
import { type RenderedFile, TakenPaths } from '../rendered-file.js';
import { quote } from '../text/quote.js';
import { findPathProblem } from './paths.js';
import { normaliseText } from './text.js';

/** What is rendered, by path, in the form in which it is written: with LF and a final newline. */
export type Contents = ReadonlyMap<string, string>;

/** Prepares what is in scope for planning; refuses paths that cannot all be files of one folder. */
export function prepareContents(
  files: readonly RenderedFile[],
  only: ((path: string) => boolean) | undefined,
): Contents {
  const contents = new Map<string, string>();
  const taken = new TakenPaths();
  for (const { path, content } of files) {
    if (only !== undefined && !only(path)) continue;
    checkPath(path, taken);
    contents.set(path, normaliseText(content));
  }
  return contents;
}

function checkPath(path: string, taken: TakenPaths): void {
  const problem = findPathProblem(path);
  if (problem !== undefined) throw refuse(path, problem);
  const clash = taken.take(path);
  if (clash === undefined) return;
  if (clash.kind === 'same')
    throw refuse(path, 'is the path of two outputs, or of two that differ only in case');
  if (clash.kind === 'spelling')
    throw refuse(path, `is in a folder that other outputs spell ${quote(clash.folder)}`);
  const file = clash.kind === 'below' ? clash.file : path.toLowerCase();
  throw refuse(file, 'is also the folder of other outputs');
}

function refuse(path: string, problem: string): Failure {
  return new Failure('output-path', 'user', `the output path ${quote(path)} ${problem}`, {
    help: 'give each output a path of its own below the output folder, such as docs/oncall.md',
  });
}
