import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from '@jest/globals';

/** What files hold, by path below their folder. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A maker of folders with files in them, which are removed after each test. */
export function tempFolders(): (files?: Files) => string {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
  return (files = {}) => {
    const folder = mkdtempSync(join(tmpdir(), 'irsa-forge-test-'));
    made.push(folder);
    return writeFiles(folder, files);
  };
}

/** Writes files below a folder, making what is missing; returns the folder. */
export function writeFiles(folder: string, files: Files): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
