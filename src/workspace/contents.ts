import { Failure } from '../diagnostics.js';
import type { RenderedFile } from '../rendered-file.js';
import { quote } from '../text/quote.js';
import { findPathProblem, folderOf, foldersAbove } from './paths.js';
import { normalizeText } from './text.js';

/** What is rendered, by path, in the form in which it is written: with LF and a final newline. */
export type Contents = ReadonlyMap<string, string>;

/** Prepares what is in scope for planning; refuses paths that cannot all be files of one folder. */
export function prepareContents(
  files: readonly RenderedFile[],
  only: ((path: string) => boolean) | undefined,
): Contents {
  const contents = new Map<string, string>();
  const folded = new Set<string>();
  for (const { path, content } of files) {
    if (only !== undefined && !only(path)) continue;
    checkPath(path, folded);
    folded.add(path.toLowerCase());
    contents.set(path, normalizeText(content));
  }
  for (const folder of new Set([...folded].map(folderOf))) {
    const file = [...foldersAbove(`${folder}/`)].find((above) => folded.has(above));
    if (file !== undefined) throw refuse(file, 'is also the folder of other outputs');
  }
  return contents;
}

function checkPath(path: string, folded: ReadonlySet<string>): void {
  const problem = findPathProblem(path);
  if (problem !== undefined) throw refuse(path, problem);
  if (folded.has(path.toLowerCase())) {
    throw refuse(path, 'is the path of two outputs, or of two that differ only in case');
  }
}

function refuse(path: string, problem: string): Failure {
  return new Failure('output-path', 'user', `the output path ${quote(path)} ${problem}`, {
    help: 'give each output a path of its own below the output folder, such as docs/oncall.md',
  });
}
