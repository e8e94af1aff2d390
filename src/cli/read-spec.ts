import type { Result } from '../diagnostics.js';
import { baseFiles } from '../readers/base-files.js';
import { readSpec } from '../spec/extends.js';
import type { Source } from '../spec/source-file.js';
import type { SpecFile } from './spec-files.js';

/** Reads a spec with what it extends. */
export function readSpecSource({ text, name }: Pick<SpecFile, 'text' | 'name'>, cwd: string): Result<Source> {
  return readSpec(text, name, baseFiles(cwd));
}
