import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics.js';
import type { StandardStamp } from '../workspace/index.js';

/** Says that the standard is not the one that the files of a folder were rendered with; empty when it is. */
export function findStandardChange(folder: string, now: StandardStamp | undefined): readonly Diagnostic[] {
  const before = readStamp(folder);
  if (before === 'none' || (before?.hash === now?.hash && before?.name === now?.name)) return [];
  const message =
    now === undefined
      ? `${describe(before)} took part when the files were generated, and the spec names none now`
      : before === undefined
        ? `${describe(now)} had no part yet when the files were generated`
        : `${describe(before)} has moved on since the files were generated: it is ${describe(now)} now`;
  return [
    {
      code: 'standard/moved-on',
      severity: 'info',
      path: 'standard',
      message,
      help: 'run `irsa-forge generate`',
    },
  ];
}

function describe(stamp: StandardStamp | undefined): string {
  return stamp === undefined
    ? 'no standard'
    : `the standard "${stamp.name}" ${stamp.version} (${stamp.hash.slice(0, 8)})`;
}

/** What the manifest records; it is read in full, and refused if need be, when the folder is planned. */
function readStamp(folder: string): StandardStamp | undefined | 'none' {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, '.irsa-forge.json'), 'utf8')) as {
      readonly standard?: StandardStamp;
    };
    return typeof manifest.standard?.hash === 'string' ? manifest.standard : undefined;
  } catch {
    return 'none';
  }
}
