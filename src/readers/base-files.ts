import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { BaseFiles } from '../spec/extends.js';
import { quote } from '../text/quote.js';
import { readText } from './read-text.js';

/** The files that specs extend, on disk; names in messages are relative to the working directory. */
export function baseFiles(cwd: string): BaseFiles {
  return {
    identify: (file) => {
      const path = resolve(cwd, file);
      return existsSync(path) ? realpathSync(path) : path;
    },
    open: (ref, from) => {
      const relativeHelp = 'name it relative to this file, such as ../base/irsa.yaml';
      if (isAbsolute(ref) || /^(?:~|[a-z][\w+.-]+:)/i.test(ref))
        return { message: `${quote(ref)} is no relative path`, help: relativeHelp };
      const folder = dirname(from);
      const file = join(folder, ref);
      const read = readText(resolve(cwd, file));
      if (read.ok) return { file, text: read.text };
      return {
        message: `cannot read ${file}: ${read.reason}`,
        help: hintFor(ref, folder, cwd, read.why === 'missing') ?? relativeHelp,
      };
    },
  };
}

/** What was probably meant: the spec in a folder, or a path as the working directory sees it. */
function hintFor(ref: string, folder: string, cwd: string, isMissing: boolean): string | undefined {
  const inside = join(ref, 'irsa.yaml');
  if (!isMissing && existsSync(resolve(cwd, folder, inside))) return `did you mean ${quote(inside)}?`;
  if (!isMissing || !existsSync(resolve(cwd, ref))) return undefined;
  const seen = relative(resolve(cwd, folder), resolve(cwd, ref));
  return `paths are relative to this file: did you mean ${quote(seen)}?`;
}
