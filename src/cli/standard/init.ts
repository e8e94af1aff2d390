import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { Failure } from '../../diagnostics.js';
import { starterFiles } from '../../standard/starter.js';
import { VERSION } from '../../version.js';
import type { CommandContext } from '../command.js';
import { EXIT, type ExitCode } from '../exit-codes.js';

/** Writes a starter for a standard; nothing when one of its files is there already. */
export function initStandard(folder: string, { cwd, output }: CommandContext): ExitCode {
  const root = resolve(cwd, folder);
  const files = starterFiles(VERSION);
  const taken = files.filter(({ path }) => existsSync(join(root, path)));
  if (taken.length > 0) {
    throw new Failure('standard-exists', 'user', `${join(folder, taken[0]?.path ?? '')} is there already`, {
      help: 'name a new folder: irsa-forge standard init DIR',
    });
  }
  try {
    for (const { path, content } of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content, { flag: 'wx' });
    }
  } catch (error) {
    throw new Failure(
      'standard-not-written',
      'environment',
      `cannot write ${folder}: ${(error as Error).message}`,
      { cause: error },
    );
  }
  for (const { path } of files) output.result(join(folder, path));
  output.note([
    '',
    `Next: irsa-forge standard check ${folder} --update, then write \`standard: ./${folder}\` into an irsa.yaml.`,
  ]);
  output.json({ ok: true, folder, files: files.map(({ path }) => path) });
  return EXIT.ok;
}
