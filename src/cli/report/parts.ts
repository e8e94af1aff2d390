import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Failure } from '../../diagnostics.js';
import type { PageParts } from '../../report/page.js';

/** Beside the bundles; seen from the source, in what was built of it. */
const FOLDERS = ['../report/', '../../../dist/report/'];

/** What the build makes of `src/report/browser` and its style. */
export function loadPageParts(): PageParts {
  return {
    script: readPart('page.js'),
    style: readPart('page-style.css'),
    hash: (text) => createHash('sha256').update(text).digest('base64'),
  };
}

function readPart(name: string): string {
  for (const folder of FOLDERS) {
    try {
      return readFileSync(fileURLToPath(new URL(`${folder}${name}`, import.meta.url)), 'utf8');
    } catch {
      // It is in the other one.
    }
  }
  throw new Failure('part-missing', 'environment', `report/${name} is missing, a part of irsa-forge`, {
    help: 'install irsa-forge again',
  });
}
